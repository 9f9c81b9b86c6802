import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CallweaveError } from '@callweave/cti-core';
import { pino } from 'pino';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { ConfigInput } from './config/config.schema.js';
import { type CtiServer, startServer } from './server.js';

const folder = mkdtempSync(join(tmpdir(), 'callweave-start-'));
const log = pino({ level: 'silent' });
let server: CtiServer;

const config = (changes: Partial<ConfigInput> = {}): ConfigInput => ({
  http: { port: 0 },
  // Nothing listens there: the server must run without its switch.
  switch: { port: 9 },
  database: { dataDir: join(folder, 'database') },
  recordings: { path: join(folder, 'recordings') },
  access: { serviceKeys: ['a-service-key-of-the-test'] },
  entries: [{ called: 'default', flow: 'builtin:tv-shopping' }],
  queues: [
    { queueId: 'orders', name: 'Orders' },
    { queueId: 'service', name: 'Service' },
  ],
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

describe('what can be wrong at the start', () => {
  test('a second server on the same data directory is refused by name', async () => {
    await expect(startServer(config(), { log })).rejects.toMatchObject({ code: 'storage.locked' });
  });

  test('a port in use is named', async () => {
    const port = Number(new URL(server.url).port);
    const other = config({
      http: { port },
      database: { dataDir: join(folder, 'other') },
      queues: [],
      entries: [],
    });
    await expect(startServer(other, { log })).rejects.toMatchObject({ code: 'config.port-in-use' });
  }, 60_000);

  test('each mistake of a configuration is named with its place', async () => {
    const wrong = {
      http: { port: 70_000 },
      queues: [{ queueId: 'orders', name: 'Orders', agents: ['7'] }],
      typo: 1,
    };
    const error = await startServer(wrong as never, { log }).catch((reason: CallweaveError) => reason);
    expect(error).toBeInstanceOf(CallweaveError);
    expect((error as CallweaveError).message).toMatch(/http\.port.*\n.*typo/s);
  });

  test('a flow that is not there is named', async () => {
    const file = join(folder, 'broken.json');
    writeFileSync(file, '{');
    const broken = config({ entries: [{ called: '400', flow: file }] });
    await expect(startServer(broken, { log })).rejects.toMatchObject({
      code: 'config.invalid',
      message: expect.stringContaining(file),
    });
  });

  test('a flow that names a route or a queue of nothing is refused, with its place (ACD-1)', async () => {
    const flow = (name: string, node: object): string => {
      const file = join(folder, `${name}.json`);
      writeFileSync(file, JSON.stringify({ id: 'main', version: 1, start: 'a', nodes: { a: node } }));
      return file;
    };
    const [routed, queued] = [
      flow('routed', { type: 'route', route: 'vip' }),
      flow('queued', { type: 'queue', queueId: 'vip' }),
    ];
    const broken = config({
      database: { dataDir: join(folder, 'other') },
      queues: [
        {
          queueId: 'orders',
          name: 'Orders',
          overflow: [{ when: { is: 'nobody-logged-in' }, target: { to: 'flow', flow: queued } }],
        },
      ],
      entries: [{ called: '400', flow: routed }],
    });
    await expect(startServer(broken, { log })).rejects.toMatchObject({
      code: 'config.invalid',
      details: {
        issues: [
          { path: `flows.${routed}.nodes.a.route`, message: 'there is no route vip' },
          { path: `flows.${queued}.nodes.a.queueId`, message: 'there is no queue vip' },
        ],
      },
    });
  }, 60_000);
});
