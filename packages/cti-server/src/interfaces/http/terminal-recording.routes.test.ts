import { createHash, randomUUID } from 'node:crypto';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { request as httpRequest } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type AgentId, type Role, systemClock } from '@callweave/cti-core';
import { aCall, aLeg } from '@callweave/cti-core/testing';
import type { FastifyInstance } from 'fastify';
import { pino } from 'pino';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { Tokens } from '../../access/tokens.js';
import type { JournalEntry } from '../../kernel/index.js';
import { RecordingFiles } from '../../recording-store/recording-files.js';
import { recordingSearchSchema, searchRecordings } from '../../recording-store/search-recordings.js';
import { TerminalRecordings } from '../../recording-store/terminal-recordings.js';
import { type Database, openDatabase } from '../../storage/database.js';
import { project } from '../../storage/projections.js';
import { createHttp } from './http-server.js';
import type { RecordingDeed } from './recording-access.js';
import { terminalRecordingRoutes } from './terminal-recording.routes.js';

const ORIGIN = 'http://desk.example.com';
const MAX_BYTES = 200_000;
const AT = Date.now() - 600_000;
const tokens = new Tokens({
  secret: 'a secret of thirty-two characters',
  lifeMs: 600_000,
  serviceKeys: [],
  now: () => Date.now(),
});
let database: Database;
let folder: string;
let files: RecordingFiles;
let app: FastifyInstance;
let url: string;
let removeAbandoned: () => Promise<number>;
let deeds: RecordingDeed[] = [];
let waiting = 0;
const bearer: Record<string, string> = {};

beforeAll(async () => {
  database = await openDatabase({ kind: 'memory' });
  for (const account of ['1001', '1002']) {
    const agent = { account, name: account, role: 'agent' as Role, agentId: account as AgentId };
    bearer[account] = (await tokens.issue(agent)).token;
  }
});
afterAll(() => database.destroy());

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'callweave-uploads-'));
  files = new RecordingFiles(folder, null, systemClock);
  deeds = [];
  waiting = 0;
  await database.deleteFrom('recordings').execute();
  await database.deleteFrom('calls').execute();
  await happens(aCallOf('1001'));
  await starts();
});
afterEach(async () => {
  await app.close();
  rmSync(folder, { recursive: true, force: true });
});

/** The server, with nothing in its memory. */
async function starts(): Promise<void> {
  app = await createHttp({ allowedOrigins: [ORIGIN], log: pino({ level: 'silent' }) });
  const recordings = new TerminalRecordings({
    database,
    journal: { flush: async () => undefined },
    files,
    clock: systemClock,
    taken: () => {
      waiting += 1;
    },
  });
  ({ removeAbandoned } = terminalRecordingRoutes(app, {
    tokens,
    recordings,
    folder: files.uploads,
    maxBytes: MAX_BYTES,
    keepUnfinishedMs: 3_600_000,
    allowedOrigins: [ORIGIN],
    audit: (deed) => deeds.push(deed),
  }));
  await app.listen({ host: '127.0.0.1', port: 0 });
  url = `http://127.0.0.1:${(app.server.address() as AddressInfo).port}/api/v1/terminal-recordings`;
}
async function restarts(): Promise<void> {
  await app.close();
  await starts();
}

function aCallOf(agentId: string, facts: Parameters<typeof aCall>[0] = {}) {
  const leg = aLeg({ party: 'agent', agentId: agentId as AgentId, answeredAt: AT });
  return aCall({
    phase: 'talking',
    agentId: agentId as AgentId,
    offer: null,
    arrivedAt: AT,
    legs: [leg],
    ...facts,
  });
}
async function happens(call: ReturnType<typeof aCall>): Promise<void> {
  const event = call.endedAt === null ? 'call.answered' : 'call.ended';
  const entry = { type: 'event', seq: 1, at: AT, callId: null, agentId: null, event, data: { call } };
  await database.transaction().execute((tx) => project(tx, [entry as unknown as JournalEntry]));
}

const sound = Buffer.from(Array.from({ length: 100_000 }, (_, at) => (at * 31) % 251));
const sumOf = (body: Buffer): string => createHash('sha256').update(body).digest('hex');

function metadata(recordingId: string, changes: Record<string, string> = {}): string {
  const told = {
    recordingId,
    callId: aCallOf('1001').callId,
    startedAt: String(AT + 1_000),
    durationMs: '20000',
    sha256: sumOf(sound),
    filetype: 'audio/webm',
    ...changes,
  };
  return Object.entries(told)
    .map(([name, value]) => `${name} ${Buffer.from(value).toString('base64')}`)
    .join(',');
}

const ask = (
  who: string,
  method: string,
  path: string,
  headers: Record<string, string> = {},
  body?: Buffer,
): Promise<Response> =>
  fetch(url + path, {
    method,
    headers: { authorization: `Bearer ${bearer[who]}`, 'tus-resumable': '1.0.0', ...headers },
    ...(body === undefined ? {} : { body: new Uint8Array(body) }),
  });
