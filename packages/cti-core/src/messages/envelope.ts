import * as z from 'zod/mini';
import { eventEnvelopeSchema } from './events.js';

/** Version of the protocol; a server refuses a client whose major it does not speak. */
export const PROTOCOL_VERSION = 1;

/** Longest message either side accepts, in UTF-8 bytes; a longer one ends the connection with code 1009. */
export const MAX_MESSAGE_BYTES = 262_144;

/** `{type:'request', id, command, params}`: ids are the client's, unique within the connection. */
export const requestSchema = z.object({
  type: z.literal('request'),
  id: z.string().check(z.minLength(1), z.maxLength(64)),
  command: z.string().check(z.minLength(1), z.maxLength(64)),
  params: z.optional(z.unknown()),
});
export type RequestMessage = z.infer<typeof requestSchema>;

export const wireErrorSchema = z.object({
  code: z.string(),
  message: z.string(),
  retryable: z.boolean(),
  remedy: z.string(),
  details: z.optional(z.record(z.string(), z.unknown())),
});
export type WireError = z.infer<typeof wireErrorSchema>;

export const responseSchema = z.union([
  z.object({ type: z.literal('response'), id: z.string(), ok: z.literal(true), result: z.unknown() }),
  z.object({
    type: z.literal('response'),
    id: z.nullable(z.string()),
    ok: z.literal(false),
    error: wireErrorSchema,
  }),
]);
export type ResponseMessage = z.infer<typeof responseSchema>;

/** What the server sends as soon as a connection is open, before any request. */
export const welcomeSchema = z.object({
  type: z.literal('welcome'),
  protocol: z.number(),
  server: z.string(),
  serverTime: z.number(),
});
export type WelcomeMessage = z.infer<typeof welcomeSchema>;

/** The session is over and the connection about to close; `code` is an error code. */
export const goodbyeSchema = z.object({ type: z.literal('goodbye'), error: wireErrorSchema });
export type GoodbyeMessage = z.infer<typeof goodbyeSchema>;

export const serverMessageSchema = z.union([
  responseSchema,
  eventEnvelopeSchema,
  welcomeSchema,
  goodbyeSchema,
]);
export type ServerMessage = z.infer<typeof serverMessageSchema>;
