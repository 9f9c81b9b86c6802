import type { EndedBy, EpochMs, LegId } from '@callweave/cti-core';
import { finishCall } from '../agents/wrap-up.js';
import type { Step } from '../kernel/world.js';
import type { Call } from './call.js';
import { announceCall, saveCall } from './call.store.js';
import { endCall } from './end-call.js';
import { hangUpLegs, legGone } from './legs.js';

/*
 * A caller hangs up and is called back; his place in the queue goes on waiting for him (ACD-6):
 *
 *   queued ──key or rule──▶ promised ──he hangs up, or the last word is said──▶ waiting: queued, without a leg of his
 *                                                                                 │   ▲
 *                          reached: talking ◀──joined── dialling ◀──picked up── offered │
 *                                                          └── busy, no answer ──later──┘
 */
export interface CallBack {
  readonly is: 'promised' | 'waiting' | 'reached';
  /** Times he was dialled in vain. */
  readonly attempts: number;
  /** Nobody is offered him before. */
  readonly retryAt: EpochMs | null;
}

/** True while he is to be called back and has no leg of his own. */
export function isAway({ callBack }: Call): boolean {
  return callBack?.is === 'waiting';
}

/** Why dialling came to nothing. */
export interface DiallingEnd {
  /** Who did not want, or could not; `nobody` when the switch lost it. */
  readonly whose: 'agent' | 'customer' | 'nobody';
  readonly cause: string;
  readonly goneLegId?: LegId;
}

/** What was dialled is over before anybody talked. A call that is no call-back ends with it. */
export function diallingOver(step: Step, call: Call, end: DiallingEnd, by: EndedBy = 'system') {
  if (!isAway(call) || call.stage.phase !== 'dialling') {
    const { cause, goneLegId } = end;
    return endCall(step, call.callId, { by, cause, ...(goneLegId === undefined ? {} : { goneLegId }) });
  }
  const { callId } = call;
  const { agentId, legId, targetLegId } = call.stage;
  for (const dialled of [legId, targetLegId]) {
    if (dialled === null) continue;
    step.clearTimer({ guard: 'ring', callId, legId: dialled });
    step.clearTimer({ guard: 'join', callId, legId: dialled });
  }
  let next = end.goneLegId === undefined ? call : legGone(step, call, end.goneLegId, 'failed');
  next = hangUpLegs(step, next, next.legs, 'NORMAL_CLEARING');
  next = saveCall(step, { ...next, stage: { phase: 'queued' } });
  // While it still names him: his page learns by it that the call is his no more.
  announceCall(step, 'call.changed', next);
  saveCall(step, { ...next, agentId: null });
  finishCall(step, agentId, callId, { talkMs: null, wrapUpMs: 0 });
  step.signal({ signal: 'call.not-reached', callId, agentId, whose: end.whose, cause: end.cause });
}