const create = (
  who: string,
  recordingId: string,
  changes: Record<string, string> = {},
  length = sound.length,
) =>
  ask(who, 'POST', '', {
    'upload-length': String(length),
    'upload-metadata': metadata(recordingId, changes),
  });
const send = (who: string, recordingId: string, from: number, body: Buffer) =>
  ask(
    who,
    'PATCH',
    `/${recordingId}`,
    {
      'content-type': 'application/offset+octet-stream',
      'upload-offset': String(from),
    },
    body,
  );
const offset = async (recordingId: string): Promise<number> =>
  Number((await ask('1001', 'HEAD', `/${recordingId}`)).headers.get('upload-offset'));
const codeOf = async (reply: Response) => ((await reply.json()) as { error: { code: string } }).error.code;
const rows = () => database.selectFrom('recordings').selectAll().execute();

/** Sends the beginning of a body that is said to be longer; then the line breaks. */
async function breaksOff(recordingId: string, body: Buffer, after: number): Promise<void> {
  const told = {
    authorization: `Bearer ${bearer['1001']}`,
    'tus-resumable': '1.0.0',
    'content-type': 'application/offset+octet-stream',
    'upload-offset': '0',
    'content-length': String(body.length),
  };
  await new Promise<void>((done) => {
    const request = httpRequest(`${url}/${recordingId}`, { method: 'PATCH', headers: told });
    request.on('error', () => done());
    request.write(body.subarray(0, after), () => request.destroy());
    request.on('close', () => done());
  });
  // The server has what reached it, and lets the next one in.
  await expect.poll(() => offset(recordingId)).toBeGreaterThan(0);
}

describe('a recording of an agent’s browser comes in (AGT-7)', () => {
  test('whole, in two parts; then it waits for the store as the others do, and is found with its call', async () => {
    const id = randomUUID();
    const created = await create('1001', id);
    expect([created.status, created.headers.get('location')]).toEqual([
      201,
      `/api/v1/terminal-recordings/${id}`,
    ]);
    expect((await send('1001', id, 0, sound.subarray(0, 60_000))).status).toBe(204);
    expect(await rows()).toEqual([]);
    expect((await send('1001', id, 60_000, sound.subarray(60_000))).status).toBe(204);
    const [row] = await rows();
    expect(row).toMatchObject({
      recording_id: id,
      kind: 'terminal',
      state: 'stopped',
      place: 'spool',
      duration_ms: 20_000,
      bytes: sound.length,
      sha256: sumOf(sound),
      agents: ['1001'],
    });
    expect(readFileSync(join(folder, row?.path ?? '')).equals(sound)).toBe(true);
    expect(row?.path).toMatch(/^\d{4}-\d\d-\d\d\/.*\.webm$/);
    expect(readdirSync(files.uploads)).toEqual([]);
    expect([waiting, deeds.map(({ action }) => action)]).toEqual([1, ['recording.uploaded']]);

    await happens(aCallOf('1001', { phase: 'ended', endedAt: AT + 60_000, data: { orderId: '4711' } }));
    const search = recordingSearchSchema.parse({ kind: 'terminal', data: { orderId: '4711' } });
    const { recordings } = await searchRecordings(database, search);
    expect(recordings.map(({ recordingId }) => recordingId)).toEqual([id]);
  });

  test('of a call that is over already', async () => {
    await happens(aCallOf('1001', { phase: 'ended', endedAt: AT + 60_000, data: { orderId: '4711' } }));
    const id = randomUUID();
    await create('1001', id);
    await send('1001', id, 0, sound);
    expect((await rows())[0]).toMatchObject({ data: { orderId: '4711' }, direction: 'inbound' });
  });

  test('the line breaks in the middle of a part: it goes on with what arrived', async () => {
    const id = randomUUID();
    await create('1001', id);
    await breaksOff(id, sound, 40_000);
    const from = await offset(id);
    expect(from).toBeLessThanOrEqual(40_000);
    expect((await send('1001', id, from, sound.subarray(from))).status).toBe(204);
    expect((await rows())[0]?.sha256).toBe(sumOf(sound));
  });

  test('the server restarts in between', async () => {
    const id = randomUUID();
    await create('1001', id);
    await send('1001', id, 0, sound.subarray(0, 30_000));
    await restarts();
    expect(await offset(id)).toBe(30_000);
    await send('1001', id, 30_000, sound.subarray(30_000));
    expect((await rows())[0]?.sha256).toBe(sumOf(sound));
  });

  test('the server dies after the last byte: an empty part asks again', async () => {
    const id = randomUUID();
    await create('1001', id);
    await send('1001', id, 0, sound.subarray(0, 99_999));
    writeFileSync(join(files.uploads, id), sound); // it arrived, and nothing came of it
    await restarts();
    expect(await offset(id)).toBe(sound.length);
    expect((await send('1001', id, sound.length, Buffer.alloc(0))).status).toBe(204);
    expect(await rows()).toHaveLength(1);
  });

  test('sent again after the answer was lost, it is one recording', async () => {
    const id = randomUUID();
    await create('1001', id);
    await send('1001', id, 0, sound);
    expect((await ask('1001', 'HEAD', `/${id}`)).status).toBe(404);
    const again = await create('1001', id);
    expect([again.status, await codeOf(again)]).toEqual([409, 'recording.exists']);
    expect(await rows()).toHaveLength(1);
  });
});

