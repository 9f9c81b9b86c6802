import type { AgentId, CallId, EpochMs } from '@callweave/cti-core';
import type { Call } from '../calls/call.js';
import { liveCall } from '../calls/call.store.js';
import type { TimerGuard } from '../kernel/timer-guards.js';
import type { Step } from '../kernel/world.js';
import type { Requirements } from './acd.schema.js';
import { startAnnouncing } from './announce.js';
import { startComfort } from './comfort.js';
import { leaves } from './estimated-wait.js';
import { type Place, rankOf } from './place.js';
import { leaveLane, type Queue, stand } from './queue.js';
import { touch } from './queue-events.js';
import { type Demand, demandsOf } from './skills.js';

/** Gives a waiting call its place in the order. */
export function takePlace(
  step: Step,
  call: Call,
  queue: Queue,
  since: EpochMs,
  countsFrom: EpochMs = call.queuedAt ?? step.at,
): void {
  const place: Place = {
    callId: call.callId,
    queueId: queue.queueId,
    since,
    countsFrom,
    entry: step.world.entries++,
    points: call.wants.priority,
    rank: rankOf(queue, { since, points: call.wants.priority }),
    relaxed: 0,
    reservedFor: null,
    awaited: [],
    unreached: [],
    told: null,
    hears: null,
    lane: null,
    taken: null,
  };
  queue.places.set(call.callId, place);
  if (call.callBack && call.callBack.is !== 'reached') queue.callBacks.set(call.caller, call.callId);
  const preferred = preferredFor(step, call, queue);
  if (preferred) reserve(step, queue, place, preferred.agentId, preferred.waitMs);
  else standInLane(step, queue, place, call);
  setNextRelaxation(step, queue, place, call);
  startComfort(step, queue, call.callId);
  startAnnouncing(step, queue, call.callId);
  touch(step, queue);
}

/** Gives a call that is taken over its place back, unless it never lost it. */
export function restorePlace(step: Step, call: Call): void {
  const queue = call.queueId === null ? undefined : step.world.queues.get(call.queueId);
  if (queue?.channel !== 'voice') {
    if (call.stage.phase === 'queued') step.signal({ signal: 'call.back-to-queue', callId: call.callId });
    return;
  }
  if (!queue.places.has(call.callId))
    takePlace(step, call, queue, call.standsSince ?? call.queuedAt ?? step.at);
  else startComfort(step, queue, call.callId);
  const place = queue.places.get(call.callId);
  if (!place) return;
  if (call.stage.phase !== 'queued') {
    leaveLane(queue, place, step.at);
    const rings = call.stage.phase === 'offered' && queue.chosenBy.ringsAll && place.reservedFor === null;
    if (rings) queue.ringing.add(call.callId);
    return;
  }
  step.world.unmatched.calls.set(call.callId, 'taken-over');
  askRules(step, queue, call.callId);
}

/** How long he has waited in this queue; what he waited in others before counts, what he talked does not. */
export function waitedIn(step: Step, queue: Queue | undefined, call: Call): number {
  return step.at - (queue?.places.get(call.callId)?.countsFrom ?? call.queuedAt ?? step.at);
}

/** The rules of the queue look at him, as soon as it is clear that nobody takes him now. */
export function askRules(step: Step, queue: Queue, callId: CallId): void {
  if (queue.overflow.length > 0) step.setTimer({ guard: 'waited', callId }, 0);
}

/** An offer of his ended without an answer: he waits on at the place he had. */
export function keepPlace(step: Step, call: Call) {
  const queue = call.queueId === null ? undefined : step.world.queues.get(call.queueId);
  const place = queue?.places.get(call.callId);
  // He rang at an agent when a server started whose settings did not have his queue.
  if (!queue || !place) return step.signal({ signal: 'call.back-to-queue', callId: call.callId });
  // Whoever was waited for has refused, or did not answer: from now on any will do.
  if (place.reservedFor !== null) endReservation(step, place);
  standInLane(step, queue, place, call);
  step.world.unmatched.calls.set(call.callId, 'kept-place');
  askRules(step, queue, call.callId);
  touch(step, queue);
}

const OF_A_PLACE: ReadonlySet<TimerGuard['guard']> = new Set([
  'relax',
  'reserved',
  'comfort',
  'announce',
  'waited',
  'call-back',
]);

/** He waits no more; null when he did not wait. */
export function leavePlace(step: Step, call: Call): Queue | null {
  const queue = call.queueId === null ? undefined : step.world.queues.get(call.queueId);
  const place = queue?.places.get(call.callId);
  if (!queue || !place) return null;
  if (place.reservedFor !== null) endReservation(step, place);
  leaves(queue, place, step.at);
  leaveLane(queue, place, step.at);
  queue.places.delete(call.callId);
  queue.ringing.delete(call.callId);
  if (queue.callBacks.get(call.caller) === call.callId) queue.callBacks.delete(call.caller);
  step.world.unmatched.calls.delete(call.callId);
  for (const { guard } of [...step.world.timers.ofCall(call.callId)])
    if (OF_A_PLACE.has(guard.guard)) step.clearTimer(guard);
  touch(step, queue);
  return queue;
}

