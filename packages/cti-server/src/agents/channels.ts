import { type Channel, channelSchema } from '@callweave/cti-core';
import { z } from 'zod';

/*
 * How much of which channel an agent takes at once (ACD-7), and what one channel leaves to the others. One rule: while
 * he has work of a channel that is not `concurrent`, he is offered work of that channel only. Calls are not concurrent
 * unless it is said, everything else is: chats never keep a call from him, a call keeps new chats from him.
 */

/** Work items an agent may be given, of one channel. */
const AT_MOST = 100;

const limitSchema = z.strictObject({
  /** Work items at once; 0 for none. Of voice 0 or 1. */
  capacity: z.int().min(0).max(AT_MOST),
  concurrent: z.boolean().optional(),
});

export const channelNameSchema = z
  .string()
  .refine((name) => channelSchema.safeParse(name).success, 'a lower-case word, as voice, chat or email');

/** Channel → capacity, or capacity and `concurrent`. What is not named is as without it: one call, and nothing else. */
export const channelsSchema = z
  .record(
    channelNameSchema,
    z.union([
      z
        .int()
        .min(0)
        .max(AT_MOST)
        .transform((capacity): z.output<typeof limitSchema> => ({ capacity })),
      limitSchema,
    ]),
  )
  .refine(({ voice }) => (voice?.capacity ?? 0) <= 1, 'of voice an agent takes one call at once, or none');

/** Capacities as they are written; defaults filled in by {@link channelsOf}. */
export type ChannelSettings = Readonly<z.output<typeof channelsSchema>>;

export interface ChannelLimit {
  readonly channel: Channel;
  readonly capacity: number;
  readonly concurrent: boolean;
}

/** Voice apart, because every call asks for it. */
export interface Channels {
  readonly voice: ChannelLimit;
  /** Without those of capacity 0. */
  readonly others: readonly ChannelLimit[];
}

export const VOICE_ONLY: Channels = {
  voice: { channel: 'voice', capacity: 1, concurrent: false },
  others: [],
};

export function channelsOf(settings: ChannelSettings | undefined): Channels {
  if (settings === undefined) return VOICE_ONLY;
  const { voice, ...others } = settings;
  return {
    voice: {
      channel: 'voice',
      capacity: voice?.capacity ?? 1,
      concurrent: voice?.concurrent ?? false,
    },
    others: Object.entries(others)
      .filter(([, { capacity }]) => capacity > 0)
      .map(([channel, { capacity, concurrent }]) => ({ channel, capacity, concurrent: concurrent ?? true })),
  };
}
