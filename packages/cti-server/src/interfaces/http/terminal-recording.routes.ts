import { mkdir } from 'node:fs/promises';
import { CallweaveError } from '@callweave/cti-core';
import { FileStore } from '@tus/file-store';
import { Server } from '@tus/server';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { z } from 'zod';
import type { Identity, Tokens } from '../../access/tokens.js';
import type { TerminalRecordings } from '../../recording-store/terminal-recordings.js';
import { checked, identityOfHeader } from './access.routes.js';
import { originAllowed, statusOf } from './http-server.js';
import type { RecordingDeed } from './recording-access.js';

interface UploadRouteParts {
  readonly tokens: Tokens;
  readonly recordings: TerminalRecordings;
  /** What is on its way lies here, on the spool's disk. */
  readonly folder: string;
  readonly maxBytes: number;
  /** An upload that nobody finishes is thrown away after this. */
  readonly keepUnfinishedMs: number;
  readonly allowedOrigins: readonly string[];
  readonly audit: (deed: RecordingDeed) => void;
}

const PATH = '/api/v1/terminal-recordings';
const UPLOAD_TYPE = 'application/offset+octet-stream';
const ENDINGS = { 'audio/webm': 'webm', 'audio/ogg': 'ogg', 'audio/mp4': 'm4a' } as const;

/** What is public of it: the one method that is replaced below is not. */
const PublicFileStore = FileStore as new (
  ...options: ConstructorParameters<typeof FileStore>
) => Pick<FileStore, keyof FileStore>;

/**
 * A folder of uploads. The original makes it in its constructor and brings the process down where it cannot; here it is made, or
 * refused, with each upload.
 */
class UploadFolder extends PublicFileStore {
  checkOrCreateDirectory(): void {}
}

/** What comes with an upload, as tus' `Upload-Metadata`. */
const metadataSchema = z.object({
  /** Chosen by the browser, so that whatever is sent twice becomes one recording. */
  recordingId: z.uuid(),
  callId: z.string().min(1).max(128),
  startedAt: z.coerce.number().int().min(0),
  durationMs: z.coerce.number().int().min(1).max(86_400_000),
  sha256: z.string().regex(/^[0-9a-f]{64}$/, 'SHA-256, hexadecimal'),
  filetype: z.enum(['audio/webm', 'audio/ogg', 'audio/mp4']),
});

/**
 * What agents' browsers have recorded comes in by tus 1.0 (AGT-7): resumable after a broken line, a reload, a restart of the
 * server. Returns how to throw away what nobody finished.
 */
export function terminalRecordingRoutes(
  app: FastifyInstance,
  { tokens, recordings, folder, maxBytes, keepUnfinishedMs, allowedOrigins, audit }: UploadRouteParts,
): { removeAbandoned(): Promise<number> } {
  const store = new UploadFolder({ directory: folder, expirationPeriodInMilliseconds: keepUnfinishedMs });
  const identify = (request: { readonly headers: Headers }): Promise<Identity> =>
    identityOfHeader(request.headers.get('authorization') ?? undefined, tokens);
  /** Null when there is none of that id. */
  const ownerOf = async (id: string): Promise<string | null> => {
    const upload = await store.configstore.get(id);
    return upload === undefined ? null : (upload.metadata?.account ?? '');
  };

  const tus = new Server({
    path: PATH,
    datastore: store,
    maxSize: maxBytes,
    // Whatever stands before the server knows its own address.
    relativeLocation: true,
    allowedOrigins: (origin) => originAllowed(origin, allowedOrigins),
    namingFunction: (_, metadata) => checked(metadataSchema, metadata ?? {}).recordingId,
    async onIncomingRequest(request, id) {
      const { account } = await identify(request);
      const owner = await ownerOf(id);
      if (owner !== null && owner !== account)
        throw new CallweaveError('access.denied', 'This is the upload of another.');
    },
    async onUploadCreate(request, { metadata, size }) {
      const identity = await identify(request);
      const { recordingId, callId, startedAt } = checked(metadataSchema, metadata ?? {});
      if (size === undefined || size === 0)
        throw new CallweaveError('request.invalid', 'Say how long the recording is: Upload-Length.');
      await recordings.expect({ recordingId, callId, startedAt, agentId: identity.agentId });
      return { metadata: { ...metadata, account: identity.account } };
    },
    async onUploadFinish(request, { id, metadata, storage }) {
      const identity = await identify(request);
      const { filetype, ...told } = checked(metadataSchema, metadata ?? {});
      const file = storage?.path ?? '';
      const { recordingId, callId } = told;
      try {
        await recordings.take(file, { ...told, ending: ENDINGS[filetype] });
      } catch (error) {
        // What does not have its checksum is no use: it has to come again, whole.
        if (error instanceof CallweaveError && error.code === 'recording.damaged') await store.remove(id);
        throw error;
      }
      await store.configstore.delete(id);
      audit({ by: identity, action: 'recording.uploaded', recordingId, details: { callId } });
      return {};
    },
    onResponseError: (_, error) => refusal(error, maxBytes),
  });

  // The body is tus' own to read.
  app.addContentTypeParser(UPLOAD_TYPE, (_request, _payload, done) => done(null));
  const pass = async (request: FastifyRequest, reply: FastifyReply): Promise<void> => {
    await identityOfHeader(request.headers.authorization, tokens);
    reply.hijack();
    await tus.handle(request.raw, reply.raw);
  };
  app.post(PATH, pass);
  app.route({ method: ['HEAD', 'PATCH', 'DELETE'], url: `${PATH}/:id`, handler: pass });
  return {
    async removeAbandoned() {
      await mkdir(folder, { recursive: true });
      return store.deleteExpired();
    },
  };
}

/** Our errors, whoever found them. */
function refusal(
  error: Error | { readonly status_code: number; readonly body: string },
  maxBytes: number,
): { status_code: number; body: string } {
  const ours = error instanceof CallweaveError ? error : toOurs(error, maxBytes);
  const status_code = 'status_code' in error ? error.status_code : statusOf(ours);
  return { status_code, body: JSON.stringify({ error: ours.toWire() }) };
}

function toOurs(error: Error | { status_code: number; body: string }, maxBytes: number): CallweaveError {
  if (!('status_code' in error))
    return new CallweaveError('server.failed', 'The upload failed.', { cause: error });
  const message = error.body.trim();
  switch (error.status_code) {
    case 413:
      return new CallweaveError('request.too-large', `A recording has at most ${maxBytes} bytes.`);
    case 404:
    case 410:
      return new CallweaveError('recording.unknown', 'There is no such upload.');
    case 409:
    case 423:
      return new CallweaveError('server.busy', message);
    case 500:
      return new CallweaveError('storage.failed', message);
    default:
      return new CallweaveError('request.invalid', message);
  }
}
