import { createHmac } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { AlarmId, AlarmSnapshot } from '@callweave/cti-core';
import { ManualClock } from '@callweave/cti-core/testing';
import { afterEach, describe, expect, test } from 'vitest';
import type { JournalEntry } from '../kernel/index.js';
import type { AlarmDelivery } from '../storage/alarm-deliveries.js';
import { openAlarmWebhook } from './alarm-webhook.js';

const AT = 1_795_000_000_000;
const SECRET = 'a-secret-of-the-receiver';
const ALARM: AlarmSnapshot = {
  alarmId: 'long' as AlarmId,
  name: 'Long queue',
  measure: 'queue-length',
  subject: 'orders',
  severity: 'critical',
  value: 12,
  threshold: 10,
  raisedAt: 1_795_000_000_000,
  clearedAt: null,
};

interface Got {
  readonly headers: IncomingMessage['headers'];
  readonly body: string;
  readonly response: ServerResponse;
}

/** A receiver that answers when the test says so. */
class Receiver {
  readonly #got: Got[] = [];
  readonly #wanted: ((got: Got) => void)[] = [];
  readonly server: Server = createServer((request, response) => {
    const parts: Buffer[] = [];
    request.on('data', (part: Buffer) => parts.push(part));
    request.on('end', () => {
      const got = { headers: request.headers, body: Buffer.concat(parts).toString(), response };
      const wanted = this.#wanted.shift();
      if (wanted) wanted(got);
      else this.#got.push(got);
    });
  });

  async next(): Promise<Got> {
    return this.#got.shift() ?? new Promise((resolve) => this.#wanted.push(resolve));
  }
  async answers(status: number): Promise<Got> {
    const got = await this.next();
    got.response.writeHead(status).end();
    return got;
  }
  get unread(): number {
    return this.#got.length;
  }
}

let receiver: Receiver;
let stop: (() => Promise<void>) | undefined;
afterEach(async () => {
  await stop?.();
  receiver.server.closeAllConnections();
  receiver.server.close();
});

/** As {@link ALARM}, which an earlier run raised. */
const LEFT: AlarmDelivery = {
  deliveryId: 'site-7-1794999999000',
  event: 'alarm.raised',
  at: 1_794_999_999_000,
  alarm: { ...ALARM, raisedAt: 1_794_999_999_000 },
};

async function hook(left: readonly AlarmDelivery[] = []) {
  receiver = new Receiver();
  receiver.server.listen(0, '127.0.0.1');
  await once(receiver.server, 'listening');
  const { port } = receiver.server.address() as AddressInfo;
  const clock = new ManualClock(1_795_000_000_000);
  const said: string[] = [];
  const heard: (() => void)[] = [];
  const say = (message: string) => {
    said.push(message);
    for (const wake of heard.splice(0)) wake();
  };
  /** Waits until the log has so many lines. */
  const saying = async (count: number): Promise<string[]> => {
    while (said.length < count) await new Promise<void>((resolve) => heard.push(resolve));
    return said;
  };
  let listener: (entries: readonly JournalEntry[]) => void = () => undefined;
  let seq = 0;
  const done: string[] = [];
  stop = openAlarmWebhook({
    settings: { url: `http://127.0.0.1:${port}/alarms`, secret: SECRET },
    runner: {
      onEvents: (listening) => {
        listener = listening;
        return () => undefined;
      },
    },
    owner: 'site',
    left,
    deliveries: { done: async (deliveryId) => void done.push(deliveryId) },
    clock,
    log: {
      error: ({ reason }, message) => say(`${message}: ${String(reason)}`),
      warn: ({ reason, delayMs }) => say(`again in ${String(delayMs)} ms: ${String(reason)}`),
    },
  });
  const raise = (alarm: Partial<AlarmSnapshot> = {}) => {
    seq += 1;
    listener([
      {
        type: 'event',
        seq,
        at: clock.now(),
        event: 'alarm.raised',
        callId: null,
        agentId: null,
        data: { alarm: { ...ALARM, ...alarm } },
      },
    ]);
  };
  return { clock, raise, saying, said, done };
}

