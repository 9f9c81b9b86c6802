import { describe, expect, test } from 'vitest';
import { Site } from '../kernel/testing/site.js';
import type { QueueInput } from './acd.schema.js';

const MOBILE = '13911112222';
const toMobile = { to: 'external', number: MOBILE } as const;

function site(queue: Partial<QueueInput>): Site {
  return new Site({
    agents: { '1001': {} },
    queues: [{ queueId: 'orders', name: 'Orders', agents: ['1001'], exitKeys: { '2': toMobile }, ...queue }],
  });
}

/** A caller who waits, and has just pressed 2. */
function forwarded(queue: Partial<QueueInput> = {}) {
  const centre = site(queue);
  const caller = centre.calls('orders');
  centre.pass(5_000);
  centre.strikes(caller, '2');
  return { centre, caller };
}

/** He picks up, or hangs up, at the number outside. */
function picksUp(centre: Site): void {
  centre.switch.answer(centre.switch.ringingAt(MOBILE));
  centre.settle();
}

describe('a caller is sent on to a number outside (ACD-4, ACD-6)', () => {
  test('it rings there over the gateway, with our number; joined, they talk and he waits no more', () => {
    const { centre, caller } = forwarded();
    expect(centre.switch.orders.findLast((order) => order.do === 'switch.create-leg')).toMatchObject({
      target: { kind: 'gateway', gateway: 'pstn', number: MOBILE },
      callerNumber: 'orders',
      mark: { party: 'external' },
      ringMs: 30_000,
    });
    expect(centre.callOf(caller).phase).toBe('forwarded');
    expect(centre.queue('orders').waiting).toHaveLength(1);
    picksUp(centre);
    expect(centre.switch.legs.get(caller)?.joinedTo).toBe(centre.switch.talkingAt(MOBILE));
    expect(centre.callOf(caller)).toMatchObject({ phase: 'forwarded', answeredAt: centre.nowMs });
    expect(centre.callOf(caller).legs.at(-1)).toMatchObject({ party: 'external', address: MOBILE });
    expect(centre.decisions(caller).at(-1)).toMatchObject({
      rule: 'key 2',
      outcome: { is: 'overflowed', to: `external ${MOBILE}` },
    });
    expect(centre.queue('orders')).toMatchObject({
      waiting: [],
      today: { entered: 1, overflowed: 1, answered: 0, abandoned: 0 },
    });
    expect(centre.switch.orders.map((order) => order.do)).toContain('switch.start-recording');
  });

  test('and while it rings, a server without this queue starts, and the queue comes back: so does his place', () => {
    const { centre, caller } = forwarded();
    const before = centre.settings.queues;
    centre.restart(() => undefined, { queues: [] });
    centre.take({ input: 'settings', settings: { ...centre.settings, queues: before } });
    expect(centre.queue('orders').waiting).toHaveLength(1);
    picksUp(centre);
    expect(centre.switch.legs.get(caller)?.joinedTo).toBe(centre.switch.talkingAt(MOBILE));
    expect(centre.queue('orders')).toMatchObject({ waiting: [], today: { overflowed: 1, abandoned: 0 } });
  });

  test('given either hangs up, then the call is over for both, and the record says who', () => {
    for (const [who, endedBy] of [
      ['external', 'external'],
      ['customer', 'customer'],
    ] as const) {
      const { centre, caller } = forwarded();
      picksUp(centre);
      const { callId } = centre.callOf(caller);
      centre.hangsUp(who === 'external' ? { agent: MOBILE } : caller);
      expect(centre.kernel.callSnapshot(callId, null)).toMatchObject({ phase: 'ended', endedBy });
      expect(centre.switch.legs.size).toBe(0);
      expect(centre.timers.filter((timer) => timer.split(' ').includes(callId))).toEqual([]);
    }
  });

  test('while it rings, no agent is offered him; not reached, he stands where he stood', () => {
    const { centre, caller } = forwarded();
    const behind = centre.calls('orders', '2');
    centre.comes('1001');
    expect(centre.offeredTo(caller)).toBeNull();
    expect(centre.offeredTo(behind)).toBe('1001');
    centre.command('1001', 'call.reject', { callId: centre.callOf(behind).callId });
    const rung = centre.switch.ringingAt(MOBILE);
    centre.hangsUp(rung, 'USER_BUSY');
    expect(centre.callOf(caller)).toMatchObject({ phase: 'queued', queueId: 'orders' });
    centre.command('1001', 'agent.set-ready');
    centre.pass(5_000);
    expect(centre.offeredTo(caller)).toBe('1001');
  });

  test('given it rings too long, the switch has no such way, or the join fails, then he waits on with music', () => {
    const silent = forwarded();
    silent.centre.pass(32_000);
    expect(silent.centre.callOf(silent.caller).phase).toBe('queued');
    expect(() => silent.centre.switch.ringingAt(MOBILE)).toThrow();
    expect(silent.centre.switch.legs.get(silent.caller)?.music).toBe(true);

    const wayless = site({});
    wayless.switch.failing.set(MOBILE, 'unreachable');
    const caller = wayless.calls('orders');
    wayless.pass(5_000);
    wayless.strikes(caller, '2');
    expect(wayless.callOf(caller).phase).toBe('queued');
    // A key may be pressed again, and now somebody is there.
    wayless.switch.failing.clear();
    wayless.strikes(caller, '2');
    expect(wayless.callOf(caller).phase).toBe('forwarded');
  });

  test('given he hangs up while it rings there, then the far telephone falls silent, and he gave up', () => {
    const { centre, caller } = forwarded();
    centre.hangsUp(caller);
    expect(centre.switch.legs.size).toBe(0);
    expect(centre.queue('orders').today).toMatchObject({ abandoned: 1, overflowed: 0 });
  });

  test('given no gateway, then the key does nothing', () => {
    const centre = new Site({
      agents: {},
      queues: [{ queueId: 'orders', name: 'Orders', exitKeys: { '2': toMobile } }],
      settings: { outboundGateway: null },
    });
    const caller = centre.calls('orders');
    centre.pass(5_000);
    centre.strikes(caller, '2');
    expect(centre.callOf(caller).phase).toBe('queued');
  });

  test('as a rule: not reached, the next rule that holds decides, and none rings the same number twice', () => {
    const centre = site({
      overflow: [
        { when: { is: 'nobody-logged-in' }, target: toMobile },
        {
          when: { is: 'nobody-logged-in' },
          target: { to: 'external', number: '13933334444', ringMs: 10_000 },
        },
        { when: { is: 'waited', ms: 60_000 }, target: { to: 'hang-up' } },
      ],
    });
    const caller = centre.calls('orders');
    centre.hangsUp(centre.switch.ringingAt(MOBILE), 'USER_BUSY');
    centre.hangsUp(centre.switch.ringingAt('13933334444'), 'USER_BUSY');
    expect(centre.callOf(caller).phase).toBe('queued');
    expect(centre.names(caller)).toEqual(['call.arrived', 'call.queued']);
    centre.pass(60_000);
    expect(centre.callOf(caller).phase).toBe('ended');
    expect(centre.queue('orders').today).toMatchObject({ entered: 1, overflowed: 1 });
  });
});

