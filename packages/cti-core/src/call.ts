import * as z from 'zod/mini';
import { destinationSchema } from './destination.js';
import type { AgentId, CallId, LegId, OfferId, QueueId, RecordingId } from './ids.js';
import { branded, epochMs } from './messages/primitives.js';

export const callDirectionSchema = z.enum(['inbound', 'outbound', 'internal']);
export type CallDirection = z.infer<typeof callDirectionSchema>;

/**
 * Where an inbound call stands: `ivr → queued → offered → talking → ended`; an outbound one begins with `dialling`. A caller
 * who was sent on to a number outside is `forwarded`: from its first ring to the end. While a colleague's phone rings for a
 * transfer or a pick-up it is `transferring`; `parked` it waits, with music, for whoever picks it up; in a `conference`
 * more than two hear one another.
 */
export const callPhaseSchema = z.enum([
  'ivr',
  'queued',
  'offered',
  'dialling',
  'talking',
  'forwarded',
  'transferring',
  'parked',
  'conference',
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

/** How a leg goes to a number outside: by which gateway, and which came before it. */
export const wayOutSchema = z.object({
  /** As the switch calls it. */
  gateway: z.string(),
  /** The outbound rule that it is one of; null for the only gateway that there is for the number. */
  ruleId: z.nullable(z.string()),
  /** The number that is shown there as the caller's. */
  shows: z.string(),
  /** Gateways that failed before this one, in the order they were tried. */
  tried: z.array(z.string()),
  /** When the number is given up, whatever gateway it is at. */
  until: epochMs(),
  /** Why this leg failed (the switch's hang-up cause); left out unless it did. */
  cause: z.optional(z.string()),
});
export type WayOut = z.infer<typeof wayOutSchema>;

export const legSnapshotSchema = z.object({
  legId: branded<LegId>(),
  party: partySchema,
  agentId: z.nullable(branded<AgentId>()),
  address: z.string(),
  state: legStateSchema,
  startedAt: epochMs(),
  answeredAt: z.nullable(epochMs()),
  /** Only of a leg that we made to a number outside. */
  wayOut: z.optional(wayOutSchema),
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
  /** Hand the caller to somebody else without asking him: `call.transfer`. */
  transfer: z.boolean(),
  /** Ask somebody else while the caller hears music: `call.consult`. */
  consult: z.boolean(),
  /** Join the caller with whom is consulted, and leave: `call.complete-transfer`. */
  completeTransfer: z.boolean(),
  /** Let go whom is consulted, and go back to the caller: `call.return`. */
  return: z.boolean(),
  /** Talk with the other one of caller and consulted: `call.swap`. */
  swap: z.boolean(),
  /** All of caller, consulted and agent hear one another: `call.conference`. */
  conference: z.boolean(),
  /** Bring one more in: `call.invite`. */
  invite: z.boolean(),
  /** Mute, drop and lock in a conference: `call.mute-party`, `call.drop-party`, `call.lock`. */
  manageParties: z.boolean(),
  park: z.boolean(),
  /** Begin, or go on with, a recording on demand; stop it: `call.start-recording`, `call.stop-recording`. */
  record: z.boolean(),
  stopRecording: z.boolean(),
  /** Leave out what is said now: `call.pause-recording`; `call.resume-recording`. */
  pauseRecording: z.boolean(),
  resumeRecording: z.boolean(),
  /** Disposition, tags and notes; also in after-call work. */
  annotate: z.boolean(),
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

/** What an agent or a supervisor wrote down about a call. */
export const callNoteSchema = z.object({
  at: epochMs(),
  agentId: branded<AgentId>(),
  text: z.string().check(z.minLength(1), z.maxLength(2_000)),
});
export type CallNote = z.infer<typeof callNoteSchema>;

/** A call that waits in a slot for whoever picks it up (代接). */
export const parkedCallSchema = z.object({
  callId: branded<CallId>(),
  slot: z.string(),
  caller: z.string(),
  callerName: z.nullable(z.string()),
  queueId: z.nullable(branded<QueueId>()),
  by: branded<AgentId>(),
  since: epochMs(),
  /** Then it comes back to whoever parked it, or to its queue. */
  until: epochMs(),
});
export type ParkedCall = z.infer<typeof parkedCallSchema>;

/** Who is in a conference, beside what `legs` says of each. */
export const conferenceSnapshotSchema = z.object({
  /** Whoever brought the parties together; null once he has left. */
  moderator: z.nullable(branded<AgentId>()),
  /** Nobody else is let in. */
  locked: z.boolean(),
  /** Legs that are in, or are being rung for it (`connected` false). */
  parties: z.array(z.object({ legId: branded<LegId>(), connected: z.boolean(), muted: z.boolean() })),
});
export type ConferenceSnapshot = z.infer<typeof conferenceSnapshotSchema>;

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
  /** Left out while nothing is recorded. */
  recording: z.optional(z.enum(['running', 'paused'])),
  /** Begun by a rule, which no agent undoes, or by somebody's word; left out while nothing is recorded. */
  recordedBy: z.optional(z.enum(['rule', 'demand'])),
  /** A rule forbids to record it. */
  unrecordable: z.optional(z.literal(true)),
  /** Only of a consultation: the call whose caller waits meanwhile. */
  consultOf: z.optional(branded<CallId>()),
  /** Only while its agent consults: with whom, and whether that one has picked up. */
  consultation: z.optional(z.object({ callId: branded<CallId>(), connected: z.boolean() })),
  /** Only in phases `transferring` and, of a transfer to outside, `forwarded`. */
  transfer: z.optional(
    z.object({ by: branded<AgentId>(), destination: destinationSchema, startedAt: epochMs() }),
  ),
  /** In phase `parked`, and in `transferring` while it is being picked up: there it waits again when that fails. */
  parked: z.optional(
    z.object({ slot: z.string(), by: branded<AgentId>(), since: epochMs(), until: epochMs() }),
  ),
  /** Only in phase `conference`. */
  conference: z.optional(conferenceSnapshotSchema),
  /** Supervisors who listen, whisper or barge in, where agents are told. */
  supervisedBy: z.optional(z.array(branded<AgentId>())),
  disposition: z.optional(z.string()),
  tags: z.optional(z.array(z.string())),
  notes: z.optional(z.array(callNoteSchema)),
  /** A video call: those who are rung for it are asked for pictures as well; each sends them or not. */
  video: z.optional(z.literal(true)),
  can: callCapabilitiesSchema,
});
export type CallSnapshot = z.infer<typeof callSnapshotSchema>;
