import type { AgentCall, AgentSessionState } from '@callweave/web-sdk';
import type { TFunction } from 'i18next';
import { isHandedOn, isLive } from '../call-lines/call-words.js';

/** How the other side of a call is said. */
export type NameOf = (call: AgentCall) => string;

/** What a screen reader says when one picture follows another, most urgent first; null when nothing is worth saying. */
export function announcement(
  before: AgentSessionState,
  now: AgentSessionState,
  nameOf: NameOf,
  t: TFunction,
): string | null {
  const rings = now.calls.find((call) => call.can.answer && !same(before, call)?.can.answer);
  if (rings !== undefined) {
    const beside = now.activeCall !== null && now.activeCall.callId !== rings.callId;
    return t(beside ? 'live.waiting' : 'live.ringing', {
      caller: nameOf(rings),
      queue: rings.queueName ?? '',
    });
  }
  return aboutPresent(before, now, nameOf, t) ?? aboutOthers(before, now, nameOf, t);
}

function aboutPresent(
  before: AgentSessionState,
  now: AgentSessionState,
  nameOf: NameOf,
  t: TFunction,
): string | null {
  const call = now.activeCall;
  const past = before.activeCall;
  if (call === null) return past !== null && past.phase !== 'ended' ? t('live.ended') : null;
  const was = same(before, call);
  if (call.phase === 'ended') return was !== undefined && was.phase !== 'ended' ? t('live.ended') : null;
  const caller = nameOf(call);
  if (isHandedOn(now)) return isHandedOn(before) ? null : t('live.handedOn', { caller });
  if (call.consultOf !== undefined && was === undefined) return t('live.consulting', { caller });
  if (call.phase === 'conference' && was !== undefined) {
    if (was.phase !== 'conference') return t('live.conference');
    const [many, few] = [partiesOf(call), partiesOf(was)];
    if (many !== few) return t(many > few ? 'live.joined' : 'live.left', { count: many });
  }
  if (call.phase === 'talking' && was?.phase !== 'talking' && was?.phase !== 'conference') {
    return t('live.answered', { caller });
  }
  if (past !== null && past.callId !== call.callId && past.phase !== 'ended')
    return t('live.swapped', { caller });
  if (call.heldSince !== null && was?.heldSince === null) return t('live.held');
  if (call.heldSince === null && was !== undefined && was.heldSince !== null) return t('live.retrieved');
  if (call.recording !== was?.recording && was !== undefined) {
    return t(`live.recording.${call.recording ?? 'stopped'}`);
  }
  return null;
}

function aboutOthers(
  before: AgentSessionState,
  now: AgentSessionState,
  nameOf: NameOf,
  t: TFunction,
): string | null {
  const gone = before.heldCalls.find((call) => {
    const is = same(now, call);
    return is === undefined || is.phase === 'ended';
  });
  if (gone !== undefined) return t('live.heldEnded', { caller: nameOf(gone) });
  if (now.parked.length > before.parked.length) return t('live.parked', { count: now.parked.length });
  return null;
}

function same({ calls }: AgentSessionState, call: AgentCall): AgentCall | undefined {
  return calls.find((one) => one.callId === call.callId);
}

function partiesOf(call: AgentCall): number {
  return (
    call.conference?.parties.filter((party) => party.connected).length ?? call.legs.filter(isLive).length
  );
}
