import type { ForecastError, WaitForecasts } from './figures.types.js';

/** Ways to foretell a wait; `announced` is what was said to him while he waited, of the rest of it. */
export const METHODS = ['estimate', 'announced', 'lastServed', 'headOfLine', 'queueLength'] as const;
export type Method = (typeof METHODS)[number];

const EDGES_MS = [30_000, 60_000, 120_000, 300_000, 600_000, Number.POSITIVE_INFINITY];

interface Sums {
  count: number;
  waitMs: number;
  differenceMs: number;
  errorMs: number;
  withinQuarter: number;
  withinHalf: number;
}

/** Adds up how far forecasts were from the waits that came of them. */
export class ForecastErrors {
  #callers = 0;
  #waitMs = 0;
  readonly #methods = new Map<Method, Sums>(METHODS.map((method) => [method, noSums()]));
  readonly #bySize = EDGES_MS.map(() => ({ ...noSums(), toldMs: 0 }));

  /** A caller who had to wait was answered after so long. */
  waited(waitMs: number): void {
    this.#callers += 1;
    this.#waitMs += waitMs;
  }

  foretold(method: Method, toldMs: number, waitMs: number): void {
    add(this.#methods.get(method) as Sums, toldMs, waitMs);
    if (method !== 'estimate') return;
    const size = this.#bySize[EDGES_MS.findIndex((edge) => toldMs <= edge)];
    if (!size) return;
    add(size, toldMs, waitMs);
    size.toldMs += toldMs;
  }

  result(): WaitForecasts {
    const errors = Object.fromEntries(
      METHODS.map((method) => [method, errorOf(this.#methods.get(method) as Sums)]),
    ) as Record<Method, ForecastError>;
    return {
      callers: this.#callers,
      meanWaitMs: this.#waitMs / this.#callers,
      ...errors,
      bySize: this.#bySize.map(({ toldMs, ...sums }, at) => ({
        upToMs: Number.isFinite(EDGES_MS[at]) ? (EDGES_MS[at] as number) : null,
        callers: sums.count,
        meanToldMs: toldMs / sums.count,
        meanWaitMs: sums.waitMs / sums.count,
        meanErrorMs: sums.errorMs / sums.count,
      })),
    };
  }
}

function noSums(): Sums {
  return { count: 0, waitMs: 0, differenceMs: 0, errorMs: 0, withinQuarter: 0, withinHalf: 0 };
}

function add(sums: Sums, toldMs: number, waitMs: number): void {
  const error = Math.abs(toldMs - waitMs);
  sums.count += 1;
  sums.waitMs += waitMs;
  sums.differenceMs += toldMs - waitMs;
  sums.errorMs += error;
  if (error <= waitMs / 4) sums.withinQuarter += 1;
  if (error <= waitMs / 2) sums.withinHalf += 1;
}

function errorOf({ count, waitMs, differenceMs, errorMs, withinQuarter, withinHalf }: Sums): ForecastError {
  return {
    count,
    biasMs: differenceMs / count,
    meanErrorMs: errorMs / count,
    relativeError: errorMs / waitMs,
    withinQuarter: withinQuarter / count,
    withinHalf: withinHalf / count,
  };
}
