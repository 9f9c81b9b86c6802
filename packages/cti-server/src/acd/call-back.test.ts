import type { LegId } from '@callweave/cti-core';
import { describe, expect, test } from 'vitest';
import { Site } from '../kernel/testing/site.js';
import type { QueueInput } from './acd.schema.js';

const NUMBER = '13800138000';
const sound = { kind: 'prompt', name: 'we-call-back' } as const;

function site(queue: Partial<QueueInput> = {}): Site {
  return new Site({
    agents: { '1001': {}, '1002': {} },
    queues: [
      {
        queueId: 'orders',
        name: 'Orders',
        agents: ['1001', '1002'],
        wrapUpMs: 0,
        exitKeys: { '1': { to: 'call-back' }, '2': { to: 'call-back', sound } },
        missed: { rejected: { toAux: false, restMs: 5_000 } },
        ...queue,
      },
    ],
  });
}

/** He waits, presses 1, and is off the line. */
function asks(centre: Site, number = NUMBER): LegId {
  const caller = centre.calls('orders', number);
  centre.pass(5_000);
  centre.strikes(caller, '1');
  return caller;
}

function picksUp(centre: Site, number = NUMBER): void {
  centre.switch.answer(centre.switch.ringingAt(number));
  centre.settle();
}

function refuses(centre: Site, number = NUMBER, cause = 'USER_BUSY'): void {
  centre.hangsUp(centre.switch.ringingAt(number), cause);
}

function today(centre: Site) {
  const { entered, answered, abandoned, overflowed, calledBack, callBacksFailed } =
    centre.queue('orders').today;
  return { entered, answered, abandoned, overflowed, calledBack, callBacksFailed };
}

const ASKED = { entered: 1, answered: 0, abandoned: 0, overflowed: 0, calledBack: 1, callBacksFailed: 0 };

