import { CallweaveError } from '../errors.js';
import type { CommandName, CommandParams, CommandResult } from '../messages/commands.js';
import type { ServerMessage } from '../messages/envelope.js';
import type { CtiEvent } from '../messages/events.js';
import { backOffMs } from './back-off.js';
import type { OpenSession } from './client-events.js';
import type { CompleteOptions } from './client-options.js';
import { Connection } from './connection.js';
import type { SessionMemory } from './session-memory.js';

export interface AttemptListener {
  opening(): void;
  opened(session: OpenSession): void;
  event(event: CtiEvent): void;
  clockOffset(offsetMs: number): void;
  /** Comes once; `fatal` when another try cannot help. */
  ended(error: CallweaveError, fatal: boolean): void;
}

type EventMessage = Extract<ServerMessage, { type: 'event' }>;

/** Events that may come before the answer to `session.open`; more than this is no server of ours. */
const MAX_EARLY_EVENTS = 10_000;
/** The token is renewed when a fifth of its life is left, at most a minute before its end. */
const RENEW_SHARE = 0.2;
const RENEW_AT_MOST_MS = 60_000;
/** setTimeout counts in 32 bits. */
const LONGEST_TIMER_MS = 2_147_483_647;

/** One connection's session: opens it, keeps it alive, renews its token, until it breaks. */
export class SessionAttempt {
  readonly #options: CompleteOptions;
  readonly #memory: SessionMemory;
  readonly #listener: AttemptListener;
  #connection: Connection | null = null;
  #early: EventMessage[] | null = [];
  #token: string | null = null;
  #welcomed = false;
  #renewTries = 0;
  #over = false;
  #cancelOpenDeadline: () => void = () => undefined;
  #cancelHeartbeat: () => void = () => undefined;
  #cancelRenewal: () => void = () => undefined;

  constructor(options: CompleteOptions, memory: SessionMemory, listener: AttemptListener) {
    this.#options = options;
    this.#memory = memory;
    this.#listener = listener;
  }

