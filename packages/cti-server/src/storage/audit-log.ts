import type { Clock, Role } from '@callweave/cti-core';
import { sql } from 'kysely';
import type { AuditEntry, AuditLog } from '../audit/audit-log.port.js';
import type { Database } from './database.js';
import type { Spool } from './spool.js';

/** An entry with its time, as it lies in the database. */
export interface AuditRecord {
  readonly auditId: string;
  /** Epoch milliseconds. */
  readonly at: number;
  readonly account: string;
  readonly role: Role | null;
  readonly action: string;
  readonly subject: string | null;
  readonly details: Readonly<Record<string, unknown>>;
  readonly outcome: string;
}

/** The few words of a logger that are needed here; pino fits. */
interface Log {
  error(fields: Record<string, unknown>, message: string): void;
  warn(fields: Record<string, unknown>, message: string): void;
}

export interface DatabaseAuditLogOptions {
  readonly database: Database;
  readonly spool: Spool<AuditRecord>;
  readonly clock: Clock;
  readonly newId: () => string;
  readonly log: Log;
}

/** Entries wait this long for others to share their statement. */
const GATHER_MS = 20;
const BATCH = 200;
/** More unwritten entries than this go to the server's log, and to nowhere else. */
const LIMIT = 10_000;
const RETRY_MS = 1_000;
const LONGEST_RETRY_MS = 30_000;

/**
 * Writes entries in batches, beside the journal and without it. While the database is away they go to a spool file, synced, and
 * from there to the database when it is back; it is tried again after 1 s, then ever later, after 30 s at most.
 */
export class DatabaseAuditLog implements AuditLog {
  readonly #queue: AuditRecord[] = [];
  #writing: Promise<void> | null = null;
  #isAway = false;
  #retryMs = RETRY_MS;
  #cancelRetry: () => void = () => undefined;

  constructor(private readonly options: DatabaseAuditLogOptions) {}

  /** Writes what an earlier run left in its spool. While the database is away, it stays there. */
  async recover(): Promise<void> {
    const { spool } = this.options;
    const left = await spool.read();
    for (let from = 0; from < left.length; from += BATCH) await this.#insert(left.slice(from, from + BATCH));
    await spool.clear();
  }

  record({ actor, action, subject, details = {}, outcome }: AuditEntry): void {
    const { clock, newId, log } = this.options;
    const { account, role } = actor;
    const entry = { auditId: newId(), at: clock.now(), account, role, action, subject, details, outcome };
    if (this.#queue.length >= LIMIT) {
      log.error({ ...entry }, 'the audit log is full: this entry stands here alone');
      return;
    }
    this.#queue.push(entry);
    if (this.#writing !== null) return;
    this.#writing = new Promise<void>((resolve) => {
      clock.after(GATHER_MS, () => void this.#drain().then(resolve));
    });
  }

  /** Resolves when all that was recorded is in the database or in the spool file. */
  async flush(): Promise<void> {
    while (this.#writing !== null) await this.#writing;
  }

  async stop(): Promise<void> {
    await this.flush();
    this.#cancelRetry();
  }

  async #drain(): Promise<void> {
    while (this.#queue.length > 0) {
      const batch = this.#queue.slice(0, BATCH);
      await this.#keep(batch);
      this.#queue.splice(0, batch.length);
    }
    this.#writing = null;
  }

  async #keep(batch: readonly AuditRecord[]): Promise<void> {
    const { log, spool } = this.options;
    if (!this.#isAway) {
      try {
        return await this.#insert(batch);
      } catch (error) {
        log.error({ err: error }, 'the database refused the audit log; it goes to its spool file');
        this.#isAway = true;
        this.#retryLater();
      }
    }
    try {
      await spool.add(batch);
    } catch (error) {
      for (const entry of batch)
        log.error(
          { ...entry, err: error },
          'the spool file of the audit log failed: this entry stands here alone',
        );
    }
  }

  #retryLater(): void {
    this.#cancelRetry = this.options.clock.after(this.#retryMs, () => {
      this.#retryMs = Math.min(2 * this.#retryMs, LONGEST_RETRY_MS);
      const before = this.#writing ?? Promise.resolve();
      this.#writing = before.then(async () => {
        try {
          await this.recover();
          this.#isAway = false;
          this.#retryMs = RETRY_MS;
          this.options.log.warn({}, 'the database is back; the spooled audit log is written');
        } catch {
          this.#retryLater();
        }
        await this.#drain();
      });
    });
  }

  async #insert(batch: readonly AuditRecord[]): Promise<void> {
    await this.options.database
      .insertInto('audit_log')
      .values(
        batch.map(({ auditId, details, ...entry }) => ({
          ...entry,
          audit_id: auditId,
          details: JSON.stringify(details),
        })),
      )
      // One that stands already was written before the connection broke.
      .onConflict((conflict) => conflict.column('audit_id').doNothing())
      .execute();
  }
}

export interface AuditQuery {
  /** Epoch milliseconds, both inclusive. */
  readonly from?: number | undefined;
  readonly to?: number | undefined;
  readonly actor?: string | undefined;
  /** Exact, or all that begin with it when it ends in a dot: `supervision.`. */
  readonly action?: string | undefined;
  readonly limit: number;
  /** Those behind this entry: the last `auditId` of the page before. */
  readonly after?: string | undefined;
}

/** Entries, newest first. */
export async function listAuditRecords(
  database: Database,
  { from, to, actor, action, limit, after }: AuditQuery,
): Promise<AuditRecord[]> {
  let query = database.selectFrom('audit_log').selectAll();
  if (from !== undefined) query = query.where('at', '>=', from);
  if (to !== undefined) query = query.where('at', '<=', to);
  if (actor !== undefined) query = query.where('account', '=', actor);
  if (action !== undefined)
    query = action.endsWith('.')
      ? query.where(sql<boolean>`starts_with(action, ${action})`)
      : query.where('action', '=', action);
  if (after !== undefined)
    query = query.where(
      sql<boolean>`(at, audit_id) < (select at, audit_id from audit_log where audit_id = ${after})`,
    );
  const rows = await query.orderBy('at', 'desc').orderBy('audit_id', 'desc').limit(limit).execute();
  return rows.map(({ audit_id: auditId, at, account, role, action: done, subject, details, outcome }) => ({
    auditId,
    at,
    account,
    role: role as Role | null,
    action: done,
    subject,
    details: details as AuditRecord['details'],
    outcome,
  }));
}
