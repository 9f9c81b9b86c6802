import { type Kysely, sql } from 'kysely';

/** Score sheets, sampling rules and inspections (REC-4). */
// biome-ignore lint/suspicious/noExplicitAny: a migration must not depend on today's table types
export async function up(database: Kysely<any>): Promise<void> {
  const statements = [
    sql`create table quality_sheets (
      sheet_id text not null, version integer not null, data jsonb not null, created_at bigint not null,
      created_by text not null, primary key (sheet_id, version))`,
    sql`create table quality_rules (
      rule_id text primary key, data jsonb not null, changed_at bigint not null, changed_by text not null)`,
    sql`create table inspections (
      inspection_id text primary key, recording_id text not null, call_id text not null, agent_id text not null,
      sheet_id text not null, sheet_version integer not null, rule_id text, week bigint, state text not null,
      inspector text, answers jsonb not null, comment text not null, score double precision, passed boolean,
      fatal boolean not null, first_score double precision, created_at bigint not null, submitted_at bigint,
      appeal jsonb, decision jsonb, version integer not null,
      unique (recording_id, agent_id, sheet_id))`,
    sql`create index inspections_by_time on inspections (created_at desc, inspection_id desc)`,
    sql`create index inspections_by_agent on inspections (agent_id, created_at desc)`,
    sql`create index inspections_drawn on inspections (rule_id, week, agent_id) where rule_id is not null`,
  ];
  for (const statement of statements) await statement.execute(database);
}

// biome-ignore lint/suspicious/noExplicitAny: see up
export async function down(database: Kysely<any>): Promise<void> {
  for (const table of ['inspections', 'quality_rules', 'quality_sheets'])
    await database.schema.dropTable(table).execute();
}
