/** First and last byte, both counted in. */
export interface ByteRange {
  readonly first: number;
  readonly last: number;
}

/**
 * What a `Range` header asks for (RFC 9110, 14.1.2). Several ranges and other units are answered with the whole, as the standard
 * allows.
 */
export function byteRange(header: string | undefined, size: number): ByteRange | 'whole' | 'outside' {
  const asked = /^bytes=(\d*)-(\d*)$/.exec(header ?? '');
  if (asked === null || (asked[1] === '' && asked[2] === '')) return 'whole';
  if (asked[1] === '') {
    const suffix = Number(asked[2]);
    return suffix === 0 || size === 0 ? 'outside' : { first: Math.max(0, size - suffix), last: size - 1 };
  }
  const first = Number(asked[1]);
  const last = asked[2] === '' ? size - 1 : Math.min(Number(asked[2]), size - 1);
  if (first >= size) return 'outside';
  return last < first ? 'whole' : { first, last };
}
