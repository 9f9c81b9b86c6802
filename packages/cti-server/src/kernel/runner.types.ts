import type { Clock, CommandParams, CommandResult } from '@callweave/cti-core';
import type { Lookups } from '../lookups/lookups.port.js';
import type { MediaSwitch } from '../media-switch/media-switch.port.js';
import type { Journal } from './journal.port.js';
import type {
  Actor,
  JournalEntry,
  Kernel,
  KernelCommandName,
  KernelEvent,
  KernelSettings,
  KernelViews,
} from './kernel.types.js';

/** The few words of a logger that the runner needs; pino fits. */
export interface RunnerLog {
  error(fields: Record<string, unknown>, message: string): void;
  warn(fields: Record<string, unknown>, message: string): void;
}

export interface RunnerParts {
  readonly kernel: Kernel;
  readonly journal: Journal;
  readonly mediaSwitch: Pick<MediaSwitch, 'execute' | 'onFact'>;
  /** Those who know callers (ACD-1); without them every lookup fails. */
  readonly lookups?: Lookups;
  /** Lookups on their way at once; 200 when left out. */
  readonly lookupLimit?: number;
  readonly clock: Clock;
  /** Keys for commands on their way. */
  readonly newId: () => string;
  /** Name of this numbering; changes when `seq` begins anew. */
  readonly stream: string;
  /** Last number already given out in this stream; 0 for a new one. */
  readonly lastSeq?: number;
  readonly log?: RunnerLog;
  /** Events kept for clients that come back; 10,000 when left out. */
  readonly keepEvents?: number;
  /** How long the switch may take to accept an order; 10 s when left out. */
  readonly orderTimeoutMs?: number;
}

export interface CommandOptions {
  /** Default 10 s. */
  readonly timeoutMs?: number;
}

export interface Runner extends KernelViews {
  readonly stream: string;
  /** Number of the last event. */
  readonly seq: number;
  /** Begins to take inputs; call it before the media switch is started. */
  start(): void;
  /** Takes no more inputs, refuses open commands with `server.stopping`, and resolves when the journal is durable. */
  stop(): Promise<void>;
  /**
   * Carries a command out in the name of `actor`.
   * @throws {CallweaveError} what the kernel refuses with; `request.timed-out`, `server.busy`, `server.stopping`
   */
  command<Name extends KernelCommandName>(
    actor: Actor,
    command: Name,
    params: CommandParams<Name>,
    options?: CommandOptions,
  ): Promise<CommandResult<Name>>;
  /** Called once per step with its events, in order; what it throws is logged and hurts nobody. Returns how to stop. */
  onEvents(listener: (events: readonly JournalEntry[]) => void): () => void;
  /** The events after `seq`, or null when they are no longer held. */
  eventsAfter(seq: number): readonly JournalEntry[] | null;
  /** Numbers and publishes an event that is not the kernel's own decision (`recording.stored`, `recording.failed`). */
  publish(event: KernelEvent): void;
  /** Runs by these settings from the next step on; calls that are up are not touched. */
  changeSettings(settings: KernelSettings): void;
  /** Today's figures begin anew; the composition calls it at the site's midnight. */
  newDay(): void;
}
