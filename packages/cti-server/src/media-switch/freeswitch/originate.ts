import type { LegTarget, SwitchOrder } from '../media-switch.port.js';
import { dialValue, dialVariables, word } from './dial-string.js';
import { markVariables } from './marks.js';
import { type OrderContext, type OrderStep, STAYS } from './order-steps.js';
import { codecsFor } from './pictures.js';

/**
 * On all legs but the agents' and supervisors': who is parked when his partner leaves, while an agent's leg ends with the
 * call unless the two were parted before; and whose keys do not break off what plays, as `*` does otherwise.
 */
export const CALLERS_OWN = { ...STAYS, playback_terminators: 'none' } as const;

/** Between two signs of life of a phone on hold, which may send nothing. */
const HELD_MEDIA_TIMEOUT_MS = 4 * 3_600_000;

/**
 * Creates a leg and parks it.
 * @throws {CallweaveError} `switch.invalid-argument`
 */
export function originate(
  order: SwitchOrder & { do: 'switch.create-leg' },
  context: OrderContext,
): OrderStep {
  const { mark, offerId } = order;
  const variables = new Map<string, string>([
    ['origination_uuid', order.legId],
    ['origination_caller_id_number', dialValue(order.callerNumber) || 'anonymous'],
    ['origination_caller_id_name', dialValue(order.callerName) || 'anonymous'],
    ['ignore_early_media', 'true'],
    ['originate_timeout', String(Math.max(1, Math.ceil(order.ringMs / 1_000)))],
    // Without it a leg that ends while it holds takes its partner along, whatever that one's park_after_bridge says.
    ['hold_hangup_xfer_exten', 'park:inline'],
  ]);
  if (isCallers(mark.party))
    for (const [name, value] of Object.entries(CALLERS_OWN)) variables.set(name, value);
  for (const [name, value] of markVariables(mark)) if (value !== '') variables.set(name, value);
  if (order.target.kind === 'extension') {
    // A closed page leaves its leg up otherwise.
    variables.set('media_timeout', String(context.mediaTimeoutMs));
    variables.set('media_hold_timeout', String(HELD_MEDIA_TIMEOUT_MS));
    variables.set('sip_h_X-Callweave-Call-Id', word(mark.callId, 'call id'));
    if (offerId !== null) variables.set('sip_h_X-Callweave-Offer-Id', word(offerId, 'offer id'));
    if (order.autoAnswer === true) variables.set('sip_h_Call-Info', `<sip:${context.domain}>;answer-after=0`);
  }
  const codecs = codecsFor(order.video, context.codecs(), context.picturesOfLeg);
  if (codecs !== null) {
    variables.set('absolute_codec_string', dialValue(codecs.join(',')));
    // Whoever has no camera, or holds his hand before it, is still there.
    variables.set('media_timeout_video', '0');
  }
  return {
    is: 'originate',
    command: `originate ${dialVariables(variables)}${targetOf(order.target, context.domain)} &park()`,
    jobId: context.newId(),
  };
}

/** Whether a leg of that party outlives its partner from the start. */
export function isCallers(party: 'customer' | 'agent' | 'supervisor' | 'external'): boolean {
  return party === 'customer' || party === 'external';
}

function targetOf(target: LegTarget, domain: string): string {
  switch (target.kind) {
    case 'extension':
      return `user/${word(target.extension, 'extension', /^[\w.+-]+$/)}@${word(domain, 'domain', /^[\w.:[\]-]+$/)}`;
    case 'gateway':
      return `sofia/gateway/${word(target.gateway, 'gateway name', /^[\w.-]+$/)}/${word(target.number, 'number', /^[\w.+*#-]+$/)}`;
  }
}
