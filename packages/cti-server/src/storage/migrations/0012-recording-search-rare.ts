import { type Kysely, sql } from 'kysely';

/**
 * What few recordings have is found without reading the others (REC-2): notes, which any part of a word may be asked of, and
 * lengths.
 */
// biome-ignore lint/suspicious/noExplicitAny: a migration must not depend on today's table types
export async function up(database: Kysely<any>): Promise<void> {
  await sql`create index recordings_noted on recordings (started_at desc) where notes is not null`.execute(
    database,
  );
  await sql`create index recordings_by_duration on recordings (duration_ms)`.execute(database);
}

// biome-ignore lint/suspicious/noExplicitAny: see up
export async function down(database: Kysely<any>): Promise<void> {
  await sql`drop index recordings_noted`.execute(database);
  await sql`drop index recordings_by_duration`.execute(database);
}
