import { randomUUID } from 'node:crypto';
import { type AgentId, type Role, systemClock } from '@callweave/cti-core';
import type { FastifyInstance } from 'fastify';
import { pino } from 'pino';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { Tokens } from '../../access/tokens.js';
import { QualityStore } from '../../quality/quality-store.js';
import { weekOf } from '../../quality/sampling.js';
import { RecordingCatalogue } from '../../recording-store/recording-catalogue.js';
import { type Database, type DatabaseSettings, openDatabase } from '../../storage/database.js';
import { createHttp } from './http-server.js';
import { type QualityDeed, qualityRoutes } from './quality.routes.js';

const postgres = process.env.CALLWEAVE_TEST_POSTGRES;
const schema = `quality_${process.pid}`;
const engines: [string, DatabaseSettings][] = [['embedded', { kind: 'memory' }]];
if (postgres !== undefined) engines.push(['PostgreSQL', { kind: 'postgres', url: postgres, schema }]);

const Q = '/api/v1/quality';
const LAST_WEEK = weekOf(Date.now() - 7 * 86_400_000);
const sheet = {
  name: '订购质检表',
  passMark: 80,
  sections: [
    {
      title: '服务',
      questions: [
        { id: 'greets', text: '问候', kind: 'yes-no', weight: 40 },
        { id: 'tone', text: '语气', kind: 'scale', weight: 60, max: 5 },
        { id: 'abuse', text: '辱骂客户', kind: 'fatal' },
      ],
    },
  ],
};
const answers = {
  greets: { value: 1 },
  tone: { value: 3, comment: '不耐烦', atMs: 8_000 },
  abuse: { value: 0 },
};

