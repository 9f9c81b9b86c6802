import { describe, expect, test } from 'vitest';
import type { Flow } from '../ivr/index.js';
import { Site } from './testing/site.js';

/* What distribution keeps when a server dies and another one starts (OPS-2). */

const AGENTS = ['1001', '1002', '1003'];

describe('a caller in a flow (IVR-1)', () => {
  const say = (next: string) => ({ type: 'play', sound: { kind: 'prompt', name: next }, next }) as const;
  const menu = (name: string, exits: Record<string, string>) =>
    ({
      type: 'menu',
      prompt: { kind: 'prompt', name },
      timeoutMs: 5_000,
      retries: 1,
      exits,
      otherwise: 'orders',
    }) as const;
  const main: Flow = {
    id: 'main',
    version: 1,
    start: 'language',
    nodes: {
      language: menu('language', { '1': 'topic' }),
      topic: menu('topic', { '1': 'orders', '2': 'terms' }),
      terms: say('orders'),
      orders: { type: 'queue', queueId: 'orders' as never },
    },
  };
  const closed: Flow = {
    id: 'closed',
    version: 1,
    start: 'sorry',
    nodes: { sorry: say('bye'), bye: { type: 'hang-up' } },
  };
  const flows = { main, closed };
  const settings = { flows, entries: [{ called: 'default', flow: 'main' }] };
  const site = () =>
    new Site({
      agents: { '1001': {} },
      queues: [
        {
          queueId: 'orders',
          name: 'Orders',
          agents: ['1001'],
          overflow: [{ when: { is: 'nobody-logged-in' }, target: { to: 'flow', flow: 'closed' } }],
        },
      ],
      settings,
    });
  const last = (centre: Site) => centre.switch.orders.at(-1);

  test('who is asked his topic is asked it again, and not his language', () => {
    const centre = site();
    const caller = centre.arrives();
    centre.presses(caller, '1');
    centre.restart();
    expect(last(centre)).toMatchObject({ do: 'switch.collect', prompt: { name: 'topic' } });
    centre.presses(caller, '2');
    expect(centre.callOf(caller).keys).toBe('12');
    centre.restart();
    expect(last(centre)).toMatchObject({ do: 'switch.play', sound: { name: 'orders' } });
  });

  test('so it is when the journal knows nothing of the call', () => {
    const centre = site();
    const caller = centre.arrives();
    centre.presses(caller, '1');
    centre.told.length = 0;
    centre.restart();
    expect(last(centre)).toMatchObject({ do: 'switch.collect', prompt: { name: 'topic' } });
    centre.presses(caller, '2');
    expect(last(centre)).toMatchObject({ do: 'switch.play' });
  });

  test('whom a rule of his queue sent into a flow goes on there, and not in the queue', () => {
    const centre = site();
    const caller = centre.arrives();
    centre.presses(caller, '1');
    centre.presses(caller, '1');
    expect(last(centre)).toMatchObject({ do: 'switch.play', sound: { name: 'bye' } });
    for (const journalIsLost of [false, true]) {
      if (journalIsLost) centre.told.length = 0;
      centre.restart();
      expect(last(centre)).toMatchObject({ do: 'switch.play', sound: { name: 'bye' } });
      expect(centre.queue('orders').waiting).toEqual([]);
    }
  });

  test('a flow that has another version by now is begun anew, and so is one whose node is gone', () => {
    const { topic: _, ...others } = main.nodes;
    const rewritten: Flow[] = [
      { ...main, version: 2 },
      { ...main, nodes: { ...others, language: menu('language', { '1': 'orders' }) } },
    ];
    for (const changed of rewritten) {
      const centre = site();
      const caller = centre.arrives();
      centre.presses(caller, '1');
      centre.restart(undefined, { settings: { ...settings, flows: { ...flows, main: changed } } });
      expect(last(centre)).toMatchObject({ do: 'switch.collect', prompt: { name: 'language' } });
    }
  });
});

describe('the agent he talked with last (ACD-3)', () => {
  const site = () =>
    new Site({
      agents: { '1001': {}, '1002': {} },
      queues: [
        {
          queueId: 'orders',
          name: 'Orders',
          agents: ['1001', '1002'],
          strategy: 'linear',
          wrapUpMs: 0,
          lastAgent: { withinMs: 600_000, waitMs: 10_000 },
        },
      ],
    });

  test('is waited for by a server that was not there, as long ago as the queue asks', () => {
    for (const [passedMs, expected] of [
      [590_000, '1002'],
      [610_000, '1001'],
    ] as const) {
      const centre = site();
      centre.comes('1002');
      const caller = centre.calls('orders');
      centre.answers('1002');
      centre.hangsUp(caller);
      centre.comes('1001');
      centre.pass(passedMs);
      centre.restart();
      expect(centre.offeredTo(centre.calls('orders'))).toBe(expected);
    }
  });
});

