import { randomUUID } from 'node:crypto';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type AgentId, type Role, systemClock } from '@callweave/cti-core';
import type { FastifyInstance } from 'fastify';
import { pino } from 'pino';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { Tokens } from '../../access/tokens.js';
import { RecordingCatalogue } from '../../recording-store/recording-catalogue.js';
import { RecordingFiles } from '../../recording-store/recording-files.js';
import { RecordingMarks } from '../../recording-store/recording-marks.js';
import { type Database, openDatabase } from '../../storage/database.js';
import { createHttp } from './http-server.js';
import { recordingRoutes } from './recording.routes.js';
import type { RecordingDeed } from './recording-access.js';
import { recordingMarkRoutes } from './recording-mark.routes.js';

const KEY = 'a-service-key-of-the-test';
const folder = mkdtempSync(join(tmpdir(), 'callweave-recordings-'));
const tokens = new Tokens({
  secret: 'a secret of thirty-two characters',
  lifeMs: 60_000,
  serviceKeys: [KEY],
  now: () => Date.now(),
});
let database: Database;
let app: FastifyInstance;
let deeds: RecordingDeed[] = [];
const bearer: Record<string, string> = { service: KEY };

beforeAll(async () => {
  database = await openDatabase({ kind: 'memory' });
  app = await createHttp({ allowedOrigins: [], log: pino({ level: 'silent' }) });
  const parts = {
    database,
    tokens,
    files: new RecordingFiles(folder, null, systemClock),
    catalogue: new RecordingCatalogue(database),
    marks: new RecordingMarks(database),
    clock: systemClock,
    newId: randomUUID,
    audit: (deed: RecordingDeed) => void deeds.push(deed),
  };
  recordingRoutes(app, parts);
  recordingMarkRoutes(app, parts);
  const people: [string, Role][] = [
    ['1001', 'agent'],
    ['1002', 'agent'],
    ['2001', 'supervisor'],
    ['9001', 'admin'],
  ];
  for (const [account, role] of people) {
    const issued = await tokens.issue({ account, name: account, role, agentId: account as AgentId });
    bearer[account] = issued.token;
  }
});
afterAll(async () => {
  await app.close();
  await database.destroy();
  rmSync(folder, { recursive: true, force: true });
});
beforeEach(async () => {
  deeds = [];
  await database.deleteFrom('recordings').execute();
  await database.deleteFrom('recording_marks').execute();
  mkdirSync(join(folder, '2026-11-02'), { recursive: true });
  for (const [recordingId, agentId] of [
    ['r-1', '1001'],
    ['r-2', '1002'],
  ] as const) {
    const path = `2026-11-02/${recordingId}.wav`;
    writeFileSync(join(folder, path), wav());
    await database
      .insertInto('recordings')
      .values({
        recording_id: recordingId,
        call_id: `call-${recordingId}`,
        path,
        state: 'stored',
        kind: 'call',
        queue_id: 'orders',
        started_at: recordingId === 'r-1' ? 1_000 : 2_000,
        duration_ms: 1_000,
        bytes: wav().length,
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
        agents: [agentId],
        data: JSON.stringify({ orderId: recordingId }),
        disposition: null,
        notes: null,
      })
      .execute();
  }
});

/** A tenth of a second of a square wave, mono. */
function wav(): Buffer {
  const file = Buffer.alloc(44 + 1_600);
  file.write('RIFF', 0, 'latin1');
  file.write('WAVEfmt ', 8, 'latin1');
  file.writeUInt32LE(16, 16);
  file.writeUInt16LE(1, 20);
  file.writeUInt16LE(1, 22);
  file.writeUInt32LE(8_000, 24);
  file.writeUInt16LE(16, 34);
  file.write('data', 36, 'latin1');
  file.writeUInt32LE(1_600, 40);
  for (let at = 44; at < file.length; at += 2) file.writeInt16LE(16_384, at);
  return file;
}

