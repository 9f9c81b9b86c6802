/** One key of an INFO body: `application/dtmf-relay` with Signal and Duration, or `application/dtmf` with the key alone. */
export function readInfoDigit(
  contentType: string,
  body: string,
): { readonly digit: string; readonly durationMs: number } | null {
  if (/^application\/dtmf-relay\b/i.test(contentType)) {
    const digit = /^\s*Signal\s*=\s*([\dA-D*#]|1[01])\s*$/im.exec(body)?.[1];
    if (digit === undefined) return null;
    const duration = Number(/^\s*Duration\s*=\s*(\d{1,5})\s*$/im.exec(body)?.[1] ?? 100);
    return { digit: keyOf(digit), durationMs: duration };
  }
  if (!/^application\/dtmf\b/i.test(contentType)) return null;
  const digit = /^\s*([\dA-D*#])\s*$/i.exec(body)?.[1];
  return digit === undefined ? null : { digit: keyOf(digit), durationMs: 100 };
}

/** Some phones number star and hash as 10 and 11. */
function keyOf(signal: string): string {
  if (signal === '10') return '*';
  if (signal === '11') return '#';
  return signal.toUpperCase();
}