describe('a caller is called back and keeps his place (ACD-4, ACD-6)', () => {
  test('he is let go, and his place waits: with his time, before whoever came after him', () => {
    const centre = site();
    const first = asks(centre);
    const second = centre.calls('orders', '13900139000');
    expect(centre.switch.legs.has(first)).toBe(false);
    expect(centre.callOf(first)).toMatchObject({
      phase: 'queued',
      callBack: { is: 'waiting', attempts: 0, retryAt: null },
    });
    expect(centre.queue('orders').waiting).toMatchObject([
      { caller: NUMBER, callBack: true },
      { caller: '13900139000' },
    ]);
    expect(centre.queue('orders').waiting[1]).not.toHaveProperty('callBack');
    expect(centre.decisions(first).at(-2)).toMatchObject({
      rule: 'key 1',
      outcome: { is: 'overflowed', to: 'call-back' },
    });
    centre.comes('1001');
    expect([centre.offeredTo(first), centre.offeredTo(second)]).toEqual(['1001', null]);
  });

  test('the agent sees it, his telephone rings, he picks up; the customer is dialled with our number, and they talk', () => {
    const centre = site();
    const caller = asks(centre);
    centre.comes('1001');
    expect(centre.callOf(caller, '1001')).toMatchObject({
      phase: 'offered',
      callBack: { is: 'waiting' },
      can: { answer: true },
    });
    centre.answers('1001');
    expect(centre.agent('1001').state).toBe('dialling');
    expect(centre.switch.orders.findLast((order) => order.do === 'switch.create-leg')).toMatchObject({
      target: { kind: 'gateway', gateway: 'pstn', number: NUMBER },
      callerNumber: 'orders',
      mark: { party: 'customer' },
      ringMs: 40_000,
    });
    picksUp(centre);
    expect(centre.callOf(caller)).toMatchObject({
      phase: 'talking',
      agentId: '1001',
      callBack: { is: 'reached' },
      can: { hold: false },
    });
    expect(centre.callOf(caller, '1001').can).toMatchObject({ hold: true, hangUp: true });
    expect(centre.names(caller)).toEqual([
      'call.arrived',
      'call.queued',
      'call.queued',
      'call.offered',
      'call.offer-ended',
      'call.dialling',
      'call.answered',
    ]);
    expect(today(centre)).toEqual(ASKED);
    expect(centre.queue('orders').waiting).toEqual([]);
    expect(centre.switch.orders.map((order) => order.do)).toContain('switch.start-recording');
    centre.hangsUp({ agent: NUMBER });
    expect(centre.callOf(caller)).toMatchObject({ phase: 'ended', endedBy: 'customer' });
    expect(centre.agent('1001')).toMatchObject({ state: 'ready', today: { calls: 1 } });
    expect(today(centre)).toEqual(ASKED);
  });

  test('he hears that he is called back, then is let go; nobody is offered him before', () => {
    const centre = site();
    const caller = centre.calls('orders');
    centre.pass(5_000);
    centre.strikes(caller, '2');
    expect(centre.switch.orders.at(-1)).toMatchObject({ do: 'switch.play', sound });
    expect(centre.callOf(caller).callBack).toMatchObject({ is: 'promised' });
    centre.comes('1001');
    expect(centre.offeredTo(caller)).toBeNull();
    centre.switch.facts.push({ fact: 'play.ended', legId: caller, tag: 'farewell' });
    centre.settle();
    expect(centre.switch.legs.has(caller)).toBe(false);
    expect(centre.offeredTo(caller)).toBe('1001');
  });

  test('he hangs up before it is said to the end: it is promised', () => {
    const centre = site();
    const caller = centre.calls('orders');
    centre.pass(5_000);
    centre.strikes(caller, '2');
    centre.hangsUp(caller);
    expect(centre.callOf(caller)).toMatchObject({ phase: 'queued', callBack: { is: 'waiting' } });
    expect(today(centre)).toEqual(ASKED);
  });

  test('given a number that is withheld, no gateway, or too many already, then he waits on', () => {
    for (const [caller, settings] of [
      ['anonymous', {}],
      ['', {}],
      [NUMBER, { outboundGateway: null }],
    ] as const) {
      const centre = new Site({
        agents: {},
        queues: [{ queueId: 'orders', name: 'Orders', exitKeys: { '1': { to: 'call-back' } } }],
        settings,
      });
      const leg = asks(centre, caller);
      expect(centre.switch.legs.has(leg)).toBe(true);
      expect(centre.callOf(leg).phase).toBe('queued');
    }
    const centre = site({ callBack: { limit: 1 } });
    asks(centre, '13900139001');
    const second = asks(centre, '13900139002');
    expect(centre.callOf(second)).not.toHaveProperty('callBack');
    expect(centre.switch.legs.has(second)).toBe(true);
  });

  test('as a rule: who has waited long enough is called back, and no rule touches him after that', () => {
    const centre = site({
      overflow: [
        { when: { is: 'waited', ms: 60_000 }, target: { to: 'call-back' } },
        { when: { is: 'waited', ms: 120_000 }, target: { to: 'hang-up' } },
        { when: { is: 'all-paused' }, target: { to: 'hang-up' } },
      ],
    });
    const caller = centre.calls('orders');
    centre.pass(200_000);
    expect(centre.callOf(caller).callBack).toMatchObject({ is: 'waiting' });
    centre.command('1001', 'agent.log-in', { device: 'browser' });
    expect(centre.callOf(caller).phase).toBe('queued');
    centre.command('1001', 'agent.set-ready');
    expect(centre.offeredTo(caller)).toBe('1001');
  });
});

