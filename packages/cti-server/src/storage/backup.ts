import { createReadStream, createWriteStream } from 'node:fs';
import { open, rename, rm } from 'node:fs/promises';
import { createInterface } from 'node:readline';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createGunzip, createGzip } from 'node:zlib';
import { CallweaveError } from '@callweave/cti-core';
import { type QueryResult, type RawBuilder, sql, type Transaction } from 'kysely';
import type { Database } from './database.js';
import type { Tables } from './tables.js';

const FORMAT = 'callweave-backup';
const VERSION = 1;
const PAGE = 500;

/** What orders a table, and so pages through it; columns a database numbers itself are not put back. */
const TABLES = [
  { name: 'accounts', key: ['account'], numbered: null },
  { name: 'event_log', key: ['owner', 'seq'], numbered: null },
  { name: 'calls', key: ['call_id'], numbered: null },
  { name: 'contacts', key: ['contact_id'], numbered: null },
  { name: 'agent_activity', key: ['id'], numbered: 'id' },
  { name: 'recordings', key: ['recording_id'], numbered: null },
  { name: 'recording_marks', key: ['recording_id', 'id'], numbered: null },
  { name: 'quality_sheets', key: ['sheet_id', 'version'], numbered: null },
  { name: 'quality_rules', key: ['rule_id'], numbered: null },
  { name: 'inspections', key: ['inspection_id'], numbered: null },
  { name: 'snapshots', key: ['kind', 'id'], numbered: null },
  { name: 'settings', key: ['kind', 'id'], numbered: null },
  { name: 'settings_history', key: ['kind', 'id', 'version'], numbered: null },
  { name: 'audit_log', key: ['audit_id'], numbered: null },
  { name: 'alarms', key: ['alarm_id', 'subject', 'raised_at'], numbered: null },
  { name: 'alarm_deliveries', key: ['delivery_id'], numbered: null },
] as const satisfies readonly { name: keyof Tables; key: readonly string[]; numbered: string | null }[];

type Row = Record<string, unknown>;
/** Rows by table. */
export type BackupCounts = Record<string, number>;

/**
 * Writes everything in the database, as it stands at one moment, to a compressed file of JSON lines. It can be put into
 * an embedded database or a PostgreSQL server alike, of this PostgreSQL major or another. The file appears under its name when it is whole.
 * @throws {CallweaveError} `storage.failed`
 */
export async function backUp(database: Database, file: string): Promise<BackupCounts> {
  const counts: BackupCounts = {};
  const part = `${file}.part`;
  try {
    await database
      .transaction()
      .setIsolationLevel('repeatable read')
      .execute(async (transaction) => {
        await pipeline(
          Readable.from(lines(transaction, counts)),
          createGzip(),
          createWriteStream(part, { mode: 0o600 }),
        );
      });
    const written = await open(part, 'r+');
    await written.sync();
    await written.close();
    await rename(part, file);
    return counts;
  } catch (cause) {
    await rm(part, { force: true });
    throw failure(`The backup ${file} could not be written`, cause);
  }
}

/**
 * Puts a backup into an empty database, all of it or nothing.
 * @throws {CallweaveError} `storage.failed`: no backup, cut short, or a database that holds something already
 */
export async function restoreBackup(database: Database, file: string): Promise<BackupCounts> {
  const counts: BackupCounts = {};
  try {
    await database.transaction().execute(async (transaction) => {
      for (const { name } of TABLES) await expectEmpty(transaction, name);
      let table: (typeof TABLES)[number] | null = null;
      let page: Row[] = [];
      let whole = false;
      const put = async (): Promise<void> => {
        if (table !== null && page.length > 0) await insert(transaction, table.name, page);
        page = [];
      };
      for await (const line of readLines(file)) {
        if (whole) throw new Error('something follows its end');
        if ('format' in line) checkHeader(line);
        else if ('table' in line) {
          await put();
          table = TABLES.find(({ name }) => name === line['table']) ?? null;
          if (table === null)
            throw new Error(`it has a table ${String(line['table'])} that is not known here`);
          counts[table.name] = 0;
        } else if ('end' in line) {
          await put();
          if (JSON.stringify(line['end']) !== JSON.stringify(counts))
            throw new Error('rows are missing in it');
          whole = true;
        } else if (table === null) throw new Error('it is no backup of Callweave');
        else {
          page.push(withoutNumbered(line, table.numbered));
          counts[table.name] = (counts[table.name] ?? 0) + 1;
          if (page.length === PAGE) await put();
        }
      }
      if (!whole) throw new Error('it was cut short');
    });
    return counts;
  } catch (cause) {
    throw failure(`The backup ${file} could not be restored, and nothing was changed`, cause);
  }
}

