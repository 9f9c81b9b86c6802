import type { Clock } from '../clock.js';
import { CallweaveError } from '../errors.js';
import {
  type CommandName,
  type CommandParams,
  type CommandResult,
  commandSchemas,
} from '../messages/commands.js';
import {
  MAX_MESSAGE_BYTES,
  PROTOCOL_VERSION,
  type ResponseMessage,
  type ServerMessage,
  serverMessageSchema,
} from '../messages/envelope.js';
import type { Transport, TransportConnection } from './transport.port.js';

export interface RequestOptions {
  /** Deadline for the answer; default 10 s. */
  readonly timeoutMs?: number;
  readonly signal?: AbortSignal;
}

type EventMessage = Extract<ServerMessage, { type: 'event' }>;

/** What one connection tells the client that owns it; nothing comes after `ended`. */
export interface ConnectionListener {
  /** The server is there and speaks our protocol. */
  welcome(): void;
  event(message: EventMessage): void;
  /** A message that cannot be read; it is skipped. */
  fault(message: string, details: Record<string, unknown>): void;
  ended(error: CallweaveError): void;
}

type Outcome = { readonly result: unknown } | { readonly error: CallweaveError };

interface Pending {
  readonly command: CommandName;
  settle(outcome: Outcome): void;
}

/**
 * One connection from its opening to its end: pairs answers with requests and sorts what else comes. It ends once, for
 * whatever reason, and every request then pending is rejected.
 */
export class Connection {
  readonly #clock: Clock;
  readonly #maxPending: number;
  readonly #listener: ConnectionListener;
  readonly #wire: TransportConnection;
  readonly #pending = new Map<string, Pending>();
  #lastId = 0;
  #opened = false;
  #over: CallweaveError | null = null;

  constructor(
    transport: Transport,
    listener: ConnectionListener,
    options: { readonly clock: Clock; readonly maxPending: number },
  ) {
    this.#clock = options.clock;
    this.#maxPending = options.maxPending;
    this.#listener = listener;
    this.#wire = transport.open({
      opened: () => {
        this.#opened = true;
      },
      message: (text) => this.#receive(text),
      closed: ({ code, reason }) =>
        this.end(
          new CallweaveError(
            this.#opened ? 'connection.lost' : 'connection.refused',
            this.#opened ? 'The connection to the server broke.' : 'The server cannot be reached.',
            { details: { code, ...(reason === '' ? {} : { reason }) } },
          ),
        ),
    });
  }

  /** Ends it from this side; pending requests are rejected with `error`. */
  end(error: CallweaveError): void {
    if (this.#over !== null) return;
    this.#over = error;
    this.#wire.close();
    const pending = [...this.#pending.values()];
    this.#pending.clear();
    for (const request of pending) request.settle({ error });
    this.#listener.ended(error);
  }

  /** @throws {CallweaveError} what the server answered, `request.*` or `connection.*` */
  request<Name extends CommandName>(
    command: Name,
    params: CommandParams<Name>,
    options: { readonly timeoutMs: number; readonly signal?: AbortSignal | undefined },
  ): Promise<CommandResult<Name>> {
    return new Promise<CommandResult<Name>>((resolve, reject) => {
      if (this.#over !== null) return reject(this.#over);
      if (options.signal?.aborted === true) return reject(aborted(command, options.signal));
      const frame = this.#frame(command, params);
      if (frame instanceof CallweaveError) return reject(frame);

      const { id, text } = frame;
      const onAbort = (): void => settle({ error: aborted(command, options.signal) });
      const cancelDeadline = this.#clock.after(options.timeoutMs, () =>
        settle({
          error: new CallweaveError(
            'request.timed-out',
            `No answer to ${command} in ${options.timeoutMs} ms.`,
            {
              details: { command, timeoutMs: options.timeoutMs },
            },
          ),
        }),
      );
      const settle: Pending['settle'] = (outcome) => {
        this.#pending.delete(id);
        cancelDeadline();
        options.signal?.removeEventListener('abort', onAbort);
        if ('error' in outcome) reject(outcome.error);
        else resolve(outcome.result as CommandResult<Name>);
      };
      options.signal?.addEventListener('abort', onAbort, { once: true });
      this.#pending.set(id, { command, settle });
      this.#wire.send(text);
    });
  }

  #frame(command: CommandName, params: unknown): { id: string; text: string } | CallweaveError {
    const checked = commandSchemas[command].params.safeParse(params);
    if (!checked.success) {
      return new CallweaveError('request.invalid', `The parameters of ${command} are wrong.`, {
        details: { command, issues: checked.error.issues },
      });
    }
    if (this.#pending.size >= this.#maxPending) {
      return new CallweaveError(
        'request.too-many',
        `${this.#maxPending} requests wait for an answer already.`,
        {
          details: { limit: this.#maxPending },
        },
      );
    }
    this.#lastId += 1;
    const id = String(this.#lastId);
    const text = JSON.stringify({ type: 'request', id, command, params });
    if (utf8Length(text) > MAX_MESSAGE_BYTES) {
      return new CallweaveError('request.too-large', `${command} is longer than a message may be.`, {
        details: { command, limit: MAX_MESSAGE_BYTES },
      });
    }
    return { id, text };
  }

  #receive(text: string): void {
    if (this.#over !== null) return;
    const message = this.#read(text);
    switch (message?.type) {
      case 'response':
        this.#answered(message);
        break;
      case 'event':
        this.#listener.event(message);
        break;
      case 'welcome':
        if (message.protocol === PROTOCOL_VERSION) this.#listener.welcome();
        else this.end(incompatible(message.protocol));
        break;
      case 'goodbye':
        this.end(CallweaveError.fromWire(message.error));
        break;
    }
  }

  #read(text: string): ServerMessage | undefined {
    let json: unknown;
    try {
      json = JSON.parse(text);
    } catch {
      this.#listener.fault('The server sent what is not JSON.', { length: text.length });
      return undefined;
    }
    const checked = serverMessageSchema.safeParse(json);
    if (checked.success) return checked.data;
    // Kinds of messages that a newer server adds are skipped.
    this.#listener.fault('The server sent a message of an unknown form.', { issues: checked.error.issues });
    return undefined;
  }

  #answered(message: ResponseMessage): void {
    const request = message.id === null ? undefined : this.#pending.get(message.id);
    // Late: its deadline passed or it was given up.
    if (request !== undefined) request.settle(outcomeOf(request.command, message));
  }
}

function outcomeOf(command: CommandName, message: ResponseMessage): Outcome {
  if (!message.ok) return { error: CallweaveError.fromWire(message.error) };
  const checked = commandSchemas[command].result.safeParse(message.result);
  // The original, not the parsed copy: fields a newer server adds are kept.
  if (checked.success) return { result: message.result };
  const details = { command, issues: checked.error.issues };
  return {
    error: new CallweaveError('server.failed', `The server's answer to ${command} cannot be read.`, {
      details,
    }),
  };
}

function incompatible(protocol: number): CallweaveError {
  return new CallweaveError(
    'connection.incompatible',
    `The server speaks protocol ${protocol}, this client ${PROTOCOL_VERSION}.`,
    { details: { server: protocol, client: PROTOCOL_VERSION } },
  );
}

function aborted(command: CommandName, signal: AbortSignal | undefined): CallweaveError {
  return new CallweaveError('request.aborted', `${command} was given up.`, {
    details: { command },
    cause: signal?.reason,
  });
}

function utf8Length(text: string): number {
  // One UTF-16 unit is three bytes at most.
  return text.length * 3 <= MAX_MESSAGE_BYTES ? text.length : new TextEncoder().encode(text).length;
}
