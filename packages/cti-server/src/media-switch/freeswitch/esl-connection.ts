import { CallweaveError, type Clock } from '@callweave/cti-core';
import modesl from 'modesl';
import { AnswerQueue, type Asker } from './answer-queue.js';
import type { EslEvent } from './esl-event.js';
import { type EslMessage, EslParser } from './esl-parser.js';
import { failureEvent, framed, textsOf, withCustomLast } from './esl-wire.js';

/** Bytes written that the network has not taken yet. */
const MOST_UNSENT = 8 * 1024 * 1024;

export interface EslConnectionOptions {
  readonly clock: Clock;
  /** Ids of background jobs and running applications. */
  readonly newId: () => string;
  /** The switch's time for one answer. */
  readonly commandMs: number;
  /** Every event, before modesl's own listeners; the fast way. */
  readonly onEvent?: (event: EslEvent) => void;
  /** What a listener threw, and messages that cannot be read. */
  readonly onFault?: (fault: unknown, during: string) => void;
  /** As modesl does, subscribe after login to what `bgapi` and `execute` need; true when left out. */
  readonly subscribe?: boolean;
}

type Reply = (event: EslEvent) => void;
/** A callback as modesl's types and ours both accept it. */
type Callback = (event: never) => void;

/**
 * modesl's Connection with its faults repaired (numbered as in the tests beside):
 * 1 no delay on the socket and one write a command; 2, 3 one queue of answers, whichever kind they are of; 4 bad
 * escapes never throw; 5 every end of the connection is noticed, once (`esl::closed`), and settles every command, each
 * of which has a deadline; 6 a rude rejection is an error of ours; 7 line breaks are refused; 8 names of events come
 * before CUSTOM; 9 a linear parser; 10 what a listener throws is reported and stops nothing else.
 *
 * Callbacks in modesl's style learn of a failure by an answer that begins with `-ERR`; promises reject.
 */
export class EslConnection extends modesl.Connection {
  // modesl's constructor runs before these are set, but calls back only later.
  readonly #options: EslConnectionOptions;
  readonly #answers: AnswerQueue;
  readonly #jobs = new Map<string, Asker>();
  #closed: CallweaveError | null = null;
  #login: { readonly resolve: () => void; readonly reject: (error: CallweaveError) => void } | null = null;

