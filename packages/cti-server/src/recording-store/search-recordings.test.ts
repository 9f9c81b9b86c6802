import type { AgentId, CallId, CallSnapshot, LegId, QueueId, RecordingId } from '@callweave/cti-core';
import { aCall, aLeg } from '@callweave/cti-core/testing';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { JournalEntry, KernelEvent } from '../kernel/index.js';
import { type Database, type DatabaseSettings, openDatabase } from '../storage/database.js';
import { project } from '../storage/projections.js';
import { recordingSearchSchema, searchRecordings } from './search-recordings.js';

const postgres = process.env.CALLWEAVE_TEST_POSTGRES;
const schema = `recordings_${process.pid}`;
const engines: [string, DatabaseSettings][] = [['embedded', { kind: 'memory' }]];
if (postgres !== undefined) engines.push(['PostgreSQL', { kind: 'postgres', url: postgres, schema }]);

const NINE = Date.UTC(2026, 10, 2, 9);

interface Told {
  readonly at: number;
  readonly seconds: number;
  readonly caller: string;
  readonly agents: readonly string[];
  readonly change?: Partial<CallSnapshot>;
}

/** Calls of a morning, by name. */
const calls: Record<string, Told> = {
  first: { at: NINE, seconds: 60, caller: '13800138000', agents: ['1001'] },
  transferred: {
    at: NINE + 60_000,
    seconds: 240,
    caller: '13900139001',
    agents: ['1001', '1002'],
    change: { tags: ['complaint'], data: { orderId: '4711', memberId: 'M-9' } },
  },
  vip: {
    at: NINE + 120_000,
    seconds: 30,
    caller: '075588885678',
    agents: ['1002'],
    change: {
      queueId: 'vip' as QueueId,
      disposition: 'sold',
      notes: [{ at: NINE, agentId: '1002' as AgentId, text: 'Wants 50%_off on Sunday' }],
    },
  },
  outbound: {
    at: NINE + 180_000,
    seconds: 120,
    caller: '1001',
    agents: ['1001'],
    change: { direction: 'outbound', called: '13800138000', queueId: null, trunk: 'pstn' },
  },
};

describe.each(engines)('recordings are found on %s (REC-2)', (_, settings) => {
  let database: Database;
  beforeAll(async () => {
    if (settings.kind === 'postgres') {
      const { default: pg } = await import('pg');
      const client = new pg.Client({ connectionString: settings.url });
      await client.connect();
      await client.query(`create schema ${schema}`);
      await client.end();
    }
    database = await openDatabase(settings);
    let seq = 0;
    const happens = async (at: number, event: KernelEvent) => {
      seq += 1;
      const entry = { type: 'event', seq, at, callId: null, agentId: null, ...event } as JournalEntry;
      await database.transaction().execute((tx) => project(tx, [entry]));
    };
    for (const [name, { at, seconds, caller, agents, change }] of Object.entries(calls)) {
      const callId = `call-${name}` as CallId;
      const about = { callId, recordingId: name as RecordingId };
      await happens(at, { event: 'recording.started', data: { ...about, durationMs: null } });
      await happens(at, { event: 'recording.stopped', data: { ...about, durationMs: seconds * 1_000 } });
      await happens(at, { event: 'recording.stored', data: { ...about, durationMs: seconds * 1_000 } });
      const legs = agents.map((agentId) =>
        aLeg({
          legId: `leg-${agentId}` as LegId,
          party: 'agent',
          agentId: agentId as AgentId,
          address: `8${agentId}`,
          state: 'ended',
        }),
      );
      const call = aCall({
        callId,
        caller,
        phase: 'ended',
        agentId: agents.at(-1) as AgentId,
        offer: null,
        legs,
        answeredAt: at,
        endedAt: at + seconds * 1_000,
        recordingId: about.recordingId,
        ...change,
      });
      await happens(at, { event: 'call.ended', data: { call } });
    }
  });
  afterAll(async () => {
    await database.destroy();
  });

  const found = async (search: Record<string, unknown>, own: string | null = null) =>
    (await searchRecordings(database, recordingSearchSchema.parse(search), own)).recordings.map(
      ({ recordingId }) => recordingId,
    );

  test.each<[string, Record<string, unknown>, string[]]>([
    ['all, newest first', {}, ['outbound', 'vip', 'transferred', 'first']],
    [
      'an agent who took part, also before a transfer',
      { agentId: '1001' },
      ['outbound', 'transferred', 'first'],
    ],
    ['an extension', { extension: '81002' }, ['vip', 'transferred']],
    ['a time', { from: NINE + 60_000, to: NINE + 180_000 }, ['vip', 'transferred']],
    ['a number, whichever side', { number: '13800138000' }, ['outbound', 'first']],
    ['its beginning', { number: '139*' }, ['transferred']],
    ['its end', { number: '*5678' }, ['vip']],
    ['an order', { data: { orderId: '4711' } }, ['transferred']],
    ['customer and order', { data: { orderId: '4711', memberId: 'M-8' } }, []],
    ['its length', { minMs: 60_000, maxMs: 120_000 }, ['outbound', 'first']],
    ['a tag', { tag: 'complaint' }, ['transferred']],
    ['how it ended for the business', { disposition: 'sold' }, ['vip']],
    ['words of a note', { text: '50%_OFF' }, ['vip']],
    ['signs that mean something to the database are letters', { text: '5__' }, []],
    ['a queue', { queueId: 'vip' }, ['vip']],
    ['its own id', { recordingId: 'vip', direction: 'inbound' }, ['vip']],
    ['its call', { callId: 'call-vip' }, ['vip']],
    ['a direction and a trunk', { direction: 'outbound', trunk: 'pstn' }, ['outbound']],
    [
      'all of it at once',
      { agentId: '1002', number: '139*', tag: 'complaint', minMs: 1_000 },
      ['transferred'],
    ],
  ])('by %s', async (_name, search, expected) => {
    expect(await found(search)).toEqual(expected);
  });

  test('an agent finds his own alone', async () => {
    expect(await found({}, '1002')).toEqual(['vip', 'transferred']);
    expect(await found({ agentId: '1001' }, '1002')).toEqual(['transferred']);
  });

  test('page by page, each once', async () => {
    const seen: string[] = [];
    let after: string | null = null;
    do {
      const page = await searchRecordings(
        database,
        recordingSearchSchema.parse({ limit: 3, ...(after === null ? {} : { after }) }),
      );
      seen.push(...page.recordings.map(({ recordingId }) => recordingId));
      after = page.next;
    } while (after !== null);
    expect(seen).toEqual(['outbound', 'vip', 'transferred', 'first']);
  });

  test('each with what a list shows of it', async () => {
    const { recordings } = await searchRecordings(
      database,
      recordingSearchSchema.parse({ tag: 'complaint' }),
    );
    expect(recordings[0]).toMatchObject({
      recordingId: 'transferred',
      state: 'stored',
      startedAt: NINE + 60_000,
      durationMs: 240_000,
      caller: '13900139001',
      agents: ['1001', '1002'],
      tags: ['complaint'],
      data: { orderId: '4711', memberId: 'M-9' },
      heldFor: null,
    });
  });
});
