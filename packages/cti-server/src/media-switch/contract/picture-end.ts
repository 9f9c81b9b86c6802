import { createSocket, type Socket } from 'node:dgram';
import { once } from 'node:events';

/** What stands before the word in each packet: an H.264 slice, or a VP8 payload descriptor's first byte. */
const FIRST_BYTE = { H264: 0x65, VP8: 0x10 } as const;
export type PictureCodec = keyof typeof FIRST_BYTE;

/** The pictures of a far end whose signalling sipp does: no camera, but a word in RTP packets, and the words that come back. */
export class PictureEnd {
  /** What was seen, by its word. */
  readonly seen = new Set<string>();
  readonly #socket: Socket;
  readonly #timer: NodeJS.Timeout;
  #target: { readonly address: string; readonly port: number; readonly payloadType: number } | null = null;
  #sequence = 0;

  private constructor(socket: Socket, codec: PictureCodec, word: string) {
    this.#socket = socket;
    socket.on('message', (packet) => this.seen.add(packet.subarray(13).toString('latin1')));
    this.#timer = setInterval(() => this.#send(codec, word), 40);
  }

  static async open(codec: PictureCodec, word: string): Promise<PictureEnd> {
    const socket = createSocket('udp4');
    socket.bind(0, '127.0.0.1');
    await once(socket, 'listening');
    return new PictureEnd(socket, codec, word);
  }

  get port(): number {
    return this.#socket.address().port;
  }

  /** Where the far end's session description says pictures are taken, and as which payload. */
  sendTo(address: string, port: number, payloadType: number): void {
    this.#target ??= { address, port, payloadType };
  }

  close(): void {
    clearInterval(this.#timer);
    this.#socket.close();
  }

  #send(codec: PictureCodec, word: string): void {
    if (!this.#target) return;
    const { address, port, payloadType } = this.#target;
    const header = Buffer.alloc(13);
    header[0] = 0x80;
    header[1] = 0x80 | payloadType;
    header.writeUInt16BE(this.#sequence & 0xffff, 2);
    header.writeUInt32BE((this.#sequence * 3_600) >>> 0, 4);
    header.writeUInt32BE(0x43575056, 8);
    header[12] = FIRST_BYTE[codec];
    this.#sequence += 1;
    this.#socket.send(Buffer.concat([header, Buffer.from(word)]), port, address);
  }
}