describe('a call-back that comes to nothing (ACD-6)', () => {
  test('the agent rejects it, or does not answer: the next one gets it, and the customer is not dialled', () => {
    const centre = site();
    const caller = asks(centre);
    centre.comes('1001');
    centre.command('1001', 'call.reject', { callId: centre.callOf(caller).callId });
    expect(centre.offeredTo(caller)).toBeNull();
    centre.comes('1002');
    expect(centre.offeredTo(caller)).toBe('1002');
    centre.pass(20_000);
    expect(centre.agent('1002')).toMatchObject({ state: 'aux', auxReason: 'rona' });
    expect(centre.offeredTo(caller)).toBe('1001');
    expect(() => centre.switch.ringingAt(NUMBER)).toThrow();
    expect(centre.callOf(caller).callBack).toMatchObject({ attempts: 0 });
  });

  test('busy, or no answer: tried again later, at the place he had, and at last given up', () => {
    const centre = site({ callBack: { attempts: 3, retryMs: 60_000 } });
    const caller = asks(centre);
    centre.comes('1001');
    centre.answers('1001');
    refuses(centre);
    expect(centre.agent('1001')).toMatchObject({ state: 'ready', callId: null });
    expect(centre.callOf(caller)).toMatchObject({
      phase: 'queued',
      agentId: null,
      callBack: { attempts: 1, retryAt: centre.nowMs + 60_000 },
    });
    // Meanwhile the agent serves others, who came later.
    const other = centre.calls('orders', '13900139000');
    expect(centre.offeredTo(other)).toBe('1001');
    centre.answers('1001');
    centre.pass(60_000);
    centre.calls('orders', '13900139009');
    centre.hangsUp(other);
    expect(centre.offeredTo(caller)).toBe('1001');
    centre.answers('1001');
    centre.pass(42_000);
    expect(centre.callOf(caller).callBack).toMatchObject({ attempts: 2 });
    expect(centre.switch.legs.size).toBeLessThan(3);
    centre.command('1002', 'agent.log-in', { device: 'browser' });
    centre.pass(60_000);
    centre.command('1002', 'agent.set-ready');
    const { callId } = centre.callOf(caller);
    expect(centre.kernel.callSnapshot(callId, null)).toMatchObject({ offer: { agentId: '1002' } });
    centre.answers('1002');
    refuses(centre);
    expect(centre.kernel.callSnapshot(callId, null)).toMatchObject({
      phase: 'ended',
      endedBy: 'system',
      cause: 'USER_BUSY',
      callBack: { attempts: 3 },
    });
    expect(centre.queue('orders').today).toMatchObject({
      calledBack: 1,
      callBacksFailed: 1,
      abandoned: 0,
    });
    expect(centre.timers.filter((timer) => timer.split(' ').includes(callId))).toEqual([]);
  });

  test('the agent lets go while it rings there, by his telephone or his page: no attempt is counted', () => {
    for (const how of ['telephone', 'page'] as const) {
      const centre = site();
      const caller = asks(centre);
      centre.comes('1001');
      centre.answers('1001');
      if (how === 'telephone') centre.hangsUp({ agent: '1001' });
      else centre.command('1001', 'call.hang-up', { callId: centre.callOf(caller).callId });
      expect(centre.switch.legs.size).toBe(0);
      expect(centre.callOf(caller)).toMatchObject({ phase: 'queued', callBack: { attempts: 0 } });
      // He rests as after a rejected offer, then it is his again.
      expect(centre.offeredTo(caller)).toBeNull();
      centre.pass(5_000);
      expect(centre.offeredTo(caller)).toBe('1001');
    }
  });

  test('the switch has no way to him: that is an attempt', () => {
    const centre = site();
    const caller = asks(centre);
    centre.switch.failing.set(NUMBER, 'unreachable');
    centre.comes('1001');
    centre.answers('1001');
    expect(centre.callOf(caller)).toMatchObject({ phase: 'queued', callBack: { attempts: 1 } });
    expect(centre.agent('1001').state).toBe('ready');
  });
});

describe('he calls again himself (ACD-6)', () => {
  test('he takes the place over, and is not called back', () => {
    const centre = site();
    const asked = asks(centre);
    const between = centre.calls('orders', '13900139000');
    centre.pass(60_000);
    const again = centre.calls('orders', NUMBER);
    expect(centre.callOf(asked)).toMatchObject({ phase: 'ended', endedBy: 'customer' });
    expect(centre.queue('orders').waiting).toHaveLength(2);
    centre.comes('1001');
    expect([centre.offeredTo(again), centre.offeredTo(between)]).toEqual(['1001', null]);
    expect(centre.queue('orders').today).toMatchObject({ entered: 3, calledBack: 1, abandoned: 0 });
  });

  test('also while an agent dials him: that one is free for him', () => {
    const centre = site();
    asks(centre);
    centre.comes('1001');
    centre.answers('1001');
    const again = centre.calls('orders', NUMBER);
    expect(() => centre.switch.ringingAt(NUMBER)).toThrow();
    expect(centre.offeredTo(again)).toBe('1001');
  });

  test('and asks to be called back again: one call-back of his waits, not two', () => {
    const centre = site();
    const both = [centre.calls('orders', NUMBER), centre.calls('orders', NUMBER)];
    centre.pass(5_000);
    for (const leg of both) centre.strikes(leg, '1');
    expect(centre.queue('orders').waiting).toMatchObject([{ callBack: true }]);
    expect(both.map((leg) => centre.callOf(leg).phase)).toEqual(['ended', 'queued']);
  });
});

