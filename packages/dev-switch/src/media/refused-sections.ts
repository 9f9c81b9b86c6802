/**
 * Media that this switch does not carry (video, a second sound, application data): refused with port 0, at its place, in every
 * description of the call that follows (RFC 3264 sections 6 and 8).
 */
export class RefusedSections {
  /** Each refused section of the call, with its place among all. */
  readonly #refused = new Map<number, readonly string[]>();

  /** The far end's description without what is refused; remembers it. */
  take(sdp: string): string {
    const { session, sections } = split(sdp);
    const audio = sections.findIndex((section) => section[0]?.startsWith('m=audio '));
    if (audio < 0) return sdp;
    for (const [place, section] of sections.entries()) {
      if (place !== audio) this.#refused.set(place, refusal(section));
    }
    if (this.#refused.size === 0) return sdp;
    const mid = midOf(sections[audio] ?? []);
    return join([session.map((line) => bundleOnly(line, mid)), sections[audio] ?? []]);
  }

  /** Our description with the refusals at their places. */
  add(sdp: string): string {
    if (this.#refused.size === 0) return sdp;
    const { session, sections } = split(sdp);
    for (const [place, section] of [...this.#refused].sort(([a], [b]) => a - b)) {
      sections.splice(place, 0, [...section]);
    }
    return join([session, ...sections]);
  }
}

function split(sdp: string): { session: string[]; sections: string[][] } {
  const session: string[] = [];
  const sections: string[][] = [];
  for (const line of sdp.split(/\r?\n/)) {
    if (line === '') continue;
    if (line.startsWith('m=')) sections.push([line]);
    else (sections.at(-1) ?? session).push(line);
  }
  return { session, sections };
}

function join(parts: readonly (readonly string[])[]): string {
  return `${parts.flat().join('\r\n')}\r\n`;
}

/** The same media line with port 0; its formats are repeated, as an answer must have one. */
function refusal(section: readonly string[]): readonly string[] {
  const [kind = 'm=video', , ...rest] = (section[0] ?? '').split(' ');
  const mid = midOf(section);
  return [
    [kind, '0', ...rest].join(' '),
    'c=IN IP4 0.0.0.0',
    'a=inactive',
    ...(mid === null ? [] : [`a=mid:${mid}`]),
  ];
}

function midOf(section: readonly string[]): string | null {
  return section.find((line) => line.startsWith('a=mid:'))?.slice('a=mid:'.length) ?? null;
}

/** What is refused leaves the bundle (RFC 8843 section 7.3.3). */
function bundleOnly(line: string, mid: string | null): string {
  return line.startsWith('a=group:BUNDLE') ? `a=group:BUNDLE${mid === null ? '' : ` ${mid}`}` : line;
}
