import type { CallId } from '@callweave/cti-core';
import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import type { Tokens } from '../../access/tokens.js';
import type { Runner } from '../../kernel/index.js';
import { checked, identityOf } from './access.routes.js';

const orderSchema = z.strictObject({ do: z.enum(['start', 'stop', 'pause', 'resume']) });

/** `POST /api/v1/calls/:id/recording`: a back end records a call that is up, or leaves something out (REC-1). */
export function recordingControlRoutes(
  app: FastifyInstance,
  { runner, tokens }: { runner: Pick<Runner, 'command'>; tokens: Tokens },
): void {
  app.post<{ Params: { id: string } }>('/api/v1/calls/:id/recording', async (request) => {
    const { agentId, role } = await identityOf(request, tokens);
    const order = checked(orderSchema, request.body);
    return runner.command({ agentId, role }, `call.${order.do}-recording`, {
      callId: request.params.id as CallId,
    });
  });
}
