import { CallweaveError } from '../errors.js';
import type { CommandName, CommandParams, CommandResult } from '../messages/commands.js';
import type { CtiEvent, EventName } from '../messages/events.js';
import { backOffMs } from './back-off.js';
import type { CtiClientEvents, CtiClientState, OpenSession } from './client-events.js';
import { type CompleteOptions, type CtiClientOptions, completeOptions } from './client-options.js';
import type { RequestOptions } from './connection.js';
import { SafeEmitter } from './safe-emitter.js';
import { SessionAttempt } from './session-attempt.js';
import { SessionMemory } from './session-memory.js';

/** A connection that lived this long counts as a good one: the next break begins the back-off anew. */
const SETTLED_MS = 5_000;

/**
 * A session with the server that outlives its connections: requests with deadlines, events once and in order, and
 * resumption after a break. It knows no transport and no platform.
 */
export class CtiClient {
  readonly #options: CompleteOptions;
  readonly #emitter: SafeEmitter<CtiClientEvents>;
  readonly #memory = new SessionMemory();
  #state: CtiClientState = 'stopped';
  #error: CallweaveError | null = null;
  #attempt: SessionAttempt | null = null;
  #tries = 0;
  #cancelWait: () => void = () => undefined;
  #cancelSettled: () => void = () => undefined;

  constructor(options: CtiClientOptions) {
    this.#options = completeOptions(options);
    this.#emitter = new SafeEmitter((fault, name) => this.#options.onFault(fault, `listener of ${name}`));
  }

  get state(): CtiClientState {
    return this.#state;
  }

  /** Why it waits or failed; null otherwise. */
  get error(): CallweaveError | null {
    return this.#error;
  }

  /** Server clock minus this machine's clock, in milliseconds. */
  get clockOffsetMs(): number {
    return this.#memory.clockOffset.ms;
  }

  /** Adds a listener; the returned function removes it. What it throws goes to `onFault`. */
  on<Name extends keyof CtiClientEvents>(name: Name, listener: CtiClientEvents[Name]): () => void {
    return this.#emitter.on(name, listener);
  }

  /** Adds a listener for one kind of event; the returned function removes it. */
  onEvent<Name extends EventName>(
    name: Name,
    listener: (event: Extract<CtiEvent, { event: Name }>) => void,
  ): () => void {
    return this.#emitter.on('event', (event) => {
      if (event.event === name) listener(event as Extract<CtiEvent, { event: Name }>);
    });
  }

  /** Connects and stays connected until {@link stop}; does nothing while it is at it. */
  start(): void {
    if (this.#state !== 'stopped' && this.#state !== 'failed') return;
    this.#tries = 0;
    this.#connect();
  }

  /** Ends the session; pending requests are rejected with `connection.closed`. A later start begins a new picture. */
  stop(): void {
    if (this.#state === 'stopped') return;
    this.#cancelWait();
    this.#cancelSettled();
    const attempt = this.#attempt;
    this.#attempt = null;
    this.#memory.forget();
    this.#enter('stopped', null);
    attempt?.end(closed());
  }

  /** Skips the rest of a wait between tries, as when the network is back. */
  retryNow(): void {
    if (this.#state !== 'waiting') return;
    this.#cancelWait();
    this.#connect();
  }

  /**
   * Resolves when the session is open.
   * @throws {CallweaveError} why it failed or what it waits for at the deadline (default 15 s), `connection.closed` when
   *   stopped, `request.aborted`
   */
  whenOpen(options: RequestOptions = {}): Promise<void> {
    const { timeoutMs = this.#options.openTimeoutMs, signal } = options;
    return new Promise((resolve, reject) => {
      const check = (): boolean => {
        if (this.#state === 'open') settle();
        else if (this.#state === 'stopped') settle(closed());
        else if (this.#state === 'failed') settle(this.#error ?? closed());
        else return false;
        return true;
      };
      const onAbort = (): void =>
        settle(new CallweaveError('request.aborted', 'Waiting was given up.', { cause: signal?.reason }));
      const undo: (() => void)[] = [];
      const settle = (error?: CallweaveError): void => {
        for (const cancel of undo) cancel();
        if (error === undefined) resolve();
        else reject(error);
      };
      if (check()) return;
      if (signal?.aborted === true) return onAbort();
      signal?.addEventListener('abort', onAbort, { once: true });
      undo.push(
        () => signal?.removeEventListener('abort', onAbort),
        this.on('state', check),
        this.#options.clock.after(timeoutMs, () =>
          settle(
            this.#error ??
              new CallweaveError('connection.refused', `The session was not open in ${timeoutMs} ms.`),
          ),
        ),
      );
    });
  }

  /**
   * Sends a command and waits for its answer.
   * @throws {CallweaveError} the server's refusal; `request.invalid`, `request.timed-out`, `request.aborted`,
   *   `request.too-many`, `request.too-large`; `connection.lost` while there is no session, `connection.closed` when
   *   stopped
   */
  async request<Name extends CommandName>(
    command: Name,
    params: CommandParams<Name>,
    options: RequestOptions = {},
  ): Promise<CommandResult<Name>> {
    if (this.#state !== 'open' || this.#attempt === null) throw this.#notOpen();
    const { timeoutMs = this.#options.requestTimeoutMs, signal } = options;
    return this.#attempt.request(command, params, { timeoutMs, signal });
  }

  #connect(): void {
    this.#enter('connecting', null);
    // A listener of that very change may have stopped us.
    if (this.#state !== 'connecting') return;
    const attempt: SessionAttempt = new SessionAttempt(this.#options, this.#memory, {
      opening: () => this.#attempt === attempt && this.#enter('opening', null),
      opened: (session) => this.#attempt === attempt && this.#opened(session),
      event: (event) => this.#attempt === attempt && this.#emitter.safeEmit('event', event),
      clockOffset: (ms) => this.#attempt === attempt && this.#emitter.safeEmit('clock-offset', ms),
      ended: (error, fatal) => this.#attempt === attempt && this.#ended(error, fatal),
    });
    this.#attempt = attempt;
    attempt.begin();
  }

  #opened(session: OpenSession): void {
    this.#cancelSettled = this.#options.clock.after(SETTLED_MS, () => {
      this.#tries = 0;
    });
    this.#enter('open', null);
    if (this.#state === 'open') this.#emitter.safeEmit('session', session);
  }

  #ended(error: CallweaveError, fatal: boolean): void {
    this.#cancelSettled();
    this.#attempt = null;
    if (fatal) {
      this.#memory.forget();
      this.#enter('failed', error);
      return;
    }
    const waitMs = backOffMs(this.#tries, this.#options.random, this.#options.backOff);
    this.#tries += 1;
    this.#cancelWait = this.#options.clock.after(waitMs, () => this.#connect());
    this.#enter('waiting', error);
  }

  #enter(state: CtiClientState, error: CallweaveError | null): void {
    if (this.#state === state) return;
    this.#state = state;
    this.#error = error;
    this.#emitter.safeEmit('state', state, error);
  }

  #notOpen(): CallweaveError {
    if (this.#state === 'stopped') return closed();
    if (this.#state === 'failed' && this.#error !== null) return this.#error;
    return new CallweaveError('connection.lost', 'There is no session with the server at the moment.', {
      details: { state: this.#state, ...(this.#error === null ? {} : { why: this.#error.code }) },
    });
  }
}

function closed(): CallweaveError {
  return new CallweaveError('connection.closed', 'The client is stopped.');
}
