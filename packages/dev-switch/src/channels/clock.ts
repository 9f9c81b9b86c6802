/** Time and timers, given from outside so that tests turn the clock themselves. */
export interface Clock {
  /** Microseconds since 1970, as FreeSWITCH's time headers count. */
  nowUs(): number;
  /** Runs `run` once after `ms`; returns its removal. */
  after(ms: number, run: () => void): () => void;
}

/** The machine's clock: wall time at the start, then monotonic. */
export const systemClock: Clock = {
  nowUs: () => Math.floor((performance.timeOrigin + performance.now()) * 1000),
  after(ms, run) {
    const timer = setTimeout(run, ms);
    return () => clearTimeout(timer);
  },
};
