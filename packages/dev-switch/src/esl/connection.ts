import { randomUUID } from 'node:crypto';
import type { Socket } from 'node:net';
import { runCommand } from '../channels/commands/index.js';
import type { QueuedEvent } from '../channels/queued-events.js';
import type { SwitchCore } from '../channels/switch-core.js';
import type { HeaderValue, SwitchEvent } from '../channels/switch-event.js';
import { CommandParser, type EslCommand, ProtocolError } from './command-parser.js';
import { EVENT_NAMES } from './event-names.js';
import { parseSendmsg } from './sendmsg.js';
import { Subscriptions } from './subscriptions.js';

export interface ConnectionOptions {
  readonly password: string;
  readonly authWithinMs: number;
  /** Events kept for a reader that is slow; beyond it they are lost. */
  readonly maxQueuedEvents: number;
  /** Commands kept while an `api` runs; beyond it the connection closes. */
  readonly maxQueuedCommands: number;
}

/** A listener that lost this many events in a row is cut off, as FreeSWITCH does. */
const MAX_LOST = 500;
const GOODBYE = 'Disconnected, goodbye.\nSee you at ClueCon! http://www.cluecon.com/\n';

/**
 * One event socket client. Commands are carried out one after another; while an `api` runs no event is delivered,
 * which is FreeSWITCH's one thread a connection and what clients have learnt to expect.
 */
export class Connection {
  readonly #parser = new CommandParser();
  readonly #subscriptions = new Subscriptions();
  readonly #commands: EslCommand[] = [];
  /** A ring would do; an index into an array that is cut now and then is simpler and as quick. */
  #events: SwitchEvent[] = [];
  #next = 0;
  #lost = 0;
  #busy = false;
  #authenticated = false;
  #logging = false;
  #closed = false;
  readonly #cancelAuth: () => void;
  readonly #unlisten: () => void;

  constructor(
    private readonly socket: Socket,
    private readonly core: SwitchCore,
    private readonly options: ConnectionOptions,
  ) {
    socket.setNoDelay(true);
    socket.on('data', (chunk) => this.#onData(chunk));
    socket.on('drain', () => this.#deliver());
    socket.on('error', () => socket.destroy());
    socket.on('close', () => this.#onClose());
    // A client that ends its side gets what is due and is closed.
    socket.on('end', () => this.close());
    this.#unlisten = core.bus.listen((event) => this.#onEvent(event));
    this.#cancelAuth = core.clock.after(options.authWithinMs, () => this.close());
    socket.write('Content-Type: auth/request\n\n');
  }

  /** Says goodbye and closes. */
  close(): void {
    if (this.#closed) return;
    this.#onClose();
    if (this.socket.destroyed) return;
    this.socket.end(
      `Content-Type: text/disconnect-notice\nContent-Length: ${Buffer.byteLength(GOODBYE)}\n\n${GOODBYE}`,
    );
    // A peer that never reads its goodbye must not keep the socket.
    const cancel = this.core.clock.after(1_000, () => this.socket.destroy());
    this.socket.once('close', cancel);
  }

  #onClose(): void {
    this.#closed = true;
    this.#cancelAuth();
    this.#unlisten();
    this.#events = [];
    this.#commands.length = 0;
  }

  #onData(chunk: Buffer): void {
    if (this.#closed) return;
    try {
      this.#commands.push(...this.#parser.push(chunk));
    } catch (error) {
      if (!(error instanceof ProtocolError)) throw error;
      this.#reply(`-ERR ${error.message}`);
      this.close();
      return;
    }
    if (this.#commands.length > this.options.maxQueuedCommands) {
      this.#reply(`-ERR more than ${this.options.maxQueuedCommands} commands waiting`);
      this.close();
      return;
    }
    if (!this.#busy) void this.#work();
  }

  async #work(): Promise<void> {
    this.#busy = true;
    for (let command = this.#commands.shift(); command !== undefined; command = this.#commands.shift()) {
      try {
        await this.#carryOut(command);
      } catch (error) {
        process.emitWarning(error instanceof Error ? error : String(error));
        this.#reply('-ERR internal error');
      }
      if (this.#closed) break;
    }
    this.#busy = false;
    this.#deliver();
  }

  async #carryOut(command: EslCommand): Promise<void> {
    const [, verb = '', rest = ''] = /^(\S+)\s*(.*)$/s.exec(command.line) ?? [];
    const name = verb.toLowerCase();
    if (name === 'exit' || name === '...') {
      this.#reply('+OK bye');
      return this.close();
    }
    if (!this.#authenticated) return this.#authenticate(name, rest);
    if (name === 'api') return this.#api(rest);
    if (name === 'bgapi') return this.#bgapi(rest, command);
    this.#reply(this.#answerTo(name, rest, command));
  }

  #answerTo(name: string, rest: string, command: EslCommand): string {
    const words = rest.split(/\s+/).filter((word) => word !== '');
    switch (name) {
      case 'event':
      case 'events':
        return this.#subscriptions.add(words);
      case 'nixevent':
        return this.#subscriptions.remove(words);
      case 'noevents':
        this.#events = [];
        this.#next = 0;
        return this.#subscriptions.clear();
      case 'filter':
        return this.#subscriptions.filter(words);
      case 'sendmsg':
        return this.#sendmsg(rest, command);
      case 'sendevent':
        return this.#sendevent(rest, command);
      case 'linger':
      case 'nolinger':
        return '-ERR not controlling a session';
      case 'myevents':
        return '-ERR myevents is not offered by this switch; subscribe with event and look at Unique-ID';
      case 'log':
        this.#logging = true;
        return `+OK log level ${words[0] ?? ''} [7]`;
      case 'nolog':
        if (!this.#logging) return '-ERR not loging';
        this.#logging = false;
        return '+OK no longer logging';
      case 'noop':
        return '+OK';
      default:
        return '-ERR command not found';
    }
  }

  #authenticate(name: string, rest: string): void {
    if (name !== 'auth') {
      this.#reply('-ERR command not found');
      return;
    }
    if (rest !== this.options.password) {
      this.#reply('-ERR invalid');
      this.close();
      return;
    }
    this.#authenticated = true;
    this.#cancelAuth();
    this.#reply('+OK accepted');
  }

  async #api(rest: string): Promise<void> {
    const [, name = '', args = ''] = /^(\S+)\s?(.*)$/s.exec(rest) ?? [];
    const text = await this.#run(name, args);
    this.#write(`Content-Type: api/response\nContent-Length: ${Buffer.byteLength(text)}\n\n${text}`);
  }

  #bgapi(rest: string, command: EslCommand): void {
    const [, name = '', args = ''] = /^(\S+)\s?(.*)$/s.exec(rest) ?? [];
    const job = command.headers.get('job-uuid') ?? randomUUID();
    this.#write(`Content-Type: command/reply\nReply-Text: +OK Job-UUID: ${job}\nJob-UUID: ${job}\n\n`);
    const about = new Map<string, HeaderValue>([
      ['Job-UUID', job],
      ['Job-Command', name],
    ]);
    if (args !== '') about.set('Job-Command-Arg', args);
    void this.#run(name, args).then((body) => this.core.bus.publish('BACKGROUND_JOB', about, { body }));
  }

  async #run(name: string, args: string): Promise<string> {
    try {
      return await runCommand(this.core, name, args);
    } catch (error) {
      process.emitWarning(error instanceof Error ? error : String(error));
      return '-ERR internal error\n';
    }
  }

