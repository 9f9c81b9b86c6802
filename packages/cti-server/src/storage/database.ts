import { CallweaveError } from '@callweave/cti-core';
import { Kysely, type Migration, Migrator, PostgresDialect } from 'kysely';
import pg from 'pg';
import * as firstCall from './migrations/0001-first-call.js';
import * as storedSettings from './migrations/0002-settings.js';
import * as voicemail from './migrations/0003-voicemail.js';
import * as contacts from './migrations/0004-contacts.js';
import * as auditLog from './migrations/0005-audit-log.js';
import * as recordingStore from './migrations/0006-recording-store.js';
import * as recordingSearch from './migrations/0007-recording-search.js';
import * as recordingMarks from './migrations/0008-recording-marks.js';
import * as quality from './migrations/0009-quality.js';
import * as alarms from './migrations/0010-alarms.js';
import * as alarmDeliveries from './migrations/0011-alarm-deliveries.js';
import * as recordingSearchRare from './migrations/0012-recording-search-rare.js';
import { PgliteDialect } from './pglite/pglite-dialect.js';
import { PgliteEngine } from './pglite/pglite-engine.js';
import type { Tables } from './tables.js';
import { parseValue } from './type-parsers.js';

export type Database = Kysely<Tables>;

/** Where the rows are: embedded in a folder, in memory for tests, or on a PostgreSQL server (≥ 15). */
export type DatabaseSettings =
  | { readonly kind: 'embedded'; readonly folder: string }
  | { readonly kind: 'memory' }
  | { readonly kind: 'postgres'; readonly url: string; readonly schema?: string };

const MIGRATIONS: Record<string, Migration> = {
  '0001-first-call': firstCall,
  '0002-settings': storedSettings,
  '0003-voicemail': voicemail,
  '0004-contacts': contacts,
  '0005-audit-log': auditLog,
  '0006-recording-store': recordingStore,
  '0007-recording-search': recordingSearch,
  '0008-recording-marks': recordingMarks,
  '0009-quality': quality,
  '0010-alarms': alarms,
  '0011-alarm-deliveries': alarmDeliveries,
  '0012-recording-search-rare': recordingSearchRare,
};

/**
 * Opens the database and brings its tables up to this version.
 * @throws {CallweaveError} `storage.locked`, `storage.failed`
 */
export async function openDatabase(settings: DatabaseSettings): Promise<Database> {
  const database = new Kysely<Tables>({ dialect: dialectFor(settings) });
  try {
    const schema = settings.kind === 'postgres' ? settings.schema : undefined;
    const migrator = new Migrator({
      db: database,
      provider: { getMigrations: async () => MIGRATIONS },
      // Otherwise the migrations of another schema of the same database would count as ours.
      ...(schema === undefined ? {} : { migrationTableSchema: schema }),
    });
    const { error } = await migrator.migrateToLatest();
    if (error !== undefined) throw error;
    return database;
  } catch (cause) {
    await database.destroy().catch(() => undefined);
    if (cause instanceof CallweaveError) throw cause;
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new CallweaveError('storage.failed', `The database could not be opened: ${reason}`, { cause });
  }
}

function dialectFor(settings: DatabaseSettings): PgliteDialect | PostgresDialect {
  if (settings.kind !== 'postgres') {
    return new PgliteDialect(new PgliteEngine(settings.kind === 'memory' ? null : settings.folder));
  }
  const pool = new pg.Pool({
    connectionString: settings.url,
    max: 8,
    connectionTimeoutMillis: 5_000,
    statement_timeout: 30_000,
    ...(settings.schema === undefined ? {} : { options: `-c search_path=${settings.schema}` }),
    types: { getTypeParser: (oid: number) => (text: string) => parseValue(oid, text) } as never,
  });
  pool.on('error', () => undefined); // an idle connection broke; the next query opens another
  return new PostgresDialect({ pool });
}