async function* lines(transaction: Transaction<Tables>, counts: BackupCounts): AsyncGenerator<string> {
  yield `${JSON.stringify({ format: FORMAT, version: VERSION, at: new Date().toISOString() })}\n`;
  for (const { name, key } of TABLES) {
    yield `${JSON.stringify({ table: name })}\n`;
    counts[name] = 0;
    const columns = sql.join(key.map((column) => sql.ref(column)));
    let last: Row | null = null;
    for (;;) {
      const after: Row | null = last;
      const where: RawBuilder<unknown> =
        after === null ? sql`` : sql`where (${columns}) > (${sql.join(key.map((column) => after[column]))})`;
      const page: QueryResult<Row> =
        await sql<Row>`select * from ${sql.table(name)} ${where} order by ${columns} limit ${sql.lit(PAGE)}`.execute(
          transaction,
        );
      for (const row of page.rows) yield `${JSON.stringify(row)}\n`;
      counts[name] += page.rows.length;
      last = page.rows.at(-1) ?? null;
      if (page.rows.length < PAGE) break;
    }
  }
  yield `${JSON.stringify({ end: counts })}\n`;
}

async function* readLines(file: string): AsyncGenerator<Row> {
  const source = createReadStream(file);
  const gunzip = createGunzip();
  source.on('error', (error) => gunzip.destroy(error));
  for await (const line of createInterface({
    input: source.pipe(gunzip),
    crlfDelay: Number.POSITIVE_INFINITY,
  })) {
    yield JSON.parse(line) as Row;
  }
}

function checkHeader(line: Row): void {
  if (line['format'] !== FORMAT) throw new Error('it is no backup of Callweave');
  if (line['version'] !== VERSION) {
    throw new Error(`it has version ${String(line['version'])}, and ${VERSION} is what is understood here`);
  }
}

async function expectEmpty(transaction: Transaction<Tables>, name: keyof Tables): Promise<void> {
  const found = await sql<Row>`select 1 as one from ${sql.table(name)} limit 1`.execute(transaction);
  if (found.rows.length > 0) throw new Error(`the database is not empty: there are rows in ${name}`);
}

function withoutNumbered(row: Row, numbered: string | null): Row {
  if (numbered === null) return row;
  const { [numbered]: _number, ...rest } = row;
  return rest;
}

async function insert(
  transaction: Transaction<Tables>,
  name: keyof Tables,
  page: readonly Row[],
): Promise<void> {
  const columns = Object.keys(page[0] as Row);
  const rows = page.map((row) => sql`(${sql.join(columns.map((column) => asParameter(row[column])))})`);
  const names = sql.join(columns.map((column) => sql.ref(column)));
  await sql`insert into ${sql.table(name)} (${names}) values ${sql.join(rows)}`.execute(transaction);
}

/** Documents are written as JSON text. */
function asParameter(value: unknown): unknown {
  return typeof value === 'object' && value !== null ? JSON.stringify(value) : value;
}

function failure(what: string, cause: unknown): CallweaveError {
  if (cause instanceof CallweaveError) return cause;
  const reason = cause instanceof Error ? cause.message : String(cause);
  return new CallweaveError('storage.failed', `${what}: ${reason}.`, { cause });
}