describe('a server or a switch that starts anew knows whom to call back (OPS-2)', () => {
  test('his place waits on, with its time, its points and its retry', () => {
    const centre = site({ callBack: { retryMs: 60_000 } });
    const caller = asks(centre);
    centre.comes('1001');
    centre.answers('1001');
    refuses(centre);
    const before = centre.callOf(caller);
    centre.restart();
    expect(centre.kernel.callSnapshot(before.callId, null)).toEqual(before);
    const { callId } = before;
    const offered = () => centre.kernel.callSnapshot(callId, null)?.offer?.agentId ?? null;
    expect(offered()).toBeNull();
    centre.pass(60_000);
    expect(offered()).toBe('1001');
    centre.answers('1001');
    picksUp(centre);
    expect(centre.kernel.callSnapshot(callId, null)).toMatchObject({ phase: 'talking' });
    centre.restart();
    expect(centre.kernel.callSnapshot(callId, null)).toMatchObject({ phase: 'talking', agentId: '1001' });
    centre.hangsUp({ agent: '1001' });
    expect(centre.switch.legs.size).toBe(0);
  });

  test('one that rings at an agent, or is being dialled, goes on', () => {
    const centre = site();
    const { callId } = centre.callOf(asks(centre));
    centre.comes('1001');
    centre.restart();
    centre.answers('1001');
    expect(centre.agent('1001').state).toBe('dialling');
    centre.restart();
    picksUp(centre);
    expect(centre.kernel.callSnapshot(callId, null)).toMatchObject({ phase: 'talking', agentId: '1001' });
  });

  test('whoever hung up meanwhile: the agent is free, or the customer is tried again', () => {
    const centre = site();
    const { callId } = centre.callOf(asks(centre));
    centre.comes('1001');
    centre.answers('1001');
    const rung = centre.switch.ringingAt(NUMBER);
    centre.restart(() => centre.switch.end(rung, 'USER_BUSY', 'far-end'));
    expect(centre.kernel.callSnapshot(callId, null)).toMatchObject({ callBack: { is: 'waiting' } });
    centre.pass(3_000);
    expect(centre.agent('1001').state).toBe('ringing');
  });

  test('one who was promised it a moment before, on the line or not, is called back', () => {
    for (const hangsUp of [false, true]) {
      const centre = site();
      const caller = centre.calls('orders');
      const { callId } = centre.callOf(caller);
      centre.pass(5_000);
      centre.strikes(caller, '2');
      centre.restart(() => {
        if (hangsUp) centre.switch.end(caller, 'NORMAL_CLEARING', 'far-end');
      });
      expect(centre.switch.legs.has(caller)).toBe(false);
      expect(centre.kernel.callSnapshot(callId, null)).toMatchObject({
        phase: 'queued',
        callBack: { is: 'waiting' },
      });
    }
  });

  test('the switch is restarted: every line is gone, those who are called back are not', () => {
    const centre = site();
    const asked = centre.callOf(asks(centre)).callId;
    const held = centre.callOf(centre.calls('orders', '13900139000')).callId;
    centre.switch.legs.clear();
    centre.take({
      input: 'switch',
      fact: {
        fact: 'switch.up',
        at: centre.nowMs,
        legs: [],
        extensions: ['1001'],
        gateways: [],
        restarted: true,
      },
    });
    expect(centre.kernel.callSnapshot(asked, null)?.phase).toBe('queued');
    expect(centre.kernel.callSnapshot(held, null)?.phase).toBe('ended');
    centre.comes('1001');
    expect(centre.agent('1001').state).toBe('ringing');
  });
});
