import type { CallId, LegId, QueueId, RoutingDecision } from '@callweave/cti-core';
import type { Call } from '../calls/call.js';
import { announceCall, liveCall, markCustomer, saveCall } from '../calls/call.store.js';
import { isAway } from '../calls/call-back.js';
import { shownOnOverflow } from '../calls/caller-id.js';
import { endCall } from '../calls/end-call.js';
import { forwardCall } from '../calls/forward.js';
import { isReachable } from '../calls/way-out.js';
import { isOpen } from '../grouping/hours.js';
import type { Step } from '../kernel/world.js';
import type { OverflowRule, OverflowTarget } from './acd.schema.js';
import { canBeCalledBack, promiseCallBack } from './call-back.js';
import { explain } from './decision.js';
import { estimateFor } from './estimated-wait.js';
import type { Place } from './place.js';
import { demandOf, endReservation, leavePlace, placeOf, reserve, waitedIn } from './places.js';
import { leaveLane, type Queue, standingBefore } from './queue.js';
import { touch } from './queue-events.js';

/** A farewell longer than this is cut. */
const FAREWELL_MS = 120_000;
const FAREWELL = 'farewell';

/** A key counts from this long after he came. */
const KEYS_AFTER_MS = 1_000;

type Condition = OverflowRule['when'];
/** Why he is sent on, for the explanation. */
type Reason = Pick<RoutingDecision, 'trigger' | 'rule'>;

/** Whoever is in before the queue closes, or fills, is served. */
const AT_ENTRY_ONLY: ReadonlySet<Condition['is']> = new Set(['closed', 'length', 'estimated-wait']);

/**
 * The rules of a queue that look at a caller who has just taken his place (ACD-4). True when he was sent on; he then has
 * no place here any more.
 */
export function overflowAtEntry(step: Step, call: Call, queue: Queue): boolean {
  const rule = queue.overflow.find(
    ({ when, target }) => holds(step, queue, call, when) && applies(step, call, target),
  );
  if (rule && sendOn(step, call, queue, rule.target, byRule(rule))) return true;
  watchWaiting(step, call, queue);
  return false;
}

/** A rule on his waiting time looks again when that is reached. */
function watchWaiting(step: Step, call: Call, queue: Queue): void {
  if (queue.overflow.length === 0) return;
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
  if (!queue?.rulesWatchAgents) return;
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
  // Who is called back stays where he was promised it.
  if (found && isAway(found.call)) return;
  // One who is being offered to an agent is as good as served.
  if (found?.call.stage.phase !== 'queued') return;
  const { queue, call, place } = found;
  const inForce = ({ target }: OverflowRule) => target.to === 'agent' && target.agentId === place.reservedFor;
  const rule = queue.overflow.find(
    (one) =>
      !AT_ENTRY_ONLY.has(one.when.is) &&
      holds(step, queue, call, one.when) &&
      (inForce(one) || applies(step, call, one.target)),
  );
  const sent = rule && !inForce(rule) && sendOn(step, call, queue, rule.target, byRule(rule));
  if (!sent) watchWaiting(step, call, queue);
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
      const place = queue.places.get(call.callId);
      const estimateMs = place ? estimateFor(queue, standingBefore(queue, place)) : null;
      return estimateMs !== null && estimateMs >= when.atLeastMs;
    }
    case 'closed':
      return queue.hours !== null && !isOpen(queue.hours, step.calendarAt);
  }
}

/** ACD-6: a key that a waiting caller presses takes him where the queue says; any other does nothing. */
export function keyPressed(step: Step, call: Call, legId: LegId, digit: string): void {
  const found = placeOf(step, call.callId);
  // One who is being offered to an agent is as good as served.
  if (!found || call.stage.phase !== 'queued' || call.customerLegId !== legId) return;
  const { queue } = found;
  // The second of two quick strokes at a menu is not meant for the queue.
  if (step.at - (call.queuedAt ?? 0) < KEYS_AFTER_MS) return;
  const target = queue.exitKeys[digit];
  // He may try again whom a rule did not reach.
  if (target?.to === 'external') {
    const { place } = found;
    place.unreached = place.unreached.filter((number) => number !== target.number);
  }
  if (target && applies(step, call, target)) {
    sendOn(step, call, queue, target, { trigger: 'key', rule: `key ${digit}` });
  }
}

function byRule({ when }: OverflowRule): Reason {
  return { trigger: 'rule', rule: when.is };
}

