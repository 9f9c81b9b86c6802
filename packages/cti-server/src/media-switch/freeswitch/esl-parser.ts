import { EslEvent } from './esl-event.js';

const NEWLINE = 0x0a;
/** A message's headers; FreeSWITCH sends a handful of short lines. */
const LARGEST_HEADERS = 64 * 1024;
/** A body; `show channels` of 10,000 calls is some 8 MiB. */
const LARGEST_BODY = 64 * 1024 * 1024;

export interface EslMessage {
  readonly event: EslEvent;
  /** The message's own headers, not the event's. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | undefined;
}

/**
 * Cuts the event socket's byte stream into messages. Every byte is looked at once and copied once, however the
 * network cut it. What cannot be decoded is read as well as it can be; only a stream whose messages cannot be told
 * apart any more ends in an error, and then the connection has to go.
 */
export class EslParser {
  #chunks: Buffer[] = [];
  #size = 0;
  /** Of the first chunk: up to where it was searched for the end of headers, and found none. */
  #searched = 0;
  #headers: Record<string, string> | null = null;
  #bodyLength = 0;

  /**
   * The messages that are complete with these bytes, one by one.
   * @throws {EslStreamError} the stream is not the event socket's, or too large to be
   */
  *push(chunk: Buffer): Generator<EslMessage> {
    if (chunk.length === 0) return;
    this.#chunks.push(chunk);
    this.#size += chunk.length;
    for (let message = this.#next(); message !== null; message = this.#next()) yield message;
  }

  #next(): EslMessage | null {
    if (this.#headers === null) {
      const text = this.#takeHeaders();
      if (text === null) return null;
      this.#headers = parseHeaders(text);
      this.#bodyLength = bodyLengthOf(this.#headers);
    }
    if (this.#size < this.#bodyLength) return null;
    const headers = this.#headers;
    const body = this.#bodyLength > 0 ? this.#take(this.#bodyLength).toString('utf8') : undefined;
    this.#headers = null;
    this.#bodyLength = 0;
    return { event: eventOf(headers, body), headers, body };
  }

  /** The text before the next empty line, or null while there is none. */
  #takeHeaders(): string | null {
    this.#skipNewlines();
    while (this.#chunks.length > 0) {
      const first = this.#chunks[0] as Buffer;
      const end = first.indexOf('\n\n', Math.max(0, this.#searched - 1));
      if (end >= 0) {
        const text = this.#take(end).toString('utf8');
        this.#take(2);
        return text;
      }
      if (first.length > LARGEST_HEADERS) throw new EslStreamError('headers without an end');
      this.#searched = first.length;
      if (this.#chunks.length === 1) return null;
      // Headers are short, so joining the pieces they came in costs little.
      this.#chunks.splice(0, 2, Buffer.concat([first, this.#chunks[1] as Buffer]));
    }
    return null;
  }

  #skipNewlines(): void {
    for (let first = this.#chunks[0]; first !== undefined; first = this.#chunks[0]) {
      let at = 0;
      while (at < first.length && first[at] === NEWLINE) at += 1;
      if (at === 0) return;
      this.#take(at);
    }
  }

  #take(length: number): Buffer {
    this.#size -= length;
    this.#searched = 0;
    const first = this.#chunks[0] ?? Buffer.alloc(0);
    if (first.length > length) {
      this.#chunks[0] = first.subarray(length);
      return first.subarray(0, length);
    }
    if (first.length === length) {
      this.#chunks.shift();
      return first;
    }
    const parts: Buffer[] = [];
    let missing = length;
    let used = 0;
    for (const chunk of this.#chunks) {
      if (missing === 0) break;
      if (chunk.length > missing) {
        parts.push(chunk.subarray(0, missing));
        this.#chunks[used] = chunk.subarray(missing);
        missing = 0;
        break;
      }
      parts.push(chunk);
      missing -= chunk.length;
      used += 1;
    }
    this.#chunks.splice(0, used);
    return Buffer.concat(parts, length);
  }
}

/** The bytes are no event socket's. */
export class EslStreamError extends Error {
  override readonly name = 'EslStreamError';
}

function bodyLengthOf(headers: Record<string, string>): number {
  const text = headers['Content-Length'];
  if (text === undefined) return 0;
  const length = Number(text);
  if (!Number.isSafeInteger(length) || length < 0)
    throw new EslStreamError(`Content-Length ${text.slice(0, 40)}`);
  if (length > LARGEST_BODY) throw new EslStreamError(`a body of ${length} bytes`);
  return length;
}

function parseHeaders(text: string): Record<string, string> {
  const headers: Record<string, string> = Object.create(null);
  for (const line of text.split('\n')) {
    const colon = line.indexOf(':');
    if (colon < 1) continue;
    const start = line[colon + 1] === ' ' ? colon + 2 : colon + 1;
    headers[line.slice(0, colon)] = decodeValue(line.slice(start).replace(/\r$/, ''));
  }
  return headers;
}

/** Undoes %XX; bytes that are no UTF-8 become U+FFFD, a lone % stays. */
export function decodeValue(text: string): string {
  if (!text.includes('%')) return text;
  try {
    return decodeURIComponent(text);
  } catch {
    return text.replace(/(?:%[0-9A-Fa-f]{2})+/g, (bytes) =>
      Buffer.from(bytes.replaceAll('%', ''), 'hex').toString('utf8'),
    );
  }
}

function eventOf(headers: Record<string, string>, body: string | undefined): EslEvent {
  switch (headers['Content-Type']) {
    case 'text/event-json':
      return jsonEvent(headers, body ?? '');
    case 'text/event-plain':
      return plainEvent(body ?? '');
    default:
      return new EslEvent(withOutcome(headers), body);
  }
}

function jsonEvent(headers: Record<string, string>, body: string): EslEvent {
  try {
    const parsed: unknown = JSON.parse(body);
    if (typeof parsed === 'object' && parsed !== null && !Array.isArray(parsed)) {
      return new EslEvent(parsed as Record<string, unknown>);
    }
  } catch {
    // Falls through: what it was is still told by the message's headers.
  }
  return new EslEvent({ ...headers, 'Callweave-Unreadable': 'true' }, body);
}

function plainEvent(body: string): EslEvent {
  const end = body.indexOf('\n\n');
  const headers = parseHeaders(end < 0 ? body : body.slice(0, end));
  return new EslEvent(headers, end < 0 ? '' : body.slice(end + 2));
}

/** modesl's own two headers, by which its users tell a refusal. */
function withOutcome(headers: Record<string, string>): Record<string, string> {
  const reply = headers['Reply-Text'];
  if (reply?.startsWith('-ERR')) headers['Modesl-Reply-ERR'] = reply.slice(5);
  else if (reply?.startsWith('+OK')) headers['Modesl-Reply-OK'] = reply.slice(4);
  return headers;
}
