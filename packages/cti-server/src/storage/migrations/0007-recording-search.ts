import { type Kysely, sql } from 'kysely';

/**
 * What recordings are found by (REC-2), beside themselves, so that each search reads one table through one index. Numbers are
 * indexed from both ends.
 */
// biome-ignore lint/suspicious/noExplicitAny: a migration must not depend on today's table types
export async function up(database: Kysely<any>): Promise<void> {
  const statements = [
    sql`alter table recordings
      add column direction text, add column caller text, add column called text, add column trunk text,
      add column agents text[] not null default '{}', add column extensions text[] not null default '{}',
      add column data jsonb not null default '{}', add column tags text[] not null default '{}',
      add column disposition text, add column notes text`,
    sql`update recordings r set
      queue_id = coalesce(r.queue_id, c.queue_id), direction = c.direction, caller = c.caller, called = c.called,
      trunk = c.trunk, agents = case when c.agent_id is null then '{}' else array[c.agent_id] end,
      data = coalesce(c.snapshot -> 'data', '{}')
      from calls c where c.call_id = r.call_id`,
    sql`create index recordings_by_time on recordings (started_at desc, recording_id desc)`,
    sql`create index recordings_by_caller on recordings (caller text_pattern_ops, started_at desc)`,
    sql`create index recordings_by_called on recordings (called text_pattern_ops, started_at desc)`,
    sql`create index recordings_by_caller_end on recordings (reverse(caller) text_pattern_ops)`,
    sql`create index recordings_by_called_end on recordings (reverse(called) text_pattern_ops)`,
    sql`create index recordings_by_queue on recordings (queue_id, started_at desc)`,
    sql`create index recordings_by_agents on recordings using gin (agents)`,
    sql`create index recordings_by_extensions on recordings using gin (extensions)`,
    sql`create index recordings_by_tags on recordings using gin (tags)`,
    sql`create index recordings_by_data on recordings using gin (data jsonb_path_ops)`,
  ];
  for (const statement of statements) await statement.execute(database);
}

// biome-ignore lint/suspicious/noExplicitAny: see up
export async function down(database: Kysely<any>): Promise<void> {
  const columns = ['direction', 'caller', 'called', 'trunk', 'agents', 'extensions', 'data', 'tags'];
  for (const column of [...columns, 'disposition', 'notes'])
    await sql`alter table recordings drop column ${sql.ref(column)}`.execute(database);
  await sql`drop index recordings_by_queue`.execute(database);
  await sql`drop index recordings_by_time`.execute(database);
}
