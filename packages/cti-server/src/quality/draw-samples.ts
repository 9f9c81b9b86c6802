import type { Inspection } from '@callweave/cti-core';
import { sql } from 'kysely';
import type { Database } from '../storage/database.js';
import type { SamplingRule } from './quality.schema.js';
import type { QualityStore } from './quality-store.js';
import { draw } from './sampling.js';

interface DrawParts {
  readonly database: Database;
  readonly store: QualityStore;
  readonly newId: () => string;
  readonly now: number;
}

/** A draft in which nothing is scored yet. */
export function emptyInspection(
  about: Pick<
    Inspection,
    'inspectionId' | 'recordingId' | 'callId' | 'agentId' | 'sheetId' | 'sheetVersion' | 'createdAt'
  >,
  ruleId: string | null = null,
): Inspection {
  return {
    ...about,
    ruleId,
    state: 'draft',
    inspector: null,
    answers: {},
    comment: '',
    score: null,
    passed: null,
    fatal: false,
    firstScore: null,
    submittedAt: null,
    appeal: null,
    decision: null,
  };
}

/** Draws what a rule asks for of one week, as drafts; what was drawn before counts. Returns how many are new. */
export async function drawSamples(
  { database, store, newId, now }: DrawParts,
  rule: SamplingRule,
  week: { readonly from: number; readonly to: number },
): Promise<number> {
  const { ruleId, sheetId, perAgentPerWeek: perAgent } = rule;
  const sheet = await store.sheet(sheetId);
  const { rows } = await sql<{ recordingId: string; callId: string; agentId: string }>`
    select r.recording_id as "recordingId", r.call_id as "callId", a.agent_id as "agentId"
    from recordings r cross join lateral unnest(r.agents) as a(agent_id)
    where r.state = 'stored' and r.kind = 'call' and r.started_at >= ${week.from} and r.started_at < ${week.to}
      and ${anyOf('a.agent_id', rule.agents)} and ${anyOf('r.queue_id', rule.queues)}
      and ${anyOf('r.direction', rule.directions)} and ${anyOf('r.disposition', rule.dispositions)}
      and r.duration_ms >= ${rule.minMs ?? 0} and r.duration_ms <= ${rule.maxMs ?? Number.MAX_SAFE_INTEGER}
      and not exists (select from inspections i
        where i.recording_id = r.recording_id and i.agent_id = a.agent_id and i.sheet_id = ${sheetId})`.execute(
    database,
  );
  const before = await database
    .selectFrom('inspections')
    .select(({ fn }) => ['agent_id', fn.countAll<number>().as('count')])
    .where('rule_id', '=', ruleId)
    .where('week', '=', week.from)
    .groupBy('agent_id')
    .execute();
  const drawn = new Map(before.map(({ agent_id, count }) => [agent_id, Number(count)]));
  const callOf = new Map(rows.map(({ recordingId, callId }) => [recordingId, callId]));
  return store.add(
    draw(rows, { ruleId, week: week.from, perAgent }, drawn).map(({ recordingId, agentId }) => ({
      ...emptyInspection(
        {
          inspectionId: newId(),
          recordingId,
          callId: callOf.get(recordingId) ?? '',
          agentId,
          sheetId,
          sheetVersion: sheet.version,
          createdAt: now,
        },
        ruleId,
      ),
      week: week.from,
    })),
  );
}

function anyOf(column: string, values: readonly string[] | undefined) {
  return values === undefined ? sql`true` : sql`${sql.ref(column)} = any(${sql.val([...values])}::text[])`;
}
