import type { CallId, QueueId } from '@callweave/cti-core';
import type { Call } from '../calls/call.js';
import { liveCall, markCustomer, saveCall } from '../calls/call.store.js';
import { endCall } from '../calls/end-call.js';
import { isOpen } from '../grouping/hours.js';
import type { Step } from '../kernel/world.js';
import type { OverflowRule } from './acd.schema.js';
import { explain } from './decision.js';
import { estimateFor } from './estimated-wait.js';
import { demandOf, endReservation, leavePlace, placeOf, reserve, waitedIn } from './places.js';
import type { Queue } from './queue.js';

/** A farewell longer than this is cut. */
const FAREWELL_MS = 120_000;
const FAREWELL = 'farewell';

type Condition = OverflowRule['when'];

/** Whoever is in before the queue closes, or fills, is served. */
const AT_ENTRY_ONLY: ReadonlySet<Condition['is']> = new Set(['closed', 'length', 'estimated-wait']);

/**
 * The rules of a queue that look at a caller who has just taken his place (ACD-4). True when he was sent on; he then has
 * no place here any more.
 */
export function overflowAtEntry(step: Step, call: Call, queue: Queue): boolean {
  const rule = queue.overflow.find((one) => holds(step, queue, call, one.when) && applies(step, call, one));
  if (rule && sendOn(step, call, queue, rule)) return true;
  watchWaiting(step, call, queue);
  return false;
}

/** A rule on his waiting time looks again when that is reached. */
function watchWaiting(step: Step, call: Call, queue: Queue): void {
  const waitedMs = waitedIn(step, queue, call);
  const limits = queue.overflow
    .flatMap(({ when }) => (when.is === 'waited' ? [when.ms] : []))
    .filter((ms) => ms > waitedMs);
  if (limits.length > 0) {
    step.setTimer({ guard: 'waited', callId: call.callId }, Math.min(...limits) - waitedMs);
  }
}

/** A limit of his waiting time is reached. */
export function waitedTimedOut(step: Step, callId: CallId): void {
  lookAgain(step, callId);
}

/** The agents of a queue came or went: its rules look at everyone who waits. */
export function lookAtAll(step: Step, queueId: QueueId): void {
  const queue = step.world.queues.get(queueId);
  if (!queue?.overflow.some(({ when }) => when.is === 'nobody-logged-in' || when.is === 'all-paused')) return;
  for (const callId of [...queue.places.keys()]) lookAgain(step, callId);
}

/** The rules themselves changed: they look at everyone who waits, and watch by their new limits. */
export function rulesChanged(step: Step, queue: Queue): void {
  for (const callId of [...queue.places.keys()]) {
    const call = liveCall(step, callId);
    if (!call) continue;
    step.clearTimer({ guard: 'waited', callId });
    watchWaiting(step, call, queue);
    if (step.world.switchUp) lookAgain(step, callId);
  }
}

function lookAgain(step: Step, callId: CallId): void {
  const found = placeOf(step, callId);
  // One who is being offered to an agent is as good as served.
  if (found?.call.stage.phase !== 'queued') return;
  const { queue, call, place } = found;
  const inForce = ({ target }: OverflowRule) => target.to === 'agent' && target.agentId === place.reservedFor;
  const rule = queue.overflow.find(
    (one) =>
      !AT_ENTRY_ONLY.has(one.when.is) &&
      holds(step, queue, call, one.when) &&
      (inForce(one) || applies(step, call, one)),
  );
  if (!rule || inForce(rule) || !sendOn(step, call, queue, rule)) watchWaiting(step, call, queue);
}

function holds(step: Step, queue: Queue, call: Call, when: Condition): boolean {
  const { loggedIn, aux } = queue.counts;
  switch (when.is) {
    case 'length':
      // He himself has a place by now.
      return queue.places.size - 1 >= when.atLeast;
    case 'waited':
      return waitedIn(step, queue, call) >= when.ms;
    case 'nobody-logged-in':
      return loggedIn === 0;
    case 'all-paused':
      return loggedIn > 0 && aux === loggedIn;
    case 'estimated-wait': {
      const estimateMs = estimateFor(queue, queue.places.size - 1);
      return estimateMs !== null && estimateMs >= when.atLeastMs;
    }
    case 'closed':
      return queue.hours !== null && !isOpen(queue.hours, step.at);
  }
}

/**
 * A caller is never sent back to a queue he was sent away from, so that two queues cannot toss him to and fro; nor does he
 * wait twice for the same agent. A rule whose target does not apply leaves him to those behind it.
 */
function applies(step: Step, call: Call, { target }: OverflowRule): boolean {
  if (target.to === 'agent') {
    const place = placeOf(step, call.callId)?.place;
    if (!place || place.reservedFor !== null || place.awaited.has(target.agentId)) return false;
    return step.world.agents.get(target.agentId)?.seat != null;
  }
  if (target.to !== 'queue') return true;
  const queue = step.world.queues.get(target.queueId);
  const been = target.queueId === call.queueId || call.overflowedFrom.includes(target.queueId);
  return queue !== undefined && !queue.closing && !been;
}

function sendOn(step: Step, call: Call, queue: Queue, { when, target }: OverflowRule): boolean {
  const { place } = placeOf(step, call.callId) ?? {};
  if (!place) return false;
  const demand = demandOf(step, queue, place);
  const to =
    target.to === 'queue'
      ? `queue ${target.queueId}`
      : target.to === 'agent'
        ? `agent ${target.agentId}`
        : target.to;
  explain(step, queue, place, demand, { trigger: 'rule', outcome: { is: 'overflowed', to }, rule: when.is });
  if (target.to === 'agent') {
    endReservation(step, place);
    reserve(step, queue, place, target.agentId, target.waitMs);
    step.world.unmatched.calls.set(call.callId, 'rule');
    return false;
  }
  leavePlace(step, call);
  queue.today.overflowed += 1;
  const next = saveCall(step, {
    ...call,
    overflowedFrom: [...call.overflowedFrom, queue.queueId],
    stage: { phase: 'ivr' },
  });
  switch (target.to) {
    case 'queue':
      step.signal({ signal: 'call.to-queue', callId: call.callId, queueId: target.queueId });
      return true;
    case 'flow':
      markCustomer(step, next);
      step.signal({ signal: 'call.to-flow', callId: call.callId, flow: target.flow });
      return true;
    case 'hang-up':
      sayFarewell(step, next, target.sound);
      return true;
  }
}

function sayFarewell(
  step: Step,
  call: Call,
  sound: Extract<OverflowRule['target'], { to: 'hang-up' }>['sound'],
): void {
  if (sound === undefined || call.customerLegId === null) {
    endCall(step, call.callId, { by: 'system', cause: 'NORMAL_CLEARING' });
    return;
  }
  step.order({ do: 'switch.play', legId: call.customerLegId, sound, tag: FAREWELL });
  step.setTimer({ guard: 'farewell', callId: call.callId }, FAREWELL_MS);
}

export function farewellEnded(step: Step, callId: CallId, tag: string): void {
  const call = liveCall(step, callId);
  if (tag === FAREWELL && call?.stage.phase === 'ivr') {
    endCall(step, callId, { by: 'system', cause: 'NORMAL_CLEARING' });
  }
}
