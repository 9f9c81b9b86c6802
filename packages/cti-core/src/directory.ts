import * as z from 'zod/mini';
import { agentStateSchema } from './agent.js';
import type { AgentId, QueueId } from './ids.js';
import { branded } from './messages/primitives.js';

/** Whom an agent can transfer to, consult or invite, as they stand at this moment. */
export const directorySchema = z.object({
  agents: z.array(
    z.object({
      agentId: branded<AgentId>(),
      name: z.string(),
      extension: z.nullable(z.string()),
      state: agentStateSchema,
      reachable: z.boolean(),
    }),
  ),
  queues: z.array(
    z.object({
      queueId: branded<QueueId>(),
      name: z.string(),
      ready: z.number(),
      waiting: z.number(),
      /** The number that is shown outside to whom an agent calls for it; left out when it has none of its own. */
      callerId: z.optional(z.string()),
    }),
  ),
});
export type Directory = z.infer<typeof directorySchema>;
