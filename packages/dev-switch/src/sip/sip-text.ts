import type { IncomingMessage } from 'sip.js/lib/core/index.js';

/** Reading what sip.js leaves as text or hides. All of it takes what strangers sent. */

export interface NetworkAddress {
  readonly address: string;
  readonly port: number;
}

/** Control characters must never reach a header: they would end it and begin another. */
export function oneLine(text: string): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is looked for.
  return text.replace(/[\u0000-\u001f\u007f]+/g, ' ').trim();
}

/** A display name that can stand between quotes. */
export function quotable(name: string): string {
  return oneLine(name).replace(/["\\]/g, "'");
}

/** The request headers that begin with `X-`, by name as received. */
export function extraHeaders(data: string): Record<string, string> {
  const headers: Record<string, string> = {};
  const end = data.indexOf('\r\n\r\n');
  for (const line of data.slice(0, end < 0 ? undefined : end).split('\r\n')) {
    const header = /^(X-[\w.!%*+`'~-]{1,100})\s*:\s*(.*)$/i.exec(line);
    if (header !== null) headers[header[1]!] = oneLine(header[2]!);
  }
  return headers;
}

/** Where a request came from, as the transport noted it in the top Via (RFC 3581). */
export function networkOf(message: IncomingMessage): NetworkAddress {
  const via = message.getHeader('via') ?? '';
  const sentBy = /^SIP\s*\/\s*2\.0\s*\/\s*\w+\s+([^\s;:,]+)(?::(\d+))?/i.exec(via);
  const address = /;\s*received=([^;,\s]+)/i.exec(via)?.[1] ?? sentBy?.[1] ?? '';
  const port = /;\s*rport=(\d+)/i.exec(via)?.[1] ?? sentBy?.[2] ?? '5060';
  return { address, port: Number(port) };
}

/** The user part, decoded; as it stands when it cannot be decoded. */
export function userOf(uri: { readonly user: string | undefined } | undefined): string {
  const user = uri?.user ?? '';
  try {
    return oneLine(decodeURIComponent(user));
  } catch {
    return user;
  }
}

/** `branch:METHOD` of the top Via and CSeq: what names a transaction on the wire (RFC 3261 section 17.2.3). */
export function transactionKey(text: string): string | null {
  const branch = /^(?:via|v)[ \t]*:[^\r\n]*?;[ \t]*branch[ \t]*=[ \t]*([^;,\s]+)/im.exec(text)?.[1];
  const method = /^cseq[ \t]*:[ \t]*\d+[ \t]+(\w+)/im.exec(text)?.[1];
  return branch === undefined || method === undefined ? null : `${branch}:${method}`;
}

/** The status of a response, null for a request. */
export function statusOf(text: string): number | null {
  const status = /^SIP\/2\.0 (\d{3})/.exec(text)?.[1];
  return status === undefined ? null : Number(status);
}

/**
 * Where a message of ours has to go: a response to where its request came from, a request to the first Route or else
 * to its request-URI; null when it does not say.
 */
export function destinationOf(text: string): NetworkAddress | null {
  if (statusOf(text) !== null) {
    const via = /^via[ \t]*:[ \t]*SIP\/2\.0\/\w+[ \t]+([^;,:\s]+)(?::(\d+))?([^\r\n]*)/im.exec(text);
    if (via === null) return null;
    const address = /;received=([^;,\s]+)/i.exec(via[3]!)?.[1] ?? via[1]!;
    return { address, port: Number(/;rport=(\d+)/i.exec(via[3]!)?.[1] ?? via[2] ?? 5060) };
  }
  const uri =
    /^route[ \t]*:[ \t]*[^<\r\n]*<sips?:(?:[^@>\s]*@)?([^;:>?\s]+)(?::(\d+))?/im.exec(text) ??
    /^\w+ sips?:(?:[^@\s]*@)?([^;:?\s]+)(?::(\d+))?/i.exec(text);
  return uri === null ? null : { address: uri[1]!, port: Number(uri[2] ?? 5060) };
}
