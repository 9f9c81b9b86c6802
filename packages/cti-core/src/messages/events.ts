import * as z from 'zod/mini';
import { agentSnapshotSchema, agentStateSchema } from '../agent.js';
import { alarmSnapshotSchema } from '../alarm.js';
import { callSnapshotSchema, parkedCallSchema } from '../call.js';
import { contactSnapshotSchema } from '../contact.js';
import { destinationSchema } from '../destination.js';
import type { AgentId, CallId, ContactId, LegId, OfferId, QueueId, RecordingId } from '../ids.js';
import { queueSnapshotSchema, trunkSnapshotSchema } from '../queue.js';
import { groupingDecisionSchema, routingDecisionSchema } from '../routing.js';
import { supervisionEndSchema, supervisionModeSchema, supervisionSnapshotSchema } from '../supervision.js';
import { branded, epochMs, nonNegativeMs } from './primitives.js';

const contactFact = z.object({ contact: contactSnapshotSchema });
const callFact = z.object({ call: callSnapshotSchema });

/** How an offer ended; `withdrawn`: the caller left; `answered-elsewhere`: another agent of a ring-all queue was faster. */
export const offerOutcomeSchema = z.enum([
  'answered',
  'no-answer',
  'rejected',
  'busy',
  'unreachable',
  'withdrawn',
  'answered-elsewhere',
]);
export type OfferOutcome = z.infer<typeof offerOutcomeSchema>;

const recordingFact = z.object({
  callId: branded<CallId>(),
  recordingId: branded<RecordingId>(),
  durationMs: z.nullable(nonNegativeMs()),
  /** A message that the caller left, for the queue he had waited in, if he had (IVR-7); a recording of a talk says nothing here. */
  voicemail: z.optional(z.object({ queueId: z.nullable(branded<QueueId>()) })),
});

/**
 * Every event of the protocol. Each carries the whole new picture of what it is about, so that a
 * client replaces and never computes.
 */
