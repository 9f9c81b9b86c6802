import { executeOrder } from './private-event.js';
import type { Session } from './session.js';

/** Puts the party on hold; its partner hears `hold_music` when that is set. False when it is held already. */
export function hold(session: Session): boolean {
  if (session.channel.callState === 'HELD') return false;
  session.heldByUs = true;
  markHeld(session);
  // The far end may refuse the re-INVITE; FreeSWITCH has told the hold by then and leaves it so.
  session.endpoint.setHold(true).catch(() => {});
  return true;
}

/** Takes the party back; ACTIVE follows when the far end has agreed. False when it is not held. */
export function unhold(session: Session): boolean {
  if (session.channel.callState !== 'HELD') return false;
  session.heldByUs = false;
  markUnheld(session);
  session.endpoint
    .setHold(false)
    .catch(() => {})
    .then(() => session.setCallState('ACTIVE'));
  return true;
}

/** A transfer or another bridge takes a party back that was put on hold here. */
export function endOwnHold(session: Session): void {
  if (session.heldByUs) unhold(session);
}

/**
 * Whose bridge ends while it is held takes its partner along, whatever that one's `park_after_bridge` says; the held leg's
 * `hold_hangup_xfer_exten` sends it on instead.
 */
export function endHeldBridge(held: Session, partner: Session): void {
  const holding = held.channel.callState === 'HELD';
  if (!holding && !held.heldToTheEnd) return;
  if (partner.ready && partner.channel.state !== 'CS_PARK') {
    const next = held.channel.variables.get('hold_hangup_xfer_exten');
    partner.orders.stop();
    if (next === undefined) partner.hangUp(partner.channel.hangupCause ?? 'NORMAL_CLEARING');
    else partner.channel.variables.set('transfer_after_bridge', next);
  }
  if (holding) markUnheld(held);
}

/** A held leg that hangs up is told to be taken back first. */
export function endHoldWithCall(session: Session): void {
  if (session.channel.callState !== 'HELD') return;
  session.heldToTheEnd = true;
  markUnheld(session);
}

/** The far end's own hold, by its re-INVITE. */
export function remoteHold(session: Session, held: boolean): void {
  if (held === (session.channel.callState === 'HELD')) return;
  if (held) {
    markHeld(session);
    return;
  }
  markUnheld(session);
  session.setCallState('ACTIVE');
}

function markHeld(session: Session): void {
  const { channel } = session;
  channel.profile.times.lastHold = session.core.clock.nowUs();
  session.setCallState('HELD');
  const music = channel.variables.get('temp_hold_music') ?? channel.variables.get('hold_music');
  if (music !== undefined && !/^(silence|indicate_hold)$/i.test(music)) {
    session.partner?.orders.add(executeOrder('playback', music, -1));
  }
  session.publish('CHANNEL_HOLD');
}

function markUnheld(session: Session): void {
  const { times } = session.channel.profile;
  session.setCallState('UNHELD');
  if (times.lastHold !== 0) times.holdAccum += session.core.clock.nowUs() - times.lastHold;
  session.partner?.orders.stop();
  session.publish('CHANNEL_UNHOLD');
}
