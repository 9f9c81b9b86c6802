import { FRAME_SAMPLES } from '../endpoint.js';

/** One second; a power of two so that a timestamp finds its place by masking. */
const RING = 8_192;
/** Sound waits this long before it is played, so that packets out of order find their place. */
const TARGET = 2 * FRAME_SAMPLES;
/** More than this waiting means the sender's clock is ahead or the network burst: the oldest is skipped. */
const LIMIT = 7 * FRAME_SAMPLES;

/** RTP timestamps wrap at 2^32: the signed distance from `from` to `to`. */
function distance(from: number, to: number): number {
  return (to - from) | 0;
}

/**
 * Puts decoded sound in order by RTP timestamp and gives it out in 20 ms frames, whatever the packet size. Bounded at
 * one second; what comes too late or overflows is dropped and counted.
 */
export class JitterBuffer {
  readonly #ring = new Int16Array(RING);
  readonly #written = new Uint8Array(RING);
  #readAt = 0;
  #writtenTo = 0;
  #source: number | null = null;
  #priming = true;
  late = 0;
  skipped = 0;

  push(ssrc: number, timestamp: number, samples: Int16Array): void {
    const ahead = distance(this.#readAt, timestamp);
    if (this.#source !== ssrc || ahead > RING - samples.length || ahead < -RING)
      this.#restart(ssrc, timestamp);
    let from = 0;
    const behind = distance(timestamp, this.#readAt);
    if (behind > 0) {
      // While nothing is played yet, an earlier packet moves the beginning back.
      if (this.#priming && behind < TARGET) this.#readAt = timestamp >>> 0;
      else from = Math.min(behind, samples.length);
      if (from === samples.length) {
        this.late += 1;
        return;
      }
    }
    for (let at = from; at < samples.length; at++) {
      const place = (timestamp + at) & (RING - 1);
      this.#ring[place] = samples[at]!;
      this.#written[place] = 1;
    }
    const end = (timestamp + samples.length) >>> 0;
    if (distance(this.#writtenTo, end) > 0) this.#writtenTo = end;
  }

  /** The next 20 ms; null when nothing has come for it. */
  read(): Int16Array | null {
    if (this.#source === null) return null;
    const waiting = distance(this.#readAt, this.#writtenTo);
    if (waiting <= 0) {
      this.#priming = true;
      return null;
    }
    if (this.#priming && waiting < TARGET) {
      // A talk spurt of one packet must still be heard: it is played on the next beat.
      this.#priming = false;
      return null;
    }
    if (!this.#priming && waiting < FRAME_SAMPLES) {
      this.#priming = true;
      return null;
    }
    this.#priming = false;
    if (waiting > LIMIT) {
      this.#skip(waiting - TARGET);
    }
    return this.#take();
  }

  #take(): Int16Array | null {
    const frame = new Int16Array(FRAME_SAMPLES);
    let found = false;
    for (let at = 0; at < FRAME_SAMPLES; at++) {
      const place = (this.#readAt + at) & (RING - 1);
      if (this.#written[place] === 0) continue;
      frame[at] = this.#ring[place]!;
      this.#written[place] = 0;
      found = true;
    }
    this.#readAt = (this.#readAt + FRAME_SAMPLES) >>> 0;
    return found ? frame : null;
  }

  #skip(samples: number): void {
    for (let at = 0; at < samples; at++) this.#written[(this.#readAt + at) & (RING - 1)] = 0;
    this.#readAt = (this.#readAt + samples) >>> 0;
    this.skipped += samples;
  }

  #restart(ssrc: number, timestamp: number): void {
    this.#written.fill(0);
    this.#source = ssrc;
    this.#readAt = timestamp >>> 0;
    this.#writtenTo = timestamp >>> 0;
    this.#priming = true;
  }
}
