import { z } from 'zod';
import type { Random } from './random.js';

const ms = z.number().min(0).max(86_400_000_000);
const mean = z.number().positive().max(86_400_000_000);

/** How long something lasts, in milliseconds; a bare number is a constant. */
export const durationSchema = z.union([
  ms.transform((value) => ({ is: 'constant', ms: value }) as const),
  z.strictObject({ is: z.literal('constant'), ms }),
  z.strictObject({ is: z.literal('uniform'), fromMs: ms, toMs: ms }),
  z.strictObject({ is: z.literal('exponential'), meanMs: mean }),
  /** The sum of `k` exponentials: less scattered the larger `k`. */
  z.strictObject({ is: z.literal('erlang'), k: z.int().min(1).max(100), meanMs: mean }),
  /** What talk times mostly look like; `cv` is standard deviation / mean. */
  z.strictObject({ is: z.literal('log-normal'), meanMs: mean, cv: z.number().positive().max(10) }),
  /** One of these, each as likely: measured values. */
  z.strictObject({ is: z.literal('one-of'), values: z.array(ms).min(1).max(100_000) }),
]);

export type Duration = z.output<typeof durationSchema>;

export function sample(duration: Duration, random: Random): number {
  switch (duration.is) {
    case 'constant':
      return duration.ms;
    case 'uniform':
      return duration.fromMs + random() * (duration.toMs - duration.fromMs);
    case 'exponential':
      return exponential(duration.meanMs, random);
    case 'erlang': {
      let sum = 0;
      for (let phase = 0; phase < duration.k; phase++)
        sum += exponential(duration.meanMs / duration.k, random);
      return sum;
    }
    case 'log-normal': {
      const variance = Math.log(1 + duration.cv ** 2);
      return duration.meanMs * Math.exp(Math.sqrt(variance) * normal(random) - variance / 2);
    }
    case 'one-of':
      return duration.values[Math.floor(random() * duration.values.length)] ?? 0;
  }
}

export function exponential(meanMs: number, random: Random): number {
  return -meanMs * Math.log(1 - random());
}

/** Box and Muller 1958; the second value is not kept, so that a stream's draws do not depend on each other. */
function normal(random: Random): number {
  return Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
}
