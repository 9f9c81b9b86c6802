import { CallweaveError, type Clock } from '@callweave/cti-core';
import type { Journal, JournalEntry, RunnerLog } from '../kernel/index.js';
import type { Database } from './database.js';
import type { JournalSpool } from './journal-spool.js';
import { project } from './projections.js';

export interface DatabaseJournalOptions {
  readonly database: Database;
  /** Who numbers these events; one server, one owner. */
  readonly owner: string;
  /** Alarms have to be delivered to a web hook; they have not when left out. */
  readonly deliversAlarms?: boolean;
  readonly spool: JournalSpool;
  readonly clock: Clock;
  readonly log: RunnerLog;
}

/** Events wait this long for others to share their transaction. */
const GATHER_MS = 10;
const BATCH = 500;
/** More unwritten entries than this: the runner is asked to slow down. */
const FULL = 20_000;
/** More than this: entries are refused, and lost to the journal. */
const HARD_LIMIT = 50_000;
const RETRY_MS = 1_000;

/**
 * Writes events in batches, each batch with its projections in one transaction. While the database is away, entries go to the
 * spool file in order, and from there to the database when it is back.
 */
export class DatabaseJournal implements Journal {
  readonly #queue: JournalEntry[] = [];
  #writing: Promise<void> | null = null;
  #room: { promise: Promise<void>; open: () => void } | null = null;
  #spooled = false;
  #cancelRetry: (() => void) | null = null;
  /** False while entries go to the spool. */
  get healthy(): boolean {
    return !this.#spooled;
  }

  constructor(private readonly options: DatabaseJournalOptions) {}

  /** Writes what an earlier run left in its spool; call it before the last number is read. */
  async recover(): Promise<void> {
    const left = await this.options.spool.read();
    for (let from = 0; from < left.length; from += BATCH) await this.#write(left.slice(from, from + BATCH));
    await this.options.spool.clear();
  }

  append(entries: readonly JournalEntry[]): undefined | Promise<void> {
    if (this.#queue.length + entries.length > HARD_LIMIT) {
      throw new CallweaveError(
        'storage.failed',
        `The journal holds ${this.#queue.length} unwritten entries and takes no more.`,
      );
    }
    this.#queue.push(...entries);
    this.#writing ??= new Promise<void>((resolve) => {
      this.options.clock.after(GATHER_MS, () => {
        void this.#drain().then(() => {
          this.#writing = null;
          resolve();
        });
      });
    });
    if (this.#queue.length < FULL) return undefined;
    if (this.#room === null) {
      let openRoom = (): void => undefined;
      const promise = new Promise<void>((resolve) => {
        openRoom = resolve;
      });
      this.#room = { promise, open: openRoom };
    }
    return this.#room.promise;
  }

  async flush(): Promise<void> {
    while (this.#writing !== null) await this.#writing;
    this.#cancelRetry?.();
  }

  async #drain(): Promise<void> {
    while (this.#queue.length > 0) {
      const batch = this.#queue.slice(0, BATCH);
      await this.#keep(batch);
      this.#queue.splice(0, batch.length);
      if (this.#queue.length < FULL) {
        this.#room?.open();
        this.#room = null;
      }
    }
  }

  /** Into the database, or into the spool while it is away; never nowhere. */
  async #keep(batch: readonly JournalEntry[]): Promise<void> {
    if (!this.#spooled) {
      try {
        return await this.#write(batch);
      } catch (error) {
        this.options.log.error(
          { err: error },
          'the database refused the journal; events go to the spool file',
        );
        this.#spooled = true;
        this.#retryLater();
      }
    }
    try {
      await this.options.spool.add(batch);
    } catch (error) {
      this.options.log.error(
        { err: error, entries: batch.length },
        'the spool file failed as well: entries are lost to the journal',
      );
    }
  }

  #retryLater(): void {
    this.#cancelRetry = this.options.clock.after(RETRY_MS, () => {
      const before = this.#writing ?? Promise.resolve();
      this.#writing = before.then(async () => {
        try {
          await this.recover();
          this.#spooled = false;
          this.options.log.warn({}, 'the database is back; the spooled events are written');
        } catch {
          this.#retryLater();
        }
        await this.#drain();
        this.#writing = null;
      });
    });
  }

  async #write(batch: readonly JournalEntry[]): Promise<void> {
    const { database, owner, deliversAlarms = false } = this.options;
    await database.transaction().execute(async (tx) => {
      const rows = batch.map((entry) => ({
        owner,
        seq: entry.seq,
        at: entry.at,
        type: entry.event,
        call_id: entry.callId,
        contact_id: entry.contactId ?? null,
        agent_id: entry.agentId,
        data: JSON.stringify(entry.data),
      }));
      const written = await tx
        .insertInto('event_log')
        .values(rows)
        .onConflict((conflict) => conflict.columns(['owner', 'seq']).doNothing())
        .returning('seq')
        .execute();
      // An entry that stands already was projected with it: a batch that is repeated changes nothing.
      const fresh = new Set(written.map((row) => row.seq));
      await project(
        tx,
        batch.filter((entry) => fresh.has(entry.seq)),
        deliversAlarms ? owner : null,
      );
    });
  }
}
