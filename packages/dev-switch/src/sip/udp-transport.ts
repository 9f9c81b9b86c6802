import { createSocket, type Socket } from 'node:dgram';
import { Retransmission } from './retransmission.js';
import { SipLink, type SipLinkHandlers } from './sip-link.js';
import type { SipLog } from './sip-stack.types.js';
import { destinationOf, type NetworkAddress } from './sip-text.js';

export interface UdpTransportOptions {
  readonly profile: 'internal' | 'external';
  readonly host: string;
  /** 0 takes any free port. */
  readonly port: number;
  readonly handlers: SipLinkHandlers;
  readonly log: SipLog;
  /** Loses messages on purpose, for tests of retransmission. */
  readonly lose?: (direction: 'in' | 'out') => boolean;
}

/** SIP over one UDP socket, with one core for all far ends. */
export class UdpTransport {
  readonly link: SipLink;
  readonly address: NetworkAddress;
  readonly retransmission = new Retransmission();
  readonly #socket: Socket;
  readonly #options: UdpTransportOptions;
  #closed = false;

  /** Rejects with Node's error when the port is taken. */
  static open(options: UdpTransportOptions): Promise<UdpTransport> {
    const socket = createSocket('udp4');
    return new Promise((resolve, reject) => {
      socket.once('error', reject);
      socket.bind(options.port, options.host, () => {
        socket.off('error', reject);
        resolve(new UdpTransport(socket, options));
      });
    });
  }

  private constructor(socket: Socket, options: UdpTransportOptions) {
    this.#socket = socket;
    this.#options = options;
    this.address = { address: options.host, port: socket.address().port };
    const { profile, handlers, log } = options;
    this.link = new SipLink({
      profile,
      transport: 'udp',
      local: this.address,
      send: (text) => this.#send(text),
      handlers,
      log,
    });
    socket.on('error', (error) =>
      log('warn', 'the UDP socket reports an error', { profile, error: error.message }),
    );
    socket.on('message', (bytes, from) => this.#receive(bytes, from));
  }

  close(): void {
    if (this.#closed) return;
    this.#closed = true;
    this.retransmission.stop();
    this.link.dispose();
    this.#socket.close();
  }

  #receive(bytes: Buffer, from: NetworkAddress): void {
    // Keepalives of NAT'ed phones are a few bytes.
    if (bytes.length < 16 || this.#options.lose?.('in')) return;
    const text = bytes.toString('utf8');
    this.retransmission.received(text);
    this.link.receive(text, { address: from.address, port: from.port });
  }

  /** Never rejects for one far end's sake: an unreachable phone must not fail others; its transaction times out. */
  async #send(text: string): Promise<void> {
    const to = destinationOf(text);
    if (to === null || to.port < 1 || to.port > 65_535) {
      throw new Error('The message names no address to send it to.');
    }
    const bytes = Buffer.from(text);
    const out = (): void => {
      if (this.#closed || this.#options.lose?.('out')) return;
      this.#socket.send(bytes, to.port, to.address, () => {});
    };
    this.retransmission.sent(text, out);
    out();
  }
}
