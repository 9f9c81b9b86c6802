import { type Kysely, sql } from 'kysely';

/** Alarms that the web hook's receiver has not had yet (SUP-5). */
// biome-ignore lint/suspicious/noExplicitAny: a migration must not depend on today's table types
export async function up(database: Kysely<any>): Promise<void> {
  await sql`create table alarm_deliveries (
    delivery_id text primary key, seq bigint not null, event text not null, at bigint not null, alarm jsonb not null)`.execute(
    database,
  );
}

// biome-ignore lint/suspicious/noExplicitAny: see up
export async function down(database: Kysely<any>): Promise<void> {
  await database.schema.dropTable('alarm_deliveries').execute();
}
