export interface BackOffOptions {
  readonly firstMs: number;
  readonly longestMs: number;
}

/**
 * How long to wait before try number `attempt` (0 is the first one after a break): doubles up to the longest, half of it
 * by chance, so that a thousand clients of a restarted server do not come back in step.
 */
export function backOffMs(attempt: number, random: () => number, options: BackOffOptions): number {
  const whole = Math.min(options.longestMs, options.firstMs * 2 ** Math.min(attempt, 30));
  return Math.round(whole / 2 + (whole / 2) * random());
}
