import { describe, expect, test } from 'vitest';
import type { QueueInput } from '../acd/acd.schema.js';
import { Site } from './testing/site.js';

const orders = (change: Partial<QueueInput> = {}): QueueInput => ({
  queueId: 'orders',
  name: 'Orders',
  agents: ['1001', '1002'],
  ...change,
});
const centre = (queue: Partial<QueueInput> = {}) =>
  new Site({ agents: { '1001': {}, '1002': {} }, queues: [orders(queue)] });
const count = (site: Site, name: string): number => site.told.filter((each) => each.event === name).length;

describe('a queue that changes while callers wait (ACD-3, ACD-4)', () => {
  test('three wait, the strategy changes: places and figures stay, the new strategy chooses', () => {
    const site = centre({ strategy: 'linear' });
    const callers = ['1', '2', '3'].map((caller) => site.calls('orders', caller));
    site.reconfigure({ queues: [orders({ strategy: 'longest-idle', name: 'Bestellungen' })] });
    expect(site.queue('orders').waiting.map(({ caller }) => caller)).toEqual(['1', '2', '3']);
    expect(site.queue('orders')).toMatchObject({ name: 'Bestellungen', today: { entered: 3 } });
    site.comes('1001', '1002');
    expect(callers.map((caller) => site.offeredTo(caller))).toEqual(['1001', '1002', null]);

    for (const [agent, caller] of [
      ['1001', callers[0]],
      ['1002', callers[1]],
    ] as const) {
      site.answers(agent);
      expect(site.callOf(caller!).phase).toBe('talking');
    }
    site.hangsUp(callers[2]!);
    site.hangsUp(callers[1]!);
    site.pass(40_000);
    site.hangsUp(callers[0]!);
    site.pass(40_000);
    // The one who has been ready longest, where the first of the list was chosen before.
    expect(site.offeredTo(site.calls('orders'))).toBe('1002');
    site.pass(200);
    expect(site.told.findLast((each) => each.event === 'queue.changed')?.data).toMatchObject({
      queue: { name: 'Bestellungen' },
    });
  });

  test('what rings goes on ringing, and a refusal is judged by the new rules', () => {
    const site = centre();
    site.comes('1001');
    const caller = site.calls('orders');
    const before = site.switch.orders.length;
    site.reconfigure({ queues: [orders({ missed: { noAnswer: { toAux: false, restMs: 3_000 } } })] });
    expect(site.switch.orders).toHaveLength(before);
    expect(site.offeredTo(caller)).toBe('1001');
    site.pass(20_000);
    expect(site.agent('1001').state).toBe('ready');
    expect(site.callOf(caller).phase).toBe('queued');
  });

  test('priorities are weighed anew: with strict priority the points go before the wait', () => {
    const site = new Site({
      agents: { '1001': {} },
      queues: [orders({ agents: ['1001'], ageing: 1_000 })],
      settings: {
        grouping: {
          routes: {
            vip: { rules: [], otherwise: { queueId: 'orders' as never, priority: 10 } },
          },
          lists: {},
          calendars: {},
        },
        flows: {
          vip: { id: 'vip', version: 1, start: 'a', nodes: { a: { type: 'route', route: 'vip' } } },
          orders: {
            id: 'o',
            version: 1,
            start: 'a',
            nodes: { a: { type: 'queue', queueId: 'orders' as never } },
          },
        },
        entries: [
          { called: 'vip', flow: 'vip' },
          { called: 'orders', flow: 'orders' },
        ],
      },
    });
    const usual = site.calls('orders', '1');
    site.pass(60_000);
    const vip = site.calls('vip', '2');
    site.reconfigure({ queues: [orders({ agents: ['1001'], ageing: 0 })] });
    site.comes('1001');
    expect([site.offeredTo(vip), site.offeredTo(usual)]).toEqual(['1001', null]);
  });

  test('skills asked are dropped: who waits is offered to those who are ready, by the strategy', () => {
    const site = centre({ requires: { english: 5 }, strategy: 'linear', agents: ['1002', '1001'] });
    site.comes('1001', '1002');
    const caller = site.calls('orders');
    expect(site.offeredTo(caller)).toBeNull();
    site.reconfigure({ queues: [orders({ strategy: 'linear', agents: ['1002', '1001'] })] });
    expect(site.offeredTo(caller)).toBe('1002');
    expect(site.decisions(caller).at(-1)).toMatchObject({ trigger: 'settings-changed' });
  });

  test('relaxation, limits of waiting and messages count by the new settings, from his entry', () => {
    const site = centre({ requires: { english: 5 } });
    site.comes('1001');
    const caller = site.calls('orders');
    site.pass(10_000);
    const relax = [{ afterMs: 17_000, requires: {} }];
    const sound = { kind: 'prompt', name: 'please-wait' } as const;
    const comfort = { sounds: [sound], everyMs: 5_000 };
    site.reconfigure({ queues: [orders({ requires: { english: 5 }, relax, comfort })] });
    const before = site.switch.orders.length;
    site.pass(6_999);
    expect(site.offeredTo(caller)).toBeNull();
    site.pass(1);
    expect(site.offeredTo(caller)).toBe('1001');
    expect(site.switch.orders.slice(before).map((order) => order.do)).toContain('switch.play');
  });

  test('a limit of waiting that is new holds for those who are beyond it', () => {
    const site = centre();
    const old = site.calls('orders', '1');
    site.pass(30_000);
    const young = site.calls('orders', '2');
    const target = { to: 'hang-up' } as const;
    site.reconfigure({ queues: [orders({ overflow: [{ when: { is: 'waited', ms: 20_000 }, target }] })] });
    expect(site.callOf(old).phase).toBe('ended');
    expect(site.callOf(young).phase).toBe('queued');
    site.pass(20_000);
    expect(site.callOf(young)).toMatchObject({ phase: 'ended', endedBy: 'system' });
    expect(site.queue('orders').today.overflowed).toBe(2);
  });

  test('the round goes on where it was when an agent is taken out of the list', () => {
    const site = new Site({
      agents: { a: {}, b: {}, c: {} },
      queues: [orders({ agents: ['a', 'b', 'c'], strategy: 'round-robin', wrapUpMs: 0 })],
    });
    site.comes('a', 'b', 'c');
    for (const agent of ['a', 'b']) {
      const caller = site.calls('orders');
      expect(site.offeredTo(caller)).toBe(agent);
      site.hangsUp(caller);
    }
    site.reconfigure({ queues: [orders({ agents: ['b', 'c'], strategy: 'round-robin', wrapUpMs: 0 })] });
    expect(site.offeredTo(site.calls('orders'))).toBe('c');
  });

  test('settings that say the same change nothing', () => {
    const site = centre();
    site.comes('1001');
    site.calls('orders');
    site.calls('orders');
    site.pass(1_000);
    const before = site.told.length;
    site.reconfigure({});
    site.pass(1_000);
    expect(site.told).toHaveLength(before);
  });
});

