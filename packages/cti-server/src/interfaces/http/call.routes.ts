import { createReadStream } from 'node:fs';
import { CallweaveError } from '@callweave/cti-core';
import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import type { Identity, Tokens } from '../../access/tokens.js';
import type { AuditLog } from '../../audit/audit-log.port.js';
import type { RecordingStore } from '../../recording-store/recording-store.js';
import { listCallRecords } from '../../storage/call-records.js';
import type { Database } from '../../storage/database.js';
import { listDecisions } from '../../storage/decisions.js';
import { checked, identityOf } from './access.routes.js';
import { byteRange } from './byte-range.js';

interface CallRouteParts {
  readonly database: Database;
  readonly tokens: Tokens;
  readonly recordings: RecordingStore;
  readonly audit: AuditLog;
}

const listSchema = z.object({ limit: z.coerce.number().int().min(1).max(500).default(100) });
const recordingsSchema = z.union([
  z.object({ callId: z.string().min(1).max(128) }),
  listSchema.extend({ kind: z.literal('voicemail'), queueId: z.string().min(1).max(64).optional() }),
]);

/** Call detail records and recordings. An agent sees his own, everybody else all. */
export function callRoutes(
  app: FastifyInstance,
  { database, tokens, recordings, audit }: CallRouteParts,
): void {
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

  app.get('/api/v1/recordings', async (request) => {
    const identity = await identityOf(request, tokens);
    if (ownAgent(identity) !== null)
      throw new CallweaveError('access.denied', 'Agents find their recordings in their call records.');
    const asked = checked(recordingsSchema, request.query);
    if ('callId' in asked) return { recordings: await recordings.ofCall(asked.callId) };
    return { recordings: await recordings.voicemails(asked) };
  });

  app.get<{ Params: { id: string } }>(
    '/api/v1/recordings/:id',
    { exposeHeadRoute: true },
    async (request, reply) => {
      const identity = await identityOf(request, tokens);
      const recording = await recordings.find(request.params.id);
      const own = ownAgent(identity);
      const isOthers = own !== null && recording.agentId !== own;
      // A player asks for one recording in many parts; the first is the reading.
      const begins = request.method === 'GET' && !/^bytes=[^0]/.test(request.headers.range ?? '');
      if (begins || isOthers) {
        const outcome = isOthers ? 'access.denied' : 'ok';
        audit.record({ actor: identity, action: 'recording.read', subject: request.params.id, outcome });
      }
      if (isOthers) {
        throw new CallweaveError('access.denied', 'This is the recording of another agent.');
      }
      const { bytes, file, sha256 } = recording;
      reply.header('accept-ranges', 'bytes').header('content-type', 'audio/wav');
      if (sha256 !== null) reply.header('etag', `"${sha256}"`);
      const range = byteRange(request.headers.range, bytes);
      if (range === 'whole') {
        reply.header('content-length', bytes);
        return reply.send(request.method === 'HEAD' ? '' : createReadStream(file));
      }
      if (range === 'outside') {
        reply.header('content-range', `bytes */${bytes}`);
        throw new CallweaveError('recording.range', `The recording has ${bytes} bytes.`);
      }
      reply.code(206).header('content-range', `bytes ${range.first}-${range.last}/${bytes}`);
      reply.header('content-length', range.last - range.first + 1);
      return reply.send(
        request.method === 'HEAD' ? '' : createReadStream(file, { start: range.first, end: range.last }),
      );
    },
  );
}

function ownAgent(identity: Identity): string | null {
  return identity.role === 'agent' ? (identity.agentId ?? '') : null;
}