  begin(): void {
    const { clock, openTimeoutMs, transport, maxPending, onFault } = this.#options;
    this.#cancelOpenDeadline = clock.after(openTimeoutMs, () =>
      this.end(new CallweaveError('connection.refused', `The session was not open in ${openTimeoutMs} ms.`)),
    );
    this.#connection = new Connection(
      transport,
      {
        welcome: () => this.#welcome(),
        event: (message) => this.#event(message),
        fault: (message, details) =>
          onFault(new CallweaveError('server.failed', message, { details }), 'message'),
        ended: (error) => this.#ended(error),
      },
      { clock, maxPending },
    );
  }

  end(error: CallweaveError): void {
    this.#connection?.end(error);
  }

  request<Name extends CommandName>(
    command: Name,
    params: CommandParams<Name>,
    options: { readonly timeoutMs: number; readonly signal?: AbortSignal | undefined },
  ): Promise<CommandResult<Name>> {
    if (this.#connection === null) {
      return Promise.reject(new CallweaveError('connection.lost', 'There is no connection to the server.'));
    }
    return this.#connection.request(command, params, options);
  }

  #welcome(): void {
    if (this.#welcomed) return;
    this.#welcomed = true;
    this.#listener.opening();
    this.#open().catch((error: unknown) => this.end(asCallweaveError(error)));
  }

  async #open(): Promise<void> {
    const { client, clock, requestTimeoutMs } = this.#options;
    const token = await this.#getToken();
    if (this.#over) return;
    const { resume } = this.#memory.events;
    const sentAt = clock.now();
    const result = await this.request(
      'session.open',
      { token, client: { ...client }, ...(resume === undefined ? {} : { resume }) },
      { timeoutMs: requestTimeoutMs },
    );
    if (this.#over) return;
    this.#memory.rejectedToken = null;
    if (result.state !== null) {
      this.#memory.events.begin(result.stream, result.seq);
    } else if (resume?.stream !== result.stream) {
      // It says resumed, but its numbers mean something else: only a whole picture is right.
      this.#memory.events.forget();
      throw new CallweaveError('server.failed', 'The server resumed another stream of events.');
    }
    this.#cancelOpenDeadline();
    this.#measureClock(sentAt, result.serverTime);
    this.#scheduleHeartbeat();
    this.#scheduleRenewal(result.expiresAt - result.serverTime);
    const { sessionId, role, agentId, state } = result;
    this.#listener.opened({ sessionId, role, agentId, state });
    const early = this.#early ?? [];
    this.#early = null;
    for (const message of early) this.#event(message);
  }

  async #getToken(): Promise<string> {
    try {
      this.#token = await this.#options.getToken({ rejectedToken: this.#memory.rejectedToken });
      return this.#token;
    } catch (error) {
      if (error instanceof CallweaveError) throw error;
      throw new CallweaveError('connection.refused', 'getToken failed, so there is no session yet.', {
        cause: error,
      });
    }
  }

  #event(message: EventMessage): void {
    if (this.#over) return;
    if (this.#early !== null) {
      // Nobody knows yet whether this is news or a part of the picture to come.
      if (this.#early.length < MAX_EARLY_EVENTS) this.#early.push(message);
      else this.end(new CallweaveError('connection.lost', 'Too many events before the session was open.'));
      return;
    }
    const admission = this.#memory.events.admit(message);
    if (admission.admit) {
      this.#listener.event(admission.event);
    } else if (admission.why === 'malformed') {
      const { event, seq } = message;
      this.#options.onFault(
        new CallweaveError('server.failed', `The event ${event} cannot be read and is skipped.`, {
          details: { event, seq, issues: admission.issues },
        }),
        'message',
      );
    }
  }

  #scheduleHeartbeat(): void {
    const { clock, heartbeatMs, heartbeatTimeoutMs } = this.#options;
    this.#cancelHeartbeat = clock.after(heartbeatMs, () => {
      const sentAt = clock.now();
      this.request('session.ping', {}, { timeoutMs: heartbeatTimeoutMs }).then(
        ({ serverTime }) => {
          if (this.#over) return;
          this.#measureClock(sentAt, serverTime);
          this.#scheduleHeartbeat();
        },
        (error: unknown) => {
          if (this.#over) return;
          const { code } = asCallweaveError(error);
          // A refusal is an answer, too: the server lives. So is our own full queue no proof against it.
          if (code !== 'request.timed-out') return this.#scheduleHeartbeat();
          this.end(
            new CallweaveError('connection.lost', `The server was silent for ${heartbeatTimeoutMs} ms.`),
          );
        },
      );
    });
  }

  #measureClock(sentAt: number, serverTime: number): void {
    const { clockOffset } = this.#memory;
    const before = clockOffset.ms;
    clockOffset.add(sentAt, this.#options.clock.now(), serverTime);
    if (clockOffset.ms !== before) this.#listener.clockOffset(clockOffset.ms);
  }

  #scheduleRenewal(lifeMs: number): void {
    const delayMs = Math.max(0, lifeMs - Math.min(RENEW_AT_MOST_MS, lifeMs * RENEW_SHARE));
    this.#cancelRenewal = this.#options.clock.after(Math.min(delayMs, LONGEST_TIMER_MS), () => {
      if (delayMs > LONGEST_TIMER_MS) return this.#scheduleRenewal(lifeMs - LONGEST_TIMER_MS);
      this.#renew().catch((error: unknown) => this.#renewalFailed(error));
    });
  }

  async #renew(): Promise<void> {
    const { requestTimeoutMs } = this.#options;
    const token = await this.#getToken();
    if (this.#over) return;
    const { expiresAt } = await this.request('session.renew', { token }, { timeoutMs: requestTimeoutMs });
    if (this.#over) return;
    this.#renewTries = 0;
    const serverNow = this.#options.clock.now() + this.#memory.clockOffset.ms;
    this.#scheduleRenewal(expiresAt - serverNow);
  }

  /** Keeps trying: the present token may be good for a while. When it runs out, the server says goodbye. */
  #renewalFailed(error: unknown): void {
    if (this.#over) return;
    const { clock, random, backOff, onFault } = this.#options;
    onFault(asCallweaveError(error), 'renewing the token');
    const waitMs = backOffMs(this.#renewTries, random, {
      ...backOff,
      firstMs: Math.max(1_000, backOff.firstMs),
    });
    this.#renewTries += 1;
    this.#cancelRenewal = clock.after(waitMs, () => {
      this.#renew().catch((again: unknown) => this.#renewalFailed(again));
    });
  }

  #ended(error: CallweaveError): void {
    this.#over = true;
    this.#cancelOpenDeadline();
    this.#cancelHeartbeat();
    this.#cancelRenewal();
    this.#listener.ended(error, this.#isFatal(error));
  }

  #isFatal(error: CallweaveError): boolean {
    if (error.code === 'access.bad-token' || error.code === 'session.expired') {
      // One more try with a new token; a page may have kept an old one.
      const again = this.#memory.rejectedToken !== null;
      this.#memory.rejectedToken = this.#token ?? '';
      return again;
    }
    if (error.code === 'connection.incompatible') return true;
    return !error.retryable && (error.kind === 'access' || error.kind === 'request');
  }
}

function asCallweaveError(error: unknown): CallweaveError {
  if (error instanceof CallweaveError) return error;
  return new CallweaveError('server.failed', 'An unexpected failure in the client.', { cause: error });
}
