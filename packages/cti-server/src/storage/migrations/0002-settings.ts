import { type Kysely, sql } from 'kysely';

/** Queues, agents, routes, lists and calendars as they stand, and every version they had. */
// biome-ignore lint/suspicious/noExplicitAny: a migration must not depend on today's table types
export async function up(database: Kysely<any>): Promise<void> {
  await sql`create table settings (
    kind text not null, id text not null, version integer not null, data jsonb, file_data jsonb, secrets jsonb,
    changed_at bigint not null, changed_by text not null, primary key (kind, id))`.execute(database);
  await sql`create table settings_history (
    kind text not null, id text not null, version integer not null, data jsonb, changed_at bigint not null,
    changed_by text not null, primary key (kind, id, version))`.execute(database);
}

// biome-ignore lint/suspicious/noExplicitAny: see up
export async function down(database: Kysely<any>): Promise<void> {
  for (const table of ['settings_history', 'settings']) await database.schema.dropTable(table).execute();
}
