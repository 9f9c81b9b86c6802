import { createHmac } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { AlarmId, AlarmSnapshot } from '@callweave/cti-core';
import { ManualClock } from '@callweave/cti-core/testing';
import { afterEach, describe, expect, test } from 'vitest';
import type { JournalEntry } from '../kernel/index.js';
import { openAlarmWebhook } from './alarm-webhook.js';

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

async function hook() {
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
  let ids = 0;
  stop = openAlarmWebhook({
    settings: { url: `http://127.0.0.1:${port}/alarms`, secret: SECRET },
    runner: {
      onEvents: (listening) => {
        listener = listening;
        return () => undefined;
      },
    },
    clock,
    newId: () => {
      ids += 1;
      return `delivery-${ids}`;
    },
    log: {
      error: ({ reason }, message) => say(`${message}: ${String(reason)}`),
      warn: ({ reason, delayMs }) => say(`again in ${String(delayMs)} ms: ${String(reason)}`),
    },
  });
  const raise = (alarm: Partial<AlarmSnapshot> = {}) =>
    listener([
      {
        type: 'event',
        seq: 1,
        at: clock.now(),
        event: 'alarm.raised',
        callId: null,
        agentId: null,
        data: { alarm: { ...ALARM, ...alarm } },
      },
    ]);
  return { clock, raise, saying, said };
}

describe('alarms by web hook (SUP-5)', () => {
  test('each is posted as JSON, signed with the secret over the time and the very bytes', async () => {
    const { raise } = await hook();
    raise();
    const { headers, body } = await receiver.answers(204);
    expect(JSON.parse(body)).toEqual({
      deliveryId: 'delivery-1',
      event: 'alarm.raised',
      at: 1_795_000_000_000,
      alarm: ALARM,
    });
    const timestamp = headers['x-callweave-timestamp'];
    const expected = createHmac('sha256', SECRET).update(`${timestamp}.${body}`).digest('hex');
    expect(headers).toMatchObject({
      'content-type': 'application/json',
      'x-callweave-delivery': 'delivery-1',
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
    expect((await receiver.answers(200)).headers['x-callweave-delivery']).toBe('delivery-1');
    expect((await receiver.answers(200)).headers['x-callweave-delivery']).toBe('delivery-2');
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
    expect((await receiver.answers(200)).headers['x-callweave-delivery']).toBe('delivery-3');
  });
});
