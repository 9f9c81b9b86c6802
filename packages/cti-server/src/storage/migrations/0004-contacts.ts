import { type Kysely, sql } from 'kysely';

/** Contacts of channels other than voice, and the journal's entries of each. */
// biome-ignore lint/suspicious/noExplicitAny: a migration must not depend on today's table types
export async function up(database: Kysely<any>): Promise<void> {
  await sql`create table contacts (
    contact_id text primary key, channel text not null, customer text not null, queue_id text not null, agent_id text,
    queued_at bigint not null, accepted_at bigint, ended_at bigint, outcome text,
    snapshot jsonb not null)`.execute(database);
  await sql`create index contacts_running on contacts (queued_at) where ended_at is null`.execute(database);
  await sql`alter table event_log add column contact_id text`.execute(database);
  await sql`create index event_log_by_contact on event_log (contact_id, seq) where contact_id is not null`.execute(
    database,
  );
}

// biome-ignore lint/suspicious/noExplicitAny: see up
export async function down(database: Kysely<any>): Promise<void> {
  await sql`drop index event_log_by_contact`.execute(database);
  await sql`alter table event_log drop column contact_id`.execute(database);
  await database.schema.dropTable('contacts').execute();
}
