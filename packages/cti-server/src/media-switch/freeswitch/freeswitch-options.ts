import type { Clock } from '@callweave/cti-core';

/** The few words of a logger that the adapter needs; pino fits. */
export interface SwitchLog {
  error(fields: Record<string, unknown>, message: string): void;
  warn(fields: Record<string, unknown>, message: string): void;
  info(fields: Record<string, unknown>, message: string): void;
  debug(fields: Record<string, unknown>, message: string): void;
}

/** Where the switch is and what it sees of our folders. */
export interface FreeSwitchOptions {
  readonly host: string;
  /** The event socket's port, 8021 as FreeSWITCH ships. */
  readonly port: number;
  readonly password: string;
  /** Domain the agents' phones register in; extensions are rung as `user/EXTENSION@domain`. */
  readonly domain: string;
  /** Recordings folder as the switch sees it. */
  readonly recordingsPath: string;
  /** Folder of the prompts (`NAME.wav`) as the switch sees it. */
  readonly soundsPath: string;
  /** What waiting and held callers hear: a file, `local_stream://…` or `tone_stream://…`. */
  readonly holdMusic: string;
  readonly clock: Clock;
  /** Unique ids, for background jobs and running applications. */
  readonly newId: () => string;
  /** From 0 up to 1, for the spread of reconnects. */
  readonly random: () => number;
  readonly log?: SwitchLog;
  readonly timings?: Partial<FreeSwitchTimings>;
}

/** All in milliseconds. */
export interface FreeSwitchTimings {
  /** An answer that takes longer counts as a broken connection's. */
  readonly commandMs: number;
  /** TCP connect, greeting and login together. */
  readonly connectMs: number;
  /** Pause between two signs of life of the switch. */
  readonly keepaliveMs: number;
  /** First pause before connecting again; doubles, half of it by chance. */
  readonly firstRetryMs: number;
  readonly longestRetryMs: number;
  /** Pause after a refusal (wrong password, address not allowed): a person must act first. */
  readonly refusedRetryMs: number;
  /** How long an agent's leg may be without any sound packet before the switch drops it. */
  readonly mediaTimeoutMs: number;
}

export const defaultTimings: FreeSwitchTimings = {
  commandMs: 5_000,
  connectMs: 5_000,
  keepaliveMs: 5_000,
  firstRetryMs: 250,
  longestRetryMs: 10_000,
  refusedRetryMs: 30_000,
  mediaTimeoutMs: 20_000,
};
