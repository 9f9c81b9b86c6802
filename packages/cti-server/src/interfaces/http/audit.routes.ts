import { CallweaveError } from '@callweave/cti-core';
import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import type { Tokens } from '../../access/tokens.js';
import { listAuditRecords } from '../../storage/audit-log.js';
import type { Database } from '../../storage/database.js';
import { checked, identityOf } from './access.routes.js';

const instant = z.coerce.number().int().min(0);
const querySchema = z.strictObject({
  from: instant.optional(),
  to: instant.optional(),
  actor: z.string().min(1).max(64).optional(),
  action: z.string().min(1).max(64).optional(),
  limit: z.coerce.number().int().min(1).max(500).default(100),
  after: z.string().min(1).max(64).optional(),
});

interface AuditRouteParts {
  readonly database: Database;
  readonly tokens: Tokens;
  /** What is on its way is read as well. */
  readonly flush: () => Promise<void>;
}

/** `GET /api/v1/audit`: who did what, newest first, for administrators and back ends (ADM-9). */
export function auditRoutes(app: FastifyInstance, { database, tokens, flush }: AuditRouteParts): void {
  app.get('/api/v1/audit', async (request) => {
    const { role } = await identityOf(request, tokens);
    if (role !== 'admin' && role !== 'service')
      throw new CallweaveError('access.denied', 'The audit log is for administrators and service keys.');
    const query = checked(querySchema, request.query);
    await flush();
    const entries = await listAuditRecords(database, query);
    return { entries, after: entries.length < query.limit ? null : (entries.at(-1)?.auditId ?? null) };
  });
}
