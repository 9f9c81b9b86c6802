import * as z from 'zod/mini';
import { agentSnapshotSchema, deviceKindSchema, nextStateSchema } from '../agent.js';
import { alarmSnapshotSchema } from '../alarm.js';
import { callDataSchema, callSnapshotSchema, parkedCallSchema } from '../call.js';
import { contactIdSchema, contactSnapshotSchema } from '../contact.js';
import { destinationSchema, dialledNumber, personSchema } from '../destination.js';
import { directorySchema } from '../directory.js';
import type { AgentId, CallId, ContactId, LegId, QueueId } from '../ids.js';
import { queueSnapshotSchema, trunkSnapshotSchema } from '../queue.js';
import { supervisionModeSchema, supervisionSnapshotSchema } from '../supervision.js';
import { branded, epochMs } from './primitives.js';

const callRef = z.object({ callId: branded<CallId>() });
const contactRef = z.object({ contactId: branded<ContactId>() });
const contactResult = z.object({ contact: contactSnapshotSchema });
const nothing = z.object({});
const agentResult = z.object({ agent: agentSnapshotSchema });
const callResult = z.object({ call: callSnapshotSchema });

/** Who speaks on a session and what he may do. */
export const roleSchema = z.enum(['agent', 'supervisor', 'admin', 'service']);
export type Role = z.infer<typeof roleSchema>;

/** Everything a client needs to draw its first picture, true as of `seq`. */
export const sessionStateSchema = z.object({
  agent: z.nullable(agentSnapshotSchema),
  /** The session's own calls: those its agent is offered, talks in or wraps up. */
  calls: z.array(callSnapshotSchema),
  /** Contacts of other channels that its agent is offered or works on; left out when there are none. */
  contacts: z.optional(z.array(contactSnapshotSchema)),
  /** Calls that anybody may pick up; left out when there are none. */
  parked: z.optional(z.array(parkedCallSchema)),
  /** What its supervisor listens to now; left out when he does not. */
  supervision: z.optional(supervisionSnapshotSchema),
  /** The switch carries pictures; left out where calls have sound alone. */
  video: z.optional(z.literal(true)),
});
export type SessionState = z.infer<typeof sessionStateSchema>;

/** How the browser registers its softphone; asked for anew at each start, never stored. */
export const softphoneCredentialsSchema = z.object({
  /** `ws:` or `wss:` URL of the switch's SIP-over-WebSocket listener. */
  server: z.string(),
  /** SIP address of record, as `sip:1001@callweave.local`. */
  uri: z.string(),
  authorizationUser: z.string(),
  password: z.string(),
  iceServers: z.array(z.object({ urls: z.string() })),
});
export type SoftphoneCredentials = z.infer<typeof softphoneCredentialsSchema>;

/**
 * Every command of the protocol: its parameters and its result. Types, validation, OpenAPI and AsyncAPI
 * come from this table alone.
 */
