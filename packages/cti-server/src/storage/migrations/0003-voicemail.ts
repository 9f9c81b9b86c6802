import { type Kysely, sql } from 'kysely';

/** Messages among the recordings, and the queue they were left for. */
// biome-ignore lint/suspicious/noExplicitAny: a migration must not depend on today's table types
export async function up(database: Kysely<any>): Promise<void> {
  await sql`alter table recordings add column kind text not null default 'call'`.execute(database);
  await sql`alter table recordings add column queue_id text`.execute(database);
  await sql`create index recordings_voicemail on recordings (started_at desc) where kind = 'voicemail'`.execute(
    database,
  );
}

// biome-ignore lint/suspicious/noExplicitAny: see up
export async function down(database: Kysely<any>): Promise<void> {
  await sql`drop index recordings_voicemail`.execute(database);
  await sql`alter table recordings drop column queue_id`.execute(database);
  await sql`alter table recordings drop column kind`.execute(database);
}