/** Who is to be waited for before anybody else: the rules' choice, or the agent this caller talked with last. */
function preferredFor(
  step: Step,
  call: Call,
  queue: Queue,
): { readonly agentId: AgentId; readonly waitMs: number } | null {
  const { lastAgent } = queue;
  const last = lastAgent ? step.world.lastAgents.recall(call.caller, step.at - lastAgent.withinMs) : null;
  const preferred =
    call.wants.preferred ?? (last !== null && lastAgent ? { agentId: last, waitMs: lastAgent.waitMs } : null);
  // Nobody waits for one who is not there.
  if (!preferred || !step.world.agents.get(preferred.agentId)?.seat) return null;
  // What he has waited already counts.
  const waitMs = preferred.waitMs - (step.at - (call.queuedAt ?? step.at));
  return waitMs > 0 ? { agentId: preferred.agentId, waitMs } : null;
}

/** He waits for one agent alone. */
export function reserve(step: Step, queue: Queue, place: Place, agentId: AgentId, waitMs: number): void {
  leaveLane(queue, place, step.at);
  place.reservedFor = agentId;
  place.awaited.push(agentId);
  const waiting = step.world.reserved.get(agentId) ?? new Set();
  step.world.reserved.set(agentId, waiting.add(place.callId));
  step.setTimer({ guard: 'reserved', callId: place.callId }, waitMs);
}

export function endReservation(step: Step, place: Place): void {
  if (place.reservedFor === null) return;
  const waiting = step.world.reserved.get(place.reservedFor);
  waiting?.delete(place.callId);
  if (waiting?.size === 0) step.world.reserved.delete(place.reservedFor);
  place.reservedFor = null;
  step.clearTimer({ guard: 'reserved', callId: place.callId });
}

/** The agent he waited for did not become free in time, or left: from now on any will do. */
export function reservationEnded(step: Step, callId: CallId): void {
  const found = placeOf(step, callId);
  if (!found || found.place.reservedFor === null) return;
  endReservation(step, found.place);
  if (found.call.stage.phase !== 'queued') return;
  standInLane(step, found.queue, found.place, found.call);
  step.world.unmatched.calls.set(callId, 'relaxed');
  askRules(step, found.queue, callId);
}

/** What he asks of agents is relaxed by a step. */
export function relaxTimedOut(step: Step, callId: CallId): void {
  const found = placeOf(step, callId);
  if (!found) return;
  const { queue, place, call } = found;
  place.relaxed = relaxationAt(queue, step.at - (call.queuedAt ?? step.at));
  setNextRelaxation(step, queue, place, call);
  if (place.reservedFor !== null) return;
  // Where all are rung, the call rings at those as well who may serve him now.
  if (queue.ringing.has(callId))
    for (const { agentId } of queue.ready) step.world.unmatched.agents.set(agentId, true);
  if (call.stage.phase !== 'queued') return;
  standInLane(step, queue, place, call);
  step.world.unmatched.calls.set(callId, 'relaxed');
}

export function setNextRelaxation(step: Step, queue: Queue, place: Place, call: Call): void {
  const waitedMs = step.at - (call.queuedAt ?? step.at);
  place.relaxed = relaxationAt(queue, waitedMs);
  const next = queue.relax[place.relaxed];
  if (next) step.setTimer({ guard: 'relax', callId: place.callId }, next.afterMs - waitedMs);
}

export function relaxationAt({ relax }: Queue, waitedMs: number): number {
  let steps = 0;
  while (steps < relax.length && (relax[steps]?.afterMs ?? 0) <= waitedMs) steps += 1;
  return steps;
}

/** Puts him among those who ask the same as he does now. */
export function standInLane(step: Step, queue: Queue, place: Place, call: Call) {
  place.relaxed = relaxationAt(queue, step.at - (call.queuedAt ?? step.at));
  // He is not to be called again yet.
  if ((call.callBack?.retryAt ?? 0) > step.at) return leaveLane(queue, place, step.at);
  stand(queue, place, demandAt(queue, place, call), step.at);
}

/** What a call asks of agents now. */
export function demandOf(step: Step, queue: Queue, place: Place): Demand {
  const call = step.world.calls.get(place.callId);
  return demandAt(queue, place, call);
}

function demandAt(queue: Queue, place: Place, call: Call | undefined): Demand {
  return demandFor(queue, place, call?.wants.requires ?? {});
}

/** What is asked by the queue, and by whoever waits himself. */
export function demandFor(queue: Queue, { relaxed }: Pick<Place, 'relaxed'>, own: Requirements): Demand {
  const demands = Object.keys(own).length === 0 ? queue.demands : demandsOf(queue, own);
  return demands[Math.min(relaxed, demands.length - 1)] as Demand;
}

/** A waiting call with its queue and place. */
export function placeOf(step: Step, callId: CallId): { call: Call; queue: Queue; place: Place } | null {
  const call = liveCall(step, callId);
  const queue = call?.queueId == null ? undefined : step.world.queues.get(call.queueId);
  const place = queue?.places.get(callId);
  return call && queue && place ? { call, queue, place } : null;
}
