import { createSocket, type Socket } from 'node:dgram';
import { once } from 'node:events';
import { performance } from 'node:perf_hooks';

const SAMPLES_A_PACKET = 160;
const RATE = 8_000;
const KEYS = '0123456789*#ABCD';

/**
 * The sound of a far end whose signalling sipp does: a tone and keys (RFC 4733) in G.711 µ-law, and a measure of what
 * comes back. It sends to where it is told, and then to where it hears something from.
 */
export class RtpEnd {
  readonly #socket: Socket;
  readonly #hertz: number;
  #target: { readonly address: string; readonly port: number } | null = null;
  #timer: NodeJS.Timeout | null = null;
  #sequence = 0;
  #timestamp = 0;
  #packets: Buffer[] = [];
  #heard: number[] = [];
  #heardAt = 0;
  #loudness = 8_000;

  private constructor(socket: Socket, hertz: number) {
    this.#socket = socket;
    this.#hertz = hertz;
    socket.on('message', (packet, from) => {
      this.#target = from;
      this.#heardAt = performance.now();
      if (((packet[1] ?? 0) & 0x7f) !== 0) return;
      this.#heard.push(...[...packet.subarray(12)].map(fromMuLaw));
      this.#heard.splice(0, this.#heard.length - RATE);
    });
  }

  static async open(hertz: number): Promise<RtpEnd> {
    const socket = createSocket('udp4');
    socket.bind(0, '127.0.0.1');
    await once(socket, 'listening');
    const end = new RtpEnd(socket, hertz);
    end.#timer = setInterval(() => end.#send(), 20);
    return end;
  }

  get port(): number {
    return this.#socket.address().port;
  }

  /** Where the far end's session description says sound is taken. */
  sendTo(address: string, port: number): void {
    this.#target ??= { address, port };
  }

  /** Keys, 100 ms each with a pause as long behind them. */
  press(keys: string): void {
    for (const key of keys) {
      for (let sent = 1; sent <= 8; sent += 1) {
        const payload = Buffer.from([KEYS.indexOf(key), sent > 5 ? 0x8a : 0x0a, 0, 0]);
        payload.writeUInt16BE(Math.min(sent, 5) * SAMPLES_A_PACKET, 2);
        this.#packets.push(payload);
      }
      for (let pause = 0; pause < 5; pause += 1) this.#packets.push(Buffer.alloc(0));
    }
  }

  /** How strong a tone is in the last `ms` milliseconds heard, 0 … 1 of the whole; 0 when nothing came. */
  share(hertz: number, ms = 200): number {
    if (performance.now() - this.#heardAt > ms) return 0;
    const samples = this.#heard.slice(-(ms * RATE) / 1_000);
    return toneShare(samples, hertz);
  }

  /** Sends no tone any more, silence instead. */
  fallSilent(): void {
    this.#loudness = 0;
  }

  forget(): void {
    this.#heard = [];
  }

  close(): void {
    if (this.#timer) clearInterval(this.#timer);
    this.#socket.close();
  }

  #send(): void {
    if (!this.#target) return;
    const key = this.#packets.shift();
    const isKey = key !== undefined && key.length > 0;
    const first = isKey && key[1] === 0x0a && key.readUInt16BE(2) === SAMPLES_A_PACKET;
    const header = Buffer.alloc(12);
    header[0] = 0x80;
    header[1] = isKey ? 101 | (first ? 0x80 : 0) : 0;
    header.writeUInt16BE(this.#sequence++ & 0xffff, 2);
    // All packets of a key carry the time it began.
    header.writeUInt32BE(isKey ? this.#keyTime(first) : this.#timestamp, 4);
    header.writeUInt32BE(0x43575254, 8);
    this.#socket.send(
      Buffer.concat([header, isKey ? key : this.#tone()]),
      this.#target.port,
      this.#target.address,
    );
    this.#timestamp = (this.#timestamp + SAMPLES_A_PACKET) >>> 0;
  }

  #keyBegan = 0;

  #keyTime(first: boolean): number {
    if (first) this.#keyBegan = this.#timestamp;
    return this.#keyBegan;
  }

  #tone(): Buffer {
    return Buffer.from(
      Array.from({ length: SAMPLES_A_PACKET }, (_, index) =>
        toMuLaw(this.#loudness * Math.sin((2 * Math.PI * this.#hertz * (this.#timestamp + index)) / RATE)),
      ),
    );
  }
}

/** Share of a signal's energy at one frequency (Goertzel). */
export function toneShare(samples: readonly number[], hertz: number, rate = RATE): number {
  const energy = samples.reduce((sum, sample) => sum + sample * sample, 0);
  if (energy === 0) return 0;
  const turn = 2 * Math.cos((2 * Math.PI * hertz) / rate);
  let before = 0;
  let last = 0;
  for (const sample of samples) [before, last] = [last, sample + turn * last - before];
  return (2 * (last * last + before * before - turn * last * before)) / (samples.length * energy);
}

/** ITU-T G.711 µ-law. */
function fromMuLaw(byte: number): number {
  const code = ~byte & 0xff;
  const magnitude = (((code & 0x0f) << 3) + 132) << ((code & 0x70) >> 4);
  return code & 0x80 ? 132 - magnitude : magnitude - 132;
}

function toMuLaw(sample: number): number {
  const magnitude = Math.min(32_635, Math.abs(Math.round(sample))) + 132;
  const exponent = Math.floor(Math.log2(magnitude)) - 7;
  return ~((sample < 0 ? 0x80 : 0) | (exponent << 4) | ((magnitude >> (exponent + 3)) & 0x0f)) & 0xff;
}