describe('what does not come in (AGT-7)', () => {
  test('without a token, with a wrong one, and the call of another', async () => {
    const id = randomUUID();
    const bare = await fetch(url, { method: 'POST', headers: { 'tus-resumable': '1.0.0' } });
    expect([bare.status, await codeOf(bare)]).toEqual([401, 'access.bad-token']);
    bearer.wrong = 'not.a.token';
    expect((await create('wrong', id)).status).toBe(401);
    const other = await create('1002', id);
    expect([other.status, await codeOf(other)]).toEqual([403, 'access.denied']);
    expect((await create('1001', id, { callId: 'nobody-knows' })).status).toBe(404);
  });

  test('nobody goes on with the upload of another, nor asks for it, nor ends it', async () => {
    const id = randomUUID();
    await create('1001', id);
    expect((await send('1002', id, 0, sound)).status).toBe(403);
    expect((await ask('1002', 'HEAD', `/${id}`)).status).toBe(403);
    expect((await ask('1002', 'DELETE', `/${id}`)).status).toBe(403);
    expect(await offset(id)).toBe(0);
    expect((await ask('1001', 'DELETE', `/${id}`)).status).toBe(204);
    expect((await ask('1001', 'HEAD', `/${id}`)).status).toBe(404);
  });

  test('one that is too large, says so at once', async () => {
    const reply = await create('1001', randomUUID(), {}, MAX_BYTES + 1);
    expect([reply.status, await codeOf(reply)]).toEqual([413, 'request.too-large']);
  });

  test('more than was announced', async () => {
    const id = randomUUID();
    await create('1001', id, {}, 1_000);
    expect((await send('1001', id, 0, sound)).ok).toBe(false);
    expect(await rows()).toEqual([]);
  });

  test('with another checksum: it is thrown away, and may come again', async () => {
    const id = randomUUID();
    await create('1001', id, { sha256: sumOf(Buffer.from('something else')) });
    const reply = await send('1001', id, 0, sound);
    expect([reply.status, await codeOf(reply)]).toEqual([460, 'recording.damaged']);
    expect([await rows(), readdirSync(files.uploads), waiting]).toEqual([[], [], 0]);
    await create('1001', id);
    expect((await send('1001', id, 0, sound)).status).toBe(204);
  });

  test('begun when the call was not; of no kind of sound; of a name that leads elsewhere', async () => {
    const late = { startedAt: String(AT + 3_600_000) };
    const early = { startedAt: String(AT - 3_600_000) };
    for (const changes of [
      late,
      early,
      { filetype: 'text/html' },
      { recordingId: '../escape' },
      { sha256: '1' },
    ]) {
      const reply = await create('1001', randomUUID(), changes);
      expect([reply.status, await codeOf(reply)]).toEqual([400, 'request.invalid']);
    }
  });

  test('what nobody finishes is thrown away after its time, and not before', async () => {
    const [old, young] = [randomUUID(), randomUUID()];
    await create('1001', old);
    await create('1001', young);
    const info = join(files.uploads, `${old}.json`);
    const told = JSON.parse(readFileSync(info, 'utf8'));
    writeFileSync(info, JSON.stringify({ ...told, creation_date: new Date(Date.now() - 7_200_000) }));
    expect((await send('1001', old, 0, sound)).status).toBe(410);
    expect(await removeAbandoned()).toBe(1);
    expect(readdirSync(files.uploads).sort()).toEqual([young, `${young}.json`].sort());
  });
});

test('a page of another origin that is allowed may send, and read where it stands', async () => {
  const asked = await fetch(url, {
    method: 'OPTIONS',
    headers: { origin: ORIGIN, 'access-control-request-method': 'PATCH' },
  });
  expect(asked.headers.get('access-control-allow-methods')).toContain('PATCH');
  expect(asked.headers.get('access-control-allow-headers')).toContain('upload-offset');
  const id = randomUUID();
  const created = await ask('1001', 'POST', '', {
    origin: ORIGIN,
    'upload-length': '10',
    'upload-metadata': metadata(id),
  });
  expect(created.headers.get('access-control-allow-origin')).toBe(ORIGIN);
  expect(created.headers.get('access-control-expose-headers')).toContain('Upload-Offset');
  const strange = await ask('1001', 'HEAD', `/${id}`, { origin: 'http://elsewhere.example.com' });
  expect(strange.headers.get('access-control-allow-origin')).toBeNull();
});
