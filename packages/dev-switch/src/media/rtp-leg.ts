import { randomInt } from 'node:crypto';
import { createSocket, type Socket } from 'node:dgram';
import { AudioPath } from './audio-path.js';
import { type Address, FarAddress } from './far-address.js';
import type { MediaLeg, MediaLegOptions } from './media-leg.js';
import { RefusedSections } from './refused-sections.js';
import { buildRtp, parseRtp } from './rtp-packet.js';
import { answerDirection, buildSdp, type MediaDirection, parseRemoteAudio, SdpError } from './sdp.js';

const OUR_EVENT_TYPE = 101;
const LAWS = ['PCMU', 'PCMA'] as const;

/** Plain RTP over UDP. */
export class RtpLeg implements MediaLeg {
  readonly path: AudioPath;
  readonly #socket: Socket;
  readonly #host: string;
  readonly #bound: Promise<number>;
  readonly #ssrc = randomInt(2 ** 32);
  readonly #removeFromPacer: () => void;
  #sequence = randomInt(2 ** 16);
  #version = randomInt(1, 2 ** 31);
  readonly #far = new FarAddress();
  #eventType = OUR_EVENT_TYPE;
  #offeredHold = false;
  #closed = false;
  readonly #refused = new RefusedSections();

  constructor(options: MediaLegOptions) {
    this.#socket = createSocket('udp4');
    this.#host = options.host;
    this.#bound = new Promise((resolve, reject) => {
      this.#socket.once('error', reject);
      this.#socket.bind(0, options.host, () => resolve(this.#socket.address().port));
    });
    // Offer and answer wait for it and say so; a leg closed before either must not end the process.
    this.#bound.catch(() => {});
    this.path = new AudioPath({
      firstTimestamp: randomInt(2 ** 32),
      onDigit: options.onDigit,
      onSilentTooLong: options.onLost,
      send: (payloadType, marker, timestamp, payload) => this.#send(payloadType, marker, timestamp, payload),
    });
    this.path.mediaTimeoutMs = options.mediaTimeoutMs;
    this.#socket.on('message', (bytes, from) => this.#receive(bytes, from));
    // ICMP "port unreachable" of a far end that is gone; the media timeout or its BYE ends the call.
    this.#socket.on('error', () => {});
    this.#removeFromPacer = options.pacer.add(this.path);
  }

  get remote(): { readonly address: string; readonly port: number } {
    return this.#far.signalled ?? { address: '', port: 0 };
  }

  async offer(held: boolean): Promise<string> {
    this.#offeredHold = held;
    return this.#describe(await this.#bound, held ? 'sendonly' : 'sendrecv', LAWS);
  }

  async takeAnswer(sdp: string): Promise<void> {
    this.#takeRemote(sdp, this.#offeredHold);
  }

  async answer(sdp: string, held: boolean): Promise<string> {
    const direction = this.#takeRemote(sdp, held);
    return this.#describe(await this.#bound, answerDirection(direction, held), [this.path.law]);
  }

  async connected(): Promise<void> {
    if (!this.path.ready) throw new SdpError('No address to send to is known yet.');
  }

  close(): void {
    if (this.#closed) return;
    this.#closed = true;
    this.path.ready = false;
    this.#removeFromPacer();
    this.#socket.close();
  }

  #takeRemote(sdp: string, held: boolean): MediaDirection {
    const remote = parseRemoteAudio(this.#refused.take(sdp));
    if (remote.port === 0) throw new SdpError('The far end refuses sound (port 0).');
    const law = remote.laws[0];
    if (law === undefined) throw new SdpError('No common codec; offer PCMU or PCMA.');
    this.path.law = law;
    this.path.eventPayloadType = remote.eventPayloadType;
    this.#eventType = remote.eventPayloadType ?? OUR_EVENT_TYPE;
    // 0.0.0.0 is how RFC 2543 phones hold.
    const nowhere = remote.address === '0.0.0.0';
    this.path.farEndListens =
      !nowhere && (remote.direction === 'sendrecv' || remote.direction === 'recvonly');
    this.path.onHold = held || !(remote.direction === 'sendrecv' || remote.direction === 'sendonly');
    if (!nowhere) this.#far.signal({ address: remote.address, port: remote.port });
    this.path.ready = this.#far.current !== null || nowhere;
    return nowhere ? 'inactive' : remote.direction;
  }

  #describe(port: number, direction: MediaDirection, laws: readonly (typeof LAWS)[number][]): string {
    this.#version += 1;
    const answersWithoutKeys = laws.length === 1 && this.path.eventPayloadType === null;
    const sdp = buildSdp({
      address: this.#host,
      port,
      version: this.#version,
      laws,
      eventPayloadType: answersWithoutKeys ? null : this.#eventType,
      direction,
    });
    return this.#refused.add(sdp);
  }

  #receive(bytes: Buffer, from: Address): void {
    const packet = parseRtp(bytes);
    if (packet === null || this.#closed) return;
    if (this.#far.takes(from, performance.now())) this.path.receive(packet);
  }

  #send(payloadType: number, marker: boolean, timestamp: number, payload: Buffer): void {
    const to = this.#far.current;
    if (to === null || this.#closed) return;
    this.#sequence = (this.#sequence + 1) & 0xffff;
    const header = { payloadType, marker, sequence: this.#sequence, timestamp, ssrc: this.#ssrc };
    this.#socket.send(buildRtp(header, payload), to.port, to.address, () => {});
  }
}