describe('alarms by web hook (SUP-5)', () => {
  test('each is posted as JSON, signed with the secret over the time and the very bytes', async () => {
    const { raise } = await hook();
    raise();
    const { headers, body } = await receiver.answers(204);
    expect(JSON.parse(body)).toEqual({
      deliveryId: `site-1-${AT}`,
      event: 'alarm.raised',
      at: 1_795_000_000_000,
      alarm: ALARM,
    });
    const timestamp = headers['x-callweave-timestamp'];
    const expected = createHmac('sha256', SECRET).update(`${timestamp}.${body}`).digest('hex');
    expect(headers).toMatchObject({
      'content-type': 'application/json',
      'x-callweave-delivery': `site-1-${AT}`,
      'x-callweave-timestamp': '1795000000000',
      'x-callweave-signature': `sha256=${expected}`,
    });
  });

  test('while the receiver fails it is tried ever later, under the same id, and the next waits behind it', async () => {
    const { raise, clock, saying } = await hook();
    raise();
    raise({ alarmId: 'other' as AlarmId });
    await receiver.answers(503);
    expect(await saying(1)).toEqual(['again in 1000 ms: HTTP 503']);
    clock.advance(1_000);
    await receiver.answers(429);
    expect(await saying(2)).toContain('again in 2000 ms: HTTP 429');
    clock.advance(1_999);
    expect(receiver.unread).toBe(0);
    clock.advance(1);
    expect((await receiver.answers(200)).headers['x-callweave-delivery']).toBe(`site-1-${AT}`);
    expect((await receiver.answers(200)).headers['x-callweave-delivery']).toBe(`site-2-${AT}`);
  });

  test('what the receiver refuses for good is given up, and the log says so', async () => {
    const { raise, saying } = await hook();
    raise();
    raise({ alarmId: 'other' as AlarmId });
    await receiver.answers(401);
    expect(await saying(1)).toEqual(['an alarm was not delivered, and is given up: HTTP 401']);
    await receiver.answers(200);
  });

  test('a receiver that never answers is left after ten seconds, and after twelve tries for good', async () => {
    const { raise, clock, saying } = await hook();
    raise();
    for (let tries = 1; tries <= 12; tries += 1) {
      await receiver.next();
      clock.advance(10_000);
      await saying(tries);
      clock.advance(Math.min(1_000 * 2 ** (tries - 1), 60_000));
    }
    expect((await saying(12)).at(-1)).toBe(
      'an alarm was not delivered, and is given up: no answer in 10000 ms',
    );
    expect(clock.pending).toBe(0);
  });

  test('it holds a thousand; then the oldest that is not on its way is given up', async () => {
    const { raise, said } = await hook();
    for (let count = 0; count <= 1_000; count += 1) raise();
    expect(said).toEqual(['an alarm was not delivered, and is given up: too many wait']);
    await receiver.answers(200);
    expect((await receiver.answers(200)).headers['x-callweave-delivery']).toBe(`site-3-${AT}`);
  });

  test('what an earlier run left comes first, under the id it had, and is kept until it is taken', async () => {
    const { raise, clock, saying, done } = await hook([LEFT]);
    raise();
    const { headers, body } = await receiver.answers(503);
    expect(headers['x-callweave-delivery']).toBe(LEFT.deliveryId);
    expect(JSON.parse(body)).toEqual(LEFT);
    await saying(1);
    expect(done).toEqual([]);
    clock.advance(1_000);
    await receiver.answers(200);
    await receiver.answers(401);
    await saying(2);
    await stop?.();
    expect(done).toEqual([LEFT.deliveryId, `site-1-${AT}`]);
  });

  test('one that is on its way when the server stops is left to the next run, if it is not taken', async () => {
    const { raise, done } = await hook();
    raise();
    const { response } = await receiver.next();
    const stopped = stop?.();
    response.writeHead(503).end();
    await stopped;
    expect(done).toEqual([]);
  });
});
