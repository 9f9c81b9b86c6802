import * as z from 'zod/mini';
import type { AgentId, CallId, ContactId, QueueId } from './ids.js';
import { branded } from './messages/primitives.js';

const passedOver = {
  queueId: branded<QueueId>(),
  why: z.enum(['lower-queue-priority', 'lower-score', 'lacks-skill', 'beyond-reach']),
  score: z.number(),
};

/**
 * One decision of the ACD about one waiting call or contact (ACD-8): taken when he enters a queue and again whenever something that
 * could change the answer has happened.
 */
export const routingDecisionSchema = z.object({
  queueId: branded<QueueId>(),
  /** What made the ACD look. */
  trigger: z.enum([
    'entered',
    'relaxed',
    'agent-ready',
    'kept-place',
    'taken-over',
    'rule',
    'key',
    'settings-changed',
  ]),
  outcome: z.discriminatedUnion('is', [
    z.object({
      is: z.literal('offered'),
      agentId: branded<AgentId>(),
      /** The others of a ring-all queue whom it rings at. */
      also: z.optional(z.array(branded<AgentId>())),
    }),
    z.object({ is: z.literal('waiting') }),
    /** A rule of overflow took him out of the queue. */
    z.object({ is: z.literal('overflowed'), to: z.string() }),
  ]),
  /** The rule that chose, in words of the settings: a strategy, `reserved`, an overflow rule … */
  rule: z.string(),
  asked: z.object({
    requires: z.record(z.string(), z.number()),
    /** Highest member level that may be offered the call; null for all. */
    reach: z.nullable(z.number()),
    /** Steps of relaxation so far. */
    relaxed: z.number(),
    /** Priority with its ageing, in points. */
    score: z.number(),
  }),
  /** Agents who were ready and looked at, the first ten of them. */
  considered: z.array(
    z.object({
      agentId: branded<AgentId>(),
      why: z.enum(['chosen', 'lacks-skill', 'beyond-reach', 'less-fit', 'not-reachable']),
      detail: z.nullable(z.string()),
    }),
  ),
  /** How many members were not to be had, by reason. */
  skipped: z.object({
    lacksSkill: z.number(),
    beyondReach: z.number(),
    busy: z.number(),
    wrapUp: z.number(),
    aux: z.number(),
    loggedOut: z.number(),
    /** Have as many contacts of this channel as they take (ACD-7). */
    full: z.optional(z.number()),
    /** Have work of a channel beside which they take no other. */
    otherChannel: z.optional(z.number()),
  }),
  /** When an agent became free: first callers of other lanes and queues whom he did not get, and why. */
  passedOver: z.array(
    z.union([
      z.object({ callId: branded<CallId>(), ...passedOver }),
      z.object({ contactId: branded<ContactId>(), ...passedOver }),
    ]),
  ),
});
export type RoutingDecision = z.infer<typeof routingDecisionSchema>;

/**
 * How the grouping rules sent a call to its queue (ACD-1, ACD-8). Rules and conditions stand here by their names in the
 * settings; no number and no data of the caller is repeated.
 */
export const groupingDecisionSchema = z.object({
  route: z.string(),
  /** The first rule that held, or `otherwise`. */
  rule: z.string(),
  queueId: branded<QueueId>(),
  /** How the question to the CRM went; `none` when the route asks nothing. */
  lookup: z.enum(['none', 'found', 'not-found', 'failed', 'timed-out']),
  /** The first rules that did not hold, each with every condition of it that failed. */
  passedOver: z.array(z.object({ rule: z.string(), failed: z.array(z.string()) })),
  /** Rules passed over beyond those named. */
  passedOverMore: z.number(),
});
export type GroupingDecision = z.infer<typeof groupingDecisionSchema>;
