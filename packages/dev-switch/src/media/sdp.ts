import type { G711Law } from './g711.js';

export type MediaDirection = 'sendrecv' | 'sendonly' | 'recvonly' | 'inactive';

/** What we need to know of a far end's description of plain RTP. */
export interface RemoteAudio {
  readonly address: string;
  /** 0: the far end refuses sound. */
  readonly port: number;
  /** The laws it takes, in its order. */
  readonly laws: readonly G711Law[];
  readonly eventPayloadType: number | null;
  readonly direction: MediaDirection;
}

/** No sound can be agreed on; the call is refused with 488. */
export class SdpError extends Error {
  override readonly name = 'SdpError';
}

const LAW_BY_TYPE: Readonly<Record<number, G711Law>> = { 0: 'PCMU', 8: 'PCMA' };

/**
 * Reads the first audio section.
 * @throws {SdpError} when there is none, it is no plain RTP, or G.711 is not among its codecs
 */
export function parseRemoteAudio(sdp: string): RemoteAudio {
  const lines = sdp.split(/\r?\n/);
  const start = lines.findIndex((line) => line.startsWith('m=audio '));
  if (start < 0) throw new SdpError('The offer has no audio section; offer m=audio with PCMU or PCMA.');
  const next = lines.findIndex((line, at) => at > start && line.startsWith('m='));
  const section = lines.slice(start, next < 0 ? undefined : next);
  const session = lines.slice(
    0,
    lines.findIndex((line) => line.startsWith('m=')),
  );
  const media = /^m=audio (\d{1,5})(?:\/\d+)? (\S+) ([\d ]+)$/.exec(lines[start]!.trimEnd());
  if (media === null) throw new SdpError('The audio section cannot be read.');
  if (media[2] !== 'RTP/AVP' && media[2] !== 'RTP/AVPF') {
    throw new SdpError(`${media[2]} is not spoken here; offer RTP/AVP.`);
  }
  const types = media[3]!.trim().split(/ +/).map(Number);
  const laws = types.map((type) => LAW_BY_TYPE[type]).filter((law) => law !== undefined);
  const port = Number(media[1]);
  if (laws.length === 0 && port !== 0) throw new SdpError('No common codec; offer PCMU or PCMA.');
  return {
    address: addressOf(section) ?? addressOf(session) ?? '0.0.0.0',
    port: port > 65_535 ? 0 : port,
    laws,
    eventPayloadType: eventTypeOf(section, types),
    direction: directionOf(section) ?? directionOf(session) ?? 'sendrecv',
  };
}

function addressOf(lines: readonly string[]): string | undefined {
  for (const line of lines) {
    const address = /^c=IN IP4 ([\d.]+)/.exec(line)?.[1];
    if (address !== undefined) return address;
  }
  return undefined;
}

function eventTypeOf(lines: readonly string[], offered: readonly number[]): number | null {
  for (const line of lines) {
    const type = /^a=rtpmap:(\d+) telephone-event\/8000/i.exec(line)?.[1];
    if (type !== undefined && offered.includes(Number(type))) return Number(type);
  }
  return null;
}

function directionOf(lines: readonly string[]): MediaDirection | undefined {
  for (const line of lines) {
    const direction = /^a=(sendrecv|sendonly|recvonly|inactive)\s*$/.exec(line)?.[1];
    if (direction !== undefined) return direction as MediaDirection;
  }
  return undefined;
}

/** The direction of an SDP of any kind, as its first audio section states it. */
export function audioDirection(sdp: string): MediaDirection {
  const lines = sdp.split(/\r?\n/);
  const start = lines.findIndex((line) => line.startsWith('m=audio '));
  return directionOf(lines.slice(Math.max(0, start))) ?? directionOf(lines) ?? 'sendrecv';
}

/** What an answerer states to an offered direction when it holds (`held`) or not, RFC 3264 section 6.1. */
export function answerDirection(offered: MediaDirection, held: boolean): MediaDirection {
  const theySend = offered === 'sendrecv' || offered === 'sendonly';
  const theyHear = offered === 'sendrecv' || offered === 'recvonly';
  const weHear = theySend && !held;
  if (weHear) return theyHear ? 'sendrecv' : 'recvonly';
  return theyHear ? 'sendonly' : 'inactive';
}

export interface LocalAudio {
  readonly address: string;
  readonly port: number;
  readonly version: number;
  readonly laws: readonly G711Law[];
  readonly eventPayloadType: number | null;
  readonly direction: MediaDirection;
}

export function buildSdp(local: LocalAudio): string {
  const types = local.laws.map((law) => (law === 'PCMU' ? 0 : 8));
  const event = local.eventPayloadType;
  return [
    'v=0',
    `o=callweave ${local.version} ${local.version} IN IP4 ${local.address}`,
    's=callweave',
    `c=IN IP4 ${local.address}`,
    't=0 0',
    `m=audio ${local.port} RTP/AVP ${[...types, ...(event === null ? [] : [event])].join(' ')}`,
    ...local.laws.map((law) => `a=rtpmap:${law === 'PCMU' ? 0 : 8} ${law}/8000`),
    ...(event === null ? [] : [`a=rtpmap:${event} telephone-event/8000`, `a=fmtp:${event} 0-16`]),
    'a=ptime:20',
    `a=${local.direction}`,
    '',
  ].join('\r\n');
}

/** True for an offer or answer of a browser. */
export function isWebrtcSdp(sdp: string): boolean {
  return /^m=audio \d+ UDP\/TLS\/RTP\/SAVPF /m.test(sdp);
}
