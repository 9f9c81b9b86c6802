import { CallweaveError, type Inspection, type InspectionState, type ScoreSheet } from '@callweave/cti-core';
import { sql } from 'kysely';
import type { Database } from '../storage/database.js';
import type { InspectionsTable } from '../storage/tables.js';
import type { SamplingRule, SheetContent } from './quality.schema.js';

export interface InspectionFilter {
  readonly state?: InspectionState | undefined;
  readonly agentId?: string | undefined;
  readonly recordingId?: string | undefined;
  /** Without drafts, as an agent sees his own. */
  readonly told?: boolean;
  readonly limit: number;
  /** `next` of the page before. */
  readonly after?: string | undefined;
}

/** An inspection with the count of its changes. */
export type KeptInspection = Inspection & { readonly version: number };

/** Score sheets, sampling rules and inspections in the database. */
export class QualityStore {
  constructor(private readonly database: Database) {}

  /** The newest version of each, by id. */
  async sheets(): Promise<ScoreSheet[]> {
    const rows = await this.database
      .selectFrom('quality_sheets')
      .distinctOn('sheet_id')
      .selectAll()
      .orderBy('sheet_id')
      .orderBy('version', 'desc')
      .execute();
    return rows.map(toSheet);
  }

  /** The newest version unless one is named. @throws {CallweaveError} `quality.unknown` */
  async sheet(sheetId: string, version?: number): Promise<ScoreSheet> {
    let query = this.database.selectFrom('quality_sheets').selectAll().where('sheet_id', '=', sheetId);
    if (version !== undefined) query = query.where('version', '=', version);
    const row = await query.orderBy('version', 'desc').executeTakeFirst();
    if (row !== undefined) return toSheet(row);
    throw new CallweaveError('quality.unknown', `There is no score sheet ${sheetId}.`);
  }

  /** Keeps a new version; inspections that were begun stay with theirs. */
  async putSheet(sheetId: string, content: SheetContent, by: string, at: number): Promise<ScoreSheet> {
    const row = await sql<{ version: number }>`
      insert into quality_sheets (sheet_id, version, data, created_at, created_by)
      select ${sheetId}, coalesce(max(version), 0) + 1, ${JSON.stringify(content)}::jsonb, ${at}, ${by}
      from quality_sheets where sheet_id = ${sheetId} returning version`.execute(this.database);
    return this.sheet(sheetId, row.rows[0]?.version);
  }

  async rules(): Promise<SamplingRule[]> {
    const rows = await this.database.selectFrom('quality_rules').selectAll().orderBy('rule_id').execute();
    return rows.map(({ rule_id, data }) => ({ ...(data as Omit<SamplingRule, 'ruleId'>), ruleId: rule_id }));
  }

  /** @throws {CallweaveError} `quality.unknown` */
  async rule(ruleId: string): Promise<SamplingRule> {
    const rule = (await this.rules()).find((one) => one.ruleId === ruleId);
    if (rule !== undefined) return rule;
    throw new CallweaveError('quality.unknown', `There is no sampling rule ${ruleId}.`);
  }

  async putRule({ ruleId, ...content }: SamplingRule, by: string, at: number): Promise<void> {
    const row = { data: JSON.stringify(content), changed_at: at, changed_by: by };
    await this.database
      .insertInto('quality_rules')
      .values({ rule_id: ruleId, ...row })
      .onConflict((conflict) => conflict.column('rule_id').doUpdateSet(row))
      .execute();
  }

  async removeRule(ruleId: string): Promise<void> {
    await this.database.deleteFrom('quality_rules').where('rule_id', '=', ruleId).execute();
  }

  /** Newest first, page by page. */
  async list(filter: InspectionFilter): Promise<{ inspections: KeptInspection[]; next: string | null }> {
    const { state, agentId, recordingId, told, limit, after } = filter;
    let query = this.database.selectFrom('inspections').selectAll();
    if (state !== undefined) query = query.where('state', '=', state);
    if (agentId !== undefined) query = query.where('agent_id', '=', agentId);
    if (recordingId !== undefined) query = query.where('recording_id', '=', recordingId);
    if (told) query = query.where('state', '<>', 'draft');
    if (after !== undefined) {
      const [at = '', id = ''] = after.split('/');
      query = query.where(({ eb, refTuple, tuple }) =>
        eb(refTuple('created_at', 'inspection_id'), '<', tuple(Number(at), id)),
      );
    }
    const rows = await query
      .orderBy('created_at', 'desc')
      .orderBy('inspection_id', 'desc')
      .limit(limit + 1)
      .execute();
    const page = rows.slice(0, limit);
    const last = page.at(-1);
    const next = rows.length > limit && last ? `${last.created_at}/${last.inspection_id}` : null;
    return { inspections: page.map(toInspection), next };
  }

