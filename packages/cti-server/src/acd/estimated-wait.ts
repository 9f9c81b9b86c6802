import type { EpochMs, QueuePace } from '@callweave/cti-core';
import type { Step } from '../kernel/world.js';
import type { CountedAs } from './members.js';
import type { AnyPlace } from './place.js';

/**
 * How fast agents take a queue's waiting callers, and how fast these leave by themselves. Counted only while somebody
 * stands in a lane: then whoever serves this queue is busy, or serves others first.
 */
export interface ServicePace {
  /** Up to the last caller who was taken. */
  sums: QueuePace;
  /** Since then; it counts when the next one is taken, for half an interval says nothing. */
  since: Pick<QueuePace, 'agentMs' | 'left' | 'standingMs'>;
  /** Up to when both are true. */
  countedTo: EpochMs;
  /** Who stands in a lane now. */
  standing: number;
  /** By how many more are on duty than when somebody first stood, as far as the count does not know yet. */
  moreOnDuty: number;
  /** No switch is there: that nobody is taken says nothing of the agents. */
  halted: boolean;
}

export const NO_PACE: QueuePace = { taken: 0, agentMs: 0, left: 0, standingMs: 0, ringsMs: 0 };
const nothing = (): ServicePace['since'] => ({ agentMs: 0, left: 0, standingMs: 0 });

/** What a caller who was taken leaves of those before him: about the last two hundred count. */
const KEPT = 0.99;
/** Rings that the mean one is smoothed over. */
const RINGS = 50;

interface Paced {
  readonly channel: string;
  readonly counts: { readonly loggedIn: number; readonly ready: number; readonly aux: number };
  /** Of the ready, those who take no calls now. */
  readonly held: number;
  /** Who may be offered something now. */
  readonly ready: { readonly length: number };
  readonly pace: ServicePace;
}

export function createPace(sums: QueuePace = NO_PACE): ServicePace {
  return { sums, since: nothing(), standing: 0, moreOnDuty: 0, countedTo: 0, halted: false };
}

/**
 * How long somebody with so many before him waits for an answer, in milliseconds: 0 while an agent is ready; null while
 * nothing was measured, and while nobody is on duty.
 *
 * The line before him shrinks by an agent with rate sμ, and by each who leaves it with rate θ, until he is taken himself
 * and rung for: Σ 1/(sμ + iθ), i from 0 to `ahead`, + ringing. That is the mean for M/M/n+M (the estimator QLm of
 * Ibrahim and Whitt 2009, "Real-Time Delay Estimation in Overloaded Multiserver Queues with Abandonments"). s are the
 * agents on duty now; μ, what one of them does for this queue, and θ are measured.
 */
export function estimateFor(queue: Paced, ahead: number): number | null {
  const { channel, counts, held, ready, pace } = queue;
  // On the telephone also whoever is about to be reachable again counts as ready.
  const free = channel === 'voice' ? counts.ready - held : ready.length;
  if (ahead === 0 && free > 0) return 0;
  const { taken, agentMs, left, standingMs, ringsMs } = pace.sums;
  const byAgents = (onDuty(queue) * taken) / agentMs;
  // Also not a number, when neither was measured.
  if (!(byAgents > 0 && byAgents < Number.POSITIVE_INFINITY)) return null;
  const byLeaving = standingMs > 0 ? left / standingMs : 0;
  let waitMs = ringsMs;
  for (let before = 0; before <= ahead; before++) waitMs += 1 / (byAgents + before * byLeaving);
  return Math.round(waitMs);
}

/** Before anything changes of who stands in a queue's lanes, or who is on duty: until now all was as it was. */
export function passTime(queue: Pick<Paced, 'counts' | 'pace'>, at: EpochMs): void {
  const { pace } = queue;
  const spentMs = Math.max(0, at - pace.countedTo);
  pace.countedTo = at;
  if (pace.standing === 0 || spentMs === 0 || pace.halted) return;
  pace.since.agentMs += spentMs * onDuty(queue);
  pace.since.standingMs += spentMs * pace.standing;
}

/** The switch has come or gone; queues of contacts need none. */
export function switchTurned({ at, world: { queues, switchUp } }: Step): void {
  for (const queue of queues.values()) {
    if (queue.channel !== 'voice') continue;
    passTime(queue, at);
    queue.pace.halted = !switchUp;
  }
}

/** He stands in a lane from now on, or (−1) no more. */
export function standingChanged({ pace }: Pick<Paced, 'pace'>, by: 1 | -1): void {
  pace.standing += by;
  if (pace.standing === 0) pace.moreOnDuty = 0;
}

/** An agent comes on duty, goes, or does something else there. */
export function dutyChanged({ pace }: Pick<Paced, 'pace'>, from: CountedAs, to: CountedAs): void {
  if (pace.standing === 0) return;
  if (!isOnDuty(from) && isOnDuty(to)) pace.moreOnDuty += 1;
  // One who was ready and took nobody serves none of those who stand.
  if (isOnDuty(from) && !isOnDuty(to) && from !== 'ready') pace.moreOnDuty -= 1;
}

/**
 * An agent has become free and takes one who stood. What counts is work that ended: whoever comes on duty takes somebody
 * without having ended any, and whoever goes has ended his and takes nobody. Otherwise a shift that begins would look like
 * a hundred calls served in no time.
 */
export function takesStanding({ pace }: Pick<Paced, 'pace'>, place: AnyPlace, at: EpochMs): void {
  const correction = Math.sign(pace.moreOnDuty);
  const counted = 1 - correction;
  pace.moreOnDuty -= correction;
  const { sums, since } = pace;
  pace.since = nothing();
  pace.sums = {
    taken: KEPT * sums.taken + counted,
    agentMs: KEPT * sums.agentMs + since.agentMs,
    left: KEPT * sums.left + since.left,
    standingMs: KEPT * sums.standingMs + since.standingMs,
    ringsMs: sums.ringsMs,
  };
  place.taken = { at, counted };
}

/** An agent has him. */
export function served({ pace }: Pick<Paced, 'pace'>, place: AnyPlace, at: EpochMs): void {
  if (place.taken === null) return;
  const weight = 1 / Math.max(1, Math.min(pace.sums.taken, RINGS));
  const ringsMs = pace.sums.ringsMs + weight * (at - place.taken.at - pace.sums.ringsMs);
  pace.sums = { ...pace.sums, ringsMs };
  place.taken = null;
}

/** The agent who took him did not answer. */
export function notTaken({ pace }: Pick<Paced, 'pace'>, place: AnyPlace): void {
  if (place.taken === null) return;
  pace.sums = { ...pace.sums, taken: Math.max(0, pace.sums.taken - place.taken.counted) };
  place.taken = null;
}

/** He leaves the queue, if no agent has him; one who was sent on the moment he came never stood. */
export function leaves({ pace }: Pick<Paced, 'pace'>, place: AnyPlace, at: EpochMs): void {
  notTaken({ pace }, place);
  if (place.lane !== null && at > place.countsFrom) pace.since.left += 1;
}

function onDuty({ counts }: Pick<Paced, 'counts'>): number {
  return counts.loggedIn - counts.aux;
}

function isOnDuty(as: CountedAs): boolean {
  return as !== null && as !== 'aux';
}
