import type { Load, QueueTheory } from './erlang-c.js';

/**
 * Erlang A, M/M/n+M: callers give up after an exponential patience (Palm 1957; Garnett, Mandelbaum and Reiman 2002,
 * "Designing a Call Center with Impatient Customers", section 4). From the steady state of the birth–death process with
 * rates λ up and min(k, n)·μ + max(k − n, 0)·θ down.
 */
export function erlangA(load: Load & { readonly patienceMs: number }): QueueTheory {
  const { agents, patienceMs, handlingMs } = load;
  const arrivals = load.callsPerHour / 3_600_000;
  const service = 1 / handlingMs;
  const patience = 1 / patienceMs;
  const shares = steadyState(agents, arrivals, service, patience);
  let busy = 0;
  let waiting = 0;
  let delayed = 0;
  shares.forEach((share, inSystem) => {
    busy += share * Math.min(inSystem, agents);
    waiting += share * Math.max(inSystem - agents, 0);
    if (inSystem >= agents) delayed += share;
  });
  return {
    delayed,
    // Little's law over the waiting line.
    meanWaitMs: waiting / arrivals,
    occupancy: busy / agents,
    abandonment: (patience * waiting) / arrivals,
    serviceLevel: (withinMs) => answeredWithin(shares, agents, service, patience, withinMs),
  };
}

/** Shares of time with 0, 1, … callers in the system, until what is left is nothing. */
function steadyState(agents: number, arrivals: number, service: number, patience: number): number[] {
  // From the most likely state outwards, so that nothing overflows.
  const mode = Math.max(0, Math.floor(Math.min(arrivals / service, agents + arrivals / patience)));
  const down = (k: number) => Math.min(k, agents) * service + Math.max(k - agents, 0) * patience;
  const above: number[] = [];
  for (let k = mode + 1, weight = 1; ; k++) {
    weight *= arrivals / down(k);
    if (weight < 1e-16 && k > agents) break;
    above.push(weight);
  }
  const below: number[] = [];
  for (let k = mode, weight = 1; k > 0; k--) {
    weight *= down(k) / arrivals;
    below.push(weight);
  }
  const weights = [...below.reverse(), 1, ...above];
  const sum = weights.reduce((total, weight) => total + weight, 0);
  return weights.map((weight) => weight / sum);
}

/**
 * P(answered within t): a caller with j before him in the line is answered when the line ahead of him has shrunk j + 1
 * times before t and before his patience ends. The number ahead is a pure death process with rates nμ + iθ, solved by
 * uniformisation (Jensen 1953).
 */
function answeredWithin(
  shares: readonly number[],
  agents: number,
  service: number,
  patience: number,
  withinMs: number,
): number {
  const at: number[] = shares.slice(agents);
  const free = shares.slice(0, agents).reduce((total, share) => total + share, 0);
  // Ahead of him i, himself waiting: rate nμ + iθ to i − 1 (answered from 0), θ to giving up.
  const rate = (ahead: number) => agents * service + ahead * patience;
  const fastest = rate(at.length) + patience;
  const jumps = fastest * withinMs;
  // Beyond ten standard deviations no jump is left to count.
  const last = Math.ceil(jumps + 10 * Math.sqrt(jumps) + 50);
  let now = at;
  let answered = 0;
  let logPoisson = -jumps;
  let total = 0;
  for (let jump = 0; jump <= last; jump++) {
    total += Math.exp(logPoisson) * answered;
    const next = new Array<number>(now.length).fill(0);
    answered += ((now[0] ?? 0) * rate(0)) / fastest;
    for (let ahead = 0; ahead < now.length; ahead++) {
      const share = now[ahead] ?? 0;
      if (ahead > 0) next[ahead - 1] = (next[ahead - 1] ?? 0) + (share * rate(ahead)) / fastest;
      next[ahead] = (next[ahead] ?? 0) + share * (1 - (rate(ahead) + patience) / fastest);
    }
    now = next;
    logPoisson += Math.log(jumps / (jump + 1));
  }
  return free + total;
}
