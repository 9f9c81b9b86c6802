import { type Kysely, sql } from 'kysely';

/** Who did what to others and to the settings (ADM-9). */
// biome-ignore lint/suspicious/noExplicitAny: a migration must not depend on today's table types
export async function up(database: Kysely<any>): Promise<void> {
  await sql`create table audit_log (
    audit_id text primary key, at bigint not null, account text not null, role text, action text not null, subject text,
    details jsonb not null, outcome text not null)`.execute(database);
  await sql`create index audit_log_by_time on audit_log (at, audit_id)`.execute(database);
  await sql`create index audit_log_by_account on audit_log (account, at, audit_id)`.execute(database);
}

// biome-ignore lint/suspicious/noExplicitAny: see up
export async function down(database: Kysely<any>): Promise<void> {
  await database.schema.dropTable('audit_log').execute();
}
