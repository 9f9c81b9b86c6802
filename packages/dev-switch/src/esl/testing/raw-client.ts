import { createConnection, type Socket } from 'node:net';

export interface Message {
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** A client that says exactly what a test tells it, and reads whole messages. */
export class RawClient {
  readonly #socket: Socket;
  readonly #messages: Message[] = [];
  #buffer = Buffer.alloc(0);
  #wake: () => void = () => {};
  closed = false;
  /** Content types in the order they came. */
  readonly received: string[] = [];

  constructor(port: number) {
    this.#socket = createConnection({ port, host: '127.0.0.1' });
    this.#socket.on('data', (chunk) => {
      this.#buffer = Buffer.concat([this.#buffer, chunk]);
      this.#parse();
      this.#wake();
    });
    this.#socket.on('error', () => this.#socket.destroy());
    this.#socket.on('close', () => {
      this.closed = true;
      this.#wake();
    });
  }

  /** Connects and logs in. */
  static async login(port: number, password = 'ClueCon'): Promise<RawClient> {
    const client = new RawClient(port);
    await client.message('auth/request');
    client.send(`auth ${password}`);
    await client.message('command/reply');
    return client;
  }

  send(text: string): void {
    this.#socket.write(`${text}\n\n`);
  }

  write(bytes: string | Buffer): void {
    this.#socket.write(bytes);
  }

  pause(): void {
    this.#socket.pause();
  }

  resume(): void {
    this.#socket.resume();
  }

  /** The next message of that type; earlier ones of other types are kept. */
  async message(type: string): Promise<Message> {
    for (;;) {
      const at = this.#messages.findIndex((each) => each.headers['Content-Type'] === type);
      if (at >= 0) return this.#messages.splice(at, 1)[0] as Message;
      if (this.closed) throw new Error(`closed while waiting for ${type}`);
      await this.#next();
    }
  }

  async reply(command: string): Promise<string> {
    this.send(command);
    return (await this.message('command/reply')).headers['Reply-Text'] ?? '';
  }

  async api(command: string): Promise<string> {
    this.send(`api ${command}`);
    return (await this.message('api/response')).body;
  }

  /** The next JSON event of that name. */
  async event(name: string): Promise<Record<string, string>> {
    for (;;) {
      const { body } = await this.message('text/event-json');
      const event = JSON.parse(body) as Record<string, string>;
      if (event['Event-Name'] === name) return event;
    }
  }

  async end(): Promise<void> {
    while (!this.closed) await this.#next();
  }

  destroy(): void {
    this.#socket.destroy();
  }

  #next(): Promise<void> {
    return new Promise((resolve) => {
      this.#wake = resolve;
    });
  }

  #parse(): void {
    for (;;) {
      const end = this.#buffer.indexOf('\n\n');
      if (end < 0) return;
      const headers: Record<string, string> = {};
      for (const line of this.#buffer.toString('utf8', 0, end).split('\n')) {
        const colon = line.indexOf(':');
        if (colon > 0) headers[line.slice(0, colon)] = line.slice(colon + 1).trim();
      }
      const length = Number(headers['Content-Length'] ?? 0);
      if (this.#buffer.length < end + 2 + length) return;
      const body = this.#buffer.toString('utf8', end + 2, end + 2 + length);
      this.#buffer = this.#buffer.subarray(end + 2 + length);
      this.received.push(headers['Content-Type'] ?? '');
      this.#messages.push({ headers, body });
    }
  }
}
