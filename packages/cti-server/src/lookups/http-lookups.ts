import type { CallData, Clock } from '@callweave/cti-core';
import { z } from 'zod';
import type { LookupFacts, LookupFailure, LookupOutcome, Lookups } from './lookups.port.js';

/** A CRM's address; what it answers to a GET is put on the call. */
export interface HttpSource {
  readonly url: string;
  /** The whole header, as `Bearer …`. */
  readonly authorization?: string | undefined;
  /** However long the caller would wait. */
  readonly timeoutMs: number;
}

export interface HttpLookupParts {
  readonly sources: Readonly<Record<string, HttpSource>>;
  readonly clock: Clock;
}

const BODY_LIMIT = 64 * 1_024;
const REDIRECTS = 3;

/** Numbers and truth values are taken as texts, and `null` for nothing: CRMs answer so. */
const answerSchema = z
  .record(
    z.string().min(1).max(64),
    z.union([z.string(), z.number(), z.boolean()]).transform(String).pipe(z.string().max(1_024)).nullable(),
  )
  .transform(
    (answer): CallData =>
      Object.fromEntries(
        Object.entries(answer).filter((entry): entry is [string, string] => entry[1] !== null),
      ),
  );

/** What went wrong; becomes the outcome, and never leaves this room. */
class Failed extends Error {
  readonly reason: LookupFailure;
  constructor(reason: LookupFailure, detail = '') {
    super(detail);
    this.reason = reason;
  }
}

/** Asks over HTTP: `GET url?caller=…&called=…&keys=…`; 200 with a JSON object is data, 404 a caller who is not known. */
export function createHttpLookups({ sources, clock }: HttpLookupParts): Lookups {
  return {
    async find(name, facts, signal) {
      const source = Object.hasOwn(sources, name) ? sources[name] : undefined;
      if (!source) return { is: 'failed', reason: 'unknown-source' };
      const controller = new AbortController();
      const abort = (reason: LookupFailure) => controller.abort(new Failed(reason));
      const cancelled = () => abort('cancelled');
      const cancelDeadline = clock.after(source.timeoutMs, () => abort('timed-out'));
      signal.addEventListener('abort', cancelled);
      if (signal.aborted) cancelled();
      try {
        return await ask(source, facts, controller.signal);
      } catch (error) {
        // An abort surfaces in many forms; its reason says which it was.
        return failure(controller.signal.aborted ? controller.signal.reason : error);
      } finally {
        cancelDeadline();
        signal.removeEventListener('abort', cancelled);
        // A body that was not read to its end would keep its connection.
        controller.abort();
      }
    },
  };
}

async function ask(source: HttpSource, facts: LookupFacts, signal: AbortSignal): Promise<LookupOutcome> {
  const url = new URL(source.url);
  for (const name of ['caller', 'called', 'keys'] as const) url.searchParams.set(name, facts[name]);
  const response = await follow(url, source, signal);
  if (response.status === 404) return { is: 'not-found' };
  if (!response.ok) throw new Failed('refused', `HTTP ${response.status}`);
  const read = answerSchema.safeParse(parse(await bodyOf(response)));
  if (read.success) return { is: 'found', data: read.data };
  throw new Failed('wrong-shape', read.error.issues[0]?.message);
}

/** Redirects are followed within the CRM's own origin: the caller's number and our key are for nobody else. */
async function follow(url: URL, source: HttpSource, signal: AbortSignal): Promise<Response> {
  const headers = {
    accept: 'application/json',
    ...(source.authorization === undefined ? {} : { authorization: source.authorization }),
  };
  let at = url;
  for (let hop = 0; hop <= REDIRECTS; hop += 1) {
    const response = await fetch(at.href, { headers, signal, redirect: 'manual' });
    const location = response.headers.get('location');
    if (response.status < 300 || response.status > 399 || location === null) return response;
    await response.body?.cancel();
    const next = URL.canParse(location, at.href) ? new URL(location, at) : null;
    if (next?.origin !== url.origin) throw new Failed('redirected', 'to another host');
    at = next;
  }
  throw new Failed('redirected', 'too often');
}

async function bodyOf(response: Response): Promise<string> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of response.body ?? []) {
    size += chunk.byteLength;
    if (size > BODY_LIMIT) throw new Failed('too-large', `more than ${BODY_LIMIT} bytes`);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
}

function parse(body: string): unknown {
  try {
    return JSON.parse(body);
  } catch {
    throw new Failed('not-json');
  }
}

function failure(error: unknown): LookupOutcome {
  if (error instanceof Failed) {
    return { is: 'failed', reason: error.reason, ...(error.message === '' ? {} : { detail: error.message }) };
  }
  // fetch hides the socket's error in the cause; its message may hold the address, its code does not.
  const cause = error instanceof Error ? (error.cause ?? error) : error;
  const code =
    typeof cause === 'object' && cause !== null && 'code' in cause ? String(cause.code) : 'no answer';
  return { is: 'failed', reason: 'unreachable', detail: code };
}