  /** @throws {CallweaveError} `quality.unknown` */
  async inspection(inspectionId: string): Promise<KeptInspection> {
    const row = await this.database
      .selectFrom('inspections')
      .selectAll()
      .where('inspection_id', '=', inspectionId)
      .executeTakeFirst();
    if (row !== undefined) return toInspection(row);
    throw new CallweaveError('quality.unknown', `There is no inspection ${inspectionId}.`);
  }

  /** Returns how many are new: one agent's part in one recording is scored by one sheet once. */
  async add(inspections: readonly (Inspection & { readonly week: number | null })[]): Promise<number> {
    if (inspections.length === 0) return 0;
    const rows = await this.database
      .insertInto('inspections')
      .values(inspections.map((one) => ({ ...toRow(one), week: one.week, version: 1 })))
      .onConflict((conflict) => conflict.columns(['recording_id', 'agent_id', 'sheet_id']).doNothing())
      .returning('inspection_id')
      .execute();
    return rows.length;
  }

  /** @throws {CallweaveError} `quality.not-allowed-now` when another has changed it meanwhile */
  async change({ version, ...next }: KeptInspection): Promise<KeptInspection> {
    const { inspection_id, ...row } = toRow(next);
    const changed = await this.database
      .updateTable('inspections')
      .set({ ...row, version: version + 1 })
      .where('inspection_id', '=', inspection_id)
      .where('version', '=', version)
      .returning('version')
      .executeTakeFirst();
    if (changed !== undefined) return { ...next, version: changed.version };
    throw new CallweaveError('quality.not-allowed-now', 'Another has changed the inspection meanwhile.');
  }

  async remove(inspectionId: string): Promise<void> {
    await this.database.deleteFrom('inspections').where('inspection_id', '=', inspectionId).execute();
  }
}

function toSheet(row: {
  sheet_id: string;
  version: number;
  data: unknown;
  created_at: number;
  created_by: string;
}): ScoreSheet {
  const { sheet_id, version, data, created_at, created_by } = row;
  return {
    sheetId: sheet_id,
    version,
    ...(data as SheetContent),
    createdAt: created_at,
    createdBy: created_by,
  };
}

function toRow(one: Inspection): Omit<InspectionsTable, 'week' | 'version'> {
  return {
    inspection_id: one.inspectionId,
    recording_id: one.recordingId,
    call_id: one.callId,
    agent_id: one.agentId,
    sheet_id: one.sheetId,
    sheet_version: one.sheetVersion,
    rule_id: one.ruleId,
    state: one.state,
    inspector: one.inspector,
    answers: JSON.stringify(one.answers),
    comment: one.comment,
    score: one.score,
    passed: one.passed,
    fatal: one.fatal,
    first_score: one.firstScore,
    created_at: one.createdAt,
    submitted_at: one.submittedAt,
    appeal: one.appeal === null ? null : JSON.stringify(one.appeal),
    decision: one.decision === null ? null : JSON.stringify(one.decision),
  };
}

function toInspection(row: InspectionsTable): KeptInspection {
  return {
    inspectionId: row.inspection_id,
    recordingId: row.recording_id,
    callId: row.call_id,
    agentId: row.agent_id,
    sheetId: row.sheet_id,
    sheetVersion: row.sheet_version,
    ruleId: row.rule_id,
    state: row.state,
    inspector: row.inspector,
    answers: row.answers as Inspection['answers'],
    comment: row.comment,
    score: row.score,
    passed: row.passed,
    fatal: row.fatal,
    firstScore: row.first_score,
    createdAt: row.created_at,
    submittedAt: row.submitted_at,
    appeal: row.appeal as Inspection['appeal'],
    decision: row.decision as Inspection['decision'],
    version: row.version,
  };
}
