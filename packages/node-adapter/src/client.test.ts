import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { aDecision } from '@callweave/cti-core/testing';
import { afterEach, describe, expect, test } from 'vitest';
import { createCallweaveClient } from './client.js';

let server: Server | undefined;
afterEach(() => {
  server?.closeAllConnections();
  server?.close();
});

async function serving(
  answer: (request: IncomingMessage, response: ServerResponse, body: string) => void,
): Promise<string> {
  server = createServer((request, response) => {
    let body = '';
    request.on('data', (part) => {
      body += part;
    });
    request.on('end', () => answer(request, response, body));
  });
  await new Promise<void>((resolve) => server?.listen(0, '127.0.0.1', resolve));
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

describe('a CRM back end (API-9)', () => {
  test('asks for a token in the name of an agent with its service key', async () => {
    const url = await serving((request, response, body) => {
      expect([request.method, request.url, request.headers.authorization]).toEqual([
        'POST',
        '/api/v1/tokens',
        'Bearer key',
      ]);
      expect(JSON.parse(body)).toEqual({ agentId: '1001' });
      response.end(JSON.stringify({ token: 't', expiresAt: 5, role: 'agent', agentId: '1001' }));
    });
    expect(await createCallweaveClient({ url, serviceKey: 'key' }).createToken({ agentId: '1001' })).toEqual({
      token: 't',
      expiresAt: 5,
    });
  });

  test("gets the server's own error with its remedy", async () => {
    const url = await serving((_request, response) => {
      response
        .writeHead(404)
        .end(JSON.stringify({ error: { code: 'agent.unknown', message: 'No agent 9.' } }));
    });
    await expect(
      createCallweaveClient({ url, serviceKey: 'key' }).createToken({ agentId: '9' }),
    ).rejects.toMatchObject({
      name: 'CallweaveError',
      code: 'agent.unknown',
      remedy: 'Use an agent id that exists.',
    });
  });

  test('reads how a call was distributed (ACD-8)', async () => {
    const decisions = [{ at: 5, kind: 'routed', decision: aDecision() }];
    const url = await serving((request, response) => {
      expect(request.url).toBe('/api/v1/calls/a%2Fb/decisions');
      response.end(JSON.stringify({ decisions }));
    });
    expect(await createCallweaveClient({ url, serviceKey: 'key' }).explainCall('a/b')).toEqual(decisions);
  });

  test('finds recordings by a number and an order, page by page (REC-2)', async () => {
    const found = {
      recordingId: 'r-1',
      callId: 'c-1',
      kind: 'call',
      state: 'stored',
      startedAt: 5,
      durationMs: 60_000,
      direction: 'inbound',
      caller: '13800138000',
      called: '4008001234',
      queueId: 'orders',
      agents: ['1001'],
      data: { orderId: '47/11' },
      tags: [],
      disposition: null,
    };
    const url = await serving((request, response) => {
      expect(request.url).toBe('/api/v1/recordings?number=138*&limit=1&data.orderId=47%2F11');
      response.end(JSON.stringify({ recordings: [found], next: '5.r-1' }));
    });
    const client = createCallweaveClient({ url, serviceKey: 'key' });
    expect(await client.findRecordings({ number: '138*', limit: 1, data: { orderId: '47/11' } })).toEqual({
      recordings: [found],
      next: '5.r-1',
    });
  });

  test('leaves a card number out of the recording of a call (REC-1)', async () => {
    const url = await serving((request, response, body) => {
      expect(`${request.method} ${request.url}`).toBe('POST /api/v1/calls/c-1/recording');
      expect(JSON.parse(body)).toEqual({ do: 'pause' });
      response.end('{}');
    });
    await createCallweaveClient({ url, serviceKey: 'key' }).controlRecording('c-1', 'pause');
    expect.assertions(2);
  });

  test('reads who did what, a page at a time (ADM-9)', async () => {
    const entry = {
      auditId: 'a-1',
      at: 5,
      account: 'boss',
      role: 'supervisor',
      action: 'supervision.start',
      subject: '1001',
      details: { mode: 'listen' },
      outcome: 'ok',
    };
    const url = await serving((request, response) => {
      expect(request.url).toBe('/api/v1/audit?actor=boss&action=supervision.&limit=1');
      response.end(JSON.stringify({ entries: [entry], after: 'a-1' }));
    });
    const client = createCallweaveClient({ url, serviceKey: 'key' });
    expect(await client.listAudit({ actor: 'boss', action: 'supervision.', limit: 1 })).toEqual({
      entries: [entry],
      after: 'a-1',
    });
  });

  test('streams a part of a recording', async () => {
    const url = await serving((request, response) => {
      expect(request.headers.range).toBe('bytes=2-3');
      response.writeHead(206, { 'content-type': 'audio/wav', 'content-range': 'bytes 2-3/10' }).end('FF');
    });
    const reply = await createCallweaveClient({ url, serviceKey: 'key' }).openRecording('r/1', {
      range: 'bytes=2-3',
    });
    expect([reply.status, await reply.text()]).toEqual([206, 'FF']);
  });

  test.each([
    ['nothing listens', 'http://127.0.0.1:9', 'connection.refused'],
    ['another program answers', null, 'server.failed'],
  ])('when %s, the error says so', async (_case, fixed, code) => {
    const url = fixed ?? (await serving((_request, response) => response.writeHead(500).end('<html>')));
    await expect(createCallweaveClient({ url, serviceKey: 'k' }).listCalls()).rejects.toMatchObject({ code });
  });

  test('a server that never answers is given up at the deadline', async () => {
    const url = await serving(() => undefined);
    await expect(
      createCallweaveClient({ url, serviceKey: 'k', timeoutMs: 50 }).listCalls(),
    ).rejects.toMatchObject({
      code: 'request.timed-out',
    });
  });
});
