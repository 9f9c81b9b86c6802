import { type Kysely, sql } from 'kysely';

/** Where a recording lies, whether it is on its way there, and what keeps it from being deleted (REC-3). */
// biome-ignore lint/suspicious/noExplicitAny: a migration must not depend on today's table types
export async function up(database: Kysely<any>): Promise<void> {
  const statements = [
    sql`alter table recordings add column place text not null default 'spool'`,
    sql`alter table recordings add column tries integer not null default 0`,
    sql`alter table recordings add column next_try_at bigint not null default 0`,
    sql`alter table recordings add column hold_reason text`,
    sql`alter table recordings add column hold_by text`,
    sql`alter table recordings add column hold_at bigint`,
    sql`alter table recordings add column deleted_at bigint`,
    sql`create index recordings_waiting on recordings (next_try_at) where state = 'stopped'`,
    sql`create index recordings_stored on recordings (started_at) where state = 'stored'`,
  ];
  for (const statement of statements) await statement.execute(database);
}

// biome-ignore lint/suspicious/noExplicitAny: see up
export async function down(database: Kysely<any>): Promise<void> {
  await sql`drop index recordings_stored`.execute(database);
  await sql`drop index recordings_waiting`.execute(database);
  for (const column of ['place', 'tries', 'next_try_at', 'hold_reason', 'hold_by', 'hold_at', 'deleted_at'])
    await sql`alter table recordings drop column ${sql.ref(column)}`.execute(database);
}
