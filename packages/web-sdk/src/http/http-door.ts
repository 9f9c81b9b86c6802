import { CallweaveError, type ErrorCode, errorCatalogue } from '@callweave/cti-core';

export interface HttpDoorParts {
  /** `http:` or `https:` address of the server. */
  readonly url: string;
  readonly getToken: () => Promise<string> | string;
}

export interface HttpRequest extends Pick<RequestInit, 'method' | 'body'> {
  readonly headers?: Readonly<Record<string, string>>;
  readonly signal?: AbortSignal | undefined;
}

/** The server's HTTP address beside that of its WebSocket: `wss://host/ws` → `https://host`. */
export function httpUrlOf(webSocketUrl: string): string {
  return webSocketUrl.replace(/^ws/, 'http').replace(/\/ws\/?$/, '');
}

/** The server's HTTP interface with the agent's token; one that has run out is fetched anew, once. */
export class HttpDoor {
  readonly #parts: HttpDoorParts;
  #token: Promise<string> | null = null;

  constructor(parts: HttpDoorParts) {
    this.#parts = parts;
  }

  /**
   * Sends a request and gives its answer back when it is a good one.
   * @throws {CallweaveError} the server's refusal; `connection.lost`, `request.aborted`
   */
  async send(path: string, request: HttpRequest = {}): Promise<Response> {
    const reply = await this.#try(path, request);
    if (reply.ok) return reply;
    const error = await refusalOf(reply);
    if (error.code !== 'access.bad-token') throw error;
    this.#token = null;
    const again = await this.#try(path, request);
    if (again.ok) return again;
    throw await refusalOf(again);
  }

  /** The JSON of an answer. @throws {CallweaveError} as {@link send} */
  async json<Result>(
    path: string,
    { json, ...request }: HttpRequest & { json?: unknown } = {},
  ): Promise<Result> {
    const body = json === undefined ? {} : { body: JSON.stringify(json) };
    const headers = json === undefined ? {} : { 'content-type': 'application/json' };
    const reply = await this.send(path, { ...request, ...body, headers: { ...headers, ...request.headers } });
    return reply.json().catch((cause) => {
      throw failure(cause, request.signal);
    });
  }

  async #try(path: string, { signal, headers, ...request }: HttpRequest): Promise<Response> {
    this.#token ??= Promise.resolve().then(() => this.#parts.getToken());
    try {
      const token = await this.#token;
      return await fetch(this.#parts.url + path, {
        ...request,
        headers: { ...headers, authorization: `Bearer ${token}` },
        ...(signal === undefined ? {} : { signal }),
      });
    } catch (cause) {
      this.#token = null;
      throw failure(cause, signal);
    }
  }
}

/** What became of a request that got no answer, or not the whole of it. */
export function failure(cause: unknown, signal: AbortSignal | undefined): CallweaveError {
  if (cause instanceof CallweaveError) return cause;
  return signal?.aborted
    ? new CallweaveError('request.aborted', 'The request was given up.', { cause })
    : new CallweaveError('connection.lost', 'The server could not be reached.', { cause });
}

async function refusalOf(reply: Response): Promise<CallweaveError> {
  const { error } = (await reply.json().catch(() => ({}))) as {
    error?: { code?: string; message?: string; details?: Record<string, unknown> };
  };
  if (error?.code !== undefined && Object.hasOwn(errorCatalogue, error.code))
    return new CallweaveError(error.code as ErrorCode, error.message ?? error.code, {
      details: error.details ?? {},
    });
  // An answer to HEAD has no words.
  if (reply.status === 401) return new CallweaveError('access.bad-token', 'The token is refused.');
  if (reply.status === 403) return new CallweaveError('access.denied', 'The server refuses it.');
  return new CallweaveError('server.failed', `The server answered with ${reply.status}.`, {
    details: { status: reply.status },
  });
}
