import { type AlarmSnapshot, CallweaveError } from '@callweave/cti-core';
import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import type { Tokens } from '../../access/tokens.js';
import { listClearedAlarms } from '../../storage/alarms.js';
import type { Database } from '../../storage/database.js';
import { checked, identityOf } from './access.routes.js';

const querySchema = z.object({ limit: z.coerce.number().int().min(0).max(500).default(100) });

interface AlarmRouteParts {
  readonly database: Database;
  readonly tokens: Tokens;
  readonly active: () => readonly AlarmSnapshot[];
}

/** `GET /api/v1/alarms`: thresholds that are passed now, and those that were, newest first (SUP-5). */
export function alarmRoutes(app: FastifyInstance, { database, tokens, active }: AlarmRouteParts): void {
  app.get('/api/v1/alarms', async (request) => {
    const { role } = await identityOf(request, tokens);
    if (role === 'agent')
      throw new CallweaveError('access.denied', 'Alarms are for supervisors, administrators and back ends.');
    const { limit } = checked(querySchema, request.query);
    return { active: active(), recent: await listClearedAlarms(database, limit) };
  });
}
