import { type Clock, systemClock } from '../clock.js';
import type { Transport } from './transport.port.js';

/** What a {@link CtiClient} is made of; only `transport`, `getToken` and `client` must be given. */
export interface CtiClientOptions {
  readonly transport: Transport;
  /**
   * Called whenever a token is needed: at each open and before the present one runs out. `rejectedToken` is the one
   * the server has just refused, so that a cache can drop it.
   */
  readonly getToken: (context: { readonly rejectedToken: string | null }) => Promise<string> | string;
  /** Who connects, for the server's log. */
  readonly client: { readonly name: string; readonly version: string };

  /** Deadline of a request without one of its own; default 10 s. */
  readonly requestTimeoutMs?: number;
  /** From the first byte to the open session, the token included; default 15 s. */
  readonly openTimeoutMs?: number;
  /** How often `session.ping` asks whether the server is there; default 15 s. */
  readonly heartbeatMs?: number;
  /** Silence after a ping that means the connection is dead; default 5 s. */
  readonly heartbeatTimeoutMs?: number;
  /** First and longest wait between tries; default 250 ms and 15 s. */
  readonly backOff?: { readonly firstMs: number; readonly longestMs: number };
  /** Requests that may wait for an answer at once; one more is rejected with `request.too-many`. Default 64. */
  readonly maxPending?: number;
  /** Hears of what listeners throw and of messages that are skipped; default `console.error`. */
  readonly onFault?: (fault: unknown, where: string) => void;
  readonly clock?: Clock;
  /** Uniform in [0, 1); default `Math.random`. */
  readonly random?: () => number;
}

/** The options with every default in its place. */
export type CompleteOptions = Required<CtiClientOptions>;

export function completeOptions(options: CtiClientOptions): CompleteOptions {
  return {
    requestTimeoutMs: 10_000,
    openTimeoutMs: 15_000,
    heartbeatMs: 15_000,
    heartbeatTimeoutMs: 5_000,
    backOff: { firstMs: 250, longestMs: 15_000 },
    maxPending: 64,
    onFault: (fault, where) => console.error(`[callweave] ${where}:`, fault),
    clock: systemClock,
    random: Math.random,
    ...options,
  };
}
