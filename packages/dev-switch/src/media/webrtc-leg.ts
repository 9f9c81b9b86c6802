import { randomInt } from 'node:crypto';
import {
  type MediaStreamTrack,
  RTCPeerConnection,
  RTCRtpCodecParameters,
  type RTCRtpTransceiver,
  RtpHeader,
} from 'werift';
import { AudioPath } from './audio-path.js';
import type { MediaLeg, MediaLegOptions } from './media-leg.js';
import { RefusedSections } from './refused-sections.js';
import { answerDirection, audioDirection, isWebrtcSdp, SdpError } from './sdp.js';

export interface WebrtcLegOptions extends MediaLegOptions {
  /** Offer 127.0.0.1 too, for a browser on this machine. */
  readonly loopback: boolean;
}

const CONNECT_WITHIN_MS = 10_000;
const EVENT_TYPE = 126;

const codecs = {
  audio: [
    new RTCRtpCodecParameters({ mimeType: 'audio/PCMU', clockRate: 8000, channels: 1, payloadType: 0 }),
    new RTCRtpCodecParameters({
      mimeType: 'audio/telephone-event',
      clockRate: 8000,
      channels: 1,
      payloadType: EVENT_TYPE,
    }),
  ],
  video: [],
};

/** A browser's sound: ICE with host candidates only, DTLS-SRTP, PCMU. */
export class WebrtcLeg implements MediaLeg {
  readonly path: AudioPath;
  readonly #connection: RTCPeerConnection;
  readonly #transceiver: RTCRtpTransceiver;
  readonly #removeFromPacer: () => void;
  readonly #connected: Promise<void>;
  readonly #listening = new Set<string>();
  readonly #options: WebrtcLegOptions;
  #sequence = randomInt(2 ** 16);
  #remote = { address: '', port: 0 };
  #offeredHold = false;
  #closed = false;
  readonly #refused = new RefusedSections();
  #fail: (reason: Error) => void = () => {};

  constructor(options: WebrtcLegOptions) {
    this.#options = options;
    this.#connection = new RTCPeerConnection({
      iceServers: [],
      iceUseIpv6: false,
      codecs,
      ...(options.loopback ? { iceAdditionalHostAddresses: ['127.0.0.1'] } : {}),
    });
    this.path = new AudioPath({
      firstTimestamp: randomInt(2 ** 32),
      onDigit: options.onDigit,
      onSilentTooLong: options.onLost,
      send: (payloadType, marker, timestamp, payload) => this.#send(payloadType, marker, timestamp, payload),
    });
    this.path.mediaTimeoutMs = options.mediaTimeoutMs;
    this.#transceiver = this.#connection.addTransceiver('audio', { direction: 'sendrecv' });
    this.#connection.onTrack.subscribe((track) => this.#listenTo(track));
    this.#connected = this.#watch();
    // Whoever waits hears of it; a leg nobody waits for must not end the process.
    this.#connected.catch(() => {});
    this.#removeFromPacer = options.pacer.add(this.path);
  }

  get remote(): { readonly address: string; readonly port: number } {
    return this.#remote;
  }

  async offer(held: boolean): Promise<string> {
    this.#offeredHold = held;
    this.#transceiver.setDirection(held ? 'sendonly' : 'sendrecv');
    await this.#connection.setLocalDescription(await this.#connection.createOffer());
    return this.#localSdp();
  }

  async takeAnswer(sdp: string): Promise<void> {
    const sound = this.#refused.take(sdp);
    this.#takeRemote(sound);
    this.path.onHold = this.#offeredHold;
    await this.#connection.setRemoteDescription({ type: 'answer', sdp: sound });
  }

  async answer(sdp: string, held: boolean): Promise<string> {
    const sound = this.#refused.take(sdp);
    const offered = this.#takeRemote(sound);
    this.path.onHold ||= held;
    await this.#connection.setRemoteDescription({ type: 'offer', sdp: sound });
    this.#transceiver.setDirection(answerDirection(offered, held));
    await this.#connection.setLocalDescription(await this.#connection.createAnswer());
    return this.#localSdp();
  }

  connected(): Promise<void> {
    return this.#connected;
  }

  close(): void {
    if (this.#closed) return;
    this.#closed = true;
    this.path.ready = false;
    this.#removeFromPacer();
    this.#fail(new Error('The leg was closed before its sound was connected.'));
    this.#connection.close().catch(() => {});
  }

  #takeRemote(sdp: string): ReturnType<typeof audioDirection> {
    if (!isWebrtcSdp(sdp)) throw new SdpError('A browser leg takes UDP/TLS/RTP/SAVPF only.');
    const direction = audioDirection(sdp);
    this.path.farEndListens = direction === 'sendrecv' || direction === 'recvonly';
    this.path.onHold = direction === 'recvonly' || direction === 'inactive';
    const type = /^a=rtpmap:(\d+) telephone-event\/8000/im.exec(sdp)?.[1];
    this.path.eventPayloadType = type === undefined ? null : Number(type);
    const candidate = /^a=candidate:\S+ 1 udp \d+ (\S+) (\d+) /im.exec(sdp);
    this.#remote = { address: candidate?.[1] ?? '', port: Number(candidate?.[2] ?? 0) };
    return direction;
  }

  #localSdp(): string {
    const sdp = this.#connection.localDescription?.sdp;
    if (sdp === undefined) throw new SdpError('werift gave no description.');
    return this.#refused.add(sdp);
  }

  /** werift announces a track again on each renegotiation. */
  #listenTo(track: MediaStreamTrack): void {
    if (this.#listening.has(track.uuid)) return;
    this.#listening.add(track.uuid);
    track.onReceiveRtp.subscribe(({ header, payload }) => {
      if (this.#closed) return;
      const { payloadType, timestamp, ssrc } = header;
      this.path.receive({ payloadType, timestamp, ssrc, payload });
    });
  }

  #watch(): Promise<void> {
    return new Promise((resolve, reject) => {
      const deadline = setTimeout(() => {
        this.#fail(
          new Error('ICE or DTLS did not connect within 10 s; is the browser allowed to reach this address?'),
        );
      }, CONNECT_WITHIN_MS);
      this.#fail = (reason) => {
        clearTimeout(deadline);
        reject(reason);
      };
      this.#connection.connectionStateChange.subscribe((state) => {
        if (this.#closed) return;
        if (state === 'connected') {
          clearTimeout(deadline);
          this.path.ready = true;
          resolve();
        } else if (state === 'failed' || state === 'closed') {
          this.#fail(new Error(`The browser's connection is ${state}.`));
          if (this.path.ready) this.#options.onLost();
        }
      });
    });
  }

  /** Around werift's own sender, which would stamp every packet, keys too, with PCMU's payload type. */
  #send(payloadType: number, marker: boolean, timestamp: number, payload: Buffer): void {
    const transport = this.#transceiver.dtlsTransport;
    if (transport.state !== 'connected') return;
    this.#sequence = (this.#sequence + 1) & 0xffff;
    const { ssrc } = this.#transceiver.sender;
    const header = new RtpHeader({
      payloadType,
      marker,
      timestamp,
      ssrc,
      sequenceNumber: this.#sequence,
    });
    transport.sendRtp(payload, header).catch(() => {});
  }
}
