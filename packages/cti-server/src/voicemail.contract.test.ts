import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createDevSwitch } from '@callweave/dev-switch';
import { pino } from 'pino';
import { afterEach, expect, test } from 'vitest';
import { readMono, toneWav } from './media-switch/contract/wav.js';
import type { Voicemail } from './recording-store/recording-catalogue.js';
import { type CtiServer, startServer } from './server.js';

/* The whole server on a switch with sound: whom nobody serves leaves a message, and it can be listened to (IVR-7, ACD-4). */

const KEY = 'a-service-key-of-the-test';
const VOICE_HERTZ = 1_000;
const NUMBER = '4008001234';
const log = pino({ level: 'silent' });
const undo: (() => unknown)[] = [];
afterEach(async () => {
  for (const step of undo.splice(0).reverse()) await step();
});

async function centre() {
  const folder = mkdtempSync(join(tmpdir(), 'callweave-voicemail-'));
  undo.push(() => rmSync(folder, { recursive: true, force: true }));
  for (const name of ['recordings', 'sounds']) mkdirSync(join(folder, name));
  for (const name of ['greeting', 'voicemail-greeting', 'voicemail-thanks']) {
    writeFileSync(join(folder, 'sounds', `${name}.wav`), toneWav(600, 400));
  }
  const devSwitch = createDevSwitch({
    esl: { port: 0 },
    sip: { domain: 'callweave.local', internalPort: 0, wsPort: 0, externalPort: 0 },
    soundsDir: join(folder, 'sounds'),
  });
  const esl = new URL((await devSwitch.start()).esl);
  undo.push(() => devSwitch.stop());
  const start = () =>
    startServer(
      {
        http: { port: 0 },
        switch: { port: Number(esl.port), soundsPath: join(folder, 'sounds') },
        database: { dataDir: join(folder, 'database') },
        recordings: { path: join(folder, 'recordings') },
        access: { serviceKeys: [KEY] },
        agents: [
          {
            agentId: '1001',
            name: 'Agent',
            extension: '1001',
            sipPassword: 'secret',
            initialPassword: 'password-1001',
          },
        ],
        queues: [
          {
            queueId: 'orders',
            name: 'Orders',
            agents: ['1001'],
            overflow: [
              { when: { is: 'nobody-logged-in' }, target: { to: 'flow', flow: 'builtin:voicemail' } },
            ],
          },
          { queueId: 'service', name: 'Service', agents: ['1001'] },
        ],
        entries: [{ called: 'default', flow: 'builtin:tv-shopping' }],
      },
      { log },
    );
  return { devSwitch, start };
}

async function voicemails(server: CtiServer, query = ''): Promise<Voicemail[]> {
  const reply = await fetch(`${server.url}/api/v1/recordings?kind=voicemail${query}`, {
    headers: { authorization: `Bearer ${KEY}` },
  });
  return ((await reply.json()) as { recordings: Voicemail[] }).recordings;
}

async function soundOf(server: CtiServer, recordingId: string): Promise<Buffer> {
  const reply = await fetch(`${server.url}/api/v1/recordings/${recordingId}`, {
    headers: { authorization: `Bearer ${KEY}` },
  });
  expect(reply.status).toBe(200);
  return Buffer.from(await reply.arrayBuffer());
}

const until = (server: CtiServer, state: string) =>
  expect
    .poll(async () => (await voicemails(server))[0]?.state, { timeout: 20_000, interval: 200 })
    .toBe(state);

test('a queue with nobody logged in takes a message, over a restart of the server, and gives it out', async () => {
  const { devSwitch, start } = await centre();
  const first = await start();
  const caller = devSwitch.placeCall({
    called: NUMBER,
    caller: '13800138000',
    keys: '1',
    toneHertz: VOICE_HERTZ,
  });
  await until(first, 'running');
  await first.stop();
  const second = await start();
  undo.push(() => second.stop());
  await new Promise((resolve) => setTimeout(resolve, 1_000));
  caller.hangUp();
  await until(second, 'stored');
  const [message] = await voicemails(second, '&queueId=orders');
  expect(message).toMatchObject({ queueId: 'orders', caller: '13800138000', called: NUMBER, keys: '1' });
  expect(message?.durationMs).toBeGreaterThan(1_000);
  expect(await voicemails(second, '&queueId=service')).toEqual([]);
  const file = join(mkdtempSync(join(tmpdir(), 'callweave-message-')), 'message.wav');
  undo.push(() => rmSync(join(file, '..'), { recursive: true, force: true }));
  writeFileSync(file, await soundOf(second, message?.recordingId ?? ''));
  expect(readMono(file).share(VOICE_HERTZ)).toBeGreaterThan(0.5);
}, 90_000);
