import { timingSafeEqual } from 'node:crypto';
import type { PGlite } from '@electric-sql/pglite';
import type { FastifyInstance } from 'fastify';
import { filedNumber } from './phone.js';

interface LookupOptions {
  readonly database: PGlite;
  /** The whole `authorization` header that the call centre sends (its `lookups.*.authorization`). */
  readonly authorization: string;
}

interface Known {
  readonly name: string;
  readonly level: string;
  readonly owner: string | null;
}

/**
 * What the call centre asks about a caller before it chooses his queue (ACD-1): `GET /callweave/caller?caller=…` answers
 * with texts that become the call's data, or 404 for somebody who is not on file.
 */
export function registerCallCentre(app: FastifyInstance, { database, authorization }: LookupOptions): void {
  const expected = Buffer.from(authorization);
  app.get<{ Querystring: { caller?: string } }>('/callweave/caller', async (request, reply) => {
    const sent = Buffer.from(request.headers.authorization ?? '');
    if (sent.length !== expected.length || !timingSafeEqual(sent, expected))
      return reply.code(401).send({ error: { code: 'denied', message: 'This is for the call centre.' } });
    const { rows } = await database.query<Known>(
      'select name, level, owner from customers where phone = $1',
      [filedNumber(request.query.caller ?? '')],
    );
    const [customer] = rows;
    if (customer === undefined)
      return reply.code(404).send({ error: { code: 'unknown', message: 'Not on file.' } });
    const { name, level, owner } = customer;
    return { callerName: name, customer: name, level, ...(owner === null ? {} : { owner }) };
  });
}
