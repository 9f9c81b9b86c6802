import { createSocket } from 'node:dgram';
import { createServer } from 'node:net';
import { FreeSwitchClient, once } from 'esl';
import { afterEach, describe, expect, it } from 'vitest';
import { createDevSwitch, type DevSwitch } from './dev-switch.js';

let devSwitch: DevSwitch | null = null;
let client: FreeSwitchClient | null = null;
afterEach(async () => {
  await client?.end();
  await devSwitch?.stop();
  devSwitch = null;
  client = null;
});

/** Of planned customers: whole numbers of hertz. */
const VOICES = Array.from({ length: 501 }, (_, step) => 300 + step);

const quiet = { debug: () => {}, info: () => {}, error: () => {} };
const anywhere = {
  esl: { port: 0, password: 'test' },
  sip: { internalPort: 0, wsPort: 0, externalPort: 0 },
};

async function start(options = {}) {
  devSwitch = createDevSwitch({ ...anywhere, ...options });
  const { esl } = await devSwitch.start();
  client = new FreeSwitchClient({ port: Number(new URL(esl).port), password: 'test', logger: quiet });
  const connected = once(client, 'connect');
  client.connect();
  const [call] = await connected;
  await call.event_json('CHANNEL_PARK', 'CHANNEL_BRIDGE', 'CHANNEL_HANGUP_COMPLETE');
  return { devSwitch, esl: call };
}

type Esl = Awaited<ReturnType<typeof start>>['esl'];

async function freeUdpPort(): Promise<number> {
  const socket = createSocket('udp4');
  await new Promise<void>((resolve) => socket.bind(0, '127.0.0.1', () => resolve()));
  const { port } = socket.address();
  await new Promise<void>((resolve) => socket.close(() => resolve()));
  return port;
}

/** The next channel that is parked. */
function parked(esl: Esl): Promise<string> {
  return new Promise((resolve) => {
    esl.once('CHANNEL_PARK', (event: { body: Record<string, string> }) =>
      resolve(event.body['Unique-ID'] ?? ''),
    );
  });
}

