import type { LegId } from '@callweave/cti-core';
import { describe, expect, test } from 'vitest';
import { groupingSchema, type RouteInput } from '../grouping/index.js';
import { Site } from '../kernel/testing/site.js';
import type { Flow } from './flow.types.js';

const flow: Flow = {
  id: 'main',
  version: 1,
  start: 'menu',
  nodes: {
    menu: {
      type: 'menu',
      prompt: { kind: 'prompt', name: 'greeting' },
      timeoutMs: 5_000,
      retries: 1,
      exits: { '1': 'route', '2': 'route' },
      otherwise: 'route',
    },
    route: { type: 'route', route: 'customers' },
  },
};

const asksTheCrm: RouteInput = {
  lookup: { source: 'crm' },
  rules: [
    {
      name: 'account owner',
      when: { data: { level: ['gold'] } },
      // biome-ignore lint/suspicious/noThenProperty: the settings' own word
      then: {
        queueId: 'gold',
        priority: 100,
        requires: { gold: 2 },
        preferredAgentId: { fromData: 'owner' },
        preferredWaitMs: 10_000,
        data: { greeting: 'by name' },
      },
    },
    // biome-ignore lint/suspicious/noThenProperty: the settings' own word
    { name: 'service key', when: { keys: ['2'] }, then: { queueId: 'service' } },
  ],
  otherwise: { queueId: 'orders' },
};

function site(route: RouteInput = asksTheCrm): Site {
  return new Site({
    agents: { '1001': { gold: 5 }, '1002': { gold: 3 }, '1003': {} },
    queues: [
      { queueId: 'orders', name: 'Orders', agents: ['1003'] },
      { queueId: 'service', name: 'Service', agents: ['1003'] },
      { queueId: 'gold', name: 'Gold', agents: ['1001', '1002', '1003'], strategy: 'linear' },
    ],
    settings: {
      flows: { main: flow },
      entries: [{ called: 'default', flow: 'main' }],
      grouping: groupingSchema.parse({ routes: { customers: route } }),
    },
  });
}

const GOLD = { is: 'found', data: { level: 'gold', owner: '1002', name: '王芳' } } as const;

const groupings = (centre: Site) =>
  centre.told.flatMap((each) => (each.event === 'call.grouped' ? [each.data.decision] : []));

function music(centre: Site, legId: LegId): boolean {
  return centre.switch.legs.get(legId)?.music === true;
}

describe('a caller whom the rules group (ACD-1)', () => {
  test('given a route that asks nobody, when he presses 2, then the rule of that key takes him at once', () => {
    const { lookup: _, ...rules } = asksTheCrm;
    const centre = site(rules);
    const caller = centre.arrives();
    centre.presses(caller, '2');
    expect(centre.callOf(caller)).toMatchObject({ phase: 'queued', queueId: 'service' });
    expect(groupings(centre)).toEqual([
      {
        route: 'customers',
        rule: 'service key',
        queueId: 'service',
        lookup: 'none',
        passedOver: [{ rule: 'account owner', failed: ['data.level'] }],
        passedOverMore: 0,
      },
    ]);
  });

  test('given a wrong key first, when he presses 2, then the rules see the key that counted', () => {
    const { lookup: _, ...rules } = asksTheCrm;
    const centre = site(rules);
    const caller = centre.arrives();
    centre.presses(caller, '7');
    centre.presses(caller, '2');
    expect(centre.callOf(caller)).toMatchObject({ queueId: 'service', keys: '72' });
  });

  test('given a route that the settings lack, then the call is ended, not lost', () => {
    const centre = new Site({
      agents: {},
      queues: [],
      settings: { flows: { main: flow }, entries: [{ called: 'default', flow: 'main' }] },
    });
    const caller = centre.arrives();
    centre.presses(caller, '1');
    expect(centre.callOf(caller)).toMatchObject({ phase: 'ended', endedBy: 'system' });
  });
});