describe('a server that starts finds a caller who was sent outside (OPS-2)', () => {
  test('who talks there goes on, also when the journal never saw it', () => {
    for (const forgotten of [false, true]) {
      const { centre, caller } = forwarded();
      picksUp(centre);
      const { callId } = centre.callOf(caller);
      if (forgotten) centre.told.splice(0);
      centre.restart();
      expect(centre.kernel.callSnapshot(callId, null)).toMatchObject({ phase: 'forwarded' });
      expect(centre.switch.legs.get(caller)?.joinedTo).toBe(centre.switch.talkingAt(MOBILE));
      centre.hangsUp({ agent: MOBILE });
      expect(centre.kernel.callSnapshot(callId, null)).toMatchObject({
        phase: 'ended',
        endedBy: 'external',
      });
    }
  });

  test('where it rings it goes on ringing, and can be answered', () => {
    const { centre, caller } = forwarded();
    centre.restart();
    expect(centre.callOf(caller).phase).toBe('forwarded');
    picksUp(centre);
    expect(centre.switch.legs.get(caller)?.joinedTo).toBe(centre.switch.talkingAt(MOBILE));
    expect(centre.queue('orders').waiting).toEqual([]);
  });

  test('answered meanwhile, they are joined; given up meanwhile, he waits; hung up meanwhile, it is over', () => {
    const answered = forwarded();
    answered.centre.restart(() => answered.centre.switch.answer(answered.centre.switch.ringingAt(MOBILE)));
    expect(answered.centre.switch.legs.get(answered.caller)?.joinedTo).not.toBeNull();

    const refused = forwarded();
    const rung = refused.centre.switch.ringingAt(MOBILE);
    refused.centre.restart(() => refused.centre.switch.end(rung, 'USER_BUSY', 'far-end'));
    expect(refused.centre.callOf(refused.caller).phase).toBe('queued');

    const led = forwarded();
    const ringing = led.centre.switch.ringingAt(MOBILE);
    led.centre.restart(() => led.centre.switch.end(ringing, 'USER_BUSY', 'far-end'), { queues: [] });
    // His queue is gone as well: he begins anew.
    expect(led.centre.callOf(led.caller)).toMatchObject({ phase: 'ivr', queueId: null });

    const over = forwarded();
    picksUp(over.centre);
    const { callId } = over.centre.callOf(over.caller);
    const talks = over.centre.switch.talkingAt(MOBILE);
    over.centre.restart(() => over.centre.switch.end(talks, 'NORMAL_CLEARING', 'far-end'));
    expect(over.centre.kernel.callSnapshot(callId, null)).toMatchObject({ endedBy: 'external' });
  });
});
