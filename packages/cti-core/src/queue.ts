import * as z from 'zod/mini';
import { channelSchema, waitingContactSchema } from './contact.js';
import type { AgentId, CallId, QueueId } from './ids.js';
import { branded, epochMs, nonNegativeMs } from './messages/primitives.js';

export const waitingCallSchema = z.object({
  callId: branded<CallId>(),
  caller: z.string(),
  queuedAt: epochMs(),
  offered: z.boolean(),
  /** He is not on the line, and is called back when it is his turn. */
  callBack: z.optional(z.literal(true)),
});
export type WaitingCall = z.infer<typeof waitingCallSchema>;

/** A queue as a wall shows it (SUP-2). Day figures begin at the server's local midnight. */
export const queueSnapshotSchema = z.object({
  queueId: branded<QueueId>(),
  name: z.string(),
  waiting: z.array(waitingCallSchema),
  /** What comes here when it is not calls (ACD-7). */
  channel: z.optional(channelSchema),
  /** Contacts that wait or are offered, of a queue whose channel is not voice. */
  contacts: z.optional(z.array(waitingContactSchema)),
  /** How long a caller who comes now is thought to wait; null when nothing was measured yet. */
  estimatedWaitMs: z.nullable(nonNegativeMs()),
  agents: z.object({
    loggedIn: z.number(),
    ready: z.number(),
    busy: z.number(),
    wrapUp: z.number(),
    aux: z.number(),
  }),
  today: z.object({
    entered: z.number(),
    answered: z.number(),
    abandoned: z.number(),
    /** Of the abandoned, those who gave up before the short-abandon threshold. */
    shortAbandoned: z.number(),
    /** Sent on by a rule of the queue. */
    overflowed: z.number(),
    /** Asked to be called back; they count neither as answered nor as abandoned. */
    calledBack: z.number(),
    /** Of those, the ones who were not reached and given up. */
    callBacksFailed: z.number(),
    /** Answered within the threshold / answered (RPT-1's own definition); null before the first answer. */
    serviceLevel: z.nullable(z.number()),
    averageWaitMs: z.nullable(nonNegativeMs()),
  }),
  /**
   * The last half hour in stretches of five minutes, the present one last; `at` is where each begins. Stretches in which nothing
   * happened are left out.
   */
  recent: z.optional(
    z.array(
      z.object({
        at: epochMs(),
        answered: z.number(),
        /** Of the answered, those within the threshold. */
        inTime: z.number(),
        abandoned: z.number(),
        serviceLevel: z.nullable(z.number()),
      }),
    ),
  ),
  /** Where a server that starts goes on; left out while there is nothing to go on with. */
  goesOn: z.optional(
    z.object({
      /** Smoothed time between two answers while callers wait; null when it was not measured. */
      intervalMs: z.nullable(nonNegativeMs()),
      /** Of a round-robin queue: level → the agent who was offered a call last. */
      lastOffered: z.record(z.string(), branded<AgentId>()),
    }),
  ),
});
export type QueueSnapshot = z.infer<typeof queueSnapshotSchema>;

/** A gateway (SIP way to the PSTN) as a wall shows it (SUP-1). */
export const trunkSnapshotSchema = z.object({
  name: z.string(),
  up: z.boolean(),
  channelsInUse: z.number(),
  /** How many there are, where the settings say so. */
  channels: z.optional(z.number()),
  /** The most that were in use at once today, and when first. */
  peak: z.optional(z.object({ inUse: z.number(), at: epochMs() })),
  since: epochMs(),
});
export type TrunkSnapshot = z.infer<typeof trunkSnapshotSchema>;
