import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  CtiClient,
  type CtiEvent,
  type OpenSession,
  type WebSocketConstructor,
  webSocketTransport,
} from '@callweave/cti-core';
import { pino } from 'pino';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { WebSocket } from 'ws';
import { type CtiServer, startServer } from '../../server.js';

const KEY = 'a-service-key-of-the-test';
const folder = mkdtempSync(join(tmpdir(), 'callweave-contacts-'));
let server: CtiServer;

const agent = (agentId: string, role: 'agent' | 'supervisor' = 'agent') => ({
  agentId,
  name: `Agent ${agentId}`,
  extension: agentId,
  role,
  channels: { chat: 2 },
  sipPassword: `sip-${agentId}`,
  initialPassword: `password-${agentId}`,
});

const start = () =>
  startServer(
    {
      http: { port: 0 },
      // Nothing listens there: contacts need no switch.
      switch: { port: 9 },
      database: { dataDir: join(folder, 'database') },
      recordings: { path: join(folder, 'recordings') },
      access: { serviceKeys: [KEY] },
      agents: [agent('1001'), agent('9001', 'supervisor')],
      queues: [
        { queueId: 'orders', name: 'Orders', agents: ['1001'] },
        { queueId: 'chats', name: 'Chats', channel: 'chat', agents: ['1001'], ringMs: 60_000 },
      ],
    },
    { log: pino({ level: 'silent' }) },
  );

beforeAll(async () => {
  mkdirSync(join(folder, 'recordings'));
  server = await start();
}, 60_000);
afterAll(async () => {
  await server?.stop();
  rmSync(folder, { recursive: true, force: true });
});

// biome-ignore lint/suspicious/noExplicitAny: every field is asserted where it is read
type Reply = { readonly status: number; readonly body: any };