export const eventSchemas = {
  'agent.logged-in': z.object({ agent: agentSnapshotSchema }),
  'agent.logged-out': z.object({ agent: agentSnapshotSchema }),
  'agent.state-changed': z.object({
    agent: agentSnapshotSchema,
    from: agentStateSchema,
    to: agentStateSchema,
    reason: z.nullable(z.string()),
    /** Who put him there, when it was another. */
    by: z.optional(branded<AgentId>()),
  }),
  /** Anything else about the agent changed: next state, reachability, today's figures. */
  'agent.changed': z.object({ agent: agentSnapshotSchema }),
  /** The settings have him no longer, and his last call is over. */
  'agent.removed': z.object({ agentId: branded<AgentId>() }),

  'call.arrived': callFact,
  'call.queued': callFact,
  /** The screen pop: sent before the agent's phone rings. */
  'call.offered': callFact,
  /** Which queue the grouping rules chose for a call, and why (ACD-1, ACD-8). */
  'call.grouped': z.object({ callId: branded<CallId>(), decision: groupingDecisionSchema }),
  /** What the ACD decided about a waiting call, and why (ACD-8). */
  'call.routed': z.object({ callId: branded<CallId>(), decision: routingDecisionSchema }),
  'call.offer-ended': z.object({
    call: callSnapshotSchema,
    offerId: branded<OfferId>(),
    agentId: branded<AgentId>(),
    outcome: offerOutcomeSchema,
  }),
  'call.dialling': callFact,
  /**
   * A gateway did not carry a leg to a number outside, for a reason of its own and not of the far end; the leg's `wayOut` says
   * which were tried. `next` is the one that is tried now; null when none is left, or it is too late.
   */
  'call.gateway-failed': z.object({
    call: callSnapshotSchema,
    legId: branded<LegId>(),
    gateway: z.string(),
    /** The switch's hang-up cause. */
    cause: z.string(),
    next: z.nullable(z.string()),
  }),
  'call.answered': callFact,
  'call.held': callFact,
  'call.retrieved': callFact,
  'call.data-changed': callFact,
  /** Somebody else has the caller now, or his queue does; `by` is rid of him. */
  'call.transferred': z.object({
    call: callSnapshotSchema,
    by: branded<AgentId>(),
    destination: destinationSchema,
  }),
  /** Whoever was to have the caller did not take him; the picture says where he is instead. */
  'call.transfer-failed': z.object({
    call: callSnapshotSchema,
    by: branded<AgentId>(),
    destination: destinationSchema,
    outcome: z.enum(['no-answer', 'rejected', 'busy', 'unreachable']),
  }),
  'call.parked': callFact,
  /** A party came into the conference, or left it. */
  'call.joined': z.object({ call: callSnapshotSchema, legId: branded<LegId>() }),
  'call.left': z.object({ call: callSnapshotSchema, legId: branded<LegId>() }),
  /** All calls that are parked; sent to everybody. */
  'parking.changed': z.object({ parked: z.array(parkedCallSchema) }),
  /** Anything else about the call changed: the far end rings, the agent is back after a reload. */
  'call.changed': callFact,
  'call.ended': callFact,

  /** It waits; `givenBackBy` when its agent logged out over it. */
  'contact.queued': z.object({
    contact: contactSnapshotSchema,
    givenBackBy: z.optional(branded<AgentId>()),
  }),
  /** What the ACD decided about a waiting contact, and why (ACD-7, ACD-8). */
  'contact.routed': z.object({ contactId: branded<ContactId>(), decision: routingDecisionSchema }),
  'contact.offered': contactFact,
  'contact.offer-ended': z.object({
    contact: contactSnapshotSchema,
    offerId: branded<OfferId>(),
    agentId: branded<AgentId>(),
    outcome: z.enum(['accepted', 'no-answer', 'rejected', 'withdrawn']),
  }),
  'contact.accepted': contactFact,
  'contact.ended': contactFact,

  'recording.started': recordingFact,
  /** What is said is left out, and again kept. */
  'recording.paused': recordingFact,
  'recording.resumed': recordingFact,
  'recording.stopped': recordingFact,
  /** The file is closed, checked and found in the store; `recording.failed` says why it is not. */
  'recording.stored': recordingFact,
  'recording.failed': z.object({
    callId: branded<CallId>(),
    recordingId: branded<RecordingId>(),
    reason: z.string(),
  }),

  /** His own phone is rung. */
  'supervision.started': z.object({ supervision: supervisionSnapshotSchema }),
  /** He hears the call now, or does not yet; or the agent has another call on the line. */
  'supervision.changed': z.object({ supervision: supervisionSnapshotSchema }),
  'supervision.mode-changed': z.object({
    supervision: supervisionSnapshotSchema,
    from: supervisionModeSchema,
  }),
  'supervision.ended': z.object({ supervision: supervisionSnapshotSchema, reason: supervisionEndSchema }),

  /** A threshold of the settings is passed, and was for as long as its rule asks (SUP-5). */
  'alarm.raised': z.object({ alarm: alarmSnapshotSchema }),
  'alarm.cleared': z.object({ alarm: alarmSnapshotSchema }),

  'queue.changed': z.object({ queue: queueSnapshotSchema }),
  /** The settings have it no longer, and the last of its calls is over. */
  'queue.removed': z.object({ queueId: branded<QueueId>() }),
  'trunk.changed': z.object({ trunk: trunkSnapshotSchema }),
  /**
   * The media switch is gone or back; calls that were up are taken over when it returns. `video`: it carries pictures; left out
   * while it is gone, or carries sound alone.
   */
  'switch.changed': z.object({ connected: z.boolean(), video: z.optional(z.literal(true)) }),
} as const;

export type EventName = keyof typeof eventSchemas;
export type EventData<Name extends EventName> = z.output<(typeof eventSchemas)[Name]>;

/** One event as it travels: `seq` rises within a stream, with gaps where others' events lie. */
export type CtiEvent = {
  [Name in EventName]: {
    readonly type: 'event';
    readonly seq: number;
    readonly at: number;
    readonly event: Name;
    readonly data: EventData<Name>;
  };
}[EventName];

export const eventEnvelopeSchema = z.object({
  type: z.literal('event'),
  seq: z.number(),
  at: epochMs(),
  event: z.string(),
  data: z.unknown(),
});
