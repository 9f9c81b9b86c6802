import * as z from 'zod/mini';
import type { AgentId, QueueId } from './ids.js';
import { branded } from './messages/primitives.js';

/** Digits, and what telephones and extensions know beside them; at most 64. */
export const dialledNumber = () => z.string().check(z.regex(/^[+*#0-9A-Za-z._-]{1,64}$/));

/** Whom a caller is handed to, or who is asked: an agent, wherever he sits; a queue; an extension or a number outside. */
export const destinationSchema = z.discriminatedUnion('to', [
  z.object({ to: z.literal('agent'), agentId: branded<AgentId>() }),
  z.object({ to: z.literal('queue'), queueId: branded<QueueId>() }),
  z.object({ to: z.literal('number'), number: dialledNumber() }),
]);
export type Destination = z.infer<typeof destinationSchema>;

/** A {@link Destination} that picks up a phone. */
export const personSchema = z.discriminatedUnion('to', [
  z.object({ to: z.literal('agent'), agentId: branded<AgentId>() }),
  z.object({ to: z.literal('number'), number: dialledNumber() }),
]);
export type PersonDestination = z.infer<typeof personSchema>;
