import type { LegId } from '@callweave/cti-core';
import { describe, expect, test } from 'vitest';
import { Site } from '../kernel/testing/site.js';
import type { QueueInput } from './acd.schema.js';

function site(queue: Partial<QueueInput> = {}): Site {
  return new Site({
    agents: { '1001': {}, '2001': {} },
    queues: [
      { queueId: 'orders', name: 'Orders', agents: ['1001'], ...queue },
      { queueId: 'spare', name: 'Spare', agents: ['2001'] },
    ],
  });
}

/** What is said to him last is said to the end. */
function heardOut(centre: Site, legId: LegId): void {
  const play = centre.switch.orders.findLast((order) => order.do === 'switch.play' && order.legId === legId);
  if (play?.do !== 'switch.play') throw new Error('nothing is said');
  centre.switch.facts.push({ fact: 'play.ended', legId, tag: play.tag });
  centre.settle();
}

describe('while he waits (ACD-6)', () => {
  test('the messages come in turn', () => {
    const comfort = {
      everyMs: 20_000,
      sounds: [
        { kind: 'prompt', name: 'please-hold' },
        { kind: 'prompt', name: 'web-shop' },
      ],
    } satisfies QueueInput['comfort'];
    const centre = site({ comfort });
    const legId = centre.calls('orders');
    const heard = () =>
      centre.switch.orders.flatMap((order) =>
        order.do === 'switch.play' && order.sound.kind === 'prompt'
          ? [order.sound.name]
          : order.do === 'switch.play-music'
            ? ['music']
            : [],
      );
    for (let turn = 0; turn < 3; turn += 1) {
      centre.pass(20_000);
      heardOut(centre, legId);
    }
    expect(heard()).toEqual(['music', 'please-hold', 'web-shop', 'please-hold']);
  });

  test('callers who give up at once are counted apart', () => {
    const centre = site();
    const quick = centre.calls('orders', '1');
    const patient = centre.calls('orders', '2');
    centre.pass(1_000);
    centre.hangsUp(quick);
    centre.pass(60_000);
    centre.hangsUp(patient);
    expect(centre.queue('orders').today).toMatchObject({ abandoned: 2, shortAbandoned: 1 });
  });

  test('a key takes him where the queue says, and the decision says which', () => {
    const centre = site({
      exitKeys: { '1': { to: 'queue', queueId: 'spare' }, '2': { to: 'flow', flow: 'main' } },
    });
    const [first, second] = [centre.calls('orders', '1'), centre.calls('orders', '2')];
    const { queuedAt } = centre.callOf(first);
    centre.pass(5_000);
    centre.strikes(first, '1');
    expect(centre.callOf(first)).toMatchObject({ phase: 'queued', queueId: 'spare', queuedAt });
    expect(centre.decisions(first).at(-2)).toMatchObject({
      trigger: 'key',
      rule: 'key 1',
      outcome: { is: 'overflowed', to: 'queue spare' },
    });
    centre.strikes(second, '2');
    expect(centre.callOf(second).phase).toBe('ivr');
    const orders = centre.switch.orders.filter(
      (order) => 'legId' in order && order.legId === second && order.do !== 'switch.mark',
    );
    expect(orders.slice(-2).map((order) => order.do)).toEqual(['switch.stop-playing', 'switch.collect']);
    expect(centre.queue('orders').today).toMatchObject({ overflowed: 2, abandoned: 0 });
  });

  test('any other key does nothing, nor does one that was struck twice in the menu before', () => {
    const centre = site({ exitKeys: { '1': { to: 'hang-up' } } });
    const caller = centre.calls('orders');
    centre.strikes(caller, '1');
    centre.pass(5_000);
    for (const key of ['2', '0', '*', '#']) centre.strikes(caller, key);
    expect(centre.callOf(caller).phase).toBe('queued');
    centre.strikes(caller, '1');
    expect(centre.callOf(caller)).toMatchObject({ phase: 'ended', endedBy: 'system' });
  });

  test('given a phone rings for him, then a key does nothing, and neither does one of the agent', () => {
    const centre = site({ exitKeys: { '1': { to: 'hang-up' } } });
    const caller = centre.calls('orders');
    centre.pass(5_000);
    centre.comes('1001');
    centre.strikes(caller, '1');
    expect(centre.offeredTo(caller)).toBe('1001');
    centre.answers('1001');
    centre.strikes(caller, '1');
    centre.strikes(centre.switch.talkingAt('1001'), '1');
    expect(centre.callOf(caller).phase).toBe('talking');
  });

  test('given the target is gone, then he waits on', () => {
    const centre = site({ exitKeys: { '1': { to: 'queue', queueId: 'nowhere' } } });
    const caller = centre.calls('orders');
    centre.pass(5_000);
    centre.strikes(caller, '1');
    expect(centre.callOf(caller)).toMatchObject({ phase: 'queued', queueId: 'orders' });
  });

  describe('his place is told', () => {
    const announce = { language: 'zh', movedUpMs: 20_000, everyMs: 60_000 } as const;
    const said = (centre: Site, legId: LegId) =>
      centre.switch.orders.flatMap((order) =>
        order.do === 'switch.play' && order.legId === legId && order.sound.kind === 'prompts'
          ? [order.sound.names.join(' ')]
          : [],
      );
    const AHEAD = (word: string) => `zh-ahead zh-${word} zh-callers`;

    test('as he comes, when he has moved up, and after a minute in any case', () => {
      const centre = site({ announce });
      const before = [centre.calls('orders', '1'), centre.calls('orders', '2')];
      const caller = centre.calls('orders', '3');
      centre.pass(1_500);
      expect(said(centre, caller)).toEqual([AHEAD('liang')]);
      heardOut(centre, caller);
      centre.pass(20_000);
      expect(said(centre, caller)).toHaveLength(1);
      centre.hangsUp(before[0]!);
      centre.pass(20_000);
      expect(said(centre, caller)).toEqual([AHEAD('liang'), AHEAD('1')]);
      heardOut(centre, caller);
      centre.pass(60_000);
      expect(said(centre, caller)).toEqual([AHEAD('liang'), AHEAD('1'), AHEAD('1')]);
      heardOut(centre, caller);
      centre.hangsUp(before[1]!);
      centre.pass(20_000);
      expect(said(centre, caller).at(-1)).toBe('zh-next');
    });

    test('not while a telephone rings for him, and not into another message', () => {
      const comfort = { everyMs: 20_000, sounds: [{ kind: 'prompt', name: 'web-shop' }] } as const;
      const centre = site({
        announce: { ...announce, atEntry: false, everyMs: 21_000 },
        comfort: { ...comfort, sounds: [...comfort.sounds] },
      });
      const caller = centre.calls('orders');
      centre.pass(21_000);
      expect(said(centre, caller)).toEqual([]);
      heardOut(centre, caller);
      centre.pass(3_000);
      expect(said(centre, caller)).toEqual(['zh-next']);
      heardOut(centre, caller);
      centre.comes('1001');
      expect(centre.offeredTo(caller)).toBe('1001');
      centre.pass(19_000);
      expect(said(centre, caller)).toHaveLength(1);
    });

    test('with the minutes it may take, once that was measured', () => {
      const centre = site({ announce: { ...announce, position: null, wait: {} }, wrapUpMs: 0 });
      centre.comes('1001');
      const callers = ['1', '2', '3', '4'].map((number) => centre.calls('orders', number));
      centre.pass(1_500);
      expect(said(centre, callers[3]!)).toEqual([]);
      for (let turn = 0; turn < 2; turn += 1) {
        centre.answers('1001');
        centre.pass(90_000);
        centre.hangsUp(callers[turn]!);
      }
      heardOut(centre, callers[3]!);
      centre.answers('1001');
      centre.pass(20_000);
      expect(said(centre, callers[3]!).at(-1)).toBe('zh-wait zh-liang zh-minutes');
    });
  });
});
