import type { AgentState, CallId, OfferOutcome, QueueId } from '@callweave/cti-core';
import type { Call } from '../calls/call.js';
import { CallNews, OfferEndedNews } from '../calls/call.news.js';
import type { News } from '../kernel/index.js';
import { BATCHES, BatchTimes, newBatches } from './batches.js';
import { batchMeans, type Estimate } from './estimate.js';
import type { Batch, GroupResult, QueueResult, SimulationResult } from './figures.types.js';
import type { Forecasts } from './forecasts.js';
import { IntervalCounter } from './intervals.js';
import type { AgentGroup, CustomerClass, Scenario } from './scenario.schema.js';

const EDGES_MS = [0, 5_000, 10_000, 20_000, 30_000, 60_000, 120_000, 300_000, 600_000];
const STATES = ['ready', 'ringing', 'dialling', 'talking', 'holding', 'wrap-up', 'aux'] as const;

interface QueueCount {
  readonly queueId: QueueId | null;
  readonly serviceLevelMs: number;
  readonly batches: Batch[];
  overflowed: number;
  blocked: number;
  answeredWaitMs: number;
  longestWaitMs: number;
  missedOffers: number;
  readonly bins: number[];
}

/** A group's times: by state, and by batch. */
export interface GroupCount {
  readonly group: string;
  readonly agents: number;
  readonly stateMs: Float64Array;
  readonly busyMs: Float64Array;
  readonly openMs: Float64Array;
}

/** What is kept of an agent for the figures. */
export interface CountedAgent {
  readonly count: GroupCount;
  /** Null before he logged in for the first time. */
  state: AgentState | null;
  since: number;
}

/** Ends of an offer that are the agent's doing, or his phone's. */
const MISSED: ReadonlySet<OfferOutcome> = new Set(['no-answer', 'rejected', 'busy', 'unreachable']);

/** Counts what the kernel tells, without keeping it: the millionth call costs what the first did. */
export class Figures {
  readonly #scenario: Scenario;
  readonly #fromMs: number;
  readonly #times: BatchTimes;
  readonly #queues = new Map<QueueId, QueueCount>();
  readonly #all: QueueCount;
  readonly #groups = new Map<AgentGroup, GroupCount>();
  readonly #waiting = new Map<CallId, QueueId>();
  readonly #intervals: IntervalCounter;