/**
 * A caller is never sent back to a queue he was sent away from, so that two queues cannot toss him to and fro; nor does he
 * wait twice for the same agent. A rule whose target does not apply leaves him to those behind it.
 */
function applies(step: Step, call: Call, target: OverflowTarget): boolean {
  if (target.to === 'agent') {
    const place = placeOf(step, call.callId)?.place;
    if (!place || place.reservedFor !== null || place.awaited.includes(target.agentId)) return false;
    return step.world.agents.get(target.agentId)?.seat != null;
  }
  if (target.to === 'external') {
    const place = placeOf(step, call.callId)?.place;
    return (
      place?.unreached.includes(target.number) === false && isReachable(step, target.number, target.gateway)
    );
  }
  if (target.to === 'call-back') {
    const queue = call.queueId === null ? undefined : step.world.queues.get(call.queueId);
    return queue !== undefined && canBeCalledBack(step, call, queue);
  }
  if (target.to !== 'queue') return true;
  const queue = step.world.queues.get(target.queueId);
  const been = target.queueId === call.queueId || call.overflowedFrom.includes(target.queueId);
  return queue !== undefined && !queue.closing && !been;
}

/** True when he has no place here any more. */
function sendOn(step: Step, call: Call, queue: Queue, target: OverflowTarget, reason: Reason): boolean {
  const { place } = placeOf(step, call.callId) ?? {};
  if (!place) return false;
  const demand = demandOf(step, queue, place);
  const to =
    target.to === 'queue'
      ? `queue ${target.queueId}`
      : target.to === 'agent'
        ? `agent ${target.agentId}`
        : target.to === 'external'
          ? `external ${target.number}`
          : target.to;
  explain(step, queue, place, demand, { ...reason, outcome: { is: 'overflowed', to } });
  if (target.to === 'agent') {
    endReservation(step, place);
    reserve(step, queue, place, target.agentId, target.waitMs);
    step.world.unmatched.calls.set(call.callId, reason.trigger);
    return false;
  }
  if (target.to === 'external') return sendOut(step, call, queue, place, target);
  if (target.to === 'call-back') {
    stopMusic(step, call);
    sayFarewell(step, promiseCallBack(step, call, queue), target.sound);
    return true;
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
      // A server that starts must not put him back into the queue.
      announceCall(step, 'call.changed', next);
      markCustomer(step, next);
      stopMusic(step, next);
      step.signal({ signal: 'call.to-flow', callId: call.callId, flow: target.flow });
      return true;
    case 'hang-up':
      stopMusic(step, next);
      sayFarewell(step, next, target.sound);
      return true;
  }
}

/** He keeps his place until somebody outside has picked up; nobody here is offered him meanwhile. */
function sendOut(
  step: Step,
  call: Call,
  queue: Queue,
  place: Place,
  { number, gateway, ringMs, shows }: Extract<OverflowTarget, { to: 'external' }>,
): boolean {
  const shown = shownOnOverflow(step, call, shows);
  const phone = { is: 'outside', number } as const;
  if (!forwardCall(step, call, { phone, ringMs, shows: () => shown, gateway, transfer: null })) return false;
  leaveLane(queue, place, step.at);
  if (call.customerLegId !== null) step.order({ do: 'switch.play-music', legId: call.customerLegId });
  touch(step, queue);
  return true;
}

function stopMusic(step: Step, { customerLegId: legId }: Call): void {
  if (legId !== null) step.order({ do: 'switch.stop-playing', legId });
}

function sayFarewell(step: Step, call: Call, sound: Extract<OverflowTarget, { to: 'hang-up' }>['sound']) {
  if (sound === undefined || call.customerLegId === null) return farewellEnded(step, call.callId, FAREWELL);
  step.order({ do: 'switch.play', legId: call.customerLegId, sound, tag: FAREWELL });
  step.setTimer({ guard: 'farewell', callId: call.callId }, FAREWELL_MS);
}

/** The last words are said, or were too long: he is called back, or that was it. */
export function farewellEnded(step: Step, callId: CallId, tag: string) {
  const call = liveCall(step, callId);
  if (tag !== FAREWELL || call?.stage.phase !== 'ivr') return;
  if (call.callBack?.is === 'promised') return step.signal({ signal: 'call.awaits-call-back', callId });
  endCall(step, callId, { by: 'system', cause: 'NORMAL_CLEARING' });
}
