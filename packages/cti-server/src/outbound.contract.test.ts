import { join } from 'node:path';
import {
  CtiClient,
  type EventData,
  type QueueId,
  type WebSocketConstructor,
  webSocketTransport,
} from '@callweave/cti-core';
import { pino } from 'pino';
import { afterEach, expect, test } from 'vitest';
import { WebSocket } from 'ws';
import { FarEnds } from './media-switch/contract/far-ends.js';
import { openSwitch } from './media-switch/contract/switch-under-test.js';
import { startServer } from './server.js';

/* The whole server on a switch with SIP far ends: an agent's call outside finds its way round a gateway that is not there (AGT-3). */

const KEY = 'a-service-key-of-the-test';
const log = pino({ level: 'silent' });
const undo: (() => unknown)[] = [];
afterEach(async () => {
  for (const step of undo.splice(0).reverse()) await step();
});

async function office() {
  const under = await openSwitch();
  undo.push(() => under.stop());
  const ends = new FarEnds(under);
  undo.push(() => ends.close());
  const server = await startServer(
    {
      http: { port: 0 },
      switch: { host: under.host, port: under.port, password: under.password },
      softphone: { domain: under.domain },
      database: { dataDir: join(under.folder, 'database') },
      recordings: { path: join(under.folder, 'recordings'), all: false },
      access: { serviceKeys: [KEY] },
      agents: [
        {
          agentId: '1001',
          name: 'Agent',
          extension: '1001',
          sipPassword: under.phonePassword,
          initialPassword: 'password-1001',
        },
      ],
      queues: [{ queueId: 'orders', name: 'Orders', agents: ['1001'], callerId: '4008001234' }],
      outbound: [
        { ruleId: 'exit', prefix: '9', gateways: ['nowhere', under.gateway.name], strip: 1, prepend: '0086' },
      ],
    },
    { log },
  );
  undo.push(() => server.stop());
  const ask = async (method: string, path: string, body: unknown, token = KEY) => {
    const reply = await fetch(`${server.url}/api/v1${path}`, {
      method,
      headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
      body: JSON.stringify(body),
    });
    // biome-ignore lint/suspicious/noExplicitAny: every field is asserted where it is read
    return { status: reply.status, body: (await reply.json()) as any };
  };
  const { token } = (await ask('POST', '/login', { account: '1001', password: 'password-1001' })).body;
  const client = new CtiClient({
    transport: webSocketTransport(
      `${server.url.replace('http', 'ws')}/ws`,
      WebSocket as unknown as WebSocketConstructor,
    ),
    getToken: async () => token,
    client: { name: 'test', version: '1' },
  });
  undo.push(() => client.stop());
  const opened = new Promise((resolve) => client.on('session', resolve));
  client.start();
  await opened;
  return { under, ends, client, ask };
}

test('the next gateway of the rule carries the call, with the queue’s number and the digits that the rule makes', async () => {
  const { under, ends, client, ask } = await office();
  await ends.agent('1001', 'phone-answers');
  const customer = await ends.phone('phone-answers', { port: under.gateway.port });
  await client.request('agent.log-in', { device: 'ip-phone' });
  const failures: EventData<'call.gateway-failed'>[] = [];
  client.onEvent('call.gateway-failed', ({ data }) => failures.push(data));
  const answered = new Promise<EventData<'call.answered'>>((resolve) =>
    client.onEvent('call.answered', ({ data }) => resolve(data)),
  );
  await client.request('call.make', { to: '913900139000', queueId: 'orders' as QueueId });
  const { call } = await answered;
  expect(call).toMatchObject({ called: '913900139000', trunk: under.gateway.name, queueId: 'orders' });
  expect(failures).toMatchObject([
    { gateway: 'nowhere', cause: 'INVALID_GATEWAY', next: under.gateway.name },
  ]);
  expect(customer.sip.called).toBe('008613900139000');
  expect(customer.sip.callerId).toEqual({ from: '4008001234', asserted: '4008001234' });

  const rule = { prefix: '9', gateways: [under.gateway.name, 'nowhere'] };
  const refused = await ask('PUT', '/settings/outbound/exit', rule);
  expect(refused.body.error.details.issues).toEqual([
    { path: 'gateways.1', message: 'the switch has no gateway nowhere' },
  ]);

  // Its far end goes without a word, and would be counted on the gateway by whoever comes next.
  const ended = new Promise((resolve) => client.onEvent('call.ended', resolve));
  await client.request('call.hang-up', { callId: call.callId });
  await ended;
}, 60_000);