describe('queues that come and go (ACD-4)', () => {
  test('a new queue is there at once', () => {
    const site = centre();
    site.comes('1001');
    site.reconfigure({ queues: [orders(), { queueId: 'service', name: 'Service', agents: ['1001'] }] });
    expect(site.agent('1001').queueIds).toEqual(['orders', 'service']);
    expect(site.offeredTo(site.calls('service'))).toBe('1001');
  });

  test('a queue that is gone serves those who wait, takes nobody new, and goes with its last call', () => {
    const site = centre({ wrapUpMs: 10_000 });
    const caller = site.calls('orders', '1');
    const reroute = site.arrives('2');
    site.reconfigure({ queues: [] });
    expect(site.queue('orders').waiting).toHaveLength(1);
    site.presses(reroute, '1');
    expect(site.callOf(reroute)).toMatchObject({ phase: 'ended', cause: 'NORMAL_TEMPORARY_FAILURE' });
    site.comes('1001');
    expect(site.offeredTo(caller)).toBe('1001');
    site.answers('1001');
    expect(count(site, 'queue.removed')).toBe(0);
    site.hangsUp(caller);
    expect(site.agent('1001')).toMatchObject({ state: 'wrap-up', queueIds: [] });
    expect(count(site, 'queue.removed')).toBe(1);
    expect(site.kernel.queueSnapshots()).toEqual([]);
  });

  test('a caller whose agent vanishes for good gets his place back, even in a queue that is gone', () => {
    const site = centre();
    site.comes('1001');
    const caller = site.calls('orders');
    site.answers('1001');
    site.reconfigure({ queues: [] });
    site.hangsUp({ agent: '1001' }, 'MEDIA_TIMEOUT');
    site.pass(40_000);
    expect(site.queue('orders').waiting).toHaveLength(1);
    expect(site.callOf(caller).phase).not.toBe('ended');
  });

  test('a queue that is taken back into the settings is the one it was', () => {
    const site = centre();
    const caller = site.calls('orders');
    site.reconfigure({ queues: [] });
    site.reconfigure({ queues: [orders()] });
    const second = site.calls('orders');
    site.comes('1001', '1002');
    expect([site.offeredTo(caller), site.offeredTo(second)]).toEqual(['1001', '1002']);
    expect(site.queue('orders').today.entered).toBe(2);
  });

  test('callers who wait in a queue that a new start does not know begin anew, and keep their wait', () => {
    const site = centre();
    const caller = site.calls('service-line');
    site.presses(caller, '1');
    site.pass(30_000);
    const { queuedAt } = site.callOf(caller);
    const service = { queueId: 'service', name: 'Service', agents: ['1001'] };
    site.restart(() => undefined, { queues: [service] });
    site.reconfigure({ queues: [service, orders()] });
    expect(site.callOf(caller)).toMatchObject({ phase: 'ivr', queueId: null });
    site.presses(caller, '1');
    expect(site.callOf(caller)).toMatchObject({ phase: 'queued', queueId: 'orders', queuedAt });
  });

  test('a phone that rings at a start whose settings lack the queue rings on, and may still be answered', () => {
    const site = centre();
    site.comes('1001');
    const [first, second] = [site.calls('orders', '1'), site.calls('orders', '2')];
    site.restart(() => undefined, { queues: [] });
    expect(site.offeredTo(first)).toBe('1001');
    expect(site.callOf(second).phase).toBe('ivr');
    site.answers('1001');
    expect(site.callOf(first).phase).toBe('talking');
  });

  test('if it is not, he begins anew, or waits again when the queue is back meanwhile', () => {
    for (const queues of [[], [orders()]]) {
      const site = centre();
      site.comes('1001');
      const caller = site.calls('orders');
      site.restart(() => undefined, { queues: [] });
      site.reconfigure({ queues });
      site.pass(21_000);
      expect(site.callOf(caller).phase).toBe(queues.length === 0 ? 'ivr' : 'queued');
      expect(site.kernel.queueSnapshots().flatMap(({ waiting }) => waiting)).toHaveLength(queues.length);
    }
  });
});

