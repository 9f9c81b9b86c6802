import { describe, expect, test } from 'vitest';
import { Site } from './testing/site.js';

const FIVE_MIN = 300_000;

const site = (queue = {}) => Site.staffed(['1001'], { wrapUpMs: 0, ...queue });
const uses = (centre: Site, channelsInUse: number, up = true) =>
  centre.take({
    input: 'switch',
    fact: { fact: 'gateway.changed', gateway: { name: 'pstn', up, channelsInUse }, at: centre.nowMs },
  });
const trunk = (centre: Site) => centre.kernel.trunkSnapshots()[0];

describe('trunks live (SUP-1)', () => {
  test('the peak of the day and when it was first reached, through the day and over a restart', () => {
    const centre = site();
    for (const inUse of [3, 7]) uses(centre, inUse);
    const at = centre.nowMs;
    centre.pass(60_000);
    for (const inUse of [2, 7, 5]) uses(centre, inUse);
    expect(trunk(centre)).toMatchObject({ channelsInUse: 5, peak: { inUse: 7, at } });
    centre.restart();
    expect(trunk(centre)?.peak).toEqual({ inUse: 7, at });
  });

  test('a new day begins with what is in use', () => {
    const centre = site();
    uses(centre, 7);
    uses(centre, 4);
    centre.pass(1_000);
    centre.take({ input: 'new-day' });
    expect(trunk(centre)?.peak).toEqual({ inUse: 4, at: centre.nowMs });
  });

  test('its size is what the settings say, as soon as they do', () => {
    const centre = site();
    expect(trunk(centre)?.channels).toBeUndefined();
    centre.reconfigure({ settings: { trunks: [{ name: 'pstn', channels: 30 }] } });
    expect(trunk(centre)).toMatchObject({ channels: 30 });
    uses(centre, 2);
    expect(centre.told.findLast(({ event }) => event === 'trunk.changed')?.data).toMatchObject({
      trunk: { channels: 30, channelsInUse: 2 },
    });
    centre.reconfigure({ settings: {} });
    expect(trunk(centre)?.channels).toBeUndefined();
  });

  test('a gateway that the switch has no longer is shown no longer', () => {
    const centre = site();
    uses(centre, 2);
    centre.take({ input: 'switch', fact: { ...centre.up(), gateways: [] } });
    expect(centre.kernel.trunkSnapshots()).toEqual([]);
  });
});

describe('the last half hour of a queue (SUP-2)', () => {
  /** Waits so long, then talks a moment. */
  const served = (centre: Site, waitMs: number) => {
    centre.command('1001', 'agent.set-aux', { reason: 'break' });
    const caller = centre.calls('orders');
    centre.pass(waitMs);
    centre.command('1001', 'agent.set-ready');
    centre.answers('1001');
    centre.hangsUp(caller);
  };

  test('answered, in time and abandoned, in stretches of five minutes', () => {
    const centre = site({ serviceLevelMs: 20_000 });
    centre.pass(FIVE_MIN - (centre.nowMs % FIVE_MIN));
    const begin = centre.nowMs;
    served(centre, 1_000);
    served(centre, 30_000);
    centre.pass(begin + FIVE_MIN - centre.nowMs);
    centre.command('1001', 'agent.set-aux', { reason: 'break' });
    centre.hangsUp(centre.calls('orders'));
    expect(centre.queue('orders').recent).toEqual([
      { at: begin, answered: 2, inTime: 1, abandoned: 0, serviceLevel: 0.5 },
      { at: begin + FIVE_MIN, answered: 0, inTime: 0, abandoned: 1, serviceLevel: null },
    ]);
  });

  test('it never grows beyond half an hour', () => {
    const centre = site();
    for (let stretch = 0; stretch < 20; stretch += 1) {
      served(centre, 1_000);
      centre.pass(FIVE_MIN);
    }
    served(centre, 1_000);
    const { recent = [] } = centre.queue('orders');
    expect(recent.length).toBeLessThanOrEqual(7);
    expect(recent[0]?.at).toBeGreaterThan(centre.nowMs - 1_800_000 - FIVE_MIN);
  });

  test('a restart and new settings of the queue go on with it', () => {
    const centre = site();
    served(centre, 1_000);
    const { recent } = centre.queue('orders');
    expect(recent).toMatchObject([{ answered: 1, inTime: 1 }]);
    centre.pass(1_000);
    centre.restart();
    expect(centre.queue('orders').recent).toEqual(recent);
    centre.reconfigure({
      queues: [{ queueId: 'orders', name: 'Bestellungen', agents: ['1001'] }],
    });
    expect(centre.queue('orders').recent).toEqual(recent);
  });
});