  constructor(scenario: Scenario) {
    this.#scenario = scenario;
    this.#fromMs = scenario.warmUpMs;
    const measuredMs = scenario.durationMs - scenario.warmUpMs;
    this.#times = new BatchTimes(this.#fromMs, measuredMs);
    this.#intervals = new IntervalCounter(this.#fromMs, measuredMs);
    for (const { queueId, serviceLevelMs } of scenario.queues) {
      this.#queues.set(queueId, newQueueCount(queueId, serviceLevelMs));
    }
    this.#all = newQueueCount(null, 0);
    for (const group of scenario.agents) {
      this.#groups.set(group, {
        group: group.group,
        agents: group.count,
        stateMs: new Float64Array(STATES.length),
        busyMs: new Float64Array(BATCHES),
        openMs: new Float64Array(BATCHES),
      });
    }
  }

  groupCount(group: AgentGroup): GroupCount {
    return this.#groups.get(group) as GroupCount;
  }

  hear(news: News, at: number) {
    if (news instanceof CallNews) return this.#callIs(news.event, news.call, at);
    if (news instanceof OfferEndedNews) {
      if (!MISSED.has(news.outcome) || at < this.#fromMs) return;
      for (const count of this.#countsOf(news.call.queueId)) count.missedOffers += 1;
      return;
    }
    if (news.event !== 'call.routed' || 'draw' in news) return;
    const { outcome, queueId } = news.data.decision;
    if (outcome.is === 'overflowed') this.#overflowed(queueId, at);
  }

  /** Chance has drawn a customer's talk and patience. */
  drew({ queueId }: CustomerClass, talkMs: number, patienceMs: number | null, at: number): void {
    for (const { batches } of this.#countsOf(queueId as QueueId)) {
      const batch = this.#times.at(batches, at);
      if (!batch) return;
      batch.draws += 1;
      batch.drawnTalkMs += talkMs;
      batch.drawnPatienceMs += patienceMs ?? 0;
    }
  }

  blocked({ queueId }: CustomerClass, at: number): void {
    if (at < this.#fromMs) return;
    for (const count of this.#countsOf(queueId as QueueId)) count.blocked += 1;
  }

  result(at: number, steps: number, forecasts: Forecasts, agents: Iterable<CountedAgent>): SimulationResult {
    for (const agent of agents) if (agent.state !== null) this.agentChanged(agent, agent.state, at);
    const groups = [...this.#groups.values()];
    this.#all.batches.forEach((batch, index) => {
      for (const group of groups) {
        batch.busyMs += group.busyMs[index] as number;
        batch.openMs += group.openMs[index] as number;
      }
    });
    return {
      name: this.#scenario.name,
      seed: this.#scenario.seed,
      measuredMs: at - this.#fromMs,
      steps,
      total: queueResult(this.#all, forecasts),
      queues: [...this.#queues.values()].map((queue) => queueResult(queue, forecasts)),
      groups: groups.map(groupResult),
      occupancy: occupancyOf(this.#all.batches),
      intervals: this.#intervals.result(at),
    };
  }

  #callIs(event: CallNews['event'], call: Call, at: number) {
    switch (event) {
      case 'call.queued':
        return this.#queued(call, at);
      case 'call.answered':
        return this.#answered(call, at);
      case 'call.ended':
        return this.#ended(call, at);
      default:
        return;
    }
  }

  #queued(call: Call, at: number): void {
    if (call.queueId === null) return;
    if (!this.#waiting.has(call.callId)) this.#intervals.waiting(at, 1);
    this.#waiting.set(call.callId, call.queueId);
    if (call.queuedAt === at) this.#intervals.entered(at);
    for (const { batches } of this.#countsOf(call.queueId)) {
      const batch = this.#times.at(batches, call.queuedAt ?? at);
      if (batch) batch.entered += 1;
    }
  }

  #answered(call: Call, at: number): void {
    const queuedAt = this.#leaves(call, at);
    if (queuedAt === null || call.queueId === null) return;
    const waitMs = at - queuedAt;
    const inTime = waitMs <= (this.#queues.get(call.queueId)?.serviceLevelMs ?? 0);
    this.#intervals.left(queuedAt, waitMs, inTime ? 'in-time' : 'late');
    for (const count of this.#countsOf(call.queueId)) {
      const batch = this.#waited(count, queuedAt, waitMs);
      if (!batch) continue;
      batch.answered += 1;
      count.answeredWaitMs += waitMs;
      if (inTime) batch.inTime += 1;
    }
  }

  #ended(call: Call, at: number): void {
    const queuedAt = this.#leaves(call, at);
    const gaveUp = call.stage.phase === 'ended' && call.stage.by === 'customer';
    if (queuedAt === null || call.queueId === null || !gaveUp) return;
    this.#intervals.left(queuedAt, at - queuedAt, 'gave-up');
    for (const count of this.#countsOf(call.queueId)) {
      const batch = this.#waited(count, queuedAt, at - queuedAt);
      if (batch) batch.abandoned += 1;
    }
  }

  #waited(count: QueueCount, queuedAt: number, waitMs: number): Batch | null {
    const batch = this.#times.at(count.batches, queuedAt);
    if (!batch) return null;
    batch.waitMs += waitMs;
    if (waitMs > 0) batch.delayed += 1;
    if (waitMs > count.longestWaitMs) count.longestWaitMs = waitMs;
    let bin = 0;
    while (bin < EDGES_MS.length && waitMs > (EDGES_MS[bin] as number)) bin += 1;
    count.bins[bin] = (count.bins[bin] ?? 0) + 1;
    return batch;
  }

  #overflowed(queueId: QueueId, at: number): void {
    if (at < this.#fromMs) return;
    for (const count of this.#countsOf(queueId)) count.overflowed += 1;
  }

  /** When he began to wait, if he did until now. */
  #leaves(call: Call, at: number): number | null {
    if (!this.#waiting.delete(call.callId)) return null;
    this.#intervals.waiting(at, -1);
    return call.queuedAt;
  }

  agentChanged(agent: CountedAgent, to: AgentState, at: number): void {
    const { state } = agent;
    if (state !== null) this.#spent(agent.count, state, agent.since, at);
    if (state !== to) this.#intervals.agent(at, state ?? 'logged-out', to);
    agent.state = to;
    agent.since = at;
  }

  #spent({ stateMs, busyMs, openMs }: GroupCount, state: AgentState, since: number, until: number): void {
    const from = Math.max(since, this.#fromMs);
    if (until <= from || state === 'logged-out') return;
    const place = STATES.indexOf(state);
    stateMs[place] = (stateMs[place] as number) + until - from;
    if (state === 'aux') return;
    this.#times.spread(openMs, from, until);
    if (state !== 'ready') this.#times.spread(busyMs, from, until);
  }

  #countsOf(queueId: QueueId | null): QueueCount[] {
    const own = queueId === null ? undefined : this.#queues.get(queueId);
    return own ? [own, this.#all] : [this.#all];
  }
}

function newQueueCount(queueId: QueueId | null, serviceLevelMs: number): QueueCount {
  return {
    queueId,
    serviceLevelMs,
    batches: newBatches(),
    overflowed: 0,
    blocked: 0,
    answeredWaitMs: 0,
    longestWaitMs: 0,
    missedOffers: 0,
    bins: new Array<number>(EDGES_MS.length + 1).fill(0),
  };
}

function queueResult(count: QueueCount, forecasts: Forecasts): QueueResult {
  const { batches } = count;
  const answered = sum(batches, 'answered');
  const left = (batch: Batch) => batch.answered + batch.abandoned;
  const per = (what: keyof Batch): Estimate => batchMeans(batches.map((batch) => batch[what] / left(batch)));
  const mean = (what: keyof Batch): Estimate => ({
    value: sum(batches, what) / batches.reduce((total, batch) => total + left(batch), 0),
    halfWidth: per(what).halfWidth,
  });
  return {
    queueId: count.queueId,
    entered: sum(batches, 'entered'),
    answered,
    abandoned: sum(batches, 'abandoned'),
    overflowed: count.overflowed,
    blocked: count.blocked,
    meanWaitMs: mean('waitMs'),
    meanWaitOfAnsweredMs: count.answeredWaitMs / answered,
    longestWaitMs: count.longestWaitMs,
    serviceLevel: mean('inTime'),
    abandonment: mean('abandoned'),
    delayed: mean('delayed'),
    missedOffers: count.missedOffers,
    forecasts: forecasts.result(count.queueId),
    batches,
    histogram: count.bins.map((customers, at) => ({ upToMs: EDGES_MS[at] ?? null, customers })),
  };
}

function groupResult({ group, agents, stateMs, busyMs, openMs }: GroupCount): GroupResult {
  const times = STATES.map((state, place) => [state, stateMs[place] as number] as const);
  const batches = Array.from(busyMs, (ms, index) => ({ busyMs: ms, openMs: openMs[index] as number }));
  return {
    group,
    agents,
    stateMs: Object.fromEntries(times) as GroupResult['stateMs'],
    loggedInMs: times.reduce((total, [, ms]) => total + ms, 0),
    occupancy: occupancyOf(batches),
  };
}

function occupancyOf(batches: readonly Pick<Batch, 'busyMs' | 'openMs'>[]): Estimate {
  const { halfWidth } = batchMeans(batches.map(({ busyMs, openMs }) => busyMs / openMs));
  return { value: sum(batches, 'busyMs') / sum(batches, 'openMs'), halfWidth };
}

function sum<What extends keyof Batch>(batches: readonly Pick<Batch, What>[], what: What): number {
  return batches.reduce((total, batch) => total + batch[what], 0);
}
