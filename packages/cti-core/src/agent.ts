import * as z from 'zod/mini';
import { channelLoadSchema, channelSchema } from './contact.js';
import type { AgentId, CallId, OfferId, QueueId } from './ids.js';
import { branded, epochMs, nonNegativeMs } from './messages/primitives.js';

/** What an agent talks through: a browser softphone, an IP phone, or an analogue phone on an FXS port. */
export const deviceKindSchema = z.enum(['browser', 'ip-phone', 'fxs']);
export type DeviceKind = z.infer<typeof deviceKindSchema>;

/**
 * The derived state that people speak of (AGT-1). It follows from three independent facts — session,
 * availability, work — so that impossible mixtures cannot be written down.
 *
 * ```
 * logged-out ──log-in──▶ aux(logged-in) ◀──set-aux── ready ──offer──▶ ringing ──answer──▶ talking ⇄ holding
 *                             ▲                ▲  ▲                     │                  │
 *                             └────RONA────────┼──┼─────────────────────┘                  ▼
 *                                              │  └──────────finish / limit────────── wrap-up
 *                                              └── dialling ──▶ talking
 * ```
 *
 * With several calls (AGT-4) it is that of the one he attends: while he dials or talks with a second party, the first is on hold.
 */
export const agentStateSchema = z.enum([
  'logged-out',
  'ready',
  'ringing',
  'dialling',
  'talking',
  'holding',
  'wrap-up',
  'aux',
]);
export type AgentState = z.infer<typeof agentStateSchema>;

/** Calls that an agent may have at once: the one he attends, and those that wait on hold beside it. */
export const MOST_CALLS = 4;

/** Pause reasons that every site has; a site adds its own. `rona` is set by the server. */
export const STANDARD_AUX_REASONS = ['break', 'meeting', 'training', 'logged-in', 'rona'] as const;

/** What happens when the current work ends, chosen during it. */
export const nextStateSchema = z.discriminatedUnion('state', [
  z.object({ state: z.literal('ready') }),
  z.object({ state: z.literal('aux'), reason: z.string().check(z.minLength(1), z.maxLength(40)) }),
  z.object({ state: z.literal('logged-out') }),
]);
export type NextState = z.infer<typeof nextStateSchema>;

/** What the agent may do right now; computed by `agentCapabilities`, read by buttons and doors alike. */
export const agentCapabilitiesSchema = z.object({
  logIn: z.boolean(),
  logOut: z.boolean(),
  setReady: z.boolean(),
  setAux: z.boolean(),
  setNext: z.boolean(),
  finishWrapUp: z.boolean(),
  makeCall: z.boolean(),
  /** Take a parked call: `call.pick-up`. */
  pickUp: z.boolean(),
});
export type AgentCapabilities = z.infer<typeof agentCapabilitiesSchema>;

/** The other side of an agent's call, as those who lead him see it on a wall. */
export const agentsCallSchema = z.object({
  direction: z.enum(['inbound', 'outbound', 'internal']),
  /** Number or extension. */
  number: z.string(),
  /** A name where one is known. */
  name: z.nullable(z.string()),
  queueName: z.nullable(z.string()),
});
export type AgentsCall = z.infer<typeof agentsCallSchema>;

/** One agent as the server sees him now. */
export const agentSnapshotSchema = z.object({
  agentId: branded<AgentId>(),
  name: z.string(),
  /** Those who lead it supervise him; walls group by it. Left out when he is in none. */
  team: z.optional(z.string()),
  /** Teams that he leads as a supervisor; left out when nothing is said of it, and a supervisor leads all. */
  leads: z.optional(z.array(z.string())),
  extension: z.nullable(z.string()),
  device: z.nullable(deviceKindSchema),
  state: agentStateSchema,
  /** The pause's reason, in state `aux` only. */
  auxReason: z.nullable(z.string()),
  /** The pause he goes back to when his call or after-call work is over; left out when he is ready then, and in state `aux`. */
  auxAfter: z.optional(z.string()),
  /** When the present state began. */
  since: epochMs(),
  /** When wrap-up ends by itself; null when it has no limit or the agent is not in wrap-up. */
  wrapUpEndsAt: z.nullable(epochMs()),
  /** After-call work that only its limit ends. */
  wrapUpForced: z.boolean(),
  next: z.nullable(nextStateSchema),
  /** The call he is offered, dialling, talking in or wrapping up. */
  callId: z.nullable(branded<CallId>()),
  /** With whom, while he is rung, dials or talks: told on the walls of those who lead him, and to nobody else. */
  call: z.optional(agentsCallSchema),
  /** Calls of his that wait on hold beside it, the latest last; left out when there are none. */
  otherCalls: z.optional(z.array(branded<CallId>())),
  /**
   * After-call work for a call that is over while others of his go on; it begins when the last of them is. `wrapUpMs` null: as
   * long as he needs. Left out when there is none.
   */
  wrapUpDue: z.optional(
    z.object({ callId: branded<CallId>(), wrapUpMs: z.nullable(nonNegativeMs()), forced: z.boolean() }),
  ),
  offerId: z.nullable(branded<OfferId>()),
  queueIds: z.array(branded<QueueId>()),
  /** False when the softphone's registration is gone: no offer is made then. */
  reachable: z.boolean(),
  /** He listens in on an agent: his phone is taken, and no call is offered to him. */
  supervising: z.optional(z.literal(true)),
  /** His capacity and load by channel (ACD-7); left out when he takes calls and nothing else. */
  channels: z.optional(z.record(channelSchema, channelLoadSchema)),
  today: z.object({
    calls: z.number(),
    talkMs: nonNegativeMs(),
    missed: z.number(),
    /** Contacts of other channels that he accepted; left out while there are none. */
    contacts: z.optional(z.number()),
  }),
  can: agentCapabilitiesSchema,
});
export type AgentSnapshot = z.infer<typeof agentSnapshotSchema>;
