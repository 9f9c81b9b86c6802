import type { CallId, EpochMs, QueueId, RoutingDecision } from '@callweave/cti-core';
import { callWith } from '../calls/call.change.js';
import type { Call } from '../calls/call.js';
import { announceCall, liveCall, markCustomer, saveCall } from '../calls/call.store.js';
import { endCall } from '../calls/end-call.js';
import type { Step } from '../kernel/world.js';
import { takeOverCallBack } from './call-back.js';
import { closeIfDone } from './change-queues.js';
import { served } from './estimated-wait.js';
import { countAbandon, countAnswer } from './figures.js';
import { overflowAtEntry } from './overflow.js';
import { askRules, leavePlace, placeOf, takePlace, waitedIn } from './places.js';
import type { Queue } from './queue.js';

/** The caller begins to wait, unless a rule of the queue sends him on at once. */
export function enqueue(step: Step, callId: CallId, queueId: QueueId): void {
  const call = liveCall(step, callId);
  if (!call) return;
  const queue = step.world.queues.get(queueId);
  // A flow may name a queue that the settings no longer have.
  if (!queue || queue.closing || queue.channel !== 'voice') {
    endCall(step, callId, { by: 'system', cause: 'NORMAL_TEMPORARY_FAILURE' });
    return;
  }
  queue.today.entered += 1;
  const from = call.queueId;
  const queuedAt = call.queuedAt ?? step.at;
  const before = takeOverCallBack(step, queue, call);
  const since = call.queuedAt ?? before?.since ?? resumedFrom(step, queue, call) ?? step.at;
  const waiting = callWith(call, {
    stage: { phase: 'queued' },
    queueId,
    queuedAt,
    standsSince: since < queuedAt ? since : null,
    wants: { ...call.wants, priority: Math.max(call.wants.priority, before?.points ?? 0) },
  });
  takePlace(step, waiting, queue, since, queuedAt);
  saveCall(step, waiting);
  if (from !== null) closeIfDone(step, from);
  if (overflowAtEntry(step, waiting, queue)) return;
  wait(step, waiting, 'entered');
}

/** The agent he talked with is gone for good: by his entry time he stands at the head, and is counted as one who enters. */
export function enqueueAgain(step: Step, callId: CallId) {
  const call = liveCall(step, callId);
  if (!call) return;
  const queue = call.queueId === null ? undefined : step.world.queues.get(call.queueId);
  if (queue?.channel !== 'voice') return startAnew(step, call);
  const queuedAt = call.queuedAt ?? step.at;
  const waiting = callWith(call, { queuedAt });
  queue.today.entered += 1;
  takePlace(step, waiting, queue, waiting.standsSince ?? queuedAt, step.at);
  askRules(step, queue, callId);
  wait(step, waiting, 'kept-place');
}

/** His queue is not in the settings of this run: he is led to one of those, and what he has waited counts. */
function startAnew(step: Step, call: Call): void {
  const next = saveCall(step, callWith(call, { stage: { phase: 'ivr' }, queueId: null }));
  // Another server must not find him with the agent who was his last.
  announceCall(step, 'call.changed', next);
  markCustomer(step, next);
  step.signal({ signal: 'call.to-flow', callId: call.callId, flow: null });
}

/** He stands in the queue, hears music, and an agent is looked for. */
export function wait(step: Step, call: Call, trigger: RoutingDecision['trigger']): void {
  saveCall(step, call);
  announceCall(step, 'call.queued', call);
  if (call.customerLegId !== null) step.order({ do: 'switch.play-music', legId: call.customerLegId });
  markCustomer(step, call);
  step.world.unmatched.calls.set(call.callId, trigger);
}

/** Whose place is kept, and where. */
export function givenUpKey(queueId: QueueId, caller: string): string {
  return `${queueId} ${caller}`;
}

/** ACD-2: one who gave up and calls again soon stands where he stood. */
function resumedFrom(step: Step, queue: Queue, { caller }: Call): EpochMs | null {
  if (queue.resumeMs === 0 || caller === '') return null;
  return step.world.givenUp.take(givenUpKey(queue.queueId, caller), step.at - queue.resumeMs);
}

/** An agent has him: the wait counts from entry to answer, through all offers. */
export function callJoined(step: Step, call: Call): void {
  if (call.agentId !== null) step.world.lastAgents.remember(call.caller, call.agentId, step.at);
  const waitedMs = waitedInHis(step, call);
  const found = placeOf(step, call.callId);
  if (found) served(found.queue, found.place, step.at);
  const queue = leavePlace(step, call);
  if (!queue) return;
  // Whoever was called back is counted as that.
  if (call.callBack === null) {
    countAnswer(queue, waitedMs, step.at);
  }
}

export function callEnded(step: Step, call: Call): void {
  const waitedMs = waitedInHis(step, call);
  const queue = leavePlace(step, call);
  if (call.queueId !== null) closeIfDone(step, call.queueId);
  if (!queue || call.queuedAt === null || call.callBack) return;
  countAbandon(queue, step.at);
  if (waitedMs < queue.shortAbandonMs) queue.today.shortAbandoned += 1;
  if (queue.resumeMs > 0) {
    step.world.givenUp.remember(givenUpKey(queue.queueId, call.caller), call.queuedAt, step.at);
  }
}

function waitedInHis(step: Step, call: Call): number {
  return waitedIn(step, call.queueId === null ? undefined : step.world.queues.get(call.queueId), call);
}