describe('a caller whom the CRM knows (ACD-1)', () => {
  test('when the CRM is asked, then it hears what is known, and he hears music', () => {
    const centre = site();
    const caller = centre.arrives();
    centre.presses(caller, '1');
    const [asked] = centre.lookups.values();
    expect(asked).toMatchObject({
      source: 'crm',
      facts: { caller: '13800138000', called: '4008001234', trunk: 'pstn', keys: '1', data: {} },
    });
    expect(music(centre, caller)).toBe(true);
    expect(centre.callOf(caller).phase).toBe('ivr');
  });

  test('given a gold customer, when his owner is there, then he rings at the owner first, with his data', () => {
    const centre = site();
    centre.comes('1001', '1002', '1003');
    const caller = centre.arrives();
    centre.presses(caller, '1');
    centre.crmAnswers(GOLD);
    expect(centre.offeredTo(caller)).toBe('1002');
    expect(centre.callOf(caller).data).toEqual({
      level: 'gold',
      owner: '1002',
      name: '王芳',
      greeting: 'by name',
    });
    expect(groupings(centre)).toMatchObject([{ rule: 'account owner', lookup: 'found' }]);
  });

  test('the name that the CRM gives is what agents see of the caller', () => {
    const centre = site();
    const caller = centre.arrives();
    centre.presses(caller, '1');
    centre.crmAnswers({ is: 'found', data: { callerName: '王芳' } });
    expect(centre.callOf(caller)).toMatchObject({ caller: '13800138000', callerName: '王芳' });
  });

  test('given a gold customer, when his owner stays busy, then after ten seconds anyone skilled will do', () => {
    const centre = site();
    centre.comes('1002');
    centre.command('1002', 'agent.set-aux', { reason: 'lunch' });
    const caller = centre.arrives();
    centre.presses(caller, '1');
    centre.crmAnswers(GOLD);
    centre.comes('1003', '1001');
    expect(centre.offeredTo(caller)).toBeNull();
    centre.pass(10_000);
    expect(centre.offeredTo(caller)).toBe('1001');
    expect(centre.decisions(caller).at(-1)?.asked).toMatchObject({ requires: { gold: 2 } });
    expect(centre.decisions(caller).at(-1)?.asked.score).toBeGreaterThan(100);
  });

  test('given an owner who has left the company, then anyone skilled will do at once', () => {
    const centre = site();
    centre.comes('1001');
    const caller = centre.arrives();
    centre.presses(caller, '1');
    centre.crmAnswers({ is: 'found', data: { level: 'gold', owner: '9999' } });
    expect(centre.offeredTo(caller)).toBe('1001');
  });

  test.each([
    ['does not know him', { is: 'not-found' }, 'not-found'],
    ['is away', { is: 'failed', reason: 'unreachable' }, 'failed'],
    ['gives up by itself', { is: 'failed', reason: 'timed-out' }, 'timed-out'],
    [
      'knows more than a call holds',
      { is: 'found', data: Object.fromEntries(Array.from({ length: 65 }, (_, at) => [`key${at}`, 'x'])) },
      'failed',
    ],
  ] as const)('given a CRM that %s, then the rules decide without it', (_, outcome, lookup) => {
    const centre = site();
    const caller = centre.arrives();
    centre.presses(caller, '2');
    centre.crmAnswers(outcome);
    expect(centre.callOf(caller)).toMatchObject({ phase: 'queued', queueId: 'service', data: {} });
    expect(groupings(centre)).toMatchObject([{ rule: 'service key', lookup }]);
  });
});

