import type { Readable } from 'node:stream';
import type { ByteSpan } from './object-store.port.js';

/** Of a stream whose first byte is number `startsAt`, the bytes of the span; the rest is not waited for. */
export async function* cutOut(
  body: Readable,
  { first, last }: ByteSpan,
  startsAt = 0,
): AsyncIterable<Uint8Array> {
  let at = startsAt;
  for await (const part of body as AsyncIterable<Uint8Array>) {
    const from = Math.max(0, first - at);
    const to = Math.min(part.length, last + 1 - at);
    if (from < to) yield part.subarray(from, to);
    at += part.length;
    if (at > last) return;
  }
}
