import type { AgentState, QueueId } from '@callweave/cti-core';
import type { Estimate } from './estimate.js';

/** What happened to the customers of one queue, or of all. Times in milliseconds, shares from 0 to 1. */
export interface QueueResult {
  /** Null: all queues together. */
  readonly queueId: QueueId | null;
  /** Customers who came to wait. */
  readonly entered: number;
  readonly answered: number;
  /** Gave up while they waited. */
  readonly abandoned: number;
  /** Sent on by a rule, or ended by one. */
  readonly overflowed: number;
  /** Found no free trunk, or no switch. */
  readonly blocked: number;
  /** Of all who were answered or gave up. */
  readonly meanWaitMs: Estimate;
  readonly meanWaitOfAnsweredMs: number;
  readonly longestWaitMs: number;
  /** Answered within the queue's threshold / (answered + abandoned). */
  readonly serviceLevel: Estimate;
  /** Abandoned / (answered + abandoned). */
  readonly abandonment: Estimate;
  /** Share of those who had to wait at all. */
  readonly delayed: Estimate;
  /** Offers that nobody took. */
  readonly missedOffers: number;
  /** Customers by waiting time: `upToMs` is the bin's upper edge, null for no end. */
  readonly histogram: readonly { readonly upToMs: number | null; readonly customers: number }[];
  /** How well the waits of those who found nobody free were foretold. */
  readonly forecasts: WaitForecasts;
  /** What the estimates are made from. */
  readonly batches: readonly Batch[];
}

/** Forecasts of the waits of callers who found nobody free when they came, against what those waited who were answered. */
export interface WaitForecasts {
  readonly callers: number;
  readonly meanWaitMs: number;
  /** The kernel's `estimatedWaitMs`, when he came. */
  readonly estimate: ForecastError;
  /** The same as it was said to him while he waited, of the rest of his wait. */
  readonly announced: ForecastError;
  /** LES: what the last one who was answered had waited. */
  readonly lastServed: ForecastError;
  /** HOL: what the one at the head of the line has waited so far. */
  readonly headOfLine: ForecastError;
  /** QL: (callers before him + 1) × mean handling time / agents on duty. */
  readonly queueLength: ForecastError;
  /** The kernel's estimate by how long it was: `upToMs` is the upper edge, null for no end. */
  readonly bySize: readonly {
    readonly upToMs: number | null;
    readonly callers: number;
    readonly meanToldMs: number;
    readonly meanWaitMs: number;
    readonly meanErrorMs: number;
  }[];
}

/** Not a number where `count` is 0. */
export interface ForecastError {
  /** Forecasts; fewer than callers where nothing was known yet. */
  readonly count: number;
  /** Mean of forecast − wait: above 0 he is told too much. */
  readonly biasMs: number;
  /** Mean of |forecast − wait|. */
  readonly meanErrorMs: number;
  /** The same / mean wait. */
  readonly relativeError: number;
  /** Share of those whose wait was within a quarter of what they waited. */
  readonly withinQuarter: number;
  readonly withinHalf: number;
}

export interface GroupResult {
  readonly group: string;
  readonly agents: number;
  /** Time in each state, added up over the group; their sum is the time logged in. */
  readonly stateMs: Readonly<Record<Exclude<AgentState, 'logged-out'>, number>>;
  readonly loggedInMs: number;
  /** (Ringing + dialling + talking + holding + wrap-up) / (logged in − aux). */
  readonly occupancy: Estimate;
}

/** One piece of the run, for charts. */
export interface Interval {
  readonly fromMs: number;
  readonly untilMs: number;
  readonly entered: number;
  readonly answered: number;
  readonly abandoned: number;
  readonly serviceLevel: number | null;
  readonly meanWaitMs: number | null;
  /** Averages over the interval. */
  readonly waiting: number;
  readonly agentsReady: number;
  readonly agentsBusy: number;
  readonly agentsAux: number;
}

/** One batch of the run, from which the estimates are made; customers belong to the batch in which they came. */
export interface Batch {
  entered: number;
  answered: number;
  abandoned: number;
  inTime: number;
  delayed: number;
  waitMs: number;
  /** Of all agents; only counted for all queues together. */
  busyMs: number;
  openMs: number;
  /** Draws of chance, whose true means are known. */
  draws: number;
  drawnTalkMs: number;
  drawnPatienceMs: number;
}

export interface SimulationResult {
  readonly name: string;
  readonly seed: number;
  readonly measuredMs: number;
  /** Inputs the kernel took. */
  readonly steps: number;
  readonly total: QueueResult;
  readonly queues: readonly QueueResult[];
  readonly groups: readonly GroupResult[];
  readonly occupancy: Estimate;
  readonly intervals: readonly Interval[];
}
