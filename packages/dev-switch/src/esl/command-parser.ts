/** One command of a client: its first line, the headers below it, and a body when Content-Length announced one. */
export interface EslCommand {
  readonly line: string;
  /** By lower-case name. */
  readonly headers: ReadonlyMap<string, string>;
  /** As sent, in order; `sendevent` passes them on. */
  readonly rawHeaders: ReadonlyMap<string, string>;
  readonly body: string | null;
}

/** A client that sends more than this is not speaking the protocol. */
export const MAX_HEADER_BYTES = 64 * 1024;
export const MAX_BODY_BYTES = 1024 * 1024;

/** What a client sent cannot be a command; the connection is closed. */
export class ProtocolError extends Error {
  override readonly name = 'ProtocolError';
}

const LF = 10;
const CR = 13;

/**
 * Cuts a byte stream into commands. Lines end with LF or CRLF, a command with an empty line; Content-Length counts
 * bytes.
 */
export class CommandParser {
  #chunks: Buffer[] = [];
  #held = 0;
  #pending: { line: string; headers: Map<string, string>; raw: Map<string, string>; length: number } | null =
    null;

  /** @throws {ProtocolError} when a header block or body is too large, or a Content-Length is no length */
  push(chunk: Buffer): EslCommand[] {
    this.#chunks.push(chunk);
    this.#held += chunk.length;
    const commands: EslCommand[] = [];
    // While a body is awaited there is nothing to look for in what came.
    if (this.#pending !== null && this.#held < this.#pending.length) return commands;
    let buffer = this.#chunks.length === 1 ? chunk : Buffer.concat(this.#chunks);
    for (;;) {
      const { command, rest } = this.#next(buffer);
      buffer = rest;
      if (command === null) break;
      commands.push(command);
    }
    this.#chunks = buffer.length === 0 ? [] : [buffer];
    this.#held = buffer.length;
    return commands;
  }

  #next(buffer: Buffer): { command: EslCommand | null; rest: Buffer } {
    let rest = buffer;
    if (this.#pending === null) {
      let start = 0;
      while (rest[start] === LF || rest[start] === CR) start += 1;
      rest = rest.subarray(start);
      const end = blankLine(rest);
      if (end === null) {
        if (rest.length > MAX_HEADER_BYTES) throw new ProtocolError('header block too large');
        return { command: null, rest };
      }
      if (end.from > MAX_HEADER_BYTES) throw new ProtocolError('header block too large');
      this.#pending = parseBlock(rest.toString('utf8', 0, end.from));
      rest = rest.subarray(end.to);
    }
    const { line, headers, raw, length } = this.#pending;
    if (rest.length < length) return { command: null, rest };
    this.#pending = null;
    const body = length === 0 ? null : rest.toString('utf8', 0, length);
    return { command: { line, headers, rawHeaders: raw, body }, rest: rest.subarray(length) };
  }
}

/** Where the empty line begins and what follows it begins. */
function blankLine(buffer: Buffer): { from: number; to: number } | null {
  for (let at = buffer.indexOf(LF); at >= 0; at = buffer.indexOf(LF, at + 1)) {
    let next = at + 1;
    while (buffer[next] === CR) next += 1;
    if (buffer[next] === LF) return { from: at, to: next + 1 };
  }
  return null;
}

function parseBlock(text: string): {
  line: string;
  headers: Map<string, string>;
  raw: Map<string, string>;
  length: number;
} {
  const [first = '', ...rest] = text.split('\n').map((line) => line.replace(/\r+$/, ''));
  const headers = new Map<string, string>();
  const raw = new Map<string, string>();
  for (const line of rest) {
    const colon = line.indexOf(':');
    if (colon < 1) continue;
    const name = line.slice(0, colon).trim();
    const value = line.slice(colon + 1).trimStart();
    headers.set(name.toLowerCase(), value);
    raw.set(name, value);
  }
  const announced = headers.get('content-length');
  const length = announced === undefined ? 0 : Number(announced.trim());
  if (!Number.isInteger(length) || length < 0 || length > MAX_BODY_BYTES) {
    throw new ProtocolError(`Content-Length '${announced}' out of range`);
  }
  return { line: first.trim(), headers, raw, length };
}
