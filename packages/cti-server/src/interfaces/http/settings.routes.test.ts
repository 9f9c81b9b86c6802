import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CtiClient, type CtiEvent, type WebSocketConstructor, webSocketTransport } from '@callweave/cti-core';
import { pino } from 'pino';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { WebSocket } from 'ws';
import type { ConfigInput } from '../../config/config.schema.js';
import { type CtiServer, startServer } from '../../server.js';

const KEY = 'a-service-key-of-the-test';
const folder = mkdtempSync(join(tmpdir(), 'callweave-settings-'));
const warnings: unknown[] = [];
const log = pino({ level: 'warn' }, { write: (line: string) => warnings.push(JSON.parse(line)) });
let server: CtiServer;

const agent = (agentId: string, role: 'agent' | 'admin' = 'agent') => ({
  agentId,
  name: `Agent ${agentId}`,
  extension: agentId,
  role,
  sipPassword: `sip-${agentId}`,
  initialPassword: `password-${agentId}`,
});
const config = (changes: Partial<ConfigInput> = {}): ConfigInput => ({
  http: { port: 0 },
  // Nothing listens there: settings change without a switch, too.
  switch: { port: 9 },
  database: { dataDir: join(folder, 'database') },
  recordings: { path: join(folder, 'recordings') },
  access: { serviceKeys: [KEY] },
  agents: [agent('1001'), agent('1002'), agent('9001', 'admin')],
  queues: [
    { queueId: 'orders', name: 'Orders', agents: ['1001', '1002'] },
    { queueId: 'service', name: 'Service', agents: ['1001'] },
  ],
  lists: { vip: ['13800138000'] },
  routes: { all: { otherwise: { queueId: 'orders' } } },
  entries: [{ called: 'default', flow: 'builtin:tv-shopping' }],
  ...changes,
});

beforeAll(async () => {
  mkdirSync(join(folder, 'recordings'));
  server = await startServer(config(), { log });
}, 60_000);
afterAll(async () => {
  await server?.stop();
  rmSync(folder, { recursive: true, force: true });
});

interface Reply {
  readonly status: number;
  // biome-ignore lint/suspicious/noExplicitAny: every field is asserted where it is read
  readonly body: any;
  readonly etag: string | null;
}

