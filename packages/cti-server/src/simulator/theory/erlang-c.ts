import { erlangB } from './erlang-b.js';

export interface Load {
  readonly agents: number;
  readonly callsPerHour: number;
  /** Mean handling time, exponential. */
  readonly handlingMs: number;
}

export interface QueueTheory {
  /** Share of callers who wait at all. */
  readonly delayed: number;
  /** Of all callers. */
  readonly meanWaitMs: number;
  readonly occupancy: number;
  readonly abandonment: number;
  /** Share answered within a time, of all callers. */
  serviceLevel(withinMs: number): number;
}

/**
 * Erlang C, M/M/n: nobody gives up. P(wait) from Erlang B, waits exponential with rate nμ − λ (Erlang 1917; Cooper,
 * Introduction to Queueing Theory, 3.5).
 * @throws {RangeError} when the agents cannot keep up: there is no steady state
 */
export function erlangC({ agents, callsPerHour, handlingMs }: Load): QueueTheory {
  const erlangs = (callsPerHour / 3_600_000) * handlingMs;
  if (erlangs >= agents) throw new RangeError(`${agents} agents cannot carry ${erlangs} erlangs`);
  const blocked = erlangB(erlangs, agents);
  const delayed = blocked / (1 - (erlangs / agents) * (1 - blocked));
  const spareMs = handlingMs / (agents - erlangs);
  return {
    delayed,
    meanWaitMs: delayed * spareMs,
    occupancy: erlangs / agents,
    abandonment: 0,
    serviceLevel: (withinMs) => 1 - delayed * Math.exp(-withinMs / spareMs),
  };
}
