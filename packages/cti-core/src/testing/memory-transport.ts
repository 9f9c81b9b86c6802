import type { Transport, TransportClosed, TransportListener } from '../client/transport.port.js';
import type { RequestMessage, ServerMessage } from '../messages/envelope.js';

/** The server's end of one connection of a {@link MemoryTransport}. */
export class MemoryPeer {
  readonly #listener: TransportListener;
  /** Every request that came, oldest first. */
  readonly requests: RequestMessage[] = [];
  /** Called with each request as it comes. */
  onRequest: ((request: RequestMessage) => void) | null = null;
  #open = true;
  /** While true, what either side sends is lost without a word: a half-open connection. */
  silent = false;

  constructor(listener: TransportListener) {
    this.#listener = listener;
  }

  get open(): boolean {
    return this.#open;
  }

  /** Says that the connection is up. */
  accept(): void {
    if (this.#open) this.#listener.opened();
  }

  /** Sends any text, also what is no message. */
  sendText(text: string): void {
    if (this.#open && !this.silent) this.#listener.message(text);
  }

  send(message: ServerMessage): void {
    this.sendText(JSON.stringify(message));
  }

  /** Answers the request with that id. */
  answer(id: string, result: unknown): void {
    this.send({ type: 'response', id, ok: true, result });
  }

  /** Breaks the connection. */
  drop(why: TransportClosed = { code: 1006, reason: '' }): void {
    if (!this.#open) return;
    this.#open = false;
    this.#listener.closed(why);
  }

  /** @internal */
  take(text: string): void {
    if (!this.#open || this.silent) return;
    const request = JSON.parse(text) as RequestMessage;
    this.requests.push(request);
    this.onRequest?.(request);
  }

  /** @internal */
  closedByClient(): void {
    this.#open = false;
  }
}

/** A transport in memory: each connection the client opens comes to `onConnection` as the server's end. */
export class MemoryTransport implements Transport {
  /** Every connection there was, oldest first. */
  readonly peers: MemoryPeer[] = [];
  onConnection: (peer: MemoryPeer) => void;

  constructor(onConnection: (peer: MemoryPeer) => void = (peer) => peer.accept()) {
    this.onConnection = onConnection;
  }

  /** The newest connection. */
  get peer(): MemoryPeer {
    const peer = this.peers.at(-1);
    if (peer === undefined) throw new Error('No connection was opened yet');
    return peer;
  }

  open(listener: TransportListener): ReturnType<Transport['open']> {
    const peer = new MemoryPeer(listener);
    this.peers.push(peer);
    queueMicrotask(() => this.onConnection(peer));
    return {
      send: (text) => peer.take(text),
      close: () => peer.closedByClient(),
    };
  }
}