async function ask(
  method: string,
  path: string,
  body?: unknown,
  headers: Record<string, string> = {},
): Promise<Reply> {
  const reply = await fetch(`${server.url}/api/v1${path}`, {
    method,
    headers: {
      authorization: `Bearer ${KEY}`,
      ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      ...headers,
    },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  const text = await reply.text();
  return {
    status: reply.status,
    body: text === '' ? null : JSON.parse(text),
    etag: reply.headers.get('etag'),
  };
}
const codeOf = ({ status, body }: Reply) => [status, body?.error?.code];
const tokenOf = async (account: string): Promise<string> =>
  (await ask('POST', '/login', { account, password: `password-${account}` })).body.token;
const queueOf = async (queueId: string) => (await ask('GET', `/settings/queues/${queueId}`)).body;

describe('settings over HTTP (ACD-3, ACD-4, OPS-4)', () => {
  test('administrators and service keys may; agents and strangers may not', async () => {
    const as = async (token: string) =>
      codeOf(await ask('GET', '/settings/queues', undefined, { authorization: `Bearer ${token}` }));
    expect(await as(await tokenOf('1001'))).toEqual([403, 'access.denied']);
    expect(await as('guess')).toEqual([401, 'access.bad-token']);
    expect(await as(await tokenOf('9001'))).toEqual([200, undefined]);
    const put = await ask(
      'PUT',
      '/settings/queues/orders',
      {},
      {
        authorization: `Bearer ${await tokenOf('1001')}`,
      },
    );
    expect(codeOf(put)).toEqual([403, 'access.denied']);
  });

  test('what the configuration file says is there, without passwords', async () => {
    const { body } = await ask('GET', '/settings/agents');
    expect(body.agents.map(({ id }: { id: string }) => id)).toEqual(['1001', '1002', '9001']);
    expect(body.agents[0]).toEqual({
      id: '1001',
      version: 1,
      changedAt: expect.any(Number),
      changedBy: 'file',
      settings: { agentId: '1001', name: 'Agent 1001', extension: '1001', role: 'agent', skills: {} },
    });
    expect((await ask('GET', '/settings/lists/vip')).body.settings).toEqual(['13800138000']);
    expect(codeOf(await ask('GET', '/settings/queues/none'))).toEqual([404, 'settings.unknown']);
    expect(codeOf(await ask('GET', '/settings/doors'))).toEqual([404, 'request.unknown-command']);
  });

  test('a change is told with its version and who made it, and the agents know it at once', async () => {
    const change = { name: 'Orders', agents: ['1002'], strategy: 'linear' };
    const reply = await ask('PUT', '/settings/queues/orders', change, {
      authorization: `Bearer ${await tokenOf('9001')}`,
    });
    expect(reply).toMatchObject({
      status: 200,
      etag: '"2"',
      body: { version: 2, changedBy: '9001', settings: { queueId: 'orders', strategy: 'linear' } },
    });
    expect(await queueOf('orders')).toEqual(reply.body);
    // What says the same is no new version.
    expect((await ask('PUT', '/settings/queues/orders', reply.body.settings)).body).toEqual(reply.body);
    const { versions } = (await ask('GET', '/settings/queues/orders/history')).body;
    expect(versions).toMatchObject([
      { version: 2, changedBy: '9001', settings: { strategy: 'linear' } },
      { version: 1, changedBy: 'file', settings: { strategy: 'longest-idle' } },
    ]);
  });

  test('two who change the same: the second is told, and one who has not seen any makes none', async () => {
    const { version } = await queueOf('service');
    const [first, second] = await Promise.all([
      ask('PUT', '/settings/queues/service', { name: 'First' }, { 'if-match': `"${version}"` }),
      ask('PUT', '/settings/queues/service', { name: 'Second' }, { 'if-match': `"${version}"` }),
    ]);
    expect(first.status).toBe(200);
    expect(codeOf(second)).toEqual([409, 'settings.changed-meanwhile']);
    expect(second.body.error.details).toEqual({ version: version + 1 });
    const made = await ask('PUT', '/settings/queues/service', { name: 'New' }, { 'if-match': '"0"' });
    expect(codeOf(made)).toEqual([409, 'settings.changed-meanwhile']);
    const odd = await ask('DELETE', '/settings/queues/service', undefined, { 'if-match': 'three' });
    expect(codeOf(odd)).toEqual([400, 'request.invalid']);
    expect((await queueOf('service')).settings.name).toBe('First');
  });

  test('every mistake is named with its place, and nothing is changed', async () => {
    const { version } = await queueOf('orders');
    const refused = async (path: string, body: unknown) => {
      const reply = await ask('PUT', `/settings/${path}`, body);
      expect(codeOf(reply)).toEqual([400, 'request.invalid']);
      return reply.body.error.details.issues;
    };
    expect(await refused('queues/orders', { name: '', strategy: 'fastest', typo: 1 })).toHaveLength(3);
    const when = { is: 'nobody-logged-in' };
    expect(
      await refused('queues/orders', {
        name: 'Orders',
        agents: ['7'],
        overflow: [
          { when, target: { to: 'queue', queueId: 'night' } },
          { when, target: { to: 'flow', flow: '../../etc/passwd' } },
        ],
      }),
    ).toEqual([
      { path: 'agents', message: 'there is no agent 7' },
      { path: 'overflow.0.target.queueId', message: 'there is no queue night' },
      {
        path: 'overflow.1.target.flow',
        message: 'the configuration file names no flow ../../etc/passwd',
      },
    ]);
    expect(await refused('queues/orders', { queueId: 'other', name: 'Orders' })).toEqual([
      { path: 'queueId', message: 'it is orders by its address' },
    ]);
    expect(await refused('routes/all', { otherwise: { queueId: 'night' } })).toEqual([
      { path: 'otherwise.queueId', message: 'there is no queue night' },
    ]);
    expect(await refused('lists/vip', ['12a'])).toHaveLength(1);
    expect(await refused('calendars/office', { timeZone: 'Nowhere', weekly: [] })).toHaveLength(1);
    expect(await refused('agents/1002', { name: 'Two', extension: '1001' })).toMatchObject([
      { message: 'extension 1001 is there twice' },
    ]);
    expect(await refused('agents/1002', { name: 'Two', extension: '5', sipPassword: 'x' })).toEqual([
      { path: 'sipPassword', message: 'the configuration file holds it; change it there' },
    ]);
    expect(await refused('queues/no spaces', { name: 'x' })).toHaveLength(1);
    expect((await queueOf('orders')).version).toBe(version);
  });

  test('what is named elsewhere cannot be removed, and is told where', async () => {
    const reply = await ask('DELETE', '/settings/queues/orders');
    expect(codeOf(reply)).toEqual([409, 'settings.in-use']);
    expect(reply.body.error.details.issues.map(({ path }: { path: string }) => path)).toEqual([
      'routes.all.otherwise.queueId',
      'flows.builtin:tv-shopping.nodes.orders.queueId',
    ]);
    const agentReply = await ask('DELETE', '/settings/agents/1002');
    expect(agentReply.body.error.details.issues).toEqual([
      { path: 'queues.orders.agents', message: 'there is no agent 1002' },
    ]);
  });

  test('a new agent logs in with the passwords he came with, which nobody reads; one who is removed does not', async () => {
    const person = {
      name: 'Agent 1003',
      extension: '1003',
      skills: { english: 5 },
      sipPassword: 'sip-of-1003',
      initialPassword: 'password-1003',
    };
    const { sipPassword: _sip, ...without } = person;
    expect((await ask('PUT', '/settings/agents/1003', without)).body.error.details.issues).toMatchObject([
      { path: 'sipPassword' },
    ]);
    const made = await ask('PUT', '/settings/agents/1003', person, { 'if-match': '"0"' });
    expect(made.status).toBe(201);
    expect(JSON.stringify(made.body)).not.toContain('password');
    expect(JSON.stringify((await ask('GET', '/settings/agents/1003/history')).body)).not.toContain('sip-of');
    expect(await tokenOf('1003')).toEqual(expect.any(String));
    const client = new CtiClient({
      transport: webSocketTransport(
        `${server.url.replace('http', 'ws')}/ws`,
        WebSocket as unknown as WebSocketConstructor,
      ),
      getToken: () => tokenOf('1003'),
      client: { name: 'test', version: '1' },
    });
    const gone = new Promise((resolve) =>
      client.on('event', (event: CtiEvent) => event.event === 'agent.removed' && resolve(event.data)),
    );
    const opened = new Promise((resolve) => client.on('session', resolve));
    client.start();
    await opened;
    await client.request('agent.log-in', { device: 'ip-phone' });
    expect(await client.request('softphone.credentials', {})).toMatchObject({
      authorizationUser: '1003',
      password: 'sip-of-1003',
    });
    // Later changes need no password again.
    expect((await ask('PUT', '/settings/agents/1003', { name: 'Drei', extension: '1003' })).status).toBe(200);
    expect((await ask('DELETE', '/settings/agents/1003')).status).toBe(204);
    expect(await gone).toEqual({ agentId: '1003' });
    client.stop();
    expect(codeOf(await ask('DELETE', '/settings/agents/1003'))).toEqual([404, 'settings.unknown']);
    const login = { account: '1003', password: 'password-1003' };
    expect(codeOf(await ask('POST', '/login', login))).toEqual([401, 'access.bad-credentials']);
    expect((await ask('PUT', '/settings/agents/1003', person)).status).toBe(201);
    expect((await ask('DELETE', '/settings/agents/1003')).status).toBe(204);
  });

  test('outbound rules are made, replaced and removed, and each prefix has one (AGT-3)', async () => {
    const made = await ask('PUT', '/settings/outbound/mobiles', { prefix: '1', gateways: ['pstn', 'sip'] });
    expect(made).toMatchObject({
      status: 201,
      body: {
        version: 1,
        settings: {
          ruleId: 'mobiles',
          prefix: '1',
          choose: 'in-order',
          strip: 0,
          prepend: '',
          callerId: null,
        },
      },
    });
    const twice = await ask('PUT', '/settings/outbound/more', { prefix: '1', gateways: ['pstn'] });
    expect(codeOf(twice)).toEqual([400, 'request.invalid']);
    expect(twice.body.error.details.issues).toEqual([
      { path: 'prefix', message: 'rule mobiles has the same prefix' },
    ]);
    expect((await ask('DELETE', '/settings/outbound/mobiles')).status).toBe(204);
    expect((await ask('GET', '/settings/outbound')).body).toEqual({ outbound: [] });
    expect((await ask('GET', '/settings/outbound/mobiles/history')).body.versions).toHaveLength(2);
  });

  test('a list may be long', async () => {
    const numbers = Array.from({ length: 200_000 }, (_, at) => String(13_000_000_000 + at));
    expect((await ask('PUT', '/settings/lists/vip', numbers)).status).toBe(200);
    expect((await ask('GET', '/settings/lists/vip')).body.settings).toHaveLength(200_000);
    expect((await ask('PUT', '/settings/lists/vip', ['13800138000'])).status).toBe(200);
  }, 60_000);

  test('pages of known origins may change settings', async () => {
    const preflight = await fetch(`${server.url}/api/v1/settings/queues/orders`, {
      method: 'OPTIONS',
      headers: { origin: 'http://127.0.0.1:7090' },
    });
    expect(preflight.headers.get('access-control-allow-methods')).toContain('PUT, DELETE');
    expect(preflight.headers.get('access-control-allow-headers')).toContain('if-match');
  });
});

describe('a start after changes (OPS-1)', () => {
  test('changes made while the server ran are still there; an edit of the file counts, and says what it overrules', async () => {
    const night = { name: 'Night', agents: ['1001'], overflow: [] };
    expect((await ask('PUT', '/settings/queues/night', night)).status).toBe(201);
    expect(
      (await ask('PUT', '/settings/agents/1001', { ...told('1001'), skills: { english: 3 } })).status,
    ).toBe(200);
    const before = await queueOf('orders');
    await server.stop();
    warnings.length = 0;
    server = await startServer(config(), { log });
    expect(await queueOf('orders')).toEqual(before);
    expect((await queueOf('night')).settings).toMatchObject({ queueId: 'night', name: 'Night' });
    expect((await ask('GET', '/settings/agents/1001')).body.settings.skills).toEqual({ english: 3 });
    expect(settingsWarnings()).toEqual([]);

    await server.stop();
    const edited = config({
      queues: [
        { queueId: 'orders', name: 'Bestellungen', agents: ['1001', '1002'] },
        { queueId: 'service', name: 'Service', agents: ['1001'] },
      ],
    });
    server = await startServer(edited, { log });
    expect(await queueOf('orders')).toMatchObject({
      version: before.version + 1,
      changedBy: 'file',
      settings: { name: 'Bestellungen' },
    });
    expect(settingsWarnings()).toMatchObject([{ kind: 'queue', id: 'orders', changedBy: '9001' }]);
    const { versions } = (await ask('GET', '/settings/queues/orders/history')).body;
    expect(versions[1]).toMatchObject({ version: before.version, settings: before.settings });
  }, 120_000);

  test('a file that no longer has what a stored change names stops the start, and says what is missing', async () => {
    await server.stop();
    const shrunk = config({
      agents: [agent('1002'), agent('9001', 'admin')],
      queues: [
        { queueId: 'orders', name: 'Orders', agents: ['1002'] },
        { queueId: 'service', name: 'Service' },
      ],
    });
    await expect(startServer(shrunk, { log })).rejects.toMatchObject({
      code: 'config.invalid',
      details: { issues: [{ path: 'queues.night.agents', message: 'there is no agent 1001' }] },
    });
    const without = { ...shrunk, agents: [agent('1001'), agent('1002')] };
    server = await startServer(without, { log });
    const login = { account: '9001', password: 'password-9001' };
    expect(codeOf(await ask('POST', '/login', login))).toEqual([401, 'access.bad-credentials']);
    await server.stop();
    server = await startServer(config(), { log });
    expect((await queueOf('night')).settings.agents).toMatchObject([{ agentId: '1001' }]);
  }, 120_000);
});

function told(agentId: string) {
  const { sipPassword: _sip, initialPassword: _initial, ...rest } = agent(agentId);
  return rest;
}

function settingsWarnings(): unknown[] {
  return warnings.filter((line) => (line as { room?: string }).room === 'settings');
}