describe.each(engines)('quality inspection on %s (REC-4)', (_, settings) => {
  let database: Database;
  let app: FastifyInstance;
  let deeds: QualityDeed[] = [];
  const bearer: Record<string, string> = {};

  beforeAll(async () => {
    if (settings.kind === 'postgres') {
      const { default: pg } = await import('pg');
      const client = new pg.Client({ connectionString: settings.url });
      await client.connect();
      await client.query(`create schema ${schema}`);
      await client.end();
    }
    database = await openDatabase(settings);
    const tokens = new Tokens({
      secret: 'a secret of thirty-two characters',
      lifeMs: 600_000,
      serviceKeys: [],
      now: () => Date.now(),
    });
    app = await createHttp({ allowedOrigins: [], log: pino({ level: 'silent' }) });
    qualityRoutes(app, {
      database,
      tokens,
      store: new QualityStore(database),
      catalogue: new RecordingCatalogue(database),
      clock: systemClock,
      newId: randomUUID,
      audit: (deed) => deeds.push(deed),
    });
    const people: [string, Role][] = [
      ['1001', 'agent'],
      ['1002', 'agent'],
      ['2001', 'supervisor'],
    ];
    for (const [account, role] of people)
      bearer[account] = (
        await tokens.issue({ account, name: account, role, agentId: account as AgentId })
      ).token;
  });
  afterAll(async () => {
    await app.close();
    await database.destroy();
  });
  beforeEach(async () => {
    deeds = [];
    for (const table of ['inspections', 'quality_rules', 'quality_sheets', 'recordings'] as const)
      await database.deleteFrom(table).execute();
    await recorded('r-1', ['1001']);
    await ask('2001', 'PUT', `${Q}/sheets/orders`, sheet);
  });

  const recorded = (
    recordingId: string,
    agents: string[],
    facts: { queue_id?: string; duration_ms?: number; disposition?: string; started_at?: number } = {},
  ) =>
    database
      .insertInto('recordings')
      .values({
        recording_id: recordingId,
        call_id: `call-${recordingId}`,
        path: recordingId,
        state: 'stored',
        kind: 'call',
        queue_id: 'orders',
        started_at: LAST_WEEK.from + 3_600_000,
        duration_ms: 60_000,
        bytes: 1,
        sha256: 'abc',
        reason: null,
        hold_reason: null,
        hold_by: null,
        hold_at: null,
        deleted_at: null,
        direction: 'inbound',
        caller: '13800138000',
        called: '4008001234',
        trunk: 'pstn',
        agents,
        disposition: null,
        notes: null,
        ...facts,
      })
      .execute();
  const ask = async (
    who: string,
    method: 'GET' | 'PUT' | 'POST' | 'DELETE',
    url: string,
    payload?: object,
  ) => {
    const headers = { authorization: `Bearer ${bearer[who]}` };
    const reply = await app.inject({ method, url, headers, ...(payload === undefined ? {} : { payload }) });
    return { status: reply.statusCode, ...reply.json() };
  };
  const begun = async () =>
    (await ask('2001', 'POST', `${Q}/inspections`, { recordingId: 'r-1', sheetId: 'orders' })).inspection
      .inspectionId as string;
  const submitted = async () => {
    const id = await begun();
    await ask('2001', 'PUT', `${Q}/inspections/${id}`, { answers, comment: '注意语气' });
    await ask('2001', 'POST', `${Q}/inspections/${id}/submit`);
    return id;
  };

  test('scored, told, appealed once, decided: the whole way', async () => {
    const id = await begun();
    const draft = await ask('2001', 'PUT', `${Q}/inspections/${id}`, { answers, comment: '注意语气' });
    // 100 · (40 + 60 · 3/5) ÷ 100
    expect(draft.inspection).toMatchObject({ state: 'draft', score: 76, passed: false, inspector: '2001' });
    expect((await ask('1001', 'GET', `${Q}/inspections`)).inspections).toEqual([]);
    expect((await ask('1001', 'GET', `${Q}/inspections/${id}`)).error.code).toBe('access.denied');

    await ask('2001', 'POST', `${Q}/inspections/${id}/submit`);
    const told = await ask('1001', 'GET', `${Q}/inspections/${id}`);
    expect(told.inspection).toMatchObject({
      state: 'submitted',
      firstScore: 76,
      comment: '注意语气',
      answers,
      can: { score: false, appeal: true, decide: false },
    });
    expect(told.sheet.sections).toEqual(sheet.sections);

    const appeal = await ask('1001', 'POST', `${Q}/inspections/${id}/appeal`, { text: '客户听不清' });
    expect(appeal.inspection).toMatchObject({ state: 'appealed', appeal: { text: '客户听不清' } });
    const again = await ask('1001', 'POST', `${Q}/inspections/${id}/appeal`, { text: '再申诉' });
    expect([again.status, again.error.code]).toEqual([409, 'quality.not-allowed-now']);

    const granted = { granted: true, text: '同意', answers: { ...answers, tone: { value: 4 } } };
    const decision = await ask('2001', 'POST', `${Q}/inspections/${id}/decide`, granted);
    expect(decision.inspection).toMatchObject({
      state: 'decided',
      score: 88,
      passed: true,
      firstScore: 76,
      decision: { granted: true, text: '同意', by: '2001' },
      can: { score: false, appeal: false, decide: false },
    });
    expect((await ask('1001', 'GET', `${Q}/inspections/${id}`)).inspection.state).toBe('decided');
    expect(deeds.map(({ action, by }) => [action, by.account])).toEqual([
      ['quality.sheet-changed', '2001'],
      ['inspection.submitted', '2001'],
      ['inspection.appealed', '1001'],
      ['inspection.decided', '2001'],
    ]);
  });

  test('an appeal that is not granted changes nothing but the state', async () => {
    const id = await submitted();
    await ask('1001', 'POST', `${Q}/inspections/${id}/appeal`, { text: '不同意' });
    const url = `${Q}/inspections/${id}/decide`;
    expect((await ask('2001', 'POST', url, { granted: false, text: '维持', answers })).error.code).toBe(
      'request.invalid',
    );
    const decision = await ask('2001', 'POST', url, { granted: false, text: '维持' });
    expect(decision.inspection).toMatchObject({ state: 'decided', score: 76, answers });
  });

  test('agents inspect nobody, see their own alone, and nobody judges himself', async () => {
    const id = await submitted();
    expect((await ask('1002', 'GET', `${Q}/inspections`)).inspections).toEqual([]);
    expect((await ask('1002', 'GET', `${Q}/inspections/${id}`)).error.code).toBe('access.denied');
    expect(
      (await ask('1002', 'POST', `${Q}/inspections/${id}/appeal`, { text: '替他申诉' })).error.code,
    ).toBe('access.denied');
    expect((await ask('1001', 'PUT', `${Q}/inspections/${id}`, { answers })).error.code).toBe(
      'access.denied',
    );
    for (const [method, url] of [
      ['PUT', 'sheets/orders'],
      ['GET', 'rules'],
      ['PUT', 'rules/weekly'],
      ['POST', 'inspections'],
    ] as const)
      expect((await ask('1001', method, `${Q}/${url}`, method === 'GET' ? undefined : {})).error.code).toBe(
        'access.denied',
      );
    await recorded('r-own', ['2001']);
    const own = await ask('2001', 'POST', `${Q}/inspections`, { recordingId: 'r-own', sheetId: 'orders' });
    expect(own.error.code).toBe('access.denied');
  });

  test('what is not whole is not told; what the sheet does not ask is not taken', async () => {
    const id = await begun();
    await ask('2001', 'PUT', `${Q}/inspections/${id}`, { answers: { greets: { value: 1 } } });
    const early = await ask('2001', 'POST', `${Q}/inspections/${id}/submit`);
    expect(early.error).toMatchObject({
      code: 'quality.incomplete',
      details: { questions: ['tone', 'abuse'] },
    });
    for (const wrong of [{ other: { value: 1 } }, { tone: { value: 6 } }, { greets: { value: 0.5 } }])
      expect((await ask('2001', 'PUT', `${Q}/inspections/${id}`, { answers: wrong })).error.code).toBe(
        'request.invalid',
      );
  });

  test('an inspection keeps the version of the sheet it was begun with', async () => {
    const id = await submitted();
    const changed = await ask('2001', 'PUT', `${Q}/sheets/orders`, { ...sheet, name: '新表', passMark: 60 });
    expect(changed.sheet.version).toBe(2);
    expect((await ask('2001', 'GET', `${Q}/inspections/${id}`)).sheet).toMatchObject({
      version: 1,
      name: '订购质检表',
    });
    expect((await ask('1001', 'GET', `${Q}/sheets`)).sheets).toMatchObject([
      { sheetId: 'orders', version: 2 },
    ]);
    expect((await ask('2001', 'GET', `${Q}/sheets/orders?version=1`)).sheet.passMark).toBe(80);
    expect((await ask('2001', 'GET', `${Q}/sheets/none`)).status).toBe(404);
  });

  test('a sheet that cannot be scored is refused', async () => {
    const [section] = sheet.sections;
    const [first, , fatal] = section?.questions ?? [];
    for (const questions of [[first, first], [fatal], [{ ...first, weight: 0 }], []]) {
      const wrong = { ...sheet, sections: [{ title: 'x', questions }] };
      expect((await ask('2001', 'PUT', `${Q}/sheets/wrong`, wrong)).error.code).toBe('request.invalid');
    }
  });

  test('begun twice it is one; of several agents, one is named; a draft can be thrown away', async () => {
    const id = await begun();
    expect(await begun()).toBe(id);
    await recorded('r-2', ['1001', '1002']);
    const two = { recordingId: 'r-2', sheetId: 'orders' };
    expect((await ask('2001', 'POST', `${Q}/inspections`, two)).error.code).toBe('request.invalid');
    const named = await ask('2001', 'POST', `${Q}/inspections`, { ...two, agentId: '1002' });
    expect([named.status, named.inspection.agentId]).toEqual([201, '1002']);
    expect((await ask('2001', 'DELETE', `${Q}/inspections/${id}`)).status).toBe(200);
    expect((await ask('2001', 'GET', `${Q}/inspections/${id}`)).status).toBe(404);
    const told = await submitted();
    expect((await ask('2001', 'DELETE', `${Q}/inspections/${told}`)).error.code).toBe(
      'quality.not-allowed-now',
    );
  });

  test('of two who change it at once, one is refused', async () => {
    const id = await begun();
    const url = `${Q}/inspections/${id}`;
    const replies = await Promise.all([1, 2, 3].map(() => ask('2001', 'PUT', url, { answers })));
    const done = replies.filter(({ status }) => status === 200).length;
    expect(done).toBeGreaterThan(0);
    for (const { status, error } of replies)
      expect(status === 200 || error.code === 'quality.not-allowed-now').toBe(true);
    const { version } = await database.selectFrom('inspections').select('version').executeTakeFirstOrThrow();
    expect(version).toBe(1 + done);
  });

  test('a rule draws of last week what it names, once, and the same again', async () => {
    const facts = { queue_id: 'complaints', disposition: 'refund', duration_ms: 90_000 };
    for (let at = 0; at < 6; at += 1) await recorded(`c-${at}`, ['1001', '1002'], facts);
    await recorded('short', ['1001'], { ...facts, duration_ms: 5_000 });
    await recorded('other-queue', ['1001'], { ...facts, queue_id: 'orders' });
    await recorded('this-week', ['1001'], { ...facts, started_at: LAST_WEEK.to });
    const rule = {
      name: '投诉抽检',
      sheetId: 'orders',
      perAgentPerWeek: 2,
      queues: ['complaints'],
      dispositions: ['refund'],
      minMs: 30_000,
    };
    await ask('2001', 'PUT', `${Q}/rules/weekly`, rule);
    expect((await ask('2001', 'GET', `${Q}/rules`)).rules).toEqual([
      { ...rule, active: true, ruleId: 'weekly' },
    ]);
    expect(await ask('2001', 'POST', `${Q}/rules/weekly/draw`)).toMatchObject({ drawn: 4, week: LAST_WEEK });
    const drawn = async () =>
      (await ask('2001', 'GET', `${Q}/inspections?state=draft`)).inspections as {
        recordingId: string;
        agentId: string;
        ruleId: string;
      }[];
    const first = await drawn();
    expect(first.map(({ agentId }) => agentId).sort()).toEqual(['1001', '1001', '1002', '1002']);
    expect(
      first.every(({ recordingId, ruleId }) => recordingId.startsWith('c-') && ruleId === 'weekly'),
    ).toBe(true);
    expect((await ask('2001', 'POST', `${Q}/rules/weekly/draw`)).drawn).toBe(0);
    await database.deleteFrom('inspections').execute();
    await ask('2001', 'POST', `${Q}/rules/weekly/draw`);
    const key = (list: typeof first) => list.map((one) => `${one.agentId} ${one.recordingId}`).sort();
    expect(key(await drawn())).toEqual(key(first));
    expect((await ask('2001', 'PUT', `${Q}/rules/wrong`, { ...rule, sheetId: 'none' })).status).toBe(404);
    await ask('2001', 'DELETE', `${Q}/rules/weekly`);
    expect((await ask('2001', 'POST', `${Q}/rules/weekly/draw`)).status).toBe(404);
  });

  test('listed newest first, page by page, each once', async () => {
    for (let at = 0; at < 5; at += 1) {
      await recorded(`p-${at}`, ['1001']);
      await ask('2001', 'POST', `${Q}/inspections`, { recordingId: `p-${at}`, sheetId: 'orders' });
    }
    const seen: string[] = [];
    let after = '';
    do {
      const page = await ask('2001', 'GET', `${Q}/inspections?limit=2&agentId=1001${after}`);
      seen.push(...page.inspections.map((one: { recordingId: string }) => one.recordingId));
      after = page.next === null ? '' : `&after=${encodeURIComponent(page.next)}`;
    } while (after !== '');
    expect(seen.sort()).toEqual(['p-0', 'p-1', 'p-2', 'p-3', 'p-4']);
  });
});