const ask = (
  who: string,
  method: 'GET' | 'HEAD' | 'PUT' | 'POST' | 'DELETE',
  url: string,
  options: { payload?: object; headers?: Record<string, string> } = {},
) =>
  app.inject({
    method,
    url,
    ...options,
    headers: { authorization: `Bearer ${bearer[who]}`, ...options.headers },
  });
const codeOf = (reply: { json: () => { error?: { code: string } } }) => reply.json().error?.code;

describe('who hears what (REC-3)', () => {
  test('an agent hears and finds his own; supervisors and back ends all', async () => {
    expect((await ask('1001', 'GET', '/api/v1/recordings/r-1')).statusCode).toBe(200);
    expect(codeOf(await ask('1001', 'GET', '/api/v1/recordings/r-2'))).toBe('access.denied');
    expect(codeOf(await ask('1001', 'GET', '/api/v1/recordings/r-2/waveform'))).toBe('access.denied');
    expect((await ask('1001', 'GET', '/api/v1/recordings')).json().recordings).toHaveLength(1);
    for (const who of ['2001', '9001', 'service']) {
      expect((await ask(who, 'GET', '/api/v1/recordings/r-2')).rawPayload.equals(wav())).toBe(true);
      expect((await ask(who, 'GET', '/api/v1/recordings')).json().recordings).toHaveLength(2);
    }
  });

  test('each listening is written down once, however a player reads', async () => {
    await ask('2001', 'GET', '/api/v1/recordings/r-1', { headers: { range: 'bytes=0-99' } });
    await ask('2001', 'GET', '/api/v1/recordings/r-1', { headers: { range: 'bytes=100-' } });
    await ask('2001', 'HEAD', '/api/v1/recordings/r-1');
    expect(deeds).toMatchObject([
      { action: 'recording.listened', recordingId: 'r-1', by: { account: '2001', role: 'supervisor' } },
    ]);
  });

  test('taken away by a supervisor, not by an agent; and written down as that', async () => {
    expect(codeOf(await ask('1001', 'GET', '/api/v1/recordings/r-1?download'))).toBe('access.denied');
    const reply = await ask('2001', 'GET', '/api/v1/recordings/r-1?download');
    expect(reply.headers['content-disposition']).toBe('attachment; filename="r-1.wav"');
    expect(deeds.map(({ action }) => action)).toEqual(['recording.downloaded']);
    const rights = async (who: string) => (await ask(who, 'GET', '/api/v1/recordings')).json().can;
    expect(await rights('1001')).toEqual({ download: false, remove: false, hold: false });
    expect(await rights('2001')).toEqual({ download: true, remove: false, hold: false });
    expect(await rights('9001')).toEqual({ download: true, remove: true, hold: true });
  });

  test('found by an order, as a web address says it', async () => {
    const reply = await ask('service', 'GET', '/api/v1/recordings?data.orderId=r-2&number=138*&agentId=1002');
    expect(reply.json()).toMatchObject({ recordings: [{ recordingId: 'r-2' }], next: null });
    const wrong = await ask('service', 'GET', '/api/v1/recordings?number=*1*');
    expect(wrong.statusCode).toBe(400);
    expect(codeOf(wrong)).toBe('request.invalid');
  });

  test('drawn for a player', async () => {
    const { durationMs, channels } = (await ask('1001', 'GET', '/api/v1/recordings/r-1/waveform')).json();
    expect(durationMs).toBe(100);
    expect(channels).toHaveLength(1);
    expect(Math.max(...channels[0])).toBe(0.5);
  });
});

