import type { Session } from './session.js';

/** CALL_UPDATE, when the party's display changes: whom it hears now, and by which bridge. */
export function showParty(self: Session, bridgedTo: string | null, name: string, number: string): void {
  const { display, variables } = self.channel;
  const shown = name || number;
  if (shown === '') return;
  const same =
    variables.get('last_sent_callee_id_name') === shown &&
    variables.get('last_sent_callee_id_number') === number;
  variables.setAll({ last_sent_callee_id_name: shown, last_sent_callee_id_number: number });
  display.calleeDirection = 'SEND';
  display.calleeName = name;
  display.calleeNumber = number;
  display.sentName = shown;
  display.sentNumber = number;
  if (same) return;
  self.publish('CALL_UPDATE', {
    before: {
      Direction: 'SEND',
      'Sent-Callee-ID-Name': shown,
      'Sent-Callee-ID-Number': number,
      ...(bridgedTo === null ? {} : { 'Bridged-To': bridgedTo }),
    },
  });
}