describe('a CRM that is slow (ACD-1)', () => {
  test('given 800 ms without an answer, then he goes on without it, and the question is called off', () => {
    const centre = site();
    centre.comes('1003');
    const caller = centre.arrives();
    centre.presses(caller, '1');
    centre.pass(799);
    expect(centre.callOf(caller).phase).toBe('ivr');
    centre.pass(1);
    expect(centre.offeredTo(caller)).toBe('1003');
    expect(centre.lookups.size).toBe(0);
    expect(groupings(centre)).toMatchObject([{ rule: 'otherwise', lookup: 'timed-out' }]);
  });

  test('an answer that comes after all changes nothing', () => {
    const centre = site();
    const caller = centre.arrives();
    centre.presses(caller, '1');
    const [key = ''] = centre.lookups.keys();
    centre.pass(800);
    const [events, orders] = [centre.told.length, centre.switch.orders.length];
    centre.crmAnswers(GOLD, key);
    expect([centre.told.length, centre.switch.orders.length]).toEqual([events, orders]);
    expect(centre.callOf(caller)).toMatchObject({ queueId: 'orders', data: {} });
  });

  test('when he hangs up meanwhile, then the question is called off, and its answer means nothing', () => {
    const centre = site();
    const caller = centre.arrives();
    centre.presses(caller, '1');
    const [key = ''] = centre.lookups.keys();
    centre.hangsUp(caller);
    expect(centre.lookups.size).toBe(0);
    expect(centre.timers.filter((timer) => timer.startsWith('lookup'))).toEqual([]);
    const events = centre.told.length;
    centre.crmAnswers(GOLD, key);
    expect(centre.told.length).toBe(events);
    expect(centre.callOf(caller)).toMatchObject({ phase: 'ended', endedBy: 'customer' });
  });

  test('when the switch is away as the answer comes, then he is asked about anew when it is back', () => {
    const centre = site();
    const caller = centre.arrives();
    centre.presses(caller, '1');
    const [key = ''] = centre.lookups.keys();
    centre.take({ input: 'switch', fact: { fact: 'switch.down', reason: 'lost', at: centre.nowMs } });
    centre.crmAnswers(GOLD, key);
    expect(centre.callOf(caller).phase).toBe('ivr');
    centre.reconnect();
    expect([...centre.lookups.keys()]).toHaveLength(1);
    centre.crmAnswers(GOLD);
    expect(centre.callOf(caller)).toMatchObject({ phase: 'queued', queueId: 'gold' });
  });
});

describe('a server that starts again (ACD-1, OPS-2)', () => {
  test('given a flow that begins with the route, when it stops during the question, then it is asked anew', () => {
    const centre = new Site({
      agents: {},
      queues: [{ queueId: 'orders', name: 'Orders' }],
      settings: {
        flows: { main: { ...flow, start: 'route', nodes: { route: flow.nodes.route! } } },
        entries: [{ called: 'default', flow: 'main' }],
        grouping: groupingSchema.parse({
          routes: { customers: { lookup: { source: 'crm' }, otherwise: { queueId: 'orders' } } },
        }),
      },
    });
    const caller = centre.arrives();
    const [before] = centre.lookups.keys();
    centre.restart();
    const [after] = centre.lookups.keys();
    expect(after).not.toBe(before);
    centre.crmAnswers({ is: 'not-found' });
    expect(centre.callOf(caller)).toMatchObject({ phase: 'queued', queueId: 'orders' });
  });

  test('given a gold customer who waits, when it starts again, then he still wants what the rules decided', () => {
    const centre = site();
    const caller = centre.arrives();
    centre.presses(caller, '1');
    centre.crmAnswers(GOLD);
    centre.restart();
    centre.comes('1003');
    expect(centre.offeredTo(caller)).toBeNull();
    expect(centre.decisions(caller).at(-1)?.asked).toMatchObject({ requires: { gold: 2 }, score: 100 });
    centre.comes('1001');
    expect(centre.offeredTo(caller)).toBe('1001');
  });

  test('and when the journal never saw him, then his channel still says it', () => {
    const centre = site();
    const caller = centre.arrives();
    centre.presses(caller, '1');
    centre.crmAnswers(GOLD);
    centre.told.length = 0;
    centre.restart();
    centre.comes('1003', '1001');
    expect(centre.offeredTo(caller)).toBe('1001');
  });
});
