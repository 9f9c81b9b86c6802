import { CallweaveError } from '@callweave/cti-core';
import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import type { Identity, Tokens } from '../../access/tokens.js';
import { listCallRecords } from '../../storage/call-records.js';
import type { Database } from '../../storage/database.js';
import { listDecisions } from '../../storage/decisions.js';
import { checked, identityOf } from './access.routes.js';

interface CallRouteParts {
  readonly database: Database;
  readonly tokens: Tokens;
}

const listSchema = z.object({ limit: z.coerce.number().int().min(1).max(500).default(100) });
/** Call detail records. An agent sees his own, everybody else all. */
export function callRoutes(app: FastifyInstance, { database, tokens }: CallRouteParts): void {
  app.get('/api/v1/calls', async (request) => {
    const identity = await identityOf(request, tokens);
    const { limit } = checked(listSchema, request.query);
    const own = ownAgent(identity);
    return { calls: await listCallRecords(database, own === null ? { limit } : { limit, agentId: own }) };
  });

  app.get<{ Params: { id: string } }>('/api/v1/calls/:id/decisions', async (request) => {
    const identity = await identityOf(request, tokens);
    if (ownAgent(identity) !== null)
      throw new CallweaveError('access.denied', 'Supervisors and back ends read how calls were distributed.');
    return { decisions: await listDecisions(database, request.params.id) };
  });
}

function ownAgent(identity: Identity): string | null {
  return identity.role === 'agent' ? (identity.agentId ?? '') : null;
}
