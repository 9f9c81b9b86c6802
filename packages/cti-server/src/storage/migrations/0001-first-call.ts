import { type Kysely, sql } from 'kysely';

/** Accounts, journal, call detail records, agents' activity, recordings. */
// biome-ignore lint/suspicious/noExplicitAny: a migration must not depend on today's table types
export async function up(database: Kysely<any>): Promise<void> {
  const statements = [
    sql`create table accounts (
      account text primary key, name text not null, role text not null, agent_id text, password_hash text not null)`,
    sql`create table event_log (
      owner text not null, seq bigint not null, at bigint not null, type text not null, call_id text, agent_id text,
      data jsonb not null, primary key (owner, seq))`,
    sql`create index event_log_by_call on event_log (call_id, seq) where call_id is not null`,
    sql`create index event_log_by_time on event_log (at)`,
    sql`create table calls (
      call_id text primary key, direction text not null, caller text not null, caller_name text, called text not null,
      trunk text, queue_id text, queue_name text, agent_id text, keys text not null, arrived_at bigint not null,
      queued_at bigint, answered_at bigint, ended_at bigint, wait_ms bigint, talk_ms bigint, ended_by text, cause text,
      recording_id text, snapshot jsonb not null)`,
    sql`create index calls_by_time on calls (arrived_at desc)`,
    sql`create index calls_running on calls (arrived_at) where ended_at is null`,
    sql`create table agent_activity (
      id bigint generated always as identity primary key, agent_id text not null, state text not null, reason text,
      call_id text, from_at bigint not null, to_at bigint)`,
    sql`create index agent_activity_by_agent on agent_activity (agent_id, from_at)`,
    sql`create unique index agent_activity_running on agent_activity (agent_id) where to_at is null`,
    sql`create table recordings (
      recording_id text primary key, call_id text not null, path text not null, state text not null,
      started_at bigint not null, duration_ms bigint, bytes bigint, sha256 text, reason text)`,
    sql`create index recordings_by_call on recordings (call_id)`,
    sql`create table snapshots (
      kind text not null, id text not null, at bigint not null, data jsonb not null, primary key (kind, id))`,
  ];
  for (const statement of statements) await statement.execute(database);
}

// biome-ignore lint/suspicious/noExplicitAny: see up
export async function down(database: Kysely<any>): Promise<void> {
  for (const table of ['snapshots', 'recordings', 'agent_activity', 'calls', 'event_log', 'accounts']) {
    await database.schema.dropTable(table).execute();
  }
}
