import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type AgentId, CtiClient, type WebSocketConstructor, webSocketTransport } from '@callweave/cti-core';
import { pino } from 'pino';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { WebSocket } from 'ws';
import { type CtiServer, startServer } from '../../server.js';

const KEY = 'a-service-key-of-the-test';
const folder = mkdtempSync(join(tmpdir(), 'callweave-audit-routes-'));
let server: CtiServer;

const agent = (agentId: string, more: object = {}) => ({
  agentId,
  name: `Agent ${agentId}`,
  extension: agentId,
  sipPassword: `sip-${agentId}`,
  initialPassword: `password-${agentId}`,
  ...more,
});

beforeAll(async () => {
  mkdirSync(join(folder, 'recordings'));
  server = await startServer(
    {
      http: { port: 0 },
      // Nothing listens there: states are forced without a switch, too.
      switch: { port: 9 },
      database: { dataDir: join(folder, 'database') },
      recordings: { path: join(folder, 'recordings') },
      access: { serviceKeys: [KEY] },
      agents: [
        agent('1001', { team: 'red' }),
        agent('1002', { team: 'blue' }),
        agent('2001', { role: 'supervisor', leads: ['red'] }),
        agent('9001', { role: 'admin' }),
      ],
      queues: [{ queueId: 'orders', name: 'Orders', agents: ['1001', '1002'] }],
    },
    { log: pino({ level: 'silent' }) },
  );
}, 60_000);
afterAll(async () => {
  await server?.stop();
  rmSync(folder, { recursive: true, force: true });
});

// biome-ignore lint/suspicious/noExplicitAny: every field is asserted where it is read
async function ask(method: string, path: string, body?: unknown, token = KEY): Promise<any> {
  const reply = await fetch(`${server.url}/api/v1${path}`, {
    method,
    headers: {
      authorization: `Bearer ${token}`,
      ...(body === undefined ? {} : { 'content-type': 'application/json' }),
    },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  const text = await reply.text();
  return text === '' ? null : JSON.parse(text);
}
const logIn = async (account: string, password = `password-${account}`) =>
  (await ask('POST', '/login', { account, password })).token as string;
const entries = async (query = ''): Promise<object[]> => (await ask('GET', `/audit${query}`)).entries;

async function page(account: string): Promise<CtiClient> {
  const token = await logIn(account);
  const client = new CtiClient({
    transport: webSocketTransport(
      `${server.url.replace('http', 'ws')}/ws`,
      WebSocket as unknown as WebSocketConstructor,
    ),
    getToken: async () => token,
    client: { name: 'test', version: '1' },
  });
  const opened = new Promise((resolve) => client.on('session', resolve));
  client.start();
  await opened;
  return client;
}

describe('who did what (ADM-9, OPS-4)', () => {
  test('log-ins, right and wrong, with the address; a wrong one has no role', async () => {
    await logIn('9001');
    await ask('POST', '/login', { account: 'mallory', password: 'guess' });
    expect(await entries('?action=access.log-in&limit=2')).toMatchObject([
      {
        account: 'mallory',
        role: null,
        outcome: 'access.bad-credentials',
        details: { address: '127.0.0.1' },
      },
      { account: '9001', role: 'admin', outcome: 'ok' },
    ]);
  });

  test('a change of settings, and one that was refused, without what they say', async () => {
    const admin = await logIn('9001');
    await ask('PUT', '/settings/lists/vip', ['13800138000'], admin);
    await ask('PUT', '/settings/queues/orders', { name: '' }, admin);
    await ask('DELETE', '/settings/lists/vip', undefined, KEY);
    const noted = await entries('?action=settings.');
    expect(noted).toMatchObject([
      { account: 'service', role: 'service', action: 'settings.remove', subject: 'list vip', outcome: 'ok' },
      { account: '9001', action: 'settings.put', subject: 'queue orders', outcome: 'request.invalid' },
      { account: '9001', role: 'admin', action: 'settings.put', subject: 'list vip', outcome: 'ok' },
    ]);
    expect(JSON.stringify(noted)).not.toContain('13800138000');
  });

  test('what supervisors do to others, and what they were refused: forced states, listening, hanging up', async () => {
    const worker = await page('1001');
    await worker.request('agent.log-in', { device: 'ip-phone' });
    const boss = await page('2001');
    const to = { state: 'aux', reason: 'meeting' } as const;
    const [one, other] = ['1001' as AgentId, '1002' as AgentId];
    await boss.request('agent.force-state', { agentId: one, to });
    await expect(boss.request('agent.force-state', { agentId: other, to })).rejects.toMatchObject({
      code: 'access.denied',
    });
    await expect(boss.request('supervision.hang-up', { agentId: one })).rejects.toMatchObject({
      code: 'switch.unavailable',
    });
    worker.stop();
    boss.stop();
    expect(await entries('?actor=2001&limit=3')).toMatchObject([
      { action: 'supervision.hang-up', subject: '1001', outcome: 'switch.unavailable' },
      { action: 'agent.force-state', subject: '1002', outcome: 'access.denied' },
      { action: 'agent.force-state', subject: '1001', outcome: 'ok', role: 'supervisor', details: { to } },
    ]);
  });

  test('pages follow one another to the end', async () => {
    const all = await entries('?limit=500');
    const first = await ask('GET', '/audit?limit=2');
    const second = await ask('GET', `/audit?limit=500&after=${first.after}`);
    expect([...first.entries, ...second.entries]).toEqual(all);
    expect(second.after).toBeNull();
  });

  test('it is for administrators and back ends', async () => {
    for (const account of ['1001', '2001']) {
      const answer = await ask('GET', '/audit', undefined, await logIn(account));
      expect(answer.error.code).toBe('access.denied');
    }
    expect((await ask('GET', '/audit?limit=0')).error.code).toBe('request.invalid');
  });

  test('teams are settings like any other, and an agent leads none (SUP-4)', async () => {
    const { settings } = await ask('GET', '/settings/agents/2001');
    expect(settings.leads).toEqual(['red']);
    const answer = await ask('PUT', '/settings/agents/1002', { ...agentOf(settings), leads: ['red'] });
    expect(answer.error.details.issues).toEqual([
      { path: 'leads', message: 'only a supervisor leads teams; an administrator has all' },
    ]);
  });
});

const agentOf = (settings: object) => ({ ...settings, agentId: '1002', extension: '1002', role: 'agent' });
