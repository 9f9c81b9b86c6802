import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  type AlarmSnapshot,
  CtiClient,
  type WebSocketConstructor,
  webSocketTransport,
} from '@callweave/cti-core';
import { pino } from 'pino';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { WebSocket } from 'ws';
import type { ConfigInput } from '../../config/config.schema.js';
import { type CtiServer, startServer } from '../../server.js';

const KEY = 'a-service-key-of-the-test';
const folder = mkdtempSync(join(tmpdir(), 'callweave-alarm-routes-'));
let server: CtiServer;

const agent = (agentId: string, role: 'agent' | 'supervisor' = 'agent') => ({
  agentId,
  name: `Agent ${agentId}`,
  extension: agentId,
  role,
  sipPassword: `sip-${agentId}`,
  initialPassword: `password-${agentId}`,
});
const config: ConfigInput = {
  http: { port: 0 },
  // Nothing listens there, which is what the rule is about.
  switch: { port: 9 },
  database: { dataDir: join(folder, 'database') },
  recordings: { path: join(folder, 'recordings') },
  access: { serviceKeys: [KEY] },
  agents: [agent('1001'), agent('2001', 'supervisor')],
  queues: [{ queueId: 'orders', name: 'Orders', agents: ['1001'] }],
  alarms: [{ alarmId: 'switch', when: { is: 'switch-down' }, severity: 'critical' }],
};
const start = () => startServer(config, { log: pino({ level: 'silent' }) });

beforeAll(async () => {
  mkdirSync(join(folder, 'recordings'));
  server = await start();
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
const logIn = async (account: string): Promise<string> =>
  (await ask('POST', '/login', { account, password: `password-${account}` })).token;

async function wall(account: string) {
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
  const told: string[] = [];
  const waiting: (() => void)[] = [];
  client.on('event', ({ event }) => {
    told.push(event);
    for (const wake of waiting.splice(0)) wake();
  });
  client.start();
  await opened;
  const { alarms } = await client.request('monitor.start', {});
  const hears = async (event: string): Promise<void> => {
    while (!told.includes(event)) await new Promise<void>((resolve) => waiting.push(resolve));
  };
  return { client, alarms, told, hears };
}

describe('alarms over HTTP and on walls (SUP-5)', () => {
  test('one that is raised is on the wall of a supervisor, not on that of an agent, and is read over HTTP', async () => {
    const boss = await wall('2001');
    if (boss.alarms === undefined) await boss.hears('alarm.raised');
    const { active } = await ask('GET', '/alarms', undefined, await logIn('2001'));
    expect(active).toMatchObject([
      { alarmId: 'switch', measure: 'switch-down', subject: null, severity: 'critical', clearedAt: null },
    ]);
    const worker = await wall('1001');
    expect(worker.alarms).toBeUndefined();
    const [listed] = (await ask('GET', '/alarms')).active as AlarmSnapshot[];
    const another = await wall('2001');
    expect(another.alarms).toEqual([listed]);
    for (const { client } of [boss, worker, another]) client.stop();
  });

  test('a start goes on with it: it is not raised again', async () => {
    const [before] = (await ask('GET', '/alarms')).active;
    await server.stop();
    server = await start();
    const boss = await wall('2001');
    expect(boss.alarms).toEqual([before]);
    boss.client.stop();
  });

  test('a rule is a setting: put, checked, and what it raised is cleared when it is gone', async () => {
    const mistaken = { when: { is: 'queue-length', queueId: 'nowhere', above: 5 }, clearAt: 9 };
    expect((await ask('PUT', '/settings/alarms/long', mistaken)).error.details.issues).toEqual([
      { path: 'when.queueId', message: 'there is no queue nowhere' },
      { path: 'clearAt', message: 'it lies above the threshold of 5' },
    ]);
    const rule = { when: { is: 'queue-length', queueId: 'orders', above: 5 }, clearAt: 2 };
    expect(await ask('PUT', '/settings/alarms/long', rule)).toMatchObject({
      settings: { alarmId: 'long', forMs: 0, severity: 'warning' },
    });
    expect((await ask('DELETE', '/settings/queues/orders')).error.details.issues).toEqual([
      { path: 'alarms.long.when.queueId', message: 'there is no queue orders' },
    ]);
    const boss = await wall('2001');
    await ask('DELETE', '/settings/alarms/switch');
    await boss.hears('alarm.cleared');
    boss.client.stop();
    expect((await ask('GET', '/alarms')).active).toEqual([]);
    // It is in the table when the journal has written its batch.
    let recent: AlarmSnapshot[] = [];
    while (recent.length === 0) recent = (await ask('GET', '/alarms?limit=1')).recent;
    expect(recent).toMatchObject([{ alarmId: 'switch', value: null }]);
    expect(recent[0]?.clearedAt).toBeGreaterThan(recent[0]?.raisedAt ?? 0);
  });

  test('how many channels a trunk has is a setting, too (SUP-1)', async () => {
    expect(await ask('PUT', '/settings/trunks/pstn', { channels: 30 })).toMatchObject({
      id: 'pstn',
      settings: { name: 'pstn', channels: 30 },
    });
  });

  test('agents do not read alarms', async () => {
    expect((await ask('GET', '/alarms', undefined, await logIn('1001'))).error.code).toBe('access.denied');
  });
});
