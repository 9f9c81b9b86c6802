import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type AgentId, type Role, systemClock } from '@callweave/cti-core';
import type { FastifyInstance } from 'fastify';
import { pino } from 'pino';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { Tokens } from '../../access/tokens.js';
import type { AuditEntry } from '../../audit/audit-log.port.js';
import { RecordingCatalogue } from '../../recording-store/recording-catalogue.js';
import { RecordingFiles } from '../../recording-store/recording-files.js';
import { type Database, openDatabase } from '../../storage/database.js';
import { createHttp } from './http-server.js';
import { recordingRoutes } from './recording.routes.js';

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
let deeds: AuditEntry[] = [];
const bearer: Record<string, string> = { service: KEY };

beforeAll(async () => {
  database = await openDatabase({ kind: 'memory' });
  app = await createHttp({ allowedOrigins: [], log: pino({ level: 'silent' }) });
  recordingRoutes(app, {
    database,
    tokens,
    files: new RecordingFiles(folder, null, systemClock),
    catalogue: new RecordingCatalogue(database),
    clock: systemClock,
    audit: { record: (entry) => void deeds.push(entry) },
  });
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
  method: 'GET' | 'HEAD' | 'PUT' | 'DELETE',
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
      { action: 'recording.read', subject: 'r-1', actor: { account: '2001', role: 'supervisor' } },
    ]);
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

describe('who deletes and holds (REC-3)', () => {
  test('administrators and back ends; the sound is gone, the row stays', async () => {
    for (const who of ['1001', '2001'])
      expect(codeOf(await ask(who, 'DELETE', '/api/v1/recordings/r-1'))).toBe('access.denied');
    expect((await ask('9001', 'DELETE', '/api/v1/recordings/r-1')).statusCode).toBe(200);
    expect(codeOf(await ask('9001', 'GET', '/api/v1/recordings/r-1'))).toBe('recording.unknown');
    expect((await ask('9001', 'GET', '/api/v1/recordings?callId=call-r-1')).json().recordings).toMatchObject([
      { recordingId: 'r-1', state: 'deleted' },
    ]);
    expect(deeds.map(({ action }) => action)).toEqual(['recording.delete']);
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
      'recording.hold',
      'recording.release',
      'recording.delete',
    ]);
  });
});
