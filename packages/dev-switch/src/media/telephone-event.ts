import { FRAME_SAMPLES } from '../endpoint.js';
import { FRAME_MS } from './frame.js';

/** RFC 4733: keys as RTP payload. The place of a key here is its event code. */
const KEYS = '0123456789*#ABCD';
/** Each end packet is sent three times, RFC 4733 section 2.5.1.4. */
const END_PACKETS = 3;
const GAP_FRAMES = 3;
/** Keys beyond this are dropped: 64 keys are more than 8 s of sending. */
const MAX_QUEUED = 64;
/** All end packets lost: the key ends this long after its last packet. */
const LOST_END_FRAMES = 10;
const VOLUME = 10;

export interface Key {
  readonly digit: string;
  readonly durationMs: number;
}

/** Reads key packets; a key is told once, when it is let go. */
export class KeyReceiver {
  #open: { timestamp: number; digit: string; samples: number; idle: number } | null = null;
  #lastTold: number | null = null;

  constructor(private readonly onKey: (key: Key) => void) {}

  receive(timestamp: number, payload: Uint8Array): void {
    if (payload.length < 4) return;
    const digit = KEYS[payload[0]!];
    if (digit === undefined || timestamp === this.#lastTold) return;
    if (this.#open !== null && this.#open.timestamp !== timestamp) this.#tell();
    const samples = (payload[2]! << 8) | payload[3]!;
    this.#open = { timestamp, digit, samples, idle: 0 };
    if ((payload[1]! & 0x80) !== 0) this.#tell();
  }

  /** Once a frame. */
  beat(): void {
    if (this.#open === null) return;
    this.#open.idle += 1;
    if (this.#open.idle > LOST_END_FRAMES) this.#tell();
  }

  #tell(): void {
    const open = this.#open;
    if (open === null) return;
    this.#open = null;
    this.#lastTold = open.timestamp;
    this.onKey({ digit: open.digit, durationMs: Math.max(FRAME_MS, Math.round(open.samples / 8)) });
  }
}

export interface KeyPacket {
  readonly timestamp: number;
  readonly marker: boolean;
  readonly payload: Buffer;
}

/** Sends keys one after the other, a packet a frame; sound pauses meanwhile. */
export class KeySender {
  readonly #waiting: { code: number; frames: number }[] = [];
  #now: { code: number; frames: number; sent: number; timestamp: number } | null = null;
  #gap = 0;

  /** Signs that are no keys are skipped. */
  queue(digits: string, msEach: number): void {
    const frames = Math.max(2, Math.round(msEach / FRAME_MS));
    for (const digit of digits.toUpperCase()) {
      const code = KEYS.indexOf(digit);
      if (code >= 0 && this.#waiting.length < MAX_QUEUED) this.#waiting.push({ code, frames });
    }
  }

  /** True while sound has to pause. */
  get busy(): boolean {
    return this.#now !== null || this.#gap > 0 || this.#waiting.length > 0;
  }

  /** The packets of this frame; none in the gap between keys. */
  next(timestamp: number): readonly KeyPacket[] {
    if (this.#gap > 0) {
      this.#gap -= 1;
      return [];
    }
    if (this.#now === null) {
      const key = this.#waiting.shift();
      if (key === undefined) return [];
      this.#now = { ...key, sent: 0, timestamp };
    }
    const key = this.#now;
    key.sent += 1;
    const last = key.sent >= key.frames;
    const payload = Buffer.alloc(4);
    payload[0] = key.code;
    payload[1] = (last ? 0x80 : 0) | VOLUME;
    payload.writeUInt16BE(Math.min(0xffff, key.sent * FRAME_SAMPLES), 2);
    const packet = { timestamp: key.timestamp, marker: key.sent === 1, payload };
    if (!last) return [packet];
    this.#now = null;
    this.#gap = GAP_FRAMES;
    return Array.from({ length: END_PACKETS }, () => packet);
  }
}
