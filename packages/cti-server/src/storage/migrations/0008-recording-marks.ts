import { type Kysely, sql } from 'kysely';

/** What people note at a time of a recording (REC-2). */
// biome-ignore lint/suspicious/noExplicitAny: a migration must not depend on today's table types
export async function up(database: Kysely<any>): Promise<void> {
  await sql`create table recording_marks (
    recording_id text not null, id text not null, at_ms bigint not null, text text not null, by text not null,
    created_at bigint not null, primary key (recording_id, id))`.execute(database);
}

// biome-ignore lint/suspicious/noExplicitAny: see up
export async function down(database: Kysely<any>): Promise<void> {
  await database.schema.dropTable('recording_marks').execute();
}
