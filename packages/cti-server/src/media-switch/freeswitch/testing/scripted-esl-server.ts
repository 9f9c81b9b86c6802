import { type AddressInfo, createServer, type Server, type Socket } from 'node:net';

/** A command as it arrived: first line, headers (lower case), body. */
export interface SentCommand {
  readonly line: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

export type Script = (command: SentCommand, peer: EslPeer) => void;

/** The switch's end of one connection. */
export class EslPeer {
  readonly commands: SentCommand[] = [];
  /** As they arrived. */
  readonly chunks: string[] = [];
  readonly socket: Socket;
  #buffered = '';

  constructor(socket: Socket, script: Script) {
    this.socket = socket;
    socket.setNoDelay(true);
    socket.on('error', () => {});
    socket.on('data', (chunk: Buffer) => {
      this.chunks.push(chunk.toString('utf8'));
      this.#buffered += this.chunks.at(-1);
      for (let command = this.#next(); command; command = this.#next()) {
        this.commands.push(command);
        script(command, this);
      }
    });
  }

  raw(bytes: string | Buffer): void {
    this.socket.write(bytes);
  }

  /** `command/reply`. */
  reply(text: string): void {
    this.raw(`Content-Type: command/reply\nReply-Text: ${text}\n\n`);
  }

  /** `api/response`. */
  output(text: string): void {
    this.raw(`Content-Type: api/response\nContent-Length: ${Buffer.byteLength(text)}\n\n${text}`);
  }

  event(event: Readonly<Record<string, unknown>>): void {
    const body = JSON.stringify(event);
    this.raw(`Content-Length: ${Buffer.byteLength(body)}\nContent-Type: text/event-json\n\n${body}`);
  }

  reset(): void {
    this.socket.resetAndDestroy();
  }

  #next(): SentCommand | null {
    const end = this.#buffered.indexOf('\n\n');
    if (end < 0) return null;
    const [line = '', ...rest] = this.#buffered.slice(0, end).replace(/^\n+/, '').split('\n');
    const headers = Object.fromEntries(
      rest.map((header) => {
        const colon = header.indexOf(':');
        return [header.slice(0, colon).toLowerCase(), header.slice(colon + 1).trim()];
      }),
    );
    const length = Number(headers['content-length'] ?? 0);
    const after = this.#buffered.slice(end + 2);
    if (Buffer.byteLength(after) < length) return null;
    this.#buffered = after.slice(length);
    return { line, headers, body: after.slice(0, length) };
  }
}

/** A switch's event socket that says what a test tells it to; it greets and takes the password `ClueCon` by itself. */
export class ScriptedEslServer {
  readonly peers: EslPeer[] = [];
  readonly #server: Server;
  #waiting: { readonly count: number; readonly resolve: () => void }[] = [];

  private constructor(server: Server) {
    this.#server = server;
  }

  static async listen(
    script: Script,
    options: { readonly greet?: boolean } = {},
  ): Promise<ScriptedEslServer> {
    const server = createServer((socket) => {
      const peer = new EslPeer(socket, (command, from) => {
        if (command.line.startsWith('auth ')) {
          const right = command.line === 'auth ClueCon';
          from.reply(right ? '+OK accepted' : '-ERR invalid');
          if (!right) socket.end();
        } else if (command.line === 'exit') {
          from.reply('+OK bye');
          socket.end();
        } else script(command, from);
      });
      scripted.peers.push(peer);
      if (options.greet !== false) peer.raw('Content-Type: auth/request\n\n');
      scripted.#settle();
    });
    const scripted = new ScriptedEslServer(server);
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    return scripted;
  }

  get port(): number {
    return (this.#server.address() as AddressInfo).port;
  }

  /** Resolves when so many connections have been made in all. */
  connections(count: number): Promise<void> {
    return new Promise((resolve) => {
      this.#waiting.push({ count, resolve });
      this.#settle();
    });
  }

  async close(): Promise<void> {
    for (const peer of this.peers) peer.socket.destroy();
    await new Promise<void>((resolve) => this.#server.close(() => resolve()));
  }

  #settle(): void {
    this.#waiting = this.#waiting.filter(({ count, resolve }) => {
      if (this.peers.length < count) return true;
      resolve();
      return false;
    });
  }
}
