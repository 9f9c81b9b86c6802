import { createSocket, type Socket } from 'node:dgram';
import { once } from 'node:events';

const SAMPLES = 160;
const RATE = 8000;

/** One window of what was heard: its loudness and how strong the wanted tones are in it. */
export interface Heard {
  /** Root mean square of the samples, 0 … 32,767. */
  readonly rms: number;
  /** Share of the window's energy at a frequency, 0 … 1. */
  share(hertz: number): number;
}

/**
 * The sound of a SIP peer whose signalling sipp does: sends a tone and keys (RFC 4733) as G.711 µ-law, and measures what
 * comes. Written apart from the switch's own code, so that a mistake is not made twice.
 */
export class RtpPeer {
  readonly #socket: Socket;
  readonly #heard: number[] = [];
  #target: { address: string; port: number } | null = null;
  /** The call is over; late packets are nobody to speak to. */
  #isOver = false;
  #sequence = 1;
  #timestamp = 0;
  #phase = 0;
  #timer: NodeJS.Timeout | null = null;
  #pendingKey: { event: number; sent: number; timestamp: number } | null = null;
  readonly #keys: number[] = [];

  private constructor(
    socket: Socket,
    private readonly toneHertz: number,
  ) {
    this.#socket = socket;
  }

  static async open(toneHertz: number): Promise<RtpPeer> {
    const socket = createSocket('udp4');
    socket.bind(0, '127.0.0.1');
    await once(socket, 'listening');
    const peer = new RtpPeer(socket, toneHertz);
    socket.on('message', (packet, from) => peer.#receive(packet, from));
    const started = performance.now();
    let sent = 0;
    const tick = (): void => {
      while (started + sent * 20 <= performance.now()) {
        peer.#send();
        sent += 1;
      }
      peer.#timer = setTimeout(tick, Math.max(1, started + sent * 20 - performance.now()));
    };
    tick();
    return peer;
  }

  get port(): number {
    return this.#socket.address().port;
  }

  /** Speaks to this port of the far end, which its signalling named; otherwise to where the first sound came from. */
  speakTo(address: string, port: number): void {
    this.#isOver = false;
    this.#target = { address, port };
  }

  /** Speaks to nobody, until it is told to whom: the port may soon be that of another call. */
  fallSilent(): void {
    this.#isOver = true;
    this.#target = null;
  }

  /** Sends keys one after the other, 100 ms each. */
  press(keys: string): void {
    for (const key of keys) this.#keys.push('0123456789*#ABCD'.indexOf(key));
  }

  /** Resolves with the first window of `ms` milliseconds that satisfies `wanted`; rejects after `deadlineMs`. */
  async hears(
    wanted: (heard: Heard) => boolean,
    what: string,
    { ms = 200, deadlineMs = 20_000 } = {},
  ): Promise<Heard> {
    const samples = (ms * RATE) / 1000;
    this.#heard.length = 0;
    const until = Date.now() + deadlineMs;
    let last: Heard | null = null;
    while (Date.now() < until) {
      await once(this.#socket, 'message', {
        signal: AbortSignal.timeout(Math.max(1, until - Date.now())),
      }).catch(() => undefined);
      if (this.#heard.length < samples) continue;
      last = measure(this.#heard.splice(0, samples));
      if (wanted(last)) return last;
    }
    throw new Error(
      `did not hear ${what} in ${deadlineMs} ms; last loudness ${last?.rms.toFixed(0) ?? 'none'}`,
    );
  }

  close(): void {
    if (this.#timer !== null) clearTimeout(this.#timer);
    this.#socket.close();
  }

  #receive(packet: Buffer, from: { address: string; port: number }): void {
    if (packet.length < 12 || packet[0]! >> 6 !== 2) return;
    if (!this.#isOver) this.#target = from;
    if ((packet[1]! & 0x7f) !== 0) return;
    for (const byte of packet.subarray(12)) this.#heard.push(fromMuLaw(byte));
    if (this.#heard.length > 10 * RATE) this.#heard.splice(0, this.#heard.length - 10 * RATE);
  }

  #send(): void {
    const key = this.#pendingKey ?? this.#nextKey();
    const payload = key === null ? this.#tone() : this.#keyEvent(key);
    const header = Buffer.alloc(12);
    header[0] = 0x80;
    header[1] = key === null ? 0 : 101 | (key.sent === 1 ? 0x80 : 0);
    header.writeUInt16BE(this.#sequence & 0xffff, 2);
    header.writeUInt32BE(key?.timestamp ?? this.#timestamp, 4);
    header.writeUInt32BE(0x43574356, 8);
    this.#sequence += 1;
    this.#timestamp = (this.#timestamp + SAMPLES) >>> 0;
    if (this.#target !== null)
      this.#socket.send(Buffer.concat([header, payload]), this.#target.port, this.#target.address);
    else if (key !== null) this.#pendingKey = { ...key, sent: 0 };
  }

  #nextKey(): { event: number; sent: number; timestamp: number } | null {
    const event = this.#target === null ? undefined : this.#keys.shift();
    if (event === undefined) return null;
    this.#pendingKey = { event, sent: 0, timestamp: this.#timestamp };
    return this.#pendingKey;
  }

  /** RFC 4733: five packets of the key going on, three with the end bit. */
  #keyEvent(key: { event: number; sent: number; timestamp: number }): Buffer {
    key.sent += 1;
    const end = key.sent > 5;
    const payload = Buffer.alloc(4);
    payload[0] = key.event;
    payload[1] = (end ? 0x80 : 0) | 10;
    payload.writeUInt16BE(Math.min(key.sent, 5) * SAMPLES, 2);
    if (key.sent >= 8) this.#pendingKey = null;
    return payload;
  }

  #tone(): Buffer {
    const payload = Buffer.alloc(SAMPLES);
    for (let index = 0; index < SAMPLES; index += 1) {
      payload[index] = toMuLaw(9000 * Math.sin((2 * Math.PI * this.toneHertz * this.#phase) / RATE));
      this.#phase += 1;
    }
    return payload;
  }
}

function measure(samples: readonly number[]): Heard {
  const energy = samples.reduce((sum, sample) => sum + sample * sample, 0);
  return { rms: Math.sqrt(energy / samples.length), share: (hertz) => toneShare(samples, hertz, energy) };
}

/** Share of a signal's energy at one frequency (Goertzel). */
export function toneShare(samples: ArrayLike<number>, hertz: number, energy: number, rate = RATE): number {
  const turn = 2 * Math.cos((2 * Math.PI * hertz) / rate);
  let before = 0;
  let last = 0;
  for (let index = 0; index < samples.length; index += 1) {
    const next = samples[index]! + turn * last - before;
    before = last;
    last = next;
  }
  const power = last * last + before * before - turn * last * before;
  return energy === 0 ? 0 : (2 * power) / (samples.length * energy);
}

/** ITU-T G.711 µ-law. */
function fromMuLaw(byte: number): number {
  const code = ~byte & 0xff;
  const magnitude = (((code & 0x0f) << 3) + 132) << ((code & 0x70) >> 4);
  return code & 0x80 ? 132 - magnitude : magnitude - 132;
}

function toMuLaw(sample: number): number {
  const sign = sample < 0 ? 0x80 : 0;
  const magnitude = Math.min(32_635, Math.abs(Math.round(sample))) + 132;
  const exponent = Math.floor(Math.log2(magnitude)) - 7;
  const mantissa = (magnitude >> (exponent + 3)) & 0x0f;
  return ~(sign | (exponent << 4) | mantissa) & 0xff;
}
