import * as z from 'zod/mini';

/** A non-empty id of one kind, at most 128 characters. */
export const branded = <Id extends string>() =>
  z.string().check(z.minLength(1), z.maxLength(128)) as unknown as z.ZodMiniType<Id, Id>;

/** An instant in epoch milliseconds. */
export const epochMs = () => z.number().check(z.nonnegative());

/** A duration in milliseconds. */
export const nonNegativeMs = () => z.number().check(z.nonnegative());
