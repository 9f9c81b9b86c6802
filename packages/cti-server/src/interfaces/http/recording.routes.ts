import { basename, extname } from 'node:path';
import type { Readable } from 'node:stream';
import { CallweaveError, type Clock } from '@callweave/cti-core';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { z } from 'zod';
import type { Identity, Tokens } from '../../access/tokens.js';
import type { CataloguedRecording, RecordingCatalogue } from '../../recording-store/recording-catalogue.js';
import type { RecordingFiles } from '../../recording-store/recording-files.js';
import { recordingSearchSchema, searchRecordings } from '../../recording-store/search-recordings.js';
import { waveformOf } from '../../recording-store/waveform.js';
import type { Database } from '../../storage/database.js';
import { checked, identityOf } from './access.routes.js';
import { byteRange } from './byte-range.js';
import { hearable, type OfOneRecording, type RecordingDeed, rightsOf } from './recording-access.js';

interface RecordingRouteParts {
  readonly database: Database;
  readonly tokens: Tokens;
  readonly files: RecordingFiles;
  readonly catalogue: RecordingCatalogue;
  readonly clock: Clock;
  readonly audit: (deed: RecordingDeed) => void;
}

const WAV = 'audio/wav';
/** What an agent's browser sends in, by the ending that the server gives it. */
const COMPRESSED: Readonly<Record<string, string>> = {
  '.webm': 'audio/webm',
  '.ogg': 'audio/ogg',
  '.m4a': 'audio/mp4',
};
const soundType = (path: string): string => COMPRESSED[extname(path)] ?? WAV;

/** Of each lane; a player of a thousand pixels shows each. */
const WAVEFORM_POINTS = 1_000;

const voicemailSchema = z.object({
  limit: z.coerce.number().int().min(1).max(500).default(100),
  queueId: z.string().min(1).max(64).optional(),
});
const reasonSchema = z.strictObject({ reason: z.string().min(1).max(500) });

/** Recordings: heard by an agent's own right or a supervisor's, deleted and held by administrators; all of it written down (REC-3). */
export function recordingRoutes(app: FastifyInstance, parts: RecordingRouteParts): void {
  const { database, tokens, files, catalogue, clock, audit } = parts;

  app.get('/api/v1/recordings', async (request) => {
    const identity = await identityOf(request, tokens);
    const query = request.query as Record<string, unknown>;
    const own = identity.role === 'agent' ? (identity.agentId ?? '') : null;
    if (own === null && query.kind === 'voicemail' && query.after === undefined)
      return { recordings: await catalogue.voicemails(checked(voicemailSchema, query)) };
    const page = await searchRecordings(database, checked(recordingSearchSchema, withData(query)), own);
    return { ...page, can: rightsOf(identity) };
  });

  app.get<OfOneRecording>('/api/v1/recordings/:id', { exposeHeadRoute: true }, async (request, reply) => {
    const { identity, ...recording } = await hearable(request, parts);
    const { recordingId } = recording;
    const download = 'download' in (request.query as object);
    if (download && !rightsOf(identity).download)
      throw new CallweaveError('access.denied', 'Agents hear their recordings and take none away.');
    const whole = await sendSound(request, reply, recording, files);
    if (download) reply.header('content-disposition', `attachment; filename="${basename(recording.path)}"`);
    // A player reads in parts: the first of them is the listening.
    if (request.method === 'GET' && whole.begins)
      audit({
        by: identity,
        action: download ? 'recording.downloaded' : 'recording.listened',
        recordingId,
        details: { callId: recording.callId },
      });
    return reply.send(whole.body);
  });

  app.get<OfOneRecording>('/api/v1/recordings/:id/waveform', async (request) => {
    const { place, path, state } = await hearable(request, parts);
    if (soundType(path) !== WAV)
      throw new CallweaveError('recording.no-waveform', 'The recording is compressed: a player draws it.');
    const bytes = state === 'deleted' ? null : await files.size(place, path);
    if (bytes === null) throw new CallweaveError('recording.unknown', `The recording is ${state}.`);
    return waveformOf(await files.read(place, path), bytes, WAVEFORM_POINTS);
  });

  app.delete<OfOneRecording>('/api/v1/recordings/:id', async (request) => {
    const identity = await administrator(request, tokens);
    const recording = await catalogue.find(request.params.id);
    if (recording.heldFor !== null) {
      throw new CallweaveError('recording.held', 'The recording is on legal hold.', {
        details: { reason: recording.heldFor },
      });
    }
    if (recording.state !== 'stored' && recording.state !== 'failed')
      throw new CallweaveError('recording.unknown', `The recording is ${recording.state}.`);
    const { recordingId, callId, place, path } = recording;
    await files.remove(place, path);
    await catalogue.deleted(recordingId, clock.now());
    audit({ by: identity, action: 'recording.deleted', recordingId, details: { callId, by: 'request' } });
    return { recordingId };
  });

  app.put<OfOneRecording>('/api/v1/recordings/:id/hold', async (request) => {
    const identity = await administrator(request, tokens);
    const { reason } = checked(reasonSchema, request.body);
    const { recordingId } = await catalogue.find(request.params.id);
    await catalogue.hold(recordingId, { reason, by: identity.account, at: clock.now() });
    audit({ by: identity, action: 'recording.held', recordingId, details: { reason } });
    return { recordingId, reason };
  });

  app.delete<OfOneRecording>('/api/v1/recordings/:id/hold', async (request) => {
    const identity = await administrator(request, tokens);
    const { recordingId, heldFor } = await catalogue.find(request.params.id);
    await catalogue.hold(recordingId, null);
    if (heldFor !== null)
      audit({ by: identity, action: 'recording.released', recordingId, details: { reason: heldFor } });
    return { recordingId };
  });
}