describe('the place of one who gave up (ACD-2)', () => {
  const site = (resumeMs = 120_000) =>
    new Site({
      agents: { '1001': {} },
      queues: [{ queueId: 'orders', name: 'Orders', agents: ['1001'], resumeMs }],
    });
  const order = (centre: Site) => centre.queue('orders').waiting.map(({ caller }) => caller);

  test('waits for him over a restart, and is his once', () => {
    const centre = site();
    const early = centre.calls('orders', '1');
    centre.pass(10_000);
    centre.calls('orders', '2');
    centre.hangsUp(early);
    centre.restart();
    const again = centre.calls('orders', '1');
    expect(order(centre)).toEqual(['1', '2']);
    centre.restart();
    expect(order(centre)).toEqual(['1', '2']);
    centre.told.length = 0;
    centre.restart();
    expect(order(centre)).toEqual(['1', '2']);
    expect(centre.callOf(again).phase).toBe('queued');
  });

  test('who hung up while no server was there has given up: he is counted, and may resume', () => {
    const centre = site();
    const early = centre.calls('orders', '1');
    centre.pass(10_000);
    centre.calls('orders', '2');
    // Pictures of queues are written in bundles.
    centre.pass(1_000);
    centre.restart(() => centre.switch.end(early, 'NORMAL_CLEARING', 'far-end'));
    expect(centre.queue('orders').today).toMatchObject({ entered: 2, abandoned: 1 });
    centre.calls('orders', '1');
    expect(order(centre)).toEqual(['1', '2']);
  });

  test("is nobody's whom an agent served, or a flow took", () => {
    const centre = site();
    centre.comes('1001');
    const served = centre.calls('orders', '1');
    centre.answers('1001');
    centre.pass(10_000);
    centre.hangsUp(served);
    expect(centre.callOf(served).abandoned).toBeUndefined();
    centre.command('1001', 'agent.log-out');
    centre.calls('orders', '2');
    centre.restart();
    centre.calls('orders', '1');
    expect(order(centre)).toEqual(['2', '1']);
  });

  test('of one who is to be called back is as old as it was', () => {
    const centre = new Site({
      agents: { '1001': {} },
      queues: [
        {
          queueId: 'orders',
          name: 'Orders',
          agents: ['1001'],
          resumeMs: 120_000,
          exitKeys: { '1': { to: 'call-back' } },
        },
      ],
    });
    const early = centre.calls('orders', '13800138001');
    centre.pass(10_000);
    centre.calls('orders', '13800138002');
    centre.hangsUp(early);
    centre.pass(5_000);
    const again = centre.calls('orders', '13800138001');
    centre.pass(2_000);
    centre.strikes(again, '1');
    centre.restart();
    expect(order(centre)).toEqual(['13800138001', '13800138002']);
  });
});

describe('what a queue has learned (ACD-3, ACD-6)', () => {
  test('the round goes on behind the agent it had come to', () => {
    const centre = new Site({
      agents: Object.fromEntries(AGENTS.map((agent) => [agent, {}])),
      queues: [{ queueId: 'orders', name: 'Orders', agents: AGENTS, strategy: 'round-robin', wrapUpMs: 0 }],
    });
    centre.comes(...AGENTS);
    for (const agent of ['1001', '1002']) {
      const caller = centre.calls('orders');
      expect(centre.offeredTo(caller)).toBe(agent);
      centre.answers(agent);
      centre.hangsUp(caller);
      centre.pass(1_000);
    }
    centre.restart();
    expect(centre.offeredTo(centre.calls('orders'))).toBe('1003');
    centre.pass(1_000);
    centre.restart(undefined, {
      queues: [
        {
          queueId: 'orders',
          name: 'Orders',
          agents: ['1003', '1001', '1002'],
          strategy: 'round-robin',
          wrapUpMs: 0,
        },
      ],
    });
    expect(centre.offeredTo(centre.calls('orders'))).toBe('1001');
  });

  test('the estimate goes on with the pace that was measured', () => {
    const centre = Site.staffed(['1001'], { wrapUpMs: 0 });
    for (let calls = 0; calls < 4; calls += 1) centre.customer(`1${calls}`);
    for (let served = 0; served < 3; served += 1) {
      centre.answers('1001');
      centre.pass(60_000);
      centre.hangsUp({ agent: '1001' });
    }
    centre.pass(1_000);
    const before = centre.queue('orders').estimatedWaitMs;
    expect(before).toBeGreaterThan(0);
    centre.restart();
    expect(centre.queue('orders').estimatedWaitMs).toBe(before);
  });
});