  #sendmsg(rest: string, command: EslCommand): string {
    const uuid = rest.trim() || command.headers.get('session-id') || '';
    const session = this.core.find(uuid);
    if (session === undefined) return `-ERR invalid session id [${uuid}]`;
    const order = parseSendmsg(command);
    // FreeSWITCH accepts any sendmsg and only logs one it cannot use.
    if (order === null) return '+OK';
    return session.orders.add(order) ? '+OK' : '-ERR memory error';
  }

  #sendevent(rest: string, command: EslCommand): string {
    const uuid = randomUUID();
    const name = rest.trim().toUpperCase();
    const headers = new Map<string, HeaderValue>(command.rawHeaders);
    headers.delete('Content-Length');
    headers.set('Event-UUID', uuid);
    const event = {
      name: EVENT_NAMES.has(name) ? name : 'CLONE',
      subclass: name === 'CUSTOM' ? (command.headers.get('event-subclass') ?? null) : null,
      headers,
      body: command.body,
    };
    // What names a channel is for that channel alone.
    const session = this.core.find(command.headers.get('unique-id') ?? '');
    if (session?.queuedEvents.add(event) !== true) this.#publish(event);
    return `+OK ${uuid}`;
  }

  #publish({ name, subclass, headers, body }: QueuedEvent): void {
    this.core.bus.publish(name, headers, {
      ...(subclass === null ? {} : { subclass }),
      ...(body === null ? {} : { body }),
    });
  }

  #reply(text: string): void {
    this.#write(`Content-Type: command/reply\nReply-Text: ${text}\n\n`);
  }

  #write(text: string): void {
    if (!this.#closed && !this.socket.destroyed) this.socket.write(text);
  }

  #onEvent(event: SwitchEvent): void {
    if (!this.#subscriptions.wants(event)) return;
    if (this.#events.length - this.#next >= this.options.maxQueuedEvents) {
      this.#lost += 1;
      if (this.#lost > MAX_LOST) this.socket.destroy();
      return;
    }
    this.#lost = 0;
    this.#events.push(event);
    if (!this.#busy) this.#deliver();
  }

  /** Writes what waits, as far as the reader keeps up. */
  #deliver(): void {
    while (!this.#closed && !this.#busy && !this.socket.writableNeedDrain) {
      const event = this.#events[this.#next];
      if (event === undefined) break;
      this.#next += 1;
      const { format } = this.#subscriptions;
      const text = format === 'json' ? event.json() : event.plain();
      this.#write(
        `Content-Length: ${Buffer.byteLength(text)}\nContent-Type: text/event-${format}\n\n${text}`,
      );
    }
    if (this.#next > 1024 || this.#next === this.#events.length) {
      this.#events = this.#events.slice(this.#next);
      this.#next = 0;
    }
  }
}
