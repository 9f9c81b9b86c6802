import * as z from 'zod/mini';
import { callDataSchema } from './call.js';
import type { AgentId, ContactId, OfferId, QueueId } from './ids.js';
import { branded, epochMs } from './messages/primitives.js';

/**
 * A way customers come: `voice` for calls, `chat`, `email`, `sms`, `task` or a site's own word for the rest. What the
 * channel carries is its adapter's affair; the server distributes.
 */
export const channelSchema = z.string().check(z.regex(/^[a-z][a-z0-9-]{0,31}$/));
export type Channel = z.infer<typeof channelSchema>;

/**
 * Where a contact stands: `queued ⇄ offered → active → ended`. Whoever logs out gives his active contacts back: they are
 * queued again.
 */
export const contactPhaseSchema = z.enum(['queued', 'offered', 'active', 'ended']);
export type ContactPhase = z.infer<typeof contactPhaseSchema>;

/** A contact's id may be its adapter's own: letters, digits, dot, dash, underscore and colon, at most 128. */
export const contactIdSchema = z
  .string()
  .check(z.regex(/^[A-Za-z0-9._:-]{1,128}$/)) as unknown as z.ZodMiniType<ContactId, ContactId>;

/** One offer of a contact to one agent; at most one at a time. */
export const contactOfferSchema = z.object({
  offerId: branded<OfferId>(),
  agentId: branded<AgentId>(),
  startedAt: epochMs(),
  deadline: epochMs(),
  /** The agent's page is to accept it by itself (AGT-5). */
  autoAnswer: z.boolean(),
});
export type ContactOffer = z.infer<typeof contactOfferSchema>;

/** What the viewer may do with a contact now; the server refuses the rest with `contact.not-allowed-now`. */
export const contactCapabilitiesSchema = z.object({
  accept: z.boolean(),
  reject: z.boolean(),
  complete: z.boolean(),
});
export type ContactCapabilities = z.infer<typeof contactCapabilitiesSchema>;

/** One customer contact of a channel other than voice (ACD-7), as the server sees it now. */
export const contactSnapshotSchema = z.object({
  contactId: branded<ContactId>(),
  channel: channelSchema,
  phase: contactPhaseSchema,
  queueId: branded<QueueId>(),
  queueName: z.nullable(z.string()),
  /** Who it is, in words of the channel: an address, an account, a name; empty when unknown. */
  customer: z.string(),
  data: callDataSchema,
  /** Points it has in the queue, and skills asked for it. */
  priority: z.number(),
  requires: z.record(z.string(), z.number()),
  /** Who works on it, or did last. */
  agentId: z.nullable(branded<AgentId>()),
  offer: z.nullable(contactOfferSchema),
  /** When it first entered the queue; its waiting counts from then. */
  queuedAt: epochMs(),
  acceptedAt: z.nullable(epochMs()),
  endedAt: z.nullable(epochMs()),
  /** `completed` by its agent, `cancelled` by who queued it, `failed` when the settings have no place for it any more. */
  outcome: z.nullable(z.enum(['completed', 'cancelled', 'failed'])),
  can: contactCapabilitiesSchema,
});
export type ContactSnapshot = z.infer<typeof contactSnapshotSchema>;

/** A contact that waits, as a queue's picture has it. */
export const waitingContactSchema = z.object({
  contactId: branded<ContactId>(),
  customer: z.string(),
  queuedAt: epochMs(),
  offered: z.boolean(),
});
export type WaitingContact = z.infer<typeof waitingContactSchema>;

/** How much of a channel an agent takes, and has. */
export const channelLoadSchema = z.object({
  /** Contacts at once at most. */
  capacity: z.number(),
  /** Contacts he is offered or works on; of voice, 1 while he has any work. */
  load: z.number(),
  /** While he has work of this channel he is offered work of others too. */
  concurrent: z.boolean(),
});
export type ChannelLoad = z.infer<typeof channelLoadSchema>;
