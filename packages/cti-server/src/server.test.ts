import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CtiClient, type CtiEvent, type WebSocketConstructor, webSocketTransport } from '@callweave/cti-core';
import { pino } from 'pino';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { WebSocket } from 'ws';
import type { ConfigInput } from './config/config.schema.js';
import { type CtiServer, startServer } from './server.js';

const KEY = 'a-service-key-of-the-test';
const ORIGIN = 'http://crm.example';
const folder = mkdtempSync(join(tmpdir(), 'callweave-server-'));
const log = pino({ level: 'silent' });
let server: CtiServer;

const agent = (agentId: string, role: 'agent' | 'supervisor' = 'agent') => ({
  agentId,
  name: `Agent ${agentId}`,
  extension: agentId,
  role,
  sipPassword: 'secret',
  initialPassword: `password-${agentId}`,
});

const config = (changes: Partial<ConfigInput> = {}): ConfigInput => ({
  http: { port: 0, allowedOrigins: [ORIGIN], maxConnections: 1_100 },
  // Nothing listens there: the server must run without its switch.
  switch: { port: 9 },
  database: { dataDir: join(folder, 'database') },
  recordings: { path: join(folder, 'recordings') },
  access: { serviceKeys: [KEY] },
  agents: [agent('1001'), agent('1002'), agent('1003'), agent('2001', 'supervisor')],
  queues: [{ queueId: 'orders', name: 'Orders', agents: ['1001', '1002'] }],
  entries: [{ called: 'default', flow: 'builtin:tv-shopping' }],
  ...changes,
});

beforeAll(async () => {
  mkdirSync(join(folder, 'recordings'));
  const queues = [
    { queueId: 'orders', name: 'Orders', agents: ['1001', '1002'] },
    { queueId: 'service', name: 'Service', agents: ['1001'], callerId: '4008009999' },
  ];
  server = await startServer(config({ queues }), { log });
}, 60_000);

afterAll(async () => {
  await server?.stop();
  rmSync(folder, { recursive: true, force: true });
});

/** A message as it came; the test says what it expects of it. */
// biome-ignore lint/suspicious/noExplicitAny: every field is asserted where it is read
type Message = Record<string, any>;

