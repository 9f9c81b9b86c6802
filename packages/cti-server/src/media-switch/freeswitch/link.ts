import type { CallweaveError } from '@callweave/cti-core';
import { EslConnection } from './esl-connection.js';
import type { EslEvent } from './esl-event.js';
import type { FreeSwitchOptions, FreeSwitchTimings, SwitchLog } from './freeswitch-options.js';

/** How long a closing connection may take to say goodbye. */
const GOODBYE_MS = 1_000;

/**
 * The two connections to one switch. `api` runs on the connection's own thread and holds up what else goes over it,
 * so commands have one of their own, and nothing that blocks delays an event.
 */
export interface LinkPair {
  /** Events, and what is answered at once: `sendmsg`, `bgapi`. */
  readonly events: EslConnection;
  /** `api`. */
  readonly commands: EslConnection;
}

export interface LinkListener {
  /** Logged in; the link counts as up when this resolves, and as broken when it rejects. */
  connected(pair: LinkPair): Promise<void>;
  event(event: EslEvent): void;
  /** Once for every `connected` that began. */
  broken(reason: string): void;
}

export type LinkOptions = Pick<
  FreeSwitchOptions,
  'host' | 'port' | 'password' | 'clock' | 'newId' | 'random'
> & {
  readonly timings: FreeSwitchTimings;
  readonly log: SwitchLog;
};

/**
 * ```
 *            start                both logged in            resynced
 *  stopped ─────────► connecting ───────────────► syncing ──────────► up
 *                        ▲  │ refused, no answer     │ broken           │ closed, no sign of life
 *                        │  ▼                        ▼                  │
 *                       waiting ◄───────────────────────────────────────┘
 * ```
 * Keeps a pair of connections to the switch: connects, watches for signs of life, and connects again after pauses
 * that double and are spread by chance. After a refusal the pause is long, and the log asks for a person.
 */
export class SwitchLink {
  readonly #options: LinkOptions;
  readonly #listener: LinkListener;
  #pair: LinkPair | null = null;
  #attempt = 0;
  #running = false;
  #cancelRetry: () => void = () => {};
  #cancelKeepalive: () => void = () => {};

  constructor(options: LinkOptions, listener: LinkListener) {
    this.#options = options;
    this.#listener = listener;
  }

  start(): void {
    if (this.#running) return;
    this.#running = true;
    void this.#connect();
  }

  async stop(): Promise<void> {
    this.#running = false;
    this.#cancelRetry();
    this.#cancelKeepalive();
    const pair = this.#pair;
    if (pair) await Promise.all([pair.events, pair.commands].map((one) => this.#sayGoodbye(one)));
  }

  async #connect(): Promise<void> {
    const { clock, timings, log, host, port } = this.#options;
    const pair: LinkPair = {
      events: this.#open((event) => this.#listener.event(event)),
      commands: this.#open(() => {}),
    };
    this.#pair = pair;
    let begun = false;
    const over = new Promise<CallweaveError>((resolve) => {
      for (const one of [pair.events, pair.commands]) one.once('esl::closed', resolve);
    });
    const cancelDeadline = clock.after(timings.connectMs, () => destroy(pair, 'no login in time'));
    try {
      await Promise.all([pair.events.loggedIn(), pair.commands.loggedIn()]);
      cancelDeadline();
      begun = true;
      await this.#listener.connected(pair);
      this.#attempt = 0;
      log.info({ host, port }, 'media switch connected');
      this.#keepAlive(pair);
    } catch (error) {
      destroy(pair, error instanceof Error ? error.message : String(error));
    }
    const reason = await over;
    cancelDeadline();
    this.#cancelKeepalive();
    destroy(pair, 'its twin is closed');
    this.#pair = null;
    if (begun) this.#listener.broken(reason.message);
    if (this.#running) this.#retry(reason);
  }

  #open(onEvent: (event: EslEvent) => void): EslConnection {
    const { host, port, password, clock, newId, timings, log } = this.#options;
    return new EslConnection(host, port, password, {
      clock,
      newId,
      commandMs: timings.commandMs,
      onEvent,
      onFault: (fault, during) => log.error({ err: fault, during }, 'a switch message was not digested'),
      subscribe: false,
    });
  }

  #retry(reason: CallweaveError): void {
    const { clock, timings, random, log, host, port } = this.#options;
    const refused = reason.details['reason'] !== undefined;
    const whole = Math.min(timings.longestRetryMs, timings.firstRetryMs * 2 ** Math.min(this.#attempt, 20));
    const retryMs = refused ? timings.refusedRetryMs : Math.round(whole / 2 + (whole / 2) * random());
    this.#attempt += 1;
    const fields = { host, port, retryMs, reason: reason.details['reason'], err: reason.message };
    if (refused) log.error(fields, 'media switch refused the connection: check its event socket settings');
    else log.warn(fields, 'media switch not connected');
    this.#cancelRetry = clock.after(retryMs, () => void this.#connect());
  }

  /** A dead peer sends no reset: only an answer that stays away tells. */
  #keepAlive(pair: LinkPair): void {
    const { clock, timings } = this.#options;
    this.#cancelKeepalive = clock.after(timings.keepaliveMs, () => {
      Promise.all([pair.events, pair.commands].map((one) => one.call('status'))).then(
        () => {
          if (this.#running && this.#pair === pair && pair.events.closed === null) this.#keepAlive(pair);
        },
        () => destroy(pair, 'no sign of life'),
      );
    });
  }

  #sayGoodbye(connection: EslConnection): Promise<void> {
    return new Promise((resolve) => {
      if (connection.closed) return resolve();
      const cancel = this.#options.clock.after(GOODBYE_MS, () => connection.destroy('stopped'));
      connection.once('esl::closed', () => {
        cancel();
        resolve();
      });
      if (connection.connected()) connection.disconnect();
      else connection.destroy('stopped');
    });
  }
}

function destroy(pair: LinkPair, reason: string): void {
  pair.events.destroy(reason);
  pair.commands.destroy(reason);
}