describe('agents who change while they work (ACD-3, ACD-4)', () => {
  test('an agent gains a skill, and the waiting call goes to him', () => {
    const site = centre({ requires: { english: 5 } });
    site.comes('1001', '1002');
    const caller = site.calls('orders');
    site.reconfigure({ agents: { '1001': {}, '1002': { english: 7 } } });
    expect(site.offeredTo(caller)).toBe('1002');
  });

  test('one who loses a skill is not offered what asks for it', () => {
    const site = new Site({
      agents: { '1001': { english: 5 } },
      queues: [orders({ agents: ['1001'], requires: { english: 5 } })],
    });
    site.comes('1001');
    site.reconfigure({ agents: { '1001': { english: 4 } } });
    expect(site.offeredTo(site.calls('orders'))).toBeNull();
  });

  test('a new member who is ready takes a waiting call at once; one who is no member any more gets none', () => {
    const site = centre({ agents: ['1001'] });
    site.comes('1002');
    const caller = site.calls('orders');
    expect(site.queue('orders').agents).toMatchObject({ loggedIn: 0, ready: 0 });
    site.reconfigure({ queues: [orders({ agents: ['1002'] })] });
    expect(site.offeredTo(caller)).toBe('1002');
    expect(site.queue('orders').agents).toMatchObject({ loggedIn: 1, busy: 1 });
    site.comes('1001');
    expect(site.offeredTo(site.calls('orders'))).toBeNull();
  });

  test('a new agent appears logged out and can begin', () => {
    const site = centre();
    site.reconfigure({
      agents: { '1001': {}, '1002': {}, '1003': {} },
      queues: [orders({ agents: ['1003'] })],
    });
    expect(site.agent('1003')).toMatchObject({ state: 'logged-out', queueIds: ['orders'] });
    site.comes('1003');
    expect(site.offeredTo(site.calls('orders'))).toBe('1003');
  });

  test('an agent who is gone and idle is logged out and removed', () => {
    const site = centre();
    site.comes('1001');
    site.reconfigure({ agents: { '1002': {} }, queues: [orders({ agents: ['1002'] })] });
    expect(site.told.slice(-3).map((each) => each.event)).toEqual([
      'agent.state-changed',
      'agent.logged-out',
      'agent.removed',
    ]);
    expect(site.kernel.agentSnapshot('1001' as never)).toBeNull();
    expect(site.refusal('1001', 'agent.log-in', { device: 'browser' })).toBe('agent.unknown');
    expect(site.offeredTo(site.calls('orders'))).toBeNull();
    site.pass(60_000);
    expect(site.timers.filter((key) => key.includes('1001'))).toEqual([]);
  });

  test('one who is gone in mid-call talks on, whatever he chooses, and leaves when it is over', () => {
    const site = centre();
    site.comes('1001');
    const caller = site.calls('orders');
    site.answers('1001');
    const before = site.switch.orders.length;
    site.reconfigure({ agents: { '1002': {} }, queues: [orders({ agents: ['1002'] })] });
    expect(site.switch.orders).toHaveLength(before);
    expect(site.agent('1001')).toMatchObject({ state: 'talking', next: { state: 'logged-out' } });
    site.command('1001', 'agent.set-next', { next: { state: 'ready' } });
    expect(site.agent('1001').next).toEqual({ state: 'logged-out' });
    site.calls('orders');
    site.hangsUp(caller);
    expect(site.callOf(caller)).toMatchObject({ phase: 'ended', agentId: '1001' });
    expect(site.kernel.agentSnapshot('1001' as never)).toBeNull();
    expect(count(site, 'agent.removed')).toBe(1);
  });

  test('one whose phone rings may still answer; if he does not, the caller keeps his place for another', () => {
    const site = centre();
    site.comes('1001');
    const caller = site.calls('orders');
    site.reconfigure({ agents: { '1002': {} }, queues: [orders({ agents: ['1002'] })] });
    expect(site.offeredTo(caller)).toBe('1001');
    site.pass(21_000);
    expect(site.kernel.agentSnapshot('1001' as never)).toBeNull();
    site.comes('1002');
    expect(site.offeredTo(caller)).toBe('1002');
  });

  test('one who is taken back in mid-call stays', () => {
    const site = centre();
    site.comes('1001');
    const caller = site.calls('orders');
    site.answers('1001');
    site.reconfigure({ agents: { '1002': {} }, queues: [orders({ agents: ['1002'] })] });
    site.reconfigure({ agents: { '1001': {}, '1002': {} }, queues: [orders()] });
    site.hangsUp(caller);
    expect(site.agent('1001')).toMatchObject({ state: 'wrap-up', next: null });
  });
});

test('routes and lists count from the next caller on (ACD-1)', () => {
  const grouping = (vips: string[]) => ({
    routes: {
      all: {
        // biome-ignore lint/suspicious/noThenProperty: the settings' own word
        rules: [{ name: 'vip', when: { list: ['vip'] }, then: { queueId: 'service' as never } }],
        otherwise: { queueId: 'orders' as never },
      },
    },
    lists: { vip: vips },
    calendars: {},
  });
  const settings = (vips: string[]) => ({
    grouping: grouping(vips),
    flows: {
      all: {
        id: 'all',
        version: 1,
        start: 'a',
        nodes: { a: { type: 'route' as const, route: 'all' } },
      },
    },
    entries: [{ called: 'default', flow: 'all' }],
  });
  const site = new Site({
    agents: {},
    queues: [orders({ agents: [] }), { queueId: 'service', name: 'Service' }],
    settings: settings([]),
  });
  const before = site.calls('any', '138');
  site.reconfigure({ settings: settings(['138']) });
  const after = site.calls('any', '138');
  expect([site.callOf(before).queueId, site.callOf(after).queueId]).toEqual(['orders', 'service']);
});
