import { z } from 'zod';
import { idSchema, telephoneNumberSchema } from '../acd/acd.schema.js';

/** One rule of outbound calls (AGT-3, VOX-1): numbers that begin so leave by these gateways. */
export const outboundRuleSchema = z.strictObject({
  ruleId: idSchema,
  /** What the number begins with as it is dialled; empty for all. Of several rules that fit the longest counts. */
  prefix: z
    .string()
    .regex(/^\+?[0-9*#]{0,32}$/, 'the beginning of a telephone number, or nothing for all')
    .default(''),
  /** As the switch calls them. */
  gateways: z.array(idSchema).min(1).max(50),
  /** Which of them is tried first: the first that is there, or the one with the fewest calls for its size. */
  choose: z.enum(['in-order', 'least-busy']).default('in-order'),
  /** So many digits are taken off the number before it is sent … */
  strip: z.int().min(0).max(32).default(0),
  /** … and these are put before it. */
  prepend: z
    .string()
    .regex(/^\+?[0-9*#]{0,32}$/, 'digits, * and #, perhaps a + before them')
    .default(''),
  /** The caller's number that is shown there, when neither queue nor agent has one. */
  callerId: telephoneNumberSchema.nullable().default(null),
});

export type OutboundRule = Readonly<z.output<typeof outboundRuleSchema>>;
