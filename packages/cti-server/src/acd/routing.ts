import type { AgentId, CallId, QueueId } from '@callweave/cti-core';
import { type Agent, isOfferable } from '../agents/agent.js';
import type { Call } from '../calls/call.js';
import { announceCall, liveCall, markCustomer, saveCall } from '../calls/call.store.js';
import { endCall } from '../calls/end-call.js';
import { openOffer } from '../calls/offer.js';
import type { Step } from '../kernel/world.js';
import { byEntry, type Place, type Queue, reindexAgent } from './queue.js';

/** Walls get a queue's picture this long after its first change, however many more there were. */
const PUBLISH_MS = 100;

/** The caller begins to wait. */
export function enqueue(step: Step, callId: CallId, queueId: QueueId) {
  const call = liveCall(step, callId);
  if (!call) return;
  const queue = step.world.queues.get(queueId);
  // A flow may name a queue that the settings no longer have.
  if (!queue) return endCall(step, callId, { by: 'system', cause: 'NORMAL_TEMPORARY_FAILURE' });
  queue.today.entered += 1;
  wait(step, { ...call, stage: { phase: 'queued' }, queueId, queuedAt: step.at }, queue);
}

/** The agent he talked with is gone for good: by his entry time he stands at the head. */
export function enqueueAgain(step: Step, callId: CallId): void {
  const call = liveCall(step, callId);
  const queue = call?.queueId ? step.world.queues.get(call.queueId) : undefined;
  if (!call || !queue) return;
  wait(step, { ...call, queuedAt: call.queuedAt ?? step.at }, queue);
}

function wait(step: Step, call: Call, queue: Queue): void {
  takePlace(step, call, queue);
  saveCall(step, call);
  announceCall(step, 'call.queued', call);
  if (call.customerLegId !== null) step.order({ do: 'switch.play-music', legId: call.customerLegId });
  markCustomer(step, call);
}

/** Gives a waiting call its place in the order. */
function takePlace(step: Step, call: Call, queue: Queue): void {
  const place: Place = {
    callId: call.callId,
    queuedAt: call.queuedAt ?? step.at,
    entry: step.world.entries++,
  };
  queue.places.set(call.callId, place);
  queue.waiting.add(place);
  step.world.unmatched.queues.add(queue.queueId);
  touch(step, queue);
}

/** Gives a call that is taken over its place back, unless it never lost it. */
export function restorePlace(step: Step, call: Call): void {
  const queue = call.queueId === null ? undefined : step.world.queues.get(call.queueId);
  if (!queue) return;
  if (!queue.places.has(call.callId)) takePlace(step, call, queue);
  const place = queue.places.get(call.callId);
  if (place && call.stage.phase === 'offered') queue.waiting.remove(place);
  step.world.unmatched.queues.add(queue.queueId);
}

/** An offer of his ended without an answer: he waits on at the place he had. */
export function keepPlace(step: Step, call: Call): void {
  const queue = call.queueId === null ? undefined : step.world.queues.get(call.queueId);
  const place = queue?.places.get(call.callId);
  if (!queue || !place) return;
  queue.waiting.add(place);
  step.world.unmatched.queues.add(queue.queueId);
  touch(step, queue);
}

/** He waits no more; false when he did not wait. */
export function leavePlace(step: Step, call: Call): Queue | null {
  const queue = call.queueId === null ? undefined : step.world.queues.get(call.queueId);
  const place = queue?.places.get(call.callId);
  if (!queue || !place) return null;
  queue.places.delete(call.callId);
  queue.waiting.remove(place);
  touch(step, queue);
  return queue;
}

/** An agent has him: the wait counts from entry to answer, through all offers. */
export function callJoined(step: Step, call: Call): void {
  const queue = leavePlace(step, call);
  if (!queue || call.queuedAt === null) return;
  const waitedMs = step.at - call.queuedAt;
  queue.today.answered += 1;
  queue.today.waitedMs += waitedMs;
  if (waitedMs <= queue.serviceLevelMs) queue.today.inTime += 1;
}

export function callEnded(step: Step, call: Call): void {
  const queue = leavePlace(step, call);
  if (queue) queue.today.abandoned += 1;
}

/** Keeps the queues' orders true to an agent's change. */
export function agentChanged(step: Step, before: Agent | null, after: Agent): void {
  for (const queueId of after.queueIds) {
    const queue = step.world.queues.get(queueId);
    if (!queue) continue;
    reindexAgent(queue, before, after);
    touch(step, queue);
  }
  if (isOfferable(after)) step.world.unmatched.agents.add(after.agentId);
}

/**
 * Brings waiting callers and ready agents together: an agent takes the longest waiting of all his queues, a caller
 * the longest idle agent. Afterwards no queue has both.
 */
export function match(step: Step): void {
  const { unmatched, queues, switchUp } = step.world;
  if (!switchUp) return;
  for (const agentId of unmatched.agents) {
    unmatched.agents.delete(agentId);
    matchAgent(step, agentId);
  }
  for (const queueId of unmatched.queues) {
    unmatched.queues.delete(queueId);
    const queue = queues.get(queueId);
    while (queue?.waiting.first && queue.ready.first)
      offer(step, queue, queue.waiting.first, queue.ready.first.agentId);
  }
}

function matchAgent(step: Step, agentId: AgentId): void {
  const agent = step.world.agents.get(agentId);
  if (!agent || !isOfferable(agent)) return;
  let best: { readonly queue: Queue; readonly place: Place } | null = null;
  for (const queueId of agent.queueIds) {
    const queue = step.world.queues.get(queueId);
    const place = queue?.waiting.first;
    if (queue && place && (!best || byEntry(place, best.place) < 0)) best = { queue, place };
  }
  if (best) offer(step, best.queue, best.place, agentId);
}

function offer(step: Step, queue: Queue, place: Place, agentId: AgentId): void {
  queue.waiting.remove(place);
  const call = liveCall(step, place.callId);
  const agent = step.world.agents.get(agentId);
  if (!call || !agent) {
    step.world.unmatched.queues.add(queue.queueId);
    return;
  }
  openOffer(step, call, agent, queue.ringMs);
  touch(step, queue);
}

export function touch(step: Step, queue: Queue): void {
  if (step.world.dirtyQueues.size === 0) step.setTimer({ guard: 'queues' }, PUBLISH_MS);
  step.world.dirtyQueues.add(queue.queueId);
}