const post = (path: string, body: unknown, headers: Record<string, string> = {}) =>
  fetch(`${server.url}${path}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body: typeof body === 'string' ? body : JSON.stringify(body),
  });
const codeOf = async (reply: Response): Promise<string> =>
  ((await reply.json()) as { error: { code: string } }).error.code;
const tokenFor = async (agentId: string): Promise<string> =>
  (
    (await (await post('/api/v1/tokens', { agentId }, { authorization: `Bearer ${KEY}` })).json()) as {
      token: string;
    }
  ).token;

/** A raw connection: what it was sent, and a way to wait for the next message. */
const connect = async (options: { origin?: string } = {}) => {
  const socket = new WebSocket(`${server.url.replace('http', 'ws')}/ws`, options);
  const messages: Message[] = [];
  const waiting: (() => void)[] = [];
  socket.on('message', (data) => {
    messages.push(JSON.parse(String(data)));
    for (const wake of waiting.splice(0)) wake();
  });
  const closed = new Promise<number>((resolve) => socket.once('close', resolve));
  await new Promise<void>((resolve, reject) => {
    socket.once('open', () => resolve());
    socket.once('error', reject);
  });
  const next = async (wanted: (message: Message) => boolean): Promise<Message> => {
    for (;;) {
      const found = messages.findIndex(wanted);
      if (found >= 0) return messages.splice(found, 1)[0] as Message;
      await Promise.race([
        new Promise<void>((resolve) => waiting.push(resolve)),
        new Promise((_, reject) => setTimeout(() => reject(new Error('no such message in 5 s')), 5_000)),
      ]);
    }
  };
  let last = 0;
  const ask = async (command: string, params?: unknown): Promise<Message> => {
    last += 1;
    const id = `r${last}`;
    socket.send(JSON.stringify({ type: 'request', id, command, params }));
    return next((message) => message['type'] === 'response' && message['id'] === id);
  };
  return { socket, closed, next, ask, messages };
};
const CLIENT = { name: 'test', version: '1' };
const openSession = async (agentId: string, resume?: { stream: string; seq: number }) => {
  const connection = await connect();
  const { result } = await connection.ask('session.open', {
    token: await tokenFor(agentId),
    client: CLIENT,
    ...(resume ? { resume } : {}),
  });
  return { ...connection, opened: result };
};

describe('HTTP (OPS-4)', () => {
  test('the right password gives a token; a wrong one and an unknown account are told apart by nobody', async () => {
    const right = await post('/api/v1/login', { account: '1001', password: 'password-1001' });
    expect(await right.json()).toMatchObject({ role: 'agent', agentId: '1001', token: expect.any(String) });
    expect(await codeOf(await post('/api/v1/login', { account: '1001', password: 'wrong' }))).toBe(
      'access.bad-credentials',
    );
    expect(await codeOf(await post('/api/v1/login', { account: 'nobody', password: 'wrong' }))).toBe(
      'access.bad-credentials',
    );
  });

  test('after ten wrong passwords the account waits, even with the right one', async () => {
    for (let tries = 0; tries < 10; tries += 1)
      await post('/api/v1/login', { account: '1003', password: 'wrong' });
    const reply = await post('/api/v1/login', { account: '1003', password: 'password-1003' });
    expect([reply.status, await codeOf(reply)]).toEqual([429, 'access.rate-limited']);
  });

  test('tokens for agents are given to holders of a service key only', async () => {
    expect(await codeOf(await post('/api/v1/tokens', { agentId: '1001' }))).toBe('access.denied');
    expect(
      await codeOf(await post('/api/v1/tokens', { agentId: '1001' }, { authorization: 'Bearer guess' })),
    ).toBe('access.denied');
    const reply = await post('/api/v1/tokens', { agentId: '9999' }, { authorization: `Bearer ${KEY}` });
    expect([reply.status, await codeOf(reply)]).toEqual([404, 'agent.unknown']);
  });

  test.each([
    ['broken JSON', '{"account":', 400, 'request.malformed'],
    ['a missing field', '{"account":"1001"}', 400, 'request.invalid'],
    ['a body of 70 kB', `{"account":"${'x'.repeat(70_000)}"}`, 413, 'request.too-large'],
  ])('%s is refused with what to do', async (_case, body, status, code) => {
    const reply = await post('/api/v1/login', body);
    expect([reply.status, await codeOf(reply)]).toEqual([status, code]);
  });

  test('a page of a known origin may ask, another is not told so', async () => {
    const known = await fetch(`${server.url}/health`, { headers: { origin: ORIGIN } });
    expect(known.headers.get('access-control-allow-origin')).toBe(ORIGIN);
    const strange = await fetch(`${server.url}/health`, { headers: { origin: 'http://evil.example' } });
    expect(strange.headers.get('access-control-allow-origin')).toBeNull();
  });

  test('without its switch the server runs and says that it is degraded; metrics say it too', async () => {
    expect(await (await fetch(`${server.url}/health`)).json()).toMatchObject({
      status: 'degraded',
      switch: 'away',
      database: 'ok',
    });
    expect(await (await fetch(`${server.url}/metrics`)).text()).toContain('callweave_switch_connected 0');
  });

  test('how a call was distributed is for supervisors and back ends (ACD-8)', async () => {
    const ask = async (token: string) => {
      const reply = await fetch(`${server.url}/api/v1/calls/none/decisions`, {
        headers: { authorization: `Bearer ${token}` },
      });
      return [reply.status, await codeOf(reply)];
    };
    expect(await ask(await tokenFor('1001'))).toEqual([403, 'access.denied']);
    expect(await ask(await tokenFor('2001'))).toEqual([404, 'call.unknown']);
    expect(await ask(KEY)).toEqual([404, 'call.unknown']);
  });

  test('a recording that is not there, and one asked for without a token', async () => {
    const bare = await fetch(`${server.url}/api/v1/recordings/none`);
    expect([bare.status, await codeOf(bare)]).toEqual([401, 'access.bad-token']);
    const reply = await fetch(`${server.url}/api/v1/recordings/none`, {
      headers: { authorization: `Bearer ${KEY}` },
    });
    expect([reply.status, await codeOf(reply)]).toEqual([404, 'recording.unknown']);
  });
});

describe('WebSocket (API-1)', () => {
  test('a session opens with a token and shows the agent; commands change him and tell him so, in order', async () => {
    const session = await openSession('1001');
    expect(session.opened).toMatchObject({
      role: 'agent',
      agentId: '1001',
      state: { agent: { state: 'logged-out' }, calls: [] },
    });
    const reply = await session.ask('agent.log-in', { device: 'ip-phone' });
    expect(reply).toMatchObject({ ok: true, result: { agent: { state: 'aux', auxReason: 'logged-in' } } });
    const event = await session.next(
      (message) => message['event'] === 'agent.logged-in' || message['event'] === 'agent.state-changed',
    );
    expect(event['seq']).toBeGreaterThan(session.opened.seq);
    expect(await session.ask('call.hold', { callId: 'none' })).toMatchObject({
      ok: false,
      error: { code: 'call.unknown' },
    });
    expect(await session.ask('agent.log-out')).toMatchObject({ ok: true });
    session.socket.close();
  });

  test('the directory says of each queue whose number calls for it show (AGT-3)', async () => {
    const session = await openSession('1001');
    const { result } = await session.ask('directory.list');
    expect(result.queues).toEqual([
      { queueId: 'orders', name: 'Orders', ready: 0, waiting: 0 },
      { queueId: 'service', name: 'Service', ready: 0, waiting: 0, callerId: '4008009999' },
    ]);
    session.socket.close();
  });

  test.each([
    ['no JSON', 'hello', 'request.malformed'],
    ['no request', '{"type":"event"}', 'request.malformed'],
    [
      'a command before the session is open',
      '{"type":"request","id":"x","command":"agent.set-ready"}',
      'session.not-open',
    ],
    ['an unknown command', '{"type":"request","id":"x","command":"agent.fly"}', 'request.unknown-command'],
    [
      'a bad token',
      '{"type":"request","id":"x","command":"session.open","params":{"token":"t","client":{"name":"a","version":"1"}}}',
      'access.bad-token',
    ],
    [
      'missing parameters',
      '{"type":"request","id":"x","command":"session.open","params":{}}',
      'request.invalid',
    ],
  ])('%s is refused and the connection lives on', async (_case, text, code) => {
    const { socket, next, ask } = await connect();
    socket.send(text);
    expect(await next((message) => message['type'] === 'response')).toMatchObject({
      ok: false,
      error: { code },
    });
    expect((await ask('session.open', { token: await tokenFor('1002'), client: CLIENT }))['ok']).toBe(true);
    socket.close();
  });

  test('a line break in a number is refused before it can reach the switch', async () => {
    const session = await openSession('1002');
    const reply = await session.ask('call.make', { to: '139\r\nbgapi hupall' });
    expect(reply).toMatchObject({ ok: false, error: { code: 'request.invalid' } });
    session.socket.close();
  });

  test('a message over 256 KiB ends its connection with 1009 and disturbs nobody', async () => {
    const other = await openSession('1002');
    const { socket, closed } = await connect();
    socket.on('error', () => undefined);
    socket.send(`"${'x'.repeat(300_000)}"`);
    expect(await closed).toBe(1009);
    expect((await other.ask('session.ping'))['ok']).toBe(true);
    other.socket.close();
  });

  test('a page of an unknown origin is refused', async () => {
    await expect(connect({ origin: 'http://evil.example' })).rejects.toThrow('403');
  });

  test('a client that floods is told to slow down', async () => {
    const session = await openSession('1002');
    const replies = await Promise.all(Array.from({ length: 300 }, () => session.ask('session.ping')));
    expect(replies.some((reply) => reply['error']?.code === 'request.too-many')).toBe(true);
    expect(replies.some((reply) => reply['ok'])).toBe(true);
    session.socket.close();
  });

  test('working from a second page takes the work over; only watching does not', async () => {
    const first = await openSession('1002');
    await first.ask('agent.log-in', { device: 'ip-phone' });
    const wall = await openSession('1002');
    expect((await wall.ask('monitor.start'))['result'].agents).toHaveLength(4);
    expect((await first.ask('session.ping'))['ok']).toBe(true);
    const second = await openSession('1002');
    expect((await second.ask('agent.log-in', { device: 'ip-phone' }))['ok']).toBe(true);
    expect(await first.next((message) => message['type'] === 'goodbye')).toMatchObject({
      error: { code: 'session.replaced' },
    });
    await first.closed;
    await second.ask('agent.log-out');
    wall.socket.close();
    second.socket.close();
  });

  test('a wall sees everybody, an agent only himself', async () => {
    const wall = await openSession('2001');
    await wall.ask('monitor.start');
    const other = await openSession('1002');
    const session = await openSession('1001');
    await session.ask('agent.log-in', { device: 'ip-phone' });
    const seen = await wall.next((message) => message['event'] === 'agent.state-changed');
    expect(seen['data'].agent.agentId).toBe('1001');
    await session.ask('agent.log-out');
    await other.ask('session.ping');
    const heard = other.messages
      .map((message) => message['event'])
      .filter((event) => event !== undefined && event !== 'switch.changed');
    expect(heard).toEqual([]);
    for (const each of [wall, other, session]) each.socket.close();
  });

  test('a client that comes back gets each event it missed, once and in order', async () => {
    const session = await openSession('1001');
    const { stream, seq } = session.opened;
    session.socket.terminate();
    const worker = await openSession('1001');
    await worker.ask('agent.log-in', { device: 'ip-phone' });
    await worker.ask('agent.set-aux', { reason: 'meeting' });
    const back = await openSession('1001', { stream, seq });
    expect(back.opened.state).toBeNull();
    const missed = await back.next((message) => message['data']?.agent?.auxReason === 'meeting');
    expect(missed['seq']).toBeGreaterThan(seq);
    await worker.ask('agent.log-out');
    for (const each of [worker, back]) each.socket.close();
  });

  test('a thousand connections are served, the next one beyond the limit is refused', async () => {
    const many = await Promise.all(Array.from({ length: 1_000 }, () => connect()));
    expect((await many[999]?.next((message) => message['type'] === 'welcome'))?.['protocol']).toBe(1);
    const rest = await Promise.allSettled(Array.from({ length: 150 }, () => connect()));
    expect(
      rest.some((attempt) => attempt.status === 'rejected' && String(attempt.reason).includes('503')),
    ).toBe(true);
    const session = many[0];
    expect(await session?.ask('session.ping')).toMatchObject({ error: { code: 'session.not-open' } });
    for (const each of many) each.socket.terminate();
    for (const attempt of rest) if (attempt.status === 'fulfilled') attempt.value.socket.terminate();
  }, 60_000);
});

test("the SDK's own client speaks with the real server", async () => {
  const client = new CtiClient({
    transport: webSocketTransport(
      `${server.url.replace('http', 'ws')}/ws`,
      WebSocket as unknown as WebSocketConstructor,
    ),
    getToken: () => tokenFor('1001'),
    client: CLIENT,
  });
  const events: CtiEvent[] = [];
  client.on('event', (event: CtiEvent) => events.push(event));
  const opened = new Promise((resolve) => client.on('session', resolve));
  client.start();
  await opened;
  const { agent } = await client.request('agent.log-in', { device: 'ip-phone' });
  expect(agent.agentId).toBe('1001');
  expect(events.map((event) => event.event)).toContain('agent.logged-in');
  await client.request('agent.log-out', {});
  client.stop();
}, 20_000);