export const commandSchemas = {
  /** First message of a session. With `resume`, events after `seq` follow instead of a state, if still held. */
  'session.open': {
    params: z.object({
      token: z.string().check(z.maxLength(4096)),
      client: z.object({
        name: z.string().check(z.maxLength(64)),
        version: z.string().check(z.maxLength(32)),
      }),
      resume: z.optional(z.object({ stream: z.string(), seq: z.number() })),
    }),
    result: z.object({
      sessionId: z.string(),
      role: roleSchema,
      agentId: z.nullable(branded<AgentId>()),
      /** Changes when the server's numbering begins anew; a `seq` means nothing outside its stream. */
      stream: z.string(),
      seq: z.number(),
      serverTime: epochMs(),
      /** When the token runs out; send `session.renew` before. */
      expiresAt: epochMs(),
      /** Null when the session was resumed: the missed events come instead. */
      state: z.nullable(sessionStateSchema),
    }),
  },
  'session.renew': {
    params: z.object({ token: z.string().check(z.maxLength(4096)) }),
    result: z.object({ expiresAt: epochMs() }),
  },
  'session.ping': { params: nothing, result: z.object({ serverTime: epochMs() }) },
  'softphone.credentials': { params: nothing, result: softphoneCredentialsSchema },

  'agent.log-in': {
    params: z.object({ device: deviceKindSchema, extension: z.optional(z.string().check(z.maxLength(32))) }),
    result: agentResult,
  },
  'agent.log-out': { params: nothing, result: agentResult },
  'agent.set-ready': { params: nothing, result: agentResult },
  'agent.set-aux': {
    params: z.object({ reason: z.string().check(z.minLength(1), z.maxLength(40)) }),
    result: agentResult,
  },
  'agent.set-next': { params: z.object({ next: z.nullable(nextStateSchema) }), result: agentResult },
  'agent.finish-wrap-up': { params: nothing, result: agentResult },
  /**
   * For supervisors: another's state, at once when he rests or wraps up, otherwise when his call is over; it replaces what he
   * chose himself.
   */
  'agent.force-state': {
    params: z.object({ agentId: branded<AgentId>(), to: nextStateSchema }),
    result: agentResult,
  },

  'call.make': {
    params: z.object({
      to: dialledNumber(),
      data: z.optional(callDataSchema),
      /**
       * The queue for which he calls a number outside, of which he is a member: its caller ID is shown, its after-call work and
       * dispositions count, and reports know it. A call to a colleague is made for no queue.
       */
      queueId: z.optional(branded<QueueId>()),
      /** Pictures are offered, too; on a switch that carries none the call is made with sound alone, and does not say `video`. */
      video: z.optional(z.boolean()),
    }),
    result: callResult,
  },
  /** Answers on devices that the server can answer; a browser softphone answers by itself. */
  'call.answer': { params: callRef, result: callResult },
  'call.reject': { params: callRef, result: callResult },
  'call.hang-up': { params: callRef, result: callResult },
  'call.hold': { params: callRef, result: callResult },
  'call.retrieve': { params: callRef, result: callResult },
  'call.send-digits': {
    params: z.object({ callId: branded<CallId>(), digits: z.string().check(z.regex(/^[0-9*#A-D]{1,32}$/)) }),
    result: callResult,
  },
  'call.set-data': {
    params: z.object({ callId: branded<CallId>(), data: callDataSchema }),
    result: callResult,
  },
  /**
   * Hands the caller on without asking (盲转). Answered when the agent is free of him; a colleague or number who does not take
   * him is told by `call.transfer-failed`.
   */
  'call.transfer': {
    params: z.object({ callId: branded<CallId>(), destination: destinationSchema }),
    result: callResult,
  },
  /** The caller hears music, and a second call is made (磋商): the result. */
  'call.consult': {
    params: z.object({ callId: branded<CallId>(), destination: personSchema }),
    result: callResult,
  },
  /** Either of the two calls may be named here and in the next three. */
  'call.complete-transfer': { params: callRef, result: callResult },
  'call.return': { params: callRef, result: callResult },
  /** Also between two calls that have nothing to do with one another: this one is talked on, the other held. */
  'call.swap': { params: callRef, result: callResult },
  'call.conference': { params: callRef, result: callResult },
  'call.invite': {
    params: z.object({ callId: branded<CallId>(), destination: personSchema }),
    result: callResult,
  },
  'call.mute-party': {
    params: z.object({ callId: branded<CallId>(), legId: branded<LegId>(), muted: z.boolean() }),
    result: callResult,
  },
  'call.drop-party': {
    params: z.object({ callId: branded<CallId>(), legId: branded<LegId>() }),
    result: callResult,
  },
  'call.lock': { params: z.object({ callId: branded<CallId>(), locked: z.boolean() }), result: callResult },
  /** Into the slot named, or the lowest that is free; `until` of the result says how long he is kept there. */
  'call.park': {
    params: z.object({
      callId: branded<CallId>(),
      slot: z.optional(z.string().check(z.regex(/^[0-9A-Za-z]{1,8}$/))),
    }),
    result: callResult,
  },
  'call.pick-up': { params: callRef, result: callResult },
  'call.start-recording': { params: callRef, result: callResult },
  'call.stop-recording': { params: callRef, result: callResult },
  'call.pause-recording': { params: callRef, result: callResult },
  'call.resume-recording': { params: callRef, result: callResult },
  /** How the call ended for the business; `code` is one of those that its queue offers. Null takes it back. */
  'call.set-disposition': {
    params: z.object({
      callId: branded<CallId>(),
      code: z.nullable(z.string().check(z.minLength(1), z.maxLength(64))),
    }),
    result: callResult,
  },
  /** Replaces the tags it has; 20 at most. */
  'call.set-tags': {
    params: z.object({
      callId: branded<CallId>(),
      tags: z.array(z.string().check(z.minLength(1), z.maxLength(40))).check(z.maxLength(20)),
    }),
    result: callResult,
  },
  'call.add-note': {
    params: z.object({
      callId: branded<CallId>(),
      text: z.string().check(z.minLength(1), z.maxLength(2_000)),
    }),
    result: callResult,
  },

  /** For supervisors, of agents of their teams: his own phone is rung and let in on the agent's present call. */
  'supervision.start': {
    params: z.object({ agentId: branded<AgentId>(), mode: supervisionModeSchema }),
    result: z.object({ supervision: supervisionSnapshotSchema }),
  },
  'supervision.set-mode': {
    params: z.object({ mode: supervisionModeSchema }),
    result: z.object({ supervision: supervisionSnapshotSchema }),
  },
  'supervision.stop': { params: nothing, result: nothing },
  /** The supervisor talks with the caller in place of the agent (抢接); the agent goes on to his after-call work. */
  'supervision.take-over': { params: nothing, result: callResult },
  /** Ends an agent's present call (强拆). */
  'supervision.hang-up': { params: z.object({ agentId: branded<AgentId>() }), result: nothing },
  /** Whom an agent can reach. */
  'directory.list': { params: nothing, result: directorySchema },

  /**
   * For back ends and supervisors: a customer of another channel waits in this queue, whose channel it is (ACD-7). Naming a
   * `contactId` that there is already changes nothing and answers with that contact, so that it can be repeated.
   */
  'contact.queue': {
    params: z.object({
      queueId: branded<QueueId>(),
      contactId: z.optional(contactIdSchema),
      customer: z.optional(z.string().check(z.maxLength(256))),
      data: z.optional(callDataSchema),
      /** Points to begin with; 0 when left out. */
      priority: z.optional(z.number().check(z.minimum(0), z.maximum(1_000_000))),
      /** Skill → level, beside what the queue asks. */
      requires: z.optional(
        z.record(
          z.string().check(z.minLength(1), z.maxLength(64)),
          z.int().check(z.minimum(1), z.maximum(100)),
        ),
      ),
    }),
    result: contactResult,
  },
  'contact.accept': { params: contactRef, result: contactResult },
  'contact.reject': { params: contactRef, result: contactResult },
  /** The agent is done with it. */
  'contact.complete': { params: contactRef, result: contactResult },
  /** For back ends and supervisors: the customer has left, wherever the contact stands. One that has ended stays as it is. */
  'contact.cancel': { params: contactRef, result: contactResult },

  /** Live walls: the present picture, then the events of all queues, agents and trunks. */
  'monitor.start': {
    params: nothing,
    result: z.object({
      queues: z.array(queueSnapshotSchema),
      agents: z.array(agentSnapshotSchema),
      trunks: z.array(trunkSnapshotSchema),
      /** Who supervises whom; left out when nobody does. */
      supervisions: z.optional(z.array(supervisionSnapshotSchema)),
      /** Thresholds that are passed now; left out when none is. */
      alarms: z.optional(z.array(alarmSnapshotSchema)),
    }),
  },
  'monitor.stop': { params: nothing, result: nothing },
} as const;

export type CommandName = keyof typeof commandSchemas;
export type CommandParams<Name extends CommandName> = z.input<(typeof commandSchemas)[Name]['params']>;
export type CommandResult<Name extends CommandName> = z.output<(typeof commandSchemas)[Name]['result']>;
