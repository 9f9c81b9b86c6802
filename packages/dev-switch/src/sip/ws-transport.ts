import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { IncomingRequestMessage } from 'sip.js/lib/core/index.js';
import { type WebSocket, WebSocketServer } from 'ws';
import { parseMessage, SipLink, type SipLinkHandlers } from './sip-link.js';
import type { SipLog } from './sip-stack.types.js';
import type { NetworkAddress } from './sip-text.js';

export interface WsTransportOptions {
  readonly host: string;
  readonly port: number;
  readonly handlers: SipLinkHandlers;
  readonly log: SipLog;
  /** A browser's connection is gone: its registrations go with it. */
  readonly onClosed: (link: SipLink) => void;
}

const MAX_MESSAGE_BYTES = 65_536;
/** Connections beyond this are refused with 503. */
const MAX_CONNECTIONS = 2_000;
const PING_EVERY_MS = 20_000;

/** A browser that may lose its connection and come back: the link outlives the socket while it has calls. */
interface Browser {
  readonly link: SipLink;
  socket: WebSocket | null;
}

/** SIP over WebSocket (RFC 7118), one core a browser. */
export class WsTransport {
  readonly address: NetworkAddress;
  readonly #server: Server;
  readonly #sockets: WebSocketServer;
  readonly #options: WsTransportOptions;
  readonly #browsers = new Set<Browser>();
  readonly #pings: NodeJS.Timeout;
  readonly #alive = new WeakSet<WebSocket>();

  /** Rejects with Node's error when the port is taken. */
  static open(options: WsTransportOptions): Promise<WsTransport> {
    const server = createServer((_request, response) => {
      response.writeHead(426, { 'content-type': 'text/plain', upgrade: 'websocket' });
      response.end('SIP over WebSocket is spoken here, sub-protocol sip.\n');
    });
    return new Promise((resolve, reject) => {
      server.once('error', reject);
      server.listen(options.port, options.host, () => {
        server.off('error', reject);
        resolve(new WsTransport(server, options));
      });
    });
  }

  private constructor(server: Server, options: WsTransportOptions) {
    this.#server = server;
    this.#options = options;
    this.address = { address: options.host, port: (server.address() as AddressInfo).port };
    this.#sockets = new WebSocketServer({
      server,
      maxPayload: MAX_MESSAGE_BYTES,
      perMessageDeflate: false,
      handleProtocols: (offered) => (offered.has('sip') ? 'sip' : false),
      verifyClient: (_info, decide) => {
        if (this.#sockets.clients.size < MAX_CONNECTIONS) decide(true);
        else decide(false, 503, 'Too many connections');
      },
    });
    this.#sockets.on('connection', (socket, request) => {
      const { remoteAddress, remotePort } = request.socket;
      this.#accept(socket, { address: (remoteAddress ?? '').replace('::ffff:', ''), port: remotePort ?? 0 });
    });
    this.#pings = setInterval(() => this.#ping(), PING_EVERY_MS);
    this.#pings.unref();
  }

  async close(): Promise<void> {
    clearInterval(this.#pings);
    for (const browser of this.#browsers) browser.link.dispose();
    this.#browsers.clear();
    for (const socket of this.#sockets.clients) socket.terminate();
    this.#sockets.close();
    this.#server.closeAllConnections();
    await new Promise<void>((resolve) => this.#server.close(() => resolve()));
  }

  #accept(socket: WebSocket, from: NetworkAddress): void {
    if (socket.protocol !== 'sip') {
      socket.close(1002, 'sub-protocol sip');
      return;
    }
    const browser = this.#open(socket);
    this.#alive.add(socket);
    socket.on('pong', () => this.#alive.add(socket));
    socket.on('error', () => socket.terminate());
    socket.on('message', (data) => this.#receive(browser, socket, data.toString(), from));
    socket.on('close', () => this.#onClose(socket, browser));
  }

  #open(socket: WebSocket): Browser {
    const { handlers, log } = this.#options;
    const browser: Browser = {
      socket,
      link: new SipLink({
        profile: 'internal',
        transport: 'ws',
        local: this.address,
        handlers,
        log,
        send: (text) => sendTo(browser.socket, text),
      }),
    };
    this.#browsers.add(browser);
    return browser;
  }

  #receive(browser: Browser, socket: WebSocket, text: string, from: NetworkAddress): void {
    this.#alive.add(socket);
    if (/^[\r\n]*$/.test(text)) {
      // A double CRLF asks for a single one (RFC 5626 section 3.5.1).
      if (text === '\r\n\r\n') socket.send('\r\n');
      return;
    }
    const owner = this.#ownerOf(text) ?? browser;
    if (owner !== browser && owner.socket !== socket) this.#moveTo(owner, socket);
    owner.link.receive(text, from);
  }

  /** The browser that has the dialog of a request, when it is one that lost its connection and came back. */
  #ownerOf(text: string): Browser | null {
    const orphans = [...this.#browsers].filter((browser) => browser.link.lost);
    if (orphans.length === 0) return null;
    const message = parseMessage(text);
    if (!(message instanceof IncomingRequestMessage) || !message.toTag) return null;
    return orphans.find((browser) => browser.link.holdsDialog(message)) ?? null;
  }

  #moveTo(orphan: Browser, socket: WebSocket): void {
    orphan.socket = socket;
    orphan.link.setLost(false);
    socket.on('close', () => this.#onClose(socket, orphan));
  }

  /** A page that registers again over a new connection takes its calls with it. */
  reunite(link: SipLink): void {
    const socket = [...this.#browsers].find((browser) => browser.link === link)?.socket;
    if (socket == null) return;
    for (const browser of this.#browsers) {
      const same = browser.link.contact === link.contact && browser.link.account === link.account;
      if (browser.link.lost && same) this.#moveTo(browser, socket);
    }
  }

  #onClose(socket: WebSocket, browser: Browser): void {
    if (browser.socket !== socket) return;
    browser.socket = null;
    browser.link.setLost(true);
    this.#options.onClosed(browser.link);
    this.#forgetIdle();
  }

  /** Lost links without calls are let go. */
  #forgetIdle(): void {
    for (const browser of this.#browsers) {
      if (browser.socket !== null || browser.link.busy) continue;
      this.#browsers.delete(browser);
      browser.link.dispose();
    }
  }

  #ping(): void {
    this.#forgetIdle();
    for (const socket of this.#sockets.clients) {
      if (!this.#alive.has(socket)) {
        socket.terminate();
        continue;
      }
      this.#alive.delete(socket);
      socket.ping();
    }
  }
}

function sendTo(socket: WebSocket | null, text: string): Promise<void> {
  return new Promise((resolve, reject) => {
    if (socket === null || socket.readyState !== socket.OPEN) {
      reject(new Error("The browser's connection is closed."));
      return;
    }
    socket.send(text, (error) => (error == null ? resolve() : reject(error)));
  });
}
