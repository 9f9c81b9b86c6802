import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  type AgentId,
  type AlarmId,
  type AlarmSnapshot,
  type CallId,
  type CallSnapshot,
  type QueueId,
  systemClock,
} from '@callweave/cti-core';
import { aCall, aDecision, anAgent, aQueue } from '@callweave/cti-core/testing';
import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { JournalEntry } from '../kernel/index.js';
import { AlarmDeliveries, deliveryOf } from './alarm-deliveries.js';
import { listCallRecords } from './call-records.js';
import { type Database, type DatabaseSettings, openDatabase } from './database.js';
import { listDecisions } from './decisions.js';
import { DatabaseJournal } from './journal.js';
import { JournalSpool } from './journal-spool.js';
import { PgliteEngine } from './pglite/pglite-engine.js';
import { lastSeq, readRestored } from './restore.js';
import { SettingsStore, type StoredDocument } from './settings-store.js';

const AT = 1_795_000_000_000;
const folder = mkdtempSync(join(tmpdir(), 'callweave-storage-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const schema = `test_${process.pid}`;
const engines: [string, DatabaseSettings][] = [['the embedded database', { kind: 'memory' }]];
const server = process.env.CALLWEAVE_TEST_POSTGRES;
if (server !== undefined) engines.push(['a PostgreSQL server', { kind: 'postgres', url: server, schema }]);

let seq = 0;
const entry = (event: Pick<JournalEntry, 'event' | 'data'>, at = AT): JournalEntry => {
  seq += 1;
  return { type: 'event', seq, at, callId: null, agentId: null, ...event } as JournalEntry;
};

describe.each(engines)('%s (RPT-5, OPS-1)', (_name, settings) => {
  let database: Database;
  const log = { error: () => undefined, warn: () => undefined };
  const journalOn = (on: Database, deliversAlarms = false): DatabaseJournal =>
    new DatabaseJournal({
      database: on,
      deliversAlarms,
      owner: 'main',
      spool: new JournalSpool(join(folder, `spool-${settings.kind}.ndjson`)),
      clock: systemClock,
      log,
    });

  beforeAll(async () => {
    if (settings.kind === 'postgres') {
      const admin = await openDatabase({ kind: 'postgres', url: settings.url });
      await sql`create schema if not exists ${sql.id(schema)}`.execute(admin);
      await admin.destroy();
    }
    database = await openDatabase(settings);
  }, 60_000);
  afterAll(() => database.destroy());

  test('a call is one record that grows: waiting from the queue to the answer, talk from the answer to the end', async () => {
    const journal = journalOn(database);
    const callId = 'call-a' as CallId;
    const arrived: CallSnapshot = {
      ...aCall(),
      callId,
      arrivedAt: AT,
      queuedAt: AT + 1_000,
      answeredAt: null,
      endedAt: null,
    };
    void journal.append([entry({ event: 'call.queued', data: { call: arrived } })]);
    await journal.flush();
    expect((await readRestored(database, { dayBegan: 0 })).calls.map((call) => call.callId)).toContain(
      callId,
    );

    const ended: CallSnapshot = {
      ...arrived,
      phase: 'ended',
      answeredAt: AT + 6_000,
      endedAt: AT + 66_000,
      endedBy: 'customer',
    };
    void journal.append([entry({ event: 'call.ended', data: { call: ended } })]);
    await journal.flush();
    const [record] = await listCallRecords(database, { limit: 10 });
    expect(record).toMatchObject({ callId, waitMs: 5_000, talkMs: 60_000, endedBy: 'customer' });
    const restored = await readRestored(database, { dayBegan: 0 });
    expect(restored.calls).toEqual([]);
    expect(restored.ended?.map((call) => [call.callId, call.phase])).toEqual([[callId, 'ended']]);
  });

  test('alarms for the web hook stand beside their events, in order, until they are done (SUP-5)', async () => {
    const journal = journalOn(database, true);
    const deliveries = new AlarmDeliveries(database, () => journal.flush());
    const alarm: AlarmSnapshot = {
      alarmId: 'long' as AlarmId,
      name: 'Long queue',
      measure: 'queue-length',
      subject: 'orders',
      severity: 'critical',
      value: 12,
      threshold: 10,
      raisedAt: AT,
      clearedAt: null,
    };
    const raised = entry({ event: 'alarm.raised', data: { alarm } });
    const cleared = entry({ event: 'alarm.cleared', data: { alarm: { ...alarm, clearedAt: AT + 5_000 } } });
    void journal.append([raised, cleared]);
    // The receiver was faster than the database.
    await deliveries.done(deliveryOf('main', raised)?.deliveryId ?? '');
    expect(await deliveries.left()).toEqual([deliveryOf('main', cleared)]);
    const withoutHook = journalOn(database);
    void withoutHook.append([
      entry({ event: 'alarm.raised', data: { alarm: { ...alarm, raisedAt: AT + 1 } } }),
    ]);
    await withoutHook.flush();
    expect(await deliveries.left()).toHaveLength(1);
    await deliveries.clear();
    expect(await deliveries.left()).toEqual([]);
  });

  test('what was decided about a call is read back in its order, and nothing of other calls (ACD-8)', async () => {
    const journal = journalOn(database);
    const callId = 'call-decided' as CallId;
    const waited = aDecision({ outcome: { is: 'waiting' }, rule: 'no agent' });
    const offered = aDecision({ trigger: 'agent-ready' });
    const routed = (decision: typeof waited, of = callId) => ({
      ...entry({ event: 'call.routed', data: { callId: of, decision } }),
      callId: of,
    });
    void journal.append([
      entry({ event: 'call.queued', data: { call: { ...aCall(), callId } } }),
      routed(waited),
      routed(offered, 'call-other' as CallId),
      routed(offered),
    ]);
    await journal.flush();
    expect(await listDecisions(database, callId)).toEqual([
      { at: AT, kind: 'routed', decision: waited },
      { at: AT, kind: 'routed', decision: offered },
    ]);
    await expect(listDecisions(database, 'nobody')).rejects.toMatchObject({ code: 'call.unknown' });
  });

  test('the figures of one who logged out are those of his day (RPT-2)', async () => {
    const journal = journalOn(database);
    const today = { calls: 7, talkMs: 70_000, missed: 1 };
    const agent = { ...anAgent(), agentId: '1010' as AgentId, state: 'logged-out' as const, today };
    void journal.append([entry({ event: 'agent.logged-out', data: { agent } })]);
    await journal.flush();
    const figuresSince = async (midnight: number) =>
      (await readRestored(database, { dayBegan: midnight })).agents.find(({ agentId }) => agentId === '1010')
        ?.today;
    expect(await figuresSince(AT)).toEqual(today);
    expect(await figuresSince(AT + 1)).toEqual({ calls: 0, talkMs: 0, missed: 0 });
  });

  test("an agent's stays in his states follow one another without a gap", async () => {
    const journal = journalOn(database);
    const agent = { ...anAgent(), agentId: '1009' as AgentId };
    const change = (from: 'aux' | 'ready', to: 'aux' | 'ready', at: number) =>
      entry(
        { event: 'agent.state-changed', data: { agent: { ...agent, state: to }, from, to, reason: null } },
        at,
      );
    void journal.append([
      change('aux', 'ready', AT),
      change('ready', 'aux', AT + 500),
      change('aux', 'ready', AT + 900),
    ]);
    await journal.flush();
    const rows = await database
      .selectFrom('agent_activity')
      .select(['state', 'from_at', 'to_at'])
      .where('agent_id', '=', '1009')
      .orderBy('from_at')
      .execute();
    expect(rows).toEqual([
      { state: 'ready', from_at: AT, to_at: AT + 500 },
      { state: 'aux', from_at: AT + 500, to_at: AT + 900 },
      { state: 'ready', from_at: AT + 900, to_at: null },
    ]);
  });

  test('numbers go on where the last run ended', async () => {
    expect(await lastSeq(database, 'main')).toBe(seq);
    expect(await lastSeq(database, 'somebody-else')).toBe(0);
  });

  test('values come back as what they were: instants as numbers, documents as objects, text as text', async () => {
    const { rows } =
      await sql`select 1795000000000::bigint as at, '{"a":[1,"二"]}'::jsonb as doc, true as yes,
      1.5::numeric as n, null::bigint as nothing, '周'::text as words`.execute(database);
    expect(rows).toEqual([{ at: AT, doc: { a: [1, '二'] }, yes: true, n: 1.5, nothing: null, words: '周' }]);
  });

  test('settings are kept with every version they had; a version is written once (ACD-4)', async () => {
    const store = new SettingsStore(database);
    const orders = (version: number, data: unknown): StoredDocument => ({
      kind: 'queue',
      id: 'orders',
      version,
      data,
      fileData: { name: 'Orders' },
      secrets: null,
      changedAt: AT + version,
      changedBy: version === 1 ? 'file' : 'boss',
    });
    const vip: StoredDocument = { ...orders(1, ['138*']), kind: 'list', id: 'vip', fileData: null };
    await store.write([orders(1, { name: 'Orders' }), vip]);
    await store.write([orders(2, null)]);
    const again = store.write([{ ...vip, version: 2, data: [] }, orders(2, { name: 'Late' })]);
    await expect(again).rejects.toMatchObject({ code: 'settings.changed-meanwhile' });
    const kept = await store.readAll();
    expect(kept).toHaveLength(2);
    expect(kept).toEqual(expect.arrayContaining([orders(2, null), vip]));
    expect(await store.history('queue', 'orders', 10)).toEqual([
      { version: 2, data: null, changedAt: AT + 2, changedBy: 'boss' },
      { version: 1, data: { name: 'Orders' }, changedAt: AT + 1, changedBy: 'file' },
    ]);
  });

  test('a queue or an agent that is gone from the settings is not found by the next start (OPS-1)', async () => {
    const journal = journalOn(database);
    const agent = { ...anAgent(), agentId: '1008' as AgentId };
    const queue = { ...aQueue(), queueId: 'gone' as QueueId };
    const found = async () => {
      const { agents, queues = [] } = await readRestored(database, { dayBegan: 0 });
      return [
        agents.some(({ agentId }) => agentId === '1008'),
        queues.some(({ queueId }) => queueId === 'gone'),
      ];
    };
    void journal.append([
      entry({ event: 'agent.changed', data: { agent } }),
      entry({ event: 'queue.changed', data: { queue } }),
    ]);
    await journal.flush();
    expect(await found()).toEqual([true, true]);
    void journal.append([
      entry({ event: 'queue.changed', data: { queue } }),
      entry({ event: 'agent.removed', data: { agentId: agent.agentId } }),
      entry({ event: 'queue.removed', data: { queueId: queue.queueId } }),
    ]);
    await journal.flush();
    expect(await found()).toEqual([false, false]);
  });

  test('the agents whom callers talked with are found, as far back as is asked, the latest at the end (ACD-3)', async () => {
    const journal = journalOn(database);
    const talk = (id: string, caller: string, agentId: string, answeredAt: number, facts = {}) => {
      const call = aCall({ phase: 'ended', arrivedAt: answeredAt - 10, queuedAt: answeredAt - 5, ...facts });
      return entry({
        event: 'call.ended',
        data: { call: { ...call, callId: id as CallId, caller, agentId: agentId as AgentId, answeredAt } },
      });
    };
    const talkedSince = AT + 1_000;
    void journal.append([
      talk('talk-1', '1', '1001', talkedSince - 1),
      talk('talk-2', '2', '1002', talkedSince + 20),
      talk('talk-3', '1', '1003', talkedSince + 10),
      talk('talk-4', '1003', '1003', talkedSince + 10, { direction: 'outbound' }),
    ]);
    await journal.flush();
    const { lastAgents } = await readRestored(database, { dayBegan: 0, talkedSince });
    expect(lastAgents).toEqual([
      { caller: '1', agentId: '1003', at: talkedSince + 10 },
      { caller: '2', agentId: '1002', at: talkedSince + 20 },
    ]);
    expect((await readRestored(database, { dayBegan: 0 })).lastAgents).toEqual([]);
  });

  test('who gave up and has not come again is found, and nobody else (ACD-2)', async () => {
    const journal = journalOn(database);
    const gaveUpSince = AT + 100_000;
    const waited = (id: string, caller: string, queuedAt: number, facts: Partial<CallSnapshot>) => {
      const call = aCall({ phase: 'ended', arrivedAt: queuedAt, queuedAt, answeredAt: null, agentId: null });
      return entry({
        event: 'call.ended',
        data: { call: { ...call, callId: id as CallId, caller, ...facts } },
      });
    };
    const gaveUp = { abandoned: true, endedAt: gaveUpSince + 10 } as const;
    void journal.append([
      waited('gave-up-1', '1', gaveUpSince, gaveUp),
      waited('gave-up-2', '2', gaveUpSince, { ...gaveUp, endedAt: gaveUpSince - 1 }),
      waited('gave-up-3', '3', gaveUpSince, gaveUp),
      waited('again-3', '3', gaveUpSince + 20, { endedAt: null, phase: 'queued' }),
      waited('in-a-flow', '4', gaveUpSince, { endedAt: gaveUpSince + 10 }),
    ]);
    await journal.flush();
    expect((await readRestored(database, { dayBegan: 0, gaveUpSince })).givenUp).toEqual([
      { queueId: 'orders', caller: '1', since: gaveUpSince, at: gaveUpSince + 10 },
    ]);
  });

  test("a queue goes on with its pace and its round, and begins the day's figures anew", async () => {
    const journal = journalOn(database);
    const pace = { taken: 12.5, agentMs: 600_000, left: 2, standingMs: 90_000, ringsMs: 3_000 };
    const goesOn = { pace, lastOffered: { '1': '1002' as AgentId } };
    const queue = aQueue({ goesOn, today: { ...aQueue().today, entered: 7 } });
    void journal.append([entry({ event: 'queue.changed', data: { queue } })]);
    await journal.flush();
    const restored = async (dayBegan: number) => (await readRestored(database, { dayBegan })).queues?.[0];
    expect(await restored(AT)).toMatchObject({ goesOn, today: { entered: 7 } });
    expect(await restored(AT + 1)).toMatchObject({ goesOn, today: { entered: 0 } });
  });

  test('while the database is away events wait in the spool file, and are written in order when it is back', async () => {
    const away = await openDatabase({ kind: 'memory' });
    await sql`alter table event_log rename to event_log_away`.execute(away);
    const journal = journalOn(away);
    const first = entry({ event: 'switch.changed', data: { connected: false } });
    const second = entry({ event: 'switch.changed', data: { connected: true } });
    void journal.append([first]);
    await journal.flush();
    expect(journal.healthy).toBe(false);
    void journal.append([second]);
    await journal.flush();
    await sql`alter table event_log_away rename to event_log`.execute(away);
    const next = journalOn(away);
    await next.recover();
    const rows = await away.selectFrom('event_log').select('seq').orderBy('seq').execute();
    expect(rows.map((row) => row.seq)).toEqual([first.seq, second.seq]);
    await next.recover();
    await away.destroy();
  });
});

describe('the embedded database on disk', () => {
  test('each commit reaches the disk: PostgreSQL asks for it and the file system obeys', async () => {
    const engine = new PgliteEngine(join(folder, 'fsync'));
    await engine.query('create table t (n int)', []);
    const before = engine.syncs;
    for (let n = 0; n < 5; n += 1) await engine.query('insert into t values ($1)', [n]);
    expect(engine.syncs - before).toBeGreaterThanOrEqual(5);
    await engine.close();
  }, 60_000);

  test('a second process, or the same one twice, is refused the directory by name', async () => {
    const place = join(folder, 'locked');
    const engine = new PgliteEngine(place);
    expect(() => new PgliteEngine(place)).toThrow(
      expect.objectContaining({ code: 'storage.locked', details: { folder: place, pid: process.pid } }),
    );
    await engine.close();
    const after = new PgliteEngine(place);
    await after.close();
  }, 60_000);

  test('a statement that takes too long is ended, and the next one is served', async () => {
    const engine = new PgliteEngine(join(folder, 'slow'), 3_000);
    await engine.query('create table kept (n int)', []);
    await engine.query('insert into kept values (1)', []);
    await expect(
      engine.query('select count(*) from generate_series(1, 2000000000)', []),
    ).rejects.toMatchObject({ code: 'storage.failed' });
    expect((await engine.query('select n from kept', [])).rows).toEqual([{ n: 1 }]);
    await engine.close();
  }, 60_000);

  test('a process killed while it writes loses no row that was acknowledged, and leaves no lock that stops the next', async () => {
    const place = join(folder, 'killed');
    for (let cycle = 0; cycle < 2; cycle += 1) {
      const child = spawn(
        process.execPath,
        [new URL('./testing/writer.mjs', import.meta.url).pathname, place],
        { stdio: ['ignore', 'pipe', 'inherit'] },
      );
      let acknowledged = 0;
      child.stdout.on('data', (data) => {
        for (const line of String(data).trim().split('\n'))
          acknowledged = Math.max(acknowledged, Number(line));
        if (acknowledged >= 20 * (cycle + 1)) child.kill('SIGKILL');
      });
      await once(child, 'exit');
      const engine = new PgliteEngine(place);
      const { rows } = await engine.query('select count(*)::int as n, max(n) as last from written', []);
      expect(rows[0]?.n).toBe(rows[0]?.last);
      expect(rows[0]?.last).toBeGreaterThanOrEqual(acknowledged);
      await engine.close();
    }
  }, 120_000);
});
