import { createSocket } from 'node:dgram';
import { once } from 'node:events';

const SAMPLES = 160;
const HEADER = 12;
/** Frames are numbered by the byte they consist of: µ-law codes that come through decoding and encoding unchanged. */
const NUMBERS = 100;
const FIRST_CODE = 0x80;
const LATE_MS = 30;

/**
 * One far end of a call: sends a numbered frame whenever it is told to, and counts what comes. A frame that the switch
 * dropped, said twice or filled in shows as a number out of order, even where the RTP sequence has no hole.
 */
export class RtpEnd {
  /** Port that it sends to. */
  target = 0;
  #socket = createSocket('udp4');
  #packet = Buffer.alloc(HEADER + SAMPLES);
  #sent = 0;
  #heard = { atMs: 0, number: -1 };
  #counting = false;
  #counts = none();

  static async open() {
    const end = new RtpEnd();
    end.#packet[0] = 0x80;
    end.#packet.writeUInt32BE(Math.floor(Math.random() * 2 ** 32), 8);
    end.#socket.on('message', (packet) => end.#receive(packet));
    end.#socket.bind(0, '127.0.0.1');
    await once(end.#socket, 'listening');
    return end;
  }

  get port() {
    return this.#socket.address().port;
  }

  send() {
    if (this.target === 0) return;
    this.#sent += 1;
    this.#packet.writeUInt16BE(this.#sent & 0xffff, 2);
    this.#packet.writeUInt32BE((this.#sent * SAMPLES) >>> 0, 4);
    this.#packet.fill(FIRST_CODE + (this.#sent % NUMBERS), HEADER);
    this.#socket.send(Buffer.from(this.#packet), this.target, '127.0.0.1');
  }

  startCounting() {
    this.#counts = none();
    this.#heard = { atMs: 0, number: -1 };
    this.#counting = true;
  }

  /** Frames that came, that are missing between the first and the last, and how long it was silent in between. */
  stopCounting() {
    this.#counting = false;
    return this.#counts;
  }

  close() {
    this.#socket.close();
  }

  #receive(packet) {
    if (!this.#counting || packet.length !== HEADER + SAMPLES) return;
    const atMs = performance.now();
    const number = packet[HEADER + SAMPLES / 2] - FIRST_CODE;
    const before = this.#heard;
    this.#heard = { atMs, number };
    this.#counts.frames += 1;
    if (before.number < 0) return;
    const gapMs = atMs - before.atMs;
    if (gapMs > LATE_MS) this.#counts.late += 1;
    this.#counts.longestMs = Math.max(this.#counts.longestMs, gapMs);
    const step = (number - before.number + NUMBERS) % NUMBERS;
    // Said twice, or something else in its place: one frame that is not the sender's next.
    if (step === 0 || number < 0 || number >= NUMBERS) this.#counts.wrong += 1;
    // More than half a round back is no loss but a frame out of order.
    else this.#counts.lost += step <= NUMBERS / 2 ? step - 1 : 1;
  }
}

function none() {
  return { frames: 0, lost: 0, wrong: 0, late: 0, longestMs: 0 };
}