const until = async (what: () => boolean): Promise<void> => {
  const deadline = Date.now() + 10_000;
  while (!what()) {
    if (Date.now() > deadline) throw new Error('it never came to it');
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
};

describe('the whole switch, with synthetic customers over real SIP and RTP', () => {
  it('joins two of them, and each hears the other’s voice and nobody else’s', async () => {
    const { devSwitch: running, esl } = await start();
    const legs: string[] = [];
    const customers = [];
    for (const toneHertz of [440, 1_000]) {
      const arrived = parked(esl);
      customers.push(running.placeCall({ called: '4008001234', toneHertz }));
      const uuid = await arrived;
      await esl.api(`uuid_answer ${uuid}`);
      legs.push(uuid);
    }
    const [low, high] = customers;
    await esl.api(`uuid_bridge ${legs[0]} ${legs[1]}`);
    await until(() => (low?.heard(1_000) ?? 0) > 0.5 && (high?.heard(440) ?? 0) > 0.5);
    expect(low?.heard(440)).toBeLessThan(0.1);
    expect(low?.phase).toBe('talking');
    low?.hangUp();
    expect(await low?.ended).toMatchObject({ how: 'served' });
    expect(await high?.ended).toMatchObject({ how: 'served', cause: 'NORMAL_CLEARING' });
  });

  it('brings three of them into a conference: each hears the two others, and outlives being moved', async () => {
    const { devSwitch: running, esl } = await start();
    const tones = [440, 1_000, 1_700];
    const legs: string[] = [];
    const customers = [];
    for (const toneHertz of tones) {
      const arrived = parked(esl);
      customers.push(running.placeCall({ called: '4008001234', toneHertz, patienceMs: 10_000 }));
      const uuid = await arrived;
      await esl.api(`uuid_answer ${uuid}`);
      legs.push(uuid);
    }
    for (const uuid of legs) await esl.api(`uuid_transfer ${uuid} conference:r@default inline`);
    for (const [index, customer] of customers.entries()) {
      const others = tones.filter((_, each) => each !== index);
      await until(() => others.every((hertz) => customer.heard(hertz) > 0.3));
      expect(customer.heard(tones[index] ?? 0)).toBeLessThan(0.1);
      expect(customer.phase).toBe('talking');
    }
    const left = parked(esl);
    await esl.api(`uuid_transfer ${legs[2]} park inline`);
    await left;
    const [first, second, third] = customers;
    await until(() => (first?.heard(1_000) ?? 0) > 0.5 && (first?.heard(1_700) ?? 1) < 0.1);
    await esl.api(`uuid_bridge ${legs[0]} ${legs[2]}`);
    await until(() => (third?.heard(440) ?? 0) > 0.5 && (first?.heard(1_700) ?? 0) > 0.5);
    await until(() => (second?.heard(440) ?? 1) < 0.1);
    expect(customers.map((customer) => customer.phase)).toEqual(['talking', 'talking', 'talking']);
  }, 30_000);

  it('carries a hundred silent ones at once', async () => {
    const { devSwitch: running, esl } = await start();
    let count = 0;
    esl.on('CHANNEL_PARK', () => {
      count += 1;
    });
    const calls = Array.from({ length: 100 }, () =>
      running.placeCall({ called: '4008001234', media: 'silent' }),
    );
    await until(() => count === 100);
    const listed = (await esl.api('show channels as json')).body as unknown as string;
    expect(JSON.parse(String(listed)).row_count).toBe(100);
    for (const call of calls) call.hangUp();
    await Promise.all(calls.map((call) => call.ended));
  });

  it('given it is full, then the customer is refused, and those inside go on', async () => {
    const { devSwitch: running, esl } = await start({ maxSessions: 1 });
    const arrived = parked(esl);
    const first = running.placeCall({ called: '4008001234' });
    await arrived;
    const second = running.placeCall({ called: '4008001234' });
    expect(await second.ended).toMatchObject({ how: 'refused', cause: 'NORMAL_TEMPORARY_FAILURE' });
    expect(first.phase).not.toBe('ended');
  });

  it('whom a gateway calls on its network is rung, picks up, and talks with whom he is joined to', async () => {
    const port = await freeUdpPort();
    const { devSwitch: running, esl } = await start({
      network: { port, ringS: 0.2, talkS: 600 },
      gateways: [{ name: 'pstn', host: '127.0.0.1', port }],
    });
    const arrived = parked(esl);
    const caller = running.placeCall({ called: '4008001234', toneHertz: 1_700 });
    const uuid = await arrived;
    await esl.api(`uuid_answer ${uuid}`);
    const picked = parked(esl);
    await esl.api('originate sofia/gateway/pstn/13900139000 &park()');
    await esl.api(`uuid_bridge ${uuid} ${await picked}`);
    await until(() => caller.phase === 'talking');
    // His voice is one of those that planned customers have.
    await until(() => VOICES.some((hertz) => caller.heard(hertz) > 0.5));
    caller.hangUp();
    expect(await caller.ended).toMatchObject({ how: 'served' });
  });

  it('customers come by themselves at the rate that was asked for', async () => {
    const { esl } = await start({ customers: { callsPerHour: 3_600, called: '4008001234', seed: 5 } });
    expect(await parked(esl)).not.toBe('');
  });
});

describe('starting and stopping', () => {
  it('given a port is taken, then it says which, and leaves nothing open', async () => {
    const taken = createServer();
    await new Promise<void>((resolve) => taken.listen(0, '127.0.0.1', resolve));
    const port = (taken.address() as { port: number }).port;
    const broken = createDevSwitch({ ...anywhere, sip: { ...anywhere.sip, wsPort: port } });
    await expect(broken.start()).rejects.toThrow(`Port ${port} for the browsers' WebSocket is in use`);
    expect(() => broken.addresses).toThrow('does not run');
    expect(() => broken.placeCall({ called: '1' })).toThrow('does not run');
    taken.close();
  });

  it('stops twice without a word, with calls up', async () => {
    const { devSwitch: running, esl } = await start();
    const arrived = parked(esl);
    const call = running.placeCall({ called: '4008001234' });
    await arrived;
    await running.stop();
    await running.stop();
    expect((await call.ended).how).not.toBe('served');
  });
});
