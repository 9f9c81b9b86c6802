import type { AgentId, CallId, EpochMs } from '@callweave/cti-core';
import { type Call, legOf } from '../calls/call.js';
import { announceCall, liveCall, saveCall } from '../calls/call.store.js';
import type { DiallingEnd } from '../calls/call-back.js';
import { endCall } from '../calls/end-call.js';
import { hangUpLegs } from '../calls/legs.js';
import { routeTo } from '../calls/way-out.js';
import type { Step } from '../kernel/world.js';
import { keepPlace, placeOf } from './places.js';
import { leaveLane, type Queue } from './queue.js';
import { touch } from './queue-events.js';
import { putAside } from './rona.js';

/** A number that can be dialled; one that is withheld is a word, or nothing. */
const DIALLABLE = /^\+?\d{3,20}$/;

/** Whether a waiting caller can be promised that he is called back. */
export function canBeCalledBack(step: Step, call: Call, queue: Queue): boolean {
  const { limit, gateway } = queue.callBack;
  return (
    call.customerLegId !== null &&
    DIALLABLE.test(call.caller) &&
    routeTo(step, call.caller, gateway) !== null &&
    (queue.callBacks.size < limit || queue.callBacks.has(call.caller))
  );
}

/** He keeps his place; nobody is offered him before his own line is free. An earlier call-back of his is dropped. */
export function promiseCallBack(step: Step, call: Call, queue: Queue): Call {
  const earlier = queue.callBacks.get(call.caller);
  if (earlier !== undefined && earlier !== call.callId) drop(step, earlier);
  const place = queue.places.get(call.callId);
  if (place) leaveLane(queue, place, step.at);
  queue.callBacks.set(call.caller, call.callId);
  queue.today.calledBack += 1;
  touch(step, queue);
  const promised = saveCall(step, {
    ...call,
    stage: { phase: 'ivr' },
    callBack: { is: 'promised', attempts: 0, retryAt: null },
  });
  announceCall(step, 'call.changed', promised);
  return promised;
}

/** He has hung up, or heard the last word: from now on his place waits without him. */
export function beginCallBack(step: Step, callId: CallId): void {
  const call = liveCall(step, callId);
  if (call?.callBack?.is !== 'promised') return;
  step.clearTimer({ guard: 'farewell', callId });
  const leg = legOf(call, call.customerLegId);
  const next = saveCall(step, {
    ...(leg ? hangUpLegs(step, call, [leg], 'NORMAL_CLEARING') : call),
    stage: { phase: 'queued' },
    customerLegId: null,
    // What was recorded ends with his leg; what is said later is a recording of its own.
    recording: null,
    callBack: { ...call.callBack, is: 'waiting' },
  });
  announceCall(step, 'call.queued', next);
  keepPlace(step, next);
}

/** Dialling him came to nothing: his place waits for the next attempt, or for another agent. */
export function customerNotReached(
  step: Step,
  callId: CallId,
  agentId: AgentId,
  { whose, cause }: Pick<DiallingEnd, 'whose' | 'cause'>,
) {
  const found = placeOf(step, callId);
  const callBack = found?.call.callBack;
  if (!found || !callBack) return endCall(step, callId, { by: 'system', cause });
  const { call, queue } = found;
  if (whose !== 'customer') {
    if (whose === 'agent') putAside(step, queue, agentId);
    return keepPlace(step, call);
  }
  const attempts = callBack.attempts + 1;
  if (attempts >= queue.callBack.attempts) {
    queue.today.callBacksFailed += 1;
    saveCall(step, { ...call, callBack: { ...callBack, attempts } });
    return endCall(step, callId, { by: 'system', cause });
  }
  const retryAt = step.at + queue.callBack.retryMs;
  const next = saveCall(step, { ...call, callBack: { ...callBack, attempts, retryAt } });
  announceCall(step, 'call.changed', next);
  awaitRetry(step, next);
}

/** Sets the timer of the next attempt, when there is one to wait for. */
export function awaitRetry(step: Step, { callId, callBack }: Call): void {
  const retryAt = callBack?.retryAt ?? null;
  if (retryAt !== null) step.setTimer({ guard: 'call-back', callId }, retryAt - step.at);
}

export function retryDue(step: Step, callId: CallId): void {
  const found = placeOf(step, callId);
  if (!found?.call.callBack) return;
  keepPlace(step, saveCall(step, { ...found.call, callBack: { ...found.call.callBack, retryAt: null } }));
}

/**
 * One whose call-back waits calls in again: he takes its place, and is not called back. The place's time and points, or
 * null when none waits for him.
 */
export function takeOverCallBack(
  step: Step,
  queue: Queue,
  call: Call,
): { readonly since: EpochMs; readonly points: number } | null {
  const callId = queue.callBacks.get(call.caller);
  const place = callId === undefined || callId === call.callId ? undefined : queue.places.get(callId);
  if (!place) return null;
  drop(step, place.callId);
  return { since: place.since, points: place.points };
}

function drop(step: Step, callId: CallId): void {
  endCall(step, callId, { by: 'customer', cause: 'NORMAL_CLEARING' });
}