describe('marks at a time (REC-2)', () => {
  const MARKS = '/api/v1/recordings/r-1/marks';
  const marked = async (who: string, atMs: number, text: string) =>
    (await ask(who, 'POST', MARKS, { payload: { atMs, text } })).json().mark;

  test('whoever hears it sets them, and all who hear it see them by time', async () => {
    await marked('2001', 4_000, 'greets by name');
    expect(await marked('1001', 1_500, ' asked for the order ')).toMatchObject({ by: '1001', byName: null });
    const { marks } = (await ask('9001', 'GET', MARKS)).json();
    expect(marks).toMatchObject([
      { atMs: 1_500, text: 'asked for the order', canRemove: true },
      { atMs: 4_000, text: 'greets by name', by: '2001', canRemove: true },
    ]);
    const asAgent = (await ask('1001', 'GET', MARKS)).json().marks;
    expect(asAgent.map((mark: { canRemove: boolean }) => mark.canRemove)).toEqual([true, false]);
    expect(deeds.map(({ action, details }) => [action, details.text])).toEqual([
      ['recording.marked', 'greets by name'],
      ['recording.marked', 'asked for the order'],
    ]);
  });

  test('an agent marks what he may hear alone, and takes away his own', async () => {
    expect(codeOf(await ask('1002', 'POST', MARKS, { payload: { atMs: 0, text: 'mine' } }))).toBe(
      'access.denied',
    );
    const theirs = await marked('2001', 10, 'of the team leader');
    const own = await marked('1001', 20, 'of the agent');
    expect(codeOf(await ask('1001', 'DELETE', `${MARKS}/${theirs.id}`))).toBe('access.denied');
    expect((await ask('1001', 'DELETE', `${MARKS}/${own.id}`)).statusCode).toBe(200);
    expect((await ask('2001', 'DELETE', `${MARKS}/${theirs.id}`)).statusCode).toBe(200);
    expect((await ask('2001', 'DELETE', `${MARKS}/${theirs.id}`)).statusCode).toBe(404);
    expect((await ask('2001', 'GET', MARKS)).json().marks).toEqual([]);
    expect(deeds.at(-1)).toMatchObject({ action: 'recording.mark-removed', details: { mark: theirs.id } });
  });

  test('a mark without text or before the beginning is refused', async () => {
    for (const payload of [{ atMs: 1, text: '  ' }, { atMs: -1, text: 'a' }, { text: 'a' }])
      expect(codeOf(await ask('2001', 'POST', MARKS, { payload }))).toBe('request.invalid');
  });
});

describe('who deletes and holds (REC-3)', () => {
  test('administrators and back ends; the sound is gone, the row stays', async () => {
    for (const who of ['1001', '2001'])
      expect(codeOf(await ask(who, 'DELETE', '/api/v1/recordings/r-1'))).toBe('access.denied');
    expect((await ask('9001', 'DELETE', '/api/v1/recordings/r-1')).statusCode).toBe(200);
    expect(codeOf(await ask('9001', 'GET', '/api/v1/recordings/r-1'))).toBe('recording.unknown');
    expect((await ask('9001', 'GET', '/api/v1/recordings?callId=call-r-1')).json().recordings).toMatchObject([
      { recordingId: 'r-1', state: 'deleted' },
    ]);
    expect(deeds.map(({ action }) => action)).toEqual(['recording.deleted']);
  });

  test('nobody deletes what is on legal hold, until it is lifted', async () => {
    const hold = '/api/v1/recordings/r-1/hold';
    expect(codeOf(await ask('2001', 'PUT', hold, { payload: { reason: 'case 17' } }))).toBe('access.denied');
    expect(codeOf(await ask('9001', 'PUT', hold, { payload: {} }))).toBe('request.invalid');
    expect((await ask('9001', 'PUT', hold, { payload: { reason: 'case 17' } })).statusCode).toBe(200);
    const refused = await ask('9001', 'DELETE', '/api/v1/recordings/r-1');
    expect(refused.statusCode).toBe(409);
    expect(refused.json().error).toMatchObject({ code: 'recording.held', details: { reason: 'case 17' } });
    await ask('9001', 'DELETE', hold);
    expect((await ask('9001', 'DELETE', '/api/v1/recordings/r-1')).statusCode).toBe(200);
    expect(deeds.map(({ action }) => action)).toEqual([
      'recording.held',
      'recording.released',
      'recording.deleted',
    ]);
  });
});
