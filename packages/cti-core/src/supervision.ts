import * as z from 'zod/mini';
import type { AgentId, CallId, LegId, SupervisionId } from './ids.js';
import { branded, epochMs } from './messages/primitives.js';

/** `listen`: he hears both and nobody hears him; `whisper`: the agent hears him, too; `barge`: all do. */
export const supervisionModeSchema = z.enum(['listen', 'whisper', 'barge']);
export type SupervisionMode = z.infer<typeof supervisionModeSchema>;

/** One supervisor on one agent's call (SUP-4). */
export const supervisionSnapshotSchema = z.object({
  supervisionId: branded<SupervisionId>(),
  supervisorId: branded<AgentId>(),
  agentId: branded<AgentId>(),
  callId: branded<CallId>(),
  mode: supervisionModeSchema,
  /** `ringing`: his own phone; `connected`: he hears the call. */
  state: z.enum(['ringing', 'connected']),
  legId: branded<LegId>(),
  startedAt: epochMs(),
});
export type SupervisionSnapshot = z.infer<typeof supervisionSnapshotSchema>;

/** Why it ended: he stopped it; he took the call over; the call or his phone was gone; his phone was not reached. */
export const supervisionEndSchema = z.enum(['stopped', 'taken-over', 'call-ended', 'leg-ended', 'failed']);
export type SupervisionEnd = z.infer<typeof supervisionEndSchema>;