  constructor(host: string, port: number, password: string, options: EslConnectionOptions) {
    super(host, port, password);
    this.#options = options;
    this.#answers = new AnswerQueue(options.clock, options.commandMs);
    this.socket?.setNoDelay(true);
    // `end` alone misses a reset; `close` follows every kind of end.
    this.socket?.once('close', () => this.#close('the switch closed it'));
    // EventEmitter2 throws an error that nobody listens for.
    this.on('error', () => {});
  }

  /** Why the connection is over, or null while it is not. */
  get closed(): CallweaveError | null {
    return this.#closed;
  }

  /** Commands that wait for their answer. */
  get pendingCommands(): number {
    return this.#answers.length;
  }

  /**
   * Resolves when the switch has accepted the password. Ask once.
   * @throws {CallweaveError} `switch.unavailable`; details.reason tells a refusal (`bad-password`, `address-refused`)
   */
  loggedIn(): Promise<void> {
    if (this.#closed) return Promise.reject(this.#closed);
    if (this.authed) return Promise.resolve();
    return new Promise((resolve, reject) => {
      this.#login = { resolve, reject };
    });
  }

  /**
   * Sends one command and resolves with its answer, whatever it says.
   * @throws {CallweaveError} `switch.invalid-argument`, `switch.unavailable`, `request.timed-out`
   */
  request(command: string, headers: Readonly<Record<string, string>> = {}): Promise<EslEvent> {
    return new Promise((reply, fail) => this.#send(command, headers, '', { reply, fail }));
  }

  /** `api`: resolves with the output; a refusal to run it (`-ERR permission denied`) is output too. Rejects as {@link request}. */
  async call(command: string): Promise<string> {
    const event = await this.request(`api ${command}`);
    return event.getBody() !== '' ? event.getBody() : (event.getHeader('Reply-Text') ?? '');
  }

  /** `bgapi`: resolves with the job's output when it is done, so set a deadline of your own. Rejects as {@link request}. */
  job(command: string, jobId = this.#options.newId()): Promise<string> {
    return new Promise((resolve, fail) => {
      this.#startJob(command, jobId, { reply: (event) => resolve(event.getBody()), fail });
    });
  }

  /** What is sent meanwhile goes out in one write: all of it arrives, or nothing. */
  atOnce<Result>(send: () => Result): Result {
    this.socket?.cork();
    try {
      return send();
    } finally {
      this.socket?.uncork();
    }
  }

  /** Ends the connection at once and settles all that waits. */
  destroy(reason: string): void {
    const { socket } = this;
    this.#close(reason);
    socket?.destroy();
  }

  override connected(): boolean {
    return this.#closed === null && !this.connecting;
  }

  override emit(name: string, ...args: unknown[]): boolean {
    try {
      return super.emit(name, ...args);
    } catch (fault) {
      this.#fault(fault, name);
      return true;
    }
  }

  /** Fire and forget. @throws {CallweaveError} `switch.invalid-argument` */
  override send(command: string, args?: Record<string, unknown> | null): void {
    this.#send(command, textsOf(args), '', null);
  }

  override sendRecv(
    command: string,
    args?: Record<string, unknown> | Callback | null,
    callback?: Callback,
  ): void {
    const reply = typeof args === 'function' ? args : callback;
    this.#send(command, textsOf(typeof args === 'function' ? null : args), '', asker(reply));
  }

  override api(command: string, args?: string | string[] | Callback, callback?: Callback): void {
    const reply = typeof args === 'function' ? args : callback;
    this.#send(['api', command, ...wordsOf(args)].join(' '), {}, '', asker(reply));
  }

  override bgapi(
    command: string,
    args?: string | string[] | Callback,
    jobId?: string | Callback,
    callback?: Callback,
  ): void {
    const reply = typeof args === 'function' ? args : typeof jobId === 'function' ? jobId : callback;
    const id = typeof jobId === 'string' && jobId !== '' ? jobId : this.#options.newId();
    this.#startJob([command, ...wordsOf(args)].join(' '), id, asker(reply));
  }

  override sendEvent(
    event: { headers: { name: string; value: unknown }[]; body: string },
    callback?: Callback,
  ): void {
    const headers = Object.fromEntries(event.headers.map(({ name, value }) => [name, String(value)]));
    const { 'Event-Name': name = 'CUSTOM', 'Content-Length': _length, ...rest } = headers;
    this.#send(`sendevent ${name}`, rest, event.body, asker(callback));
  }

  override events(type: string, events?: string | string[] | Callback, callback?: Callback): void {
    const format = type === 'json' || type === 'xml' ? type : 'plain';
    const asked = typeof events === 'function' || events === undefined ? ['all'] : [events].flat();
    this.listeningEvents = withCustomLast(
      asked.flatMap((words) => words.split(' ')),
      this.reqEvents,
    );
    const reply = typeof events === 'function' ? events : callback;
    this.#send(`event ${format} ${this.listeningEvents.join(' ')}`, {}, '', asker(reply));
  }

  override auth(callback?: (error: Error | null, event: never) => void): void {
    this.#send(`auth ${this.password}`, {}, '', {
      reply: (event) => {
        this.authed = event.getHeader('Reply-Text')?.startsWith('+OK') === true;
        if (this.authed) {
          if (this.#options.subscribe !== false) this.subscribe(this.reqEvents);
          this.emit('esl::event::auth::success', event);
          this.emit('esl::ready');
          this.#login?.resolve();
          this.#login = null;
        } else {
          this.emit('esl::event::auth::fail', event);
          this.#refuse('bad-password', 'The switch refused the event socket password');
        }
        callback?.(this.authed ? null : new Error('Authentication Failed'), event as never);
      },
      fail: () => {},
    });
  }

  override disconnect(): void {
    if (this.#closed) return;
    this.send('exit');
    this.socket?.end();
  }

  override _onConnect(): void {
    const parser = new EslParser();
    this.socket?.on('data', (chunk: Buffer) => {
      try {
        for (const message of parser.push(chunk)) this.#take(message);
      } catch (error) {
        this.#fault(error, 'the stream');
        this.destroy(error instanceof Error ? error.message : String(error));
      }
    });
    this.connecting = false;
    this.emit('esl::connect');
  }

  override _onError(error: unknown): void {
    this.#close(error instanceof Error ? error.message : String(error), error);
    this.emit('error', error);
  }

  override _doExec(
    uuid: string,
    command: string,
    args: Record<string, unknown>,
    callback?: Callback,
  ): string {
    const eventId = this.#options.newId();
    const name = `esl::event::CHANNEL_EXECUTE_COMPLETE::${uuid}`;
    const listener = (event: EslEvent) => {
      if ((event.getHeader('Application-UUID') ?? event.getHeader('Event-UUID')) === eventId) finish(event);
    };
    const finish = (event: EslEvent) => {
      this.removeListener(name, listener);
      (callback as Reply | undefined)?.(event);
    };
    const headers: Record<string, unknown> = { ...args, 'call-command': command, 'Event-UUID': eventId };
    if (this.execAsync) headers['async'] = true;
    if (this.execLock) headers['event-lock'] = true;
    this.#send(`sendmsg ${uuid}`, textsOf(headers), '', {
      reply: (event) => {
        if (event.getHeader('Reply-Text')?.startsWith('-')) finish(event);
      },
      fail: (error) => finish(failureEvent(error)),
    });
    this.on(name, listener);
    return eventId;
  }

  #startJob(command: string, jobId: string, job: Asker | null): void {
    const refused = (event: EslEvent) => {
      this.#jobs.delete(jobId);
      job?.reply(event.getBody() === '' ? withBody(event) : event);
    };
    const fail = (error: CallweaveError) => {
      this.#jobs.delete(jobId);
      job?.fail(error);
    };
    this.#send(`bgapi ${command}`, { 'Job-UUID': jobId }, '', {
      reply: (event) => {
        if (event.getHeader('Reply-Text')?.startsWith('-')) refused(event);
      },
      fail,
    });
    if (job && this.#closed === null) this.#jobs.set(jobId, job);
  }

  #send(
    command: string,
    headers: Readonly<Record<string, string>>,
    body: string,
    settle: Asker | null,
  ): void {
    const text = framed(command, headers, body);
    const failed = this.#closed ?? this.#tooMuch();
    if (failed) {
      settle?.fail(failed);
      return;
    }
    this.#answers.add(command, settle);
    this.socket?.write(text);
  }

  #tooMuch(): CallweaveError | null {
    if (!this.#answers.full && (this.socket?.writableLength ?? 0) < MOST_UNSENT) return null;
    return new CallweaveError('switch.unavailable', 'Too many commands wait for the switch', {
      details: { pending: this.#answers.length },
    });
  }

  #take(message: EslMessage): void {
    const { event, headers, body } = message;
    try {
      switch (headers['Content-Type']) {
        case 'auth/request':
          this.auth();
          return;
        case 'command/reply':
        case 'api/response':
          this.#answers.answer(event);
          break;
        case 'text/rude-rejection':
          this.#refuse('address-refused', "The switch's access list refused this address");
          return;
        case 'text/event-json':
        case 'text/event-plain':
          if (event.getHeader('Callweave-Unreadable') !== null) throw new Error('An event could not be read');
          this.#settleJob(event);
          this.#options.onEvent?.(event);
          break;
        default:
      }
    } catch (fault) {
      this.#fault(fault, headers['Content-Type'] ?? 'a message');
    }
    // modesl's own way, for those who listen by name.
    this._onEvent(event as never, headers, body);
  }

  #settleJob(event: EslEvent): void {
    if (this.#jobs.size === 0 || event.type !== 'BACKGROUND_JOB') return;
    const jobId = event.getHeader('Job-UUID') ?? '';
    const job = this.#jobs.get(jobId);
    this.#jobs.delete(jobId);
    job?.reply(event);
  }

  #refuse(reason: string, message: string): void {
    const error = new CallweaveError('switch.unavailable', message, { details: { reason } });
    const { socket } = this;
    this.#close(message, undefined, error);
    socket?.destroy();
    this.emit('error', error);
  }

  #close(reason: string, cause?: unknown, as?: CallweaveError): void {
    if (this.#closed) return;
    const error =
      as ?? new CallweaveError('switch.unavailable', `No connection to the switch: ${reason}`, { cause });
    this.#closed = error;
    this.connecting = false;
    this.authed = false;
    this.#login?.reject(error);
    this.#login = null;
    const jobs = [...this.#jobs.values()];
    this.#jobs.clear();
    this.#answers.fail(error, (fault) => this.#fault(fault, 'closing'));
    for (const job of jobs) job.fail(error);
    this.emit('esl::closed', error);
  }

  #fault(fault: unknown, during: string): void {
    this.#options.onFault?.(fault, during);
  }
}

function wordsOf(args: string | string[] | Callback | undefined): string[] {
  return typeof args === 'function' || args === undefined || args === '' ? [] : [args].flat();
}

function asker(reply: Callback | undefined): Asker | null {
  if (!reply) return null;
  return { reply: reply as Reply, fail: (error) => (reply as Reply)(failureEvent(error)) };
}

/** A refused job has its words in the reply, where a job that ran has them in its body. */
function withBody(event: EslEvent): EslEvent {
  event.addBody(event.getHeader('Reply-Text') ?? '-ERR');
  return event;
}