async function sendSound(
  request: FastifyRequest,
  reply: FastifyReply,
  { recordingId, state, place, path, sha256 }: CataloguedRecording,
  files: RecordingFiles,
): Promise<{ readonly body: Readable | string; readonly begins: boolean }> {
  const bytes = state === 'deleted' ? null : await files.size(place, path);
  if (bytes === null)
    throw new CallweaveError(
      'recording.unknown',
      `The sound of recording ${recordingId} is not there: it is ${state}.`,
    );
  reply.header('accept-ranges', 'bytes').header('content-type', soundType(path));
  if (sha256 !== null) reply.header('etag', `"${sha256}"`);
  const head = request.method === 'HEAD';
  const range = byteRange(request.headers.range, bytes);
  if (range === 'outside') {
    reply.header('content-range', `bytes */${bytes}`);
    throw new CallweaveError('recording.range', `The recording has ${bytes} bytes.`);
  }
  if (range === 'whole') {
    reply.header('content-length', bytes);
    return { body: head ? '' : await files.read(place, path), begins: true };
  }
  reply.code(206).header('content-range', `bytes ${range.first}-${range.last}/${bytes}`);
  reply.header('content-length', range.last - range.first + 1);
  return { body: head ? '' : await files.read(place, path, range), begins: range.first === 0 };
}

/** `data.orderId=4711` of a query as `{ data: { orderId: '4711' } }`. */
function withData(query: Record<string, unknown>): Record<string, unknown> {
  const entries = Object.entries(query);
  return {
    ...Object.fromEntries(entries.filter(([name]) => !name.startsWith('data.'))),
    data: Object.fromEntries(
      entries.flatMap(([name, value]) => (name.startsWith('data.') ? [[name.slice(5), value]] : [])),
    ),
  };
}

/** @throws {CallweaveError} `access.denied` to everybody but administrators and back ends */
async function administrator(request: FastifyRequest, tokens: Tokens): Promise<Identity> {
  const identity = await identityOf(request, tokens);
  if (identity.role === 'admin' || identity.role === 'service') return identity;
  throw new CallweaveError('access.denied', 'Administrators and back ends delete recordings, and hold them.');
}