async function ask(method: string, path: string, body?: unknown, token = KEY): Promise<Reply> {
  const reply = await fetch(`${server.url}/api/v1${path}`, {
    method,
    headers: {
      authorization: `Bearer ${token}`,
      ...(body === undefined ? {} : { 'content-type': 'application/json' }),
    },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  return { status: reply.status, body: await reply.json() };
}
const codeOf = ({ status, body }: Reply) => [status, body?.error?.code];
const tokenOf = async (account: string): Promise<string> =>
  (await ask('POST', '/login', { account, password: `password-${account}` })).body.token;

/** The session of an agent, and the events it was sent. */
async function page(account: string) {
  const client = new CtiClient({
    transport: webSocketTransport(
      `${server.url.replace('http', 'ws')}/ws`,
      WebSocket as unknown as WebSocketConstructor,
    ),
    getToken: () => tokenOf(account),
    client: { name: 'test', version: '1' },
  });
  const events: CtiEvent[] = [];
  const waiting = new Set<() => void>();
  client.on('event', (event) => {
    events.push(event);
    for (const wake of waiting) wake();
  });
  const heard = async (wanted: (event: CtiEvent) => boolean): Promise<CtiEvent> => {
    for (;;) {
      const found = events.find(wanted);
      if (found) return found;
      await new Promise<void>((resolve) => waiting.add(resolve));
    }
  };
  const opened = new Promise<OpenSession>((resolve) => client.on('session', resolve));
  client.start();
  return { client, events, heard, session: await opened };
}

describe('contacts over HTTP and WebSocket (ACD-7)', () => {
  test('a back end queues a contact, its agent gets it in his session, and everything can be read afterwards', async () => {
    const { client, events, heard } = await page('1001');
    await client.request('agent.log-in', { device: 'browser' });
    await client.request('agent.set-ready', {});
    const made = await ask('POST', '/contacts', {
      queueId: 'chats',
      contactId: 'wechat:77',
      customer: 'wx-77',
      data: { order: '4711' },
    });
    expect([made.status, made.body.contact.contactId]).toEqual([201, 'wechat:77']);
    const again = await ask('POST', '/contacts', { queueId: 'chats', contactId: 'wechat:77' });
    expect([again.status, again.body.contact.customer]).toEqual([200, 'wx-77']);
    const offered = await heard(({ event }) => event === 'contact.offered');
    expect(offered.data).toMatchObject({
      contact: { contactId: 'wechat:77', data: { order: '4711' }, can: { accept: true, complete: false } },
    });
    const { contactId } = made.body.contact;
    await client.request('contact.accept', { contactId });
    expect(events.map(({ event }) => event)).toContain('contact.accepted');
    expect((await ask('GET', '/contacts')).body.contacts).toMatchObject([{ contactId, phase: 'active' }]);
    const late = await page('1001');
    expect(late.session.state?.contacts).toMatchObject([{ contactId, can: { complete: true } }]);
    await late.client.request('contact.complete', { contactId });
    expect((await ask('GET', `/contacts/${contactId}`)).body.contact).toMatchObject({
      phase: 'ended',
      outcome: 'completed',
      agentId: '1001',
    });
    client.stop();
    late.client.stop();
    await server.stop();
    server = await start();
    // The new server's kernel does not know it any more: it stands in the database.
    expect((await ask('GET', `/contacts/${contactId}`)).body.contact.outcome).toBe('completed');
    const { decisions } = (await ask('GET', `/contacts/${contactId}/decisions`)).body;
    expect(decisions).toMatchObject([
      { kind: 'routed', decision: { trigger: 'entered', outcome: { is: 'offered', agentId: '1001' } } },
    ]);
  }, 60_000);

  test('a contact that waits outlives the server, and is cancelled by its back end', async () => {
    // He is still logged in and ready: one is offered to him.
    const supervisor = await page('9001');
    await supervisor.client.request('agent.force-state', {
      agentId: '1001' as never,
      to: { state: 'logged-out' },
    });
    supervisor.client.stop();
    const { contactId } = (await ask('POST', '/contacts', { queueId: 'chats' })).body.contact;
    await server.stop();
    server = await start();
    expect((await ask('GET', '/contacts')).body.contacts).toMatchObject([{ contactId, phase: 'queued' }]);
    const gone = await ask('DELETE', `/contacts/${contactId}`);
    expect([gone.status, gone.body.contact.outcome]).toEqual([200, 'cancelled']);
    expect((await ask('GET', '/contacts')).body.contacts).toEqual([]);
  }, 60_000);

  test('what is wrong is refused by name', async () => {
    expect(codeOf(await ask('POST', '/contacts', {}))).toEqual([400, 'request.invalid']);
    expect(codeOf(await ask('POST', '/contacts', { queueId: 'orders' }))).toEqual([404, 'queue.unknown']);
    expect(codeOf(await ask('POST', '/contacts', { queueId: 'chats', contactId: 'a b' }))).toEqual([
      400,
      'request.invalid',
    ]);
    expect(codeOf(await ask('GET', '/contacts/nothing'))).toEqual([404, 'contact.unknown']);
    expect(codeOf(await ask('DELETE', '/contacts/nothing'))).toEqual([404, 'contact.unknown']);
    const own = await tokenOf('1001');
    expect(codeOf(await ask('POST', '/contacts', { queueId: 'chats' }, own))).toEqual([403, 'access.denied']);
    const asSupervisor = await ask('GET', '/contacts', undefined, await tokenOf('9001'));
    expect(asSupervisor.status).toBe(200);
  });

  test('settings are checked: capacities, and what only queues of calls have', async () => {
    const put = (path: string, body: unknown) => ask('PUT', `/settings/${path}`, body);
    const base = { name: 'Agent 1001', extension: '1001' };
    expect(codeOf(await put('agents/1001', { ...base, channels: { voice: 2 } }))).toEqual([
      400,
      'request.invalid',
    ]);
    expect(codeOf(await put('agents/1001', { ...base, channels: { Chat: 1 } }))).toEqual([
      400,
      'request.invalid',
    ]);
    const many = await put('agents/1001', {
      ...base,
      channels: { voice: 1, chat: { capacity: 4, concurrent: false } },
    });
    expect(many.body.settings.channels).toEqual({
      voice: { capacity: 1 },
      chat: { capacity: 4, concurrent: false },
    });
    const ringAll = await put('queues/mails', { name: 'Mails', channel: 'email', strategy: 'ring-all' });
    expect(ringAll.body.error.details.issues).toEqual([
      { path: 'strategy', message: 'only queues of calls have it, and this is for email' },
    ]);
    expect((await put('queues/mails', { name: 'Mails', channel: 'email' })).status).toBe(201);
    const route = await put('routes/all', { otherwise: { queueId: 'mails' } });
    expect(codeOf(route)).toEqual([400, 'request.invalid']);
  });
});
