import { type AudioSource, FRAME_SAMPLES, type MediaPort } from '../endpoint.js';
import { FRAME_MS, SILENT_FRAME } from './frame.js';
import { decodeG711, encodeG711, type G711Law } from './g711.js';
import { JitterBuffer } from './jitter-buffer.js';
import type { Paced } from './pacer.js';
import { KeyReceiver, KeySender } from './telephone-event.js';

export interface RtpPacketIn {
  readonly payloadType: number;
  readonly timestamp: number;
  readonly ssrc: number;
  readonly payload: Uint8Array;
}

export type SendRtp = (payloadType: number, marker: boolean, timestamp: number, payload: Buffer) => void;

export interface AudioPathOptions {
  readonly send: SendRtp;
  readonly firstTimestamp: number;
  readonly onDigit: (digit: string, durationMs: number) => void;
  /** Nothing was heard for `mediaTimeoutMs`, once sound had begun. */
  readonly onSilentTooLong: () => void;
}

type Tap = (said: Int16Array, heard: Int16Array) => void;

/** Between RTP packets and frames, for one leg of either kind: G.711, jitter, keys, taps, and the media timeout. */
export class AudioPath implements MediaPort, Paced {
  law: G711Law = 'PCMU';
  /** Payload type of telephone-event; null when the far end has none and no keys can be sent. */
  eventPayloadType: number | null = null;
  /** False while the far end does not want to hear (it holds us). */
  farEndListens = true;
  /** 0: never. Does not run while either side holds. */
  mediaTimeoutMs = 0;
  onHold = false;
  ready = false;
  packetsIn = 0;
  packetsOut = 0;
  readonly heardFrom: AudioSource = { read: () => this.#readHeard() };
  readonly #options: AudioPathOptions;
  readonly #jitter = new JitterBuffer();
  readonly #keysIn: KeyReceiver;
  readonly #keysOut = new KeySender();
  readonly #taps = new Set<Tap>();
  #source: AudioSource | null = null;
  #said: Int16Array | null = null;
  #unread: Int16Array | null = null;
  #timestamp: number;
  #talking = false;
  #silentFrames = 0;

  constructor(options: AudioPathOptions) {
    this.#options = options;
    this.#timestamp = options.firstTimestamp >>> 0;
    this.#keysIn = new KeyReceiver((key) => options.onDigit(key.digit, key.durationMs));
  }

  setSource(source: AudioSource | null): void {
    this.#source = source;
  }

  tap(onFrame: Tap): () => void {
    this.#taps.add(onFrame);
    return () => this.#taps.delete(onFrame);
  }

  sendDigits(digits: string, msEach: number): void {
    if (this.eventPayloadType !== null) this.#keysOut.queue(digits, msEach);
  }

  /** A packet from the network; other payload types (comfort noise, a codec not agreed on) count as life and no more. */
  receive(packet: RtpPacketIn): void {
    this.packetsIn += 1;
    this.#silentFrames = 0;
    if (packet.payloadType === this.eventPayloadType) {
      this.#keysIn.receive(packet.timestamp, packet.payload);
    } else if (packet.payloadType === 0 || packet.payloadType === 8) {
      if (packet.payload.length === 0 || packet.payload.length > 10 * FRAME_SAMPLES) return;
      const law = packet.payloadType === 0 ? 'PCMU' : 'PCMA';
      this.#jitter.push(packet.ssrc, packet.timestamp, decodeG711(law, packet.payload));
    }
  }

  takeIn(): void {
    this.#keysIn.beat();
    this.#said = this.#jitter.read();
    this.#unread = this.#said;
    if (this.packetsIn === 0 || this.onHold || this.mediaTimeoutMs === 0) return;
    this.#silentFrames += 1;
    if (this.#silentFrames * FRAME_MS < this.mediaTimeoutMs) return;
    this.#silentFrames = 0;
    this.#options.onSilentTooLong();
  }

  sendOut(): void {
    const frame = this.ready ? (this.#source?.read() ?? null) : null;
    this.#send(frame);
    this.#timestamp = (this.#timestamp + FRAME_SAMPLES) >>> 0;
    if (this.#taps.size === 0) return;
    for (const tap of this.#taps) tap(this.#said ?? SILENT_FRAME, frame ?? SILENT_FRAME);
  }

  #send(frame: Int16Array | null): void {
    if (!this.ready) return;
    if (this.#keysOut.busy) {
      this.#talking = false;
      for (const { timestamp, marker, payload } of this.#keysOut.next(this.#timestamp)) {
        this.#emit(this.eventPayloadType ?? 101, marker, timestamp, payload);
      }
      return;
    }
    if (frame === null || !this.farEndListens) {
      this.#talking = false;
      return;
    }
    const payload = encodeG711(this.law, frame);
    this.#emit(this.law === 'PCMU' ? 0 : 8, !this.#talking, this.#timestamp, payload);
    this.#talking = true;
  }

  #emit(payloadType: number, marker: boolean, timestamp: number, payload: Buffer): void {
    this.packetsOut += 1;
    this.#options.send(payloadType, marker, timestamp, payload);
  }

  #readHeard(): Int16Array | null {
    const frame = this.#unread;
    this.#unread = null;
    return frame;
  }
}
