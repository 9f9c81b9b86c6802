import { type Kysely, sql } from 'kysely';

/** Thresholds that were passed, from when until when (SUP-5). */
// biome-ignore lint/suspicious/noExplicitAny: a migration must not depend on today's table types
export async function up(database: Kysely<any>): Promise<void> {
  await sql`create table alarms (
    alarm_id text not null, subject text not null, raised_at bigint not null, cleared_at bigint, severity text not null,
    snapshot jsonb not null, primary key (alarm_id, subject, raised_at))`.execute(database);
  await sql`create index alarms_by_time on alarms (raised_at)`.execute(database);
}

// biome-ignore lint/suspicious/noExplicitAny: see up
export async function down(database: Kysely<any>): Promise<void> {
  await database.schema.dropTable('alarms').execute();
}
