import * as z from 'zod/mini';
import type { AgentId, CallId, LegId, OfferId, QueueId, RecordingId } from './ids.js';
import { branded, epochMs } from './messages/primitives.js';

export const callDirectionSchema = z.enum(['inbound', 'outbound', 'internal']);
export type CallDirection = z.infer<typeof callDirectionSchema>;

/**
 * Where an inbound call stands: `ivr → queued → offered → talking → ended`; an outbound one begins with `dialling`. A caller
 * who was sent on to a number outside is `forwarded`: from its first ring to the end.
 */
export const callPhaseSchema = z.enum([
  'ivr',
  'queued',
  'offered',
  'dialling',
  'talking',
  'forwarded',
  'ended',
]);
export type CallPhase = z.infer<typeof callPhaseSchema>;

export const partySchema = z.enum(['customer', 'agent', 'supervisor', 'external']);
export type Party = z.infer<typeof partySchema>;

/** CSTA's connection states (ECMA-269, 6.1.5), in our words. */
export const legStateSchema = z.enum([
  'initiated',
  'alerting',
  'connected',
  'held',
  'queued',
  'failed',
  'ended',
]);
export type LegState = z.infer<typeof legStateSchema>;

export const legSnapshotSchema = z.object({
  legId: branded<LegId>(),
  party: partySchema,
  agentId: z.nullable(branded<AgentId>()),
  address: z.string(),
  state: legStateSchema,
  startedAt: epochMs(),
  answeredAt: z.nullable(epochMs()),
});
export type LegSnapshot = z.infer<typeof legSnapshotSchema>;

/** Key/value pairs that travel with a call: keys pressed, customer id, order id … */
export const callDataSchema = z.record(
  z.string().check(z.minLength(1), z.maxLength(64)),
  z.string().check(z.maxLength(1024)),
);
export type CallData = z.infer<typeof callDataSchema>;

/** Who ended a call; `external` is a number outside that the caller was sent on to. */
export const endedBySchema = z.enum(['customer', 'agent', 'external', 'system']);
export type EndedBy = z.infer<typeof endedBySchema>;

/**
 * What the viewing agent may do with the call right now; computed by `callCapabilities`. Commands that
 * it denies are refused with `call.not-allowed-now`.
 */
export const callCapabilitiesSchema = z.object({
  answer: z.boolean(),
  reject: z.boolean(),
  hold: z.boolean(),
  retrieve: z.boolean(),
  mute: z.boolean(),
  sendDigits: z.boolean(),
  hangUp: z.boolean(),
  setData: z.boolean(),
});
export type CallCapabilities = z.infer<typeof callCapabilitiesSchema>;

export const offerSnapshotSchema = z.object({
  offerId: branded<OfferId>(),
  agentId: branded<AgentId>(),
  legId: branded<LegId>(),
  startedAt: epochMs(),
  deadline: epochMs(),
  /** The softphone picks up by itself (AGT-5). */
  autoAnswer: z.boolean(),
});
export type OfferSnapshot = z.infer<typeof offerSnapshotSchema>;

/** A caller who hung up and is called back; his place in the queue waits for him. */
export const callBackSnapshotSchema = z.object({
  /** `promised` while he is still on the line; `waiting`; `reached` once he talks with an agent. */
  is: z.enum(['promised', 'waiting', 'reached']),
  /** Times he was dialled in vain. */
  attempts: z.number(),
  /** When he is tried again at the earliest; null when an agent is all that is waited for. */
  retryAt: z.nullable(epochMs()),
  /** Points he has in the queue, and skills asked for him. */
  priority: z.number(),
  requires: z.record(z.string(), z.number()),
  /** From when his place counts in the order, when that is earlier than `queuedAt`. */
  standsSince: z.optional(epochMs()),
});
export type CallBackSnapshot = z.infer<typeof callBackSnapshotSchema>;

/** One call as one viewer sees it; `can` speaks of that viewer. */
export const callSnapshotSchema = z.object({
  callId: branded<CallId>(),
  direction: callDirectionSchema,
  phase: callPhaseSchema,
  caller: z.string(),
  callerName: z.nullable(z.string()),
  called: z.string(),
  trunk: z.nullable(z.string()),
  queueId: z.nullable(branded<QueueId>()),
  queueName: z.nullable(z.string()),
  /** The agent who talks or talked last; null before the first answer. */
  agentId: z.nullable(branded<AgentId>()),
  /** It rings at this agent: the viewer, if it does. */
  offer: z.nullable(offerSnapshotSchema),
  /** Others it rings at, in a ring-all queue; left out when there are none. */
  alsoOffered: z.optional(z.array(offerSnapshotSchema)),
  /** Only of a caller who asked to be called back. */
  callBack: z.optional(callBackSnapshotSchema),
  /** The keys the caller pressed in menus, in order; secret digits are not kept. */
  keys: z.string(),
  data: callDataSchema,
  legs: z.array(legSnapshotSchema),
  arrivedAt: epochMs(),
  queuedAt: z.nullable(epochMs()),
  answeredAt: z.nullable(epochMs()),
  heldSince: z.nullable(epochMs()),
  endedAt: z.nullable(epochMs()),
  endedBy: z.nullable(endedBySchema),
  /** The switch's hang-up cause (Q.850 name, as NORMAL_CLEARING). */
  cause: z.nullable(z.string()),
  /** Only of a call that ended while the caller waited for an agent of `queueId`. */
  abandoned: z.optional(z.literal(true)),
  recordingId: z.nullable(branded<RecordingId>()),
  can: callCapabilitiesSchema,
});
export type CallSnapshot = z.infer<typeof callSnapshotSchema>;
