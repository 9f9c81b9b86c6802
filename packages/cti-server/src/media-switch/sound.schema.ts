import { z } from 'zod';

/** A `Sound` of the port, as settings and flows write it. */
export const soundSchema = z.discriminatedUnion('kind', [
  // A prompt is a file's name; a path could leave the prompts folder.
  z.strictObject({
    kind: z.literal('prompt'),
    name: z
      .string()
      .regex(/^[0-9A-Za-z][0-9A-Za-z_-]{0,63}$/, 'a prompt is named by letters, digits, - and _'),
  }),
  z.strictObject({
    kind: z.literal('tone'),
    spec: z.string().regex(/^[^\p{Cc}]{1,256}$/u, 'a tone is one line'),
  }),
  z.strictObject({ kind: z.literal('silence'), ms: z.int().min(0).max(60_000) }),
]);
