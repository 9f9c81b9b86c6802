import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { systemClock } from '@callweave/cti-core';
import { afterEach, describe, expect, test } from 'vitest';
import { createHttpLookups, type HttpSource } from './http-lookups.js';
import type { LookupFacts, LookupFailure, LookupOutcome } from './lookups.port.js';

const FACTS: LookupFacts = {
  caller: '+8613800138000',
  called: '4008001234',
  trunk: 'pstn',
  keys: '1#',
  data: {},
};

type Answer = (request: IncomingMessage, response: ServerResponse) => void;

const servers: Server[] = [];
afterEach(async () => {
  for (const server of servers.splice(0)) {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  }
});

/** A real CRM that answers so; gives its address. */
async function crm(answer: Answer): Promise<string> {
  const server = createServer(answer);
  servers.push(server);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

const json =
  (body: unknown): Answer =>
  (_, response) => {
    response.setHeader('content-type', 'application/json');
    response.end(typeof body === 'string' ? body : JSON.stringify(body));
  };

function find(source: HttpSource, signal = new AbortController().signal): Promise<LookupOutcome> {
  return createHttpLookups({ sources: { crm: source }, clock: systemClock }).find('crm', FACTS, signal);
}

const ask = (url: string, timeoutMs = 5_000) => find({ url, timeoutMs });

describe('a CRM that is asked over HTTP (ACD-1)', () => {
  test('hears who calls, where, and with which keys, beside what its address says already', async () => {
    const heard: { url?: string | undefined; key?: string | undefined }[] = [];
    const url = await crm((request, response) => {
      heard.push({ url: request.url, key: request.headers.authorization });
      json({ level: 'gold', name: '王芳' })(request, response);
    });
    const outcome = await find({
      url: `${url}/callers?site=1`,
      authorization: 'Bearer abc',
      timeoutMs: 5_000,
    });
    expect(outcome).toEqual({ is: 'found', data: { level: 'gold', name: '王芳' } });
    expect(heard).toEqual([
      { url: '/callers?site=1&caller=%2B8613800138000&called=4008001234&keys=1%23', key: 'Bearer abc' },
    ]);
  });

  test('may answer with numbers and truth values, which become texts; null is nothing', async () => {
    const url = await crm(json({ orders: 3, vip: true, owner: null }));
    expect(await ask(url)).toEqual({ is: 'found', data: { orders: '3', vip: 'true' } });
  });

  test('says 404 for a caller it does not know', async () => {
    const url = await crm((_, response) => response.writeHead(404).end('{}'));
    expect(await ask(url)).toEqual({ is: 'not-found' });
  });

  test('is followed on its own host, with its key', async () => {
    const keys: (string | undefined)[] = [];
    const url = await crm((request, response) => {
      keys.push(request.headers.authorization);
      if (request.url?.startsWith('/new')) return json({ level: 'gold' })(request, response);
      response.writeHead(307, { location: '/new' }).end();
    });
    expect(await find({ url, authorization: 'k', timeoutMs: 5_000 })).toMatchObject({ is: 'found' });
    expect(keys).toEqual(['k', 'k']);
  });
});

describe('a CRM that fails (ACD-1)', () => {
  test('too slow: the deadline ends it', async () => {
    const url = await crm(() => undefined);
    expect(await ask(url, 30)).toEqual({ is: 'failed', reason: 'timed-out' });
  });

  test('too slow in the midst of its answer', async () => {
    const url = await crm((_, response) => response.write('{"level": '));
    expect(await ask(url, 50)).toEqual({ is: 'failed', reason: 'timed-out' });
  });

  test('not waited for any more: its connection is closed', async () => {
    const controller = new AbortController();
    let closed: () => void = () => undefined;
    const gone = new Promise<void>((resolve) => {
      closed = resolve;
    });
    const url = await crm((request) => {
      request.on('close', closed);
      controller.abort();
    });
    expect(await find({ url, timeoutMs: 5_000 }, controller.signal)).toEqual({
      is: 'failed',
      reason: 'cancelled',
    });
    await gone;
  });

  test.each<[string, Answer, LookupFailure, unknown]>([
    ['with 500', (_, response) => void response.writeHead(500).end('{}'), 'refused', 'HTTP 500'],
    [
      'by breaking the connection',
      (request) => void request.socket.destroy(),
      'unreachable',
      expect.any(String),
    ],
    ['with a page instead of JSON', json('<html>'), 'not-json', undefined],
    ['with nothing', json(''), 'not-json', undefined],
    ['with a list', json([1]), 'wrong-shape', expect.any(String)],
    ['with objects in objects', json({ customer: { level: 'gold' } }), 'wrong-shape', expect.any(String)],
    [
      'with a value longer than a call holds',
      json({ note: 'x'.repeat(1_025) }),
      'wrong-shape',
      expect.any(String),
    ],
    ['with 65 kB', json({ note: 'x'.repeat(65 * 1_024) }), 'too-large', expect.any(String)],
    [
      'without an end',
      (_, response) => {
        const more = () => {
          while (!response.destroyed && response.write('x'.repeat(16_384)));
        };
        response.on('drain', more);
        more();
      },
      'too-large',
      expect.any(String),
    ],
    [
      'by sending us round and round',
      (_, response) => void response.writeHead(302, { location: '/' }).end(),
      'redirected',
      'too often',
    ],
    [
      'by sending us nowhere',
      (_, response) => void response.writeHead(302, { location: 'http://' }).end(),
      'redirected',
      'to another host',
    ],
  ])('%s', async (_, answer, reason, detail) => {
    const outcome = await ask(await crm(answer));
    expect(outcome).toEqual({ is: 'failed', reason, ...(detail === undefined ? {} : { detail }) });
    // What is logged of it tells nobody who called.
    expect(JSON.stringify(outcome)).not.toContain('138');
  });

  test('by sending us to another host, which hears neither the number nor the key', async () => {
    let asked = 0;
    const elsewhere = await crm((request, response) => {
      asked += 1;
      json({})(request, response);
    });
    const url = await crm((_, response) => response.writeHead(302, { location: `${elsewhere}/x` }).end());
    expect(await ask(url)).toEqual({ is: 'failed', reason: 'redirected', detail: 'to another host' });
    expect(asked).toBe(0);
  });

  test('by not being there', async () => {
    const url = await crm(() => undefined);
    const [server] = servers.splice(0);
    await new Promise((resolve) => server?.close(resolve));
    expect(await ask(url)).toEqual({ is: 'failed', reason: 'unreachable', detail: 'ECONNREFUSED' });
  });

  test('by not being in the settings, whatever every object has', async () => {
    const lookups = createHttpLookups({ sources: {}, clock: systemClock });
    const { signal } = new AbortController();
    for (const name of ['crm', 'constructor']) {
      expect(await lookups.find(name, FACTS, signal)).toEqual({ is: 'failed', reason: 'unknown-source' });
    }
  });
});
