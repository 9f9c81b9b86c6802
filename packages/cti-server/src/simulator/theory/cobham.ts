import { erlangC } from './erlang-c.js';

/**
 * Mean waits by priority class, the first served first, none interrupted: M/M/n with one handling time for all (Cobham
 * 1954, "Priority Assignment in Waiting Line Problems", formula 3).
 */
export function cobham(load: {
  readonly agents: number;
  readonly handlingMs: number;
  readonly callsPerHour: readonly number[];
}): { readonly meanWaitMs: readonly number[] } {
  const { agents, handlingMs, callsPerHour } = load;
  const all = callsPerHour.reduce((sum, rate) => sum + rate, 0);
  const { delayed } = erlangC({ agents, handlingMs, callsPerHour: all });
  const spentMs = (delayed * handlingMs) / agents;
  let occupied = 0;
  const meanWaitMs = callsPerHour.map((rate) => {
    const above = occupied;
    occupied += ((rate / 3_600_000) * handlingMs) / agents;
    return spentMs / ((1 - above) * (1 - occupied));
  });
  return { meanWaitMs };
}
