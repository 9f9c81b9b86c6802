import { CallweaveError, type ErrorKind } from '@callweave/cti-core';
import rateLimit from '@fastify/rate-limit';
import Fastify, { type FastifyError, type FastifyInstance, type FastifyReply } from 'fastify';
import type { Logger } from 'pino';

const BODY_BYTES = 65_536;
/** Beside the usual ones those of tus, by which recordings come in. */
const ALLOWED_HEADERS =
  'authorization, content-type, if-match, range, tus-resumable, upload-length, upload-metadata, upload-offset';
const REQUESTS_A_MINUTE = 1_200;

/** HTTP status of an error's kind; some codes have one of their own. */
const STATUS_BY_KIND: Record<ErrorKind, number> = {
  request: 400,
  state: 409,
  access: 401,
  connection: 503,
  server: 503,
  device: 400,
};
const STATUS_BY_CODE: Readonly<Record<string, number>> = {
  'access.denied': 403,
  'access.rate-limited': 429,
  'agent.unknown': 404,
  'call.unknown': 404,
  'contact.queue-full': 503,
  'contact.unknown': 404,
  'quality.unknown': 404,
  'queue.unknown': 404,
  'recording.unknown': 404,
  'recording.damaged': 460,
  'recording.no-waveform': 415,
  'recording.range': 416,
  'request.too-large': 413,
  'request.unknown-command': 404,
  'settings.unknown': 404,
  'request.too-many': 429,
  'server.failed': 500,
};

/** Fastify with our errors, origins and limits; the doors add their routes. */
export async function createHttp(options: {
  allowedOrigins: readonly string[];
  log: Logger;
}): Promise<FastifyInstance> {
  const app = Fastify({
    logger: false,
    bodyLimit: BODY_BYTES,
    forceCloseConnections: true,
    trustProxy: false,
  });
  await app.register(rateLimit, {
    max: REQUESTS_A_MINUTE,
    timeWindow: 60_000,
    errorResponseBuilder: () =>
      new CallweaveError('access.rate-limited', 'Too many requests from this address.'),
  });

  app.addHook('onRequest', async (request, reply) => {
    const { origin } = request.headers;
    if (origin === undefined || !originAllowed(origin, options.allowedOrigins)) return;
    reply.header('access-control-allow-origin', origin);
    reply.header('access-control-expose-headers', 'etag, content-length');
    reply.header('vary', 'Origin');
    if (request.method !== 'OPTIONS') return;
    reply.header('access-control-allow-methods', 'GET, POST, PATCH, PUT, DELETE, HEAD');
    reply.header('access-control-allow-headers', ALLOWED_HEADERS);
    reply.header('access-control-max-age', '600');
    await reply.code(204).send();
  });

  app.setErrorHandler((error: FastifyError | CallweaveError, request, reply) => {
    const ours = toOurs(error, request.routeOptions.bodyLimit ?? BODY_BYTES);
    if (ours.code === 'server.failed') options.log.error({ err: error }, 'a request failed');
    return sendError(reply, ours);
  });
  app.setNotFoundHandler((request, reply) =>
    sendError(
      reply,
      new CallweaveError(
        'request.unknown-command',
        `${request.method} ${request.url.split('?')[0]} is not known here.`,
      ),
    ),
  );
  return app;
}

/** True when pages of this origin may talk to the server. */
export function originAllowed(origin: string, allowed: readonly string[]): boolean {
  return allowed.includes('*') || allowed.includes(origin);
}

function sendError(reply: FastifyReply, error: CallweaveError): FastifyReply {
  return reply.code(statusOf(error)).send({ error: error.toWire() });
}

/** The HTTP status that tells an error. */
export function statusOf({ code, kind }: Pick<CallweaveError, 'code' | 'kind'>): number {
  return STATUS_BY_CODE[code] ?? STATUS_BY_KIND[kind];
}

function toOurs(error: FastifyError | CallweaveError, bodyBytes: number): CallweaveError {
  if (error instanceof CallweaveError) return error;
  switch (error.code) {
    case 'FST_ERR_CTP_BODY_TOO_LARGE':
      return new CallweaveError('request.too-large', `The body is larger than ${bodyBytes} bytes.`, {
        cause: error,
      });
    case 'FST_ERR_CTP_INVALID_JSON_BODY':
    case 'FST_ERR_CTP_EMPTY_JSON_BODY':
    case 'FST_ERR_CTP_INVALID_MEDIA_TYPE':
      return new CallweaveError(
        'request.malformed',
        'The body is not JSON; send content-type application/json.',
        { cause: error },
      );
    default:
      return error.statusCode !== undefined && error.statusCode < 500
        ? new CallweaveError('request.malformed', error.message, { cause: error })
        : new CallweaveError('server.failed', 'The request failed.', { cause: error });
  }
}
