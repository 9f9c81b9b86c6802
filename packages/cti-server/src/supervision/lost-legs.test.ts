import { describe, expect, test } from 'vitest';
import { Floor } from './testing/floor.js';

const LISTEN = { agentId: '1001', mode: 'listen' };

describe('a supervision outlasts what happens to the agent (SUP-4, AGT-8)', () => {
  test('his page is loaded anew: the supervisor is let in on the new leg as soon as it talks', () => {
    const { floor } = Floor.supervised('whisper');
    const old = floor.listensOn();
    floor.reloads('1001');
    floor.answers('1001');
    expect(floor.listensOn()).toBe(floor.switch.talkingAt('1001'));
    expect(floor.listensOn()).not.toBe(old);
    expect(floor.ordered('switch.spy').map(({ mode }) => mode)).toEqual(['whisper', 'whisper']);
    expect(floor.supervisionOf()).toMatchObject({ state: 'connected', mode: 'whisper' });
  });

  test('his browser vanished: the supervisor hears music, and the call again when the agent is back', () => {
    const { floor, caller } = Floor.supervised();
    floor.unregisters('1001');
    floor.hangsUp({ agent: '1001' }, 'MEDIA_TIMEOUT');
    const { legId } = floor.supervisionOf()!;
    expect(floor.listensOn()).toBeNull();
    expect(floor.switch.legs.get(legId)?.music).toBe(true);
    floor.pass(10_000);
    floor.reloads('1001');
    floor.answers('1001');
    expect(floor.callOf(caller).phase).toBe('talking');
    expect(floor.listensOn()).toBe(floor.switch.talkingAt('1001'));
    expect(floor.course).toEqual(['started', 'connected']);
  });

  test('he does not come back: the caller waits again, and there is nothing to listen to', () => {
    const { floor, caller } = Floor.supervised();
    floor.unregisters('1001');
    floor.hangsUp({ agent: '1001' }, 'MEDIA_TIMEOUT');
    floor.pass(20_000);
    expect(floor.callOf(caller).phase).toBe('queued');
    expect(floor.course.at(-1)).toBe('ended: call-ended');
  });

  test('on hold he stays with the agent', () => {
    const { floor, caller } = Floor.supervised();
    floor.command('1001', 'call.hold', { callId: floor.callOf(caller).callId });
    floor.settle();
    expect(floor.supervisionOf()).toMatchObject({ state: 'connected' });
    expect(floor.ordered('switch.spy')).toHaveLength(1);
  });

  test('cut off for no reason that shows he is let in once more, and after that it has failed', () => {
    const { floor } = Floor.supervised();
    const cutOff = () => {
      const { legId } = floor.supervisionOf()!;
      floor.switch.legs.get(legId)!.spiesOn = null;
      floor.take({ input: 'switch', fact: { fact: 'spy.ended', legId, at: floor.nowMs } });
    };
    cutOff();
    floor.pass(3_000);
    expect(floor.listensOn()).toBe(floor.switch.talkingAt('1001'));
    floor.switch.forgetting.add('switch.spy');
    cutOff();
    floor.pass(3_000);
    expect(floor.ordered('switch.spy')).toHaveLength(3);
    floor.pass(5_000);
    expect(floor.course.at(-1)).toBe('ended: failed');
    expect(floor.kernel.supervisions()).toEqual([]);
  });
});

describe('a supervision and the phone of the supervisor (SUP-4)', () => {
  test.each([
    ['does not pick up', (floor: Floor) => floor.pass(32_000)],
    ['is busy', (floor: Floor) => floor.hangsUp(floor.switch.ringingAt('boss'), 'USER_BUSY')],
  ])('it has failed when his phone %s', (_what, does) => {
    const { floor } = Floor.talking();
    floor.asks('start', LISTEN);
    does(floor);
    expect(floor.course).toEqual(['started', 'ended: failed']);
    expect(floor.agent('boss').supervising).toBeUndefined();
    expect([...floor.switch.legs.values()].filter(({ called }) => called === 'boss')).toEqual([]);
  });

  test.each(['switch.create-leg', 'switch.spy'] as const)(
    'it has failed when the switch refuses %s',
    (order) => {
      const { floor } = Floor.talking();
      floor.switch.refusing.add(order);
      floor.asks('start', LISTEN);
      if (order === 'switch.spy') floor.answers('boss');
      expect(floor.course).toEqual(['started', 'ended: failed']);
      expect([...floor.switch.legs.values()].filter(({ called }) => called === 'boss')).toEqual([]);
    },
  );

  test('the switch accepts the order and never lets him in: it has failed after five seconds', () => {
    const { floor } = Floor.talking();
    floor.switch.forgetting.add('switch.spy');
    floor.supervises();
    floor.pass(4_999);
    expect(floor.supervisionOf()).toMatchObject({ state: 'ringing' });
    floor.pass(1);
    expect(floor.course.at(-1)).toBe('ended: failed');
  });

  test('he hangs up at his phone: it is over, and the call goes on', () => {
    const { floor, caller } = Floor.supervised();
    floor.hangsUp({ agent: 'boss' });
    expect(floor.course.at(-1)).toBe('ended: leg-ended');
    expect(floor.callOf(caller).phase).toBe('talking');
  });

  test('he loads his page anew: it is rung, and he hears them as he did', () => {
    const { floor } = Floor.supervised('barge');
    const old = floor.supervisionOf()!.legId;
    floor.reloads('boss');
    expect(floor.switch.legs.has(old)).toBe(false);
    expect(floor.supervisionOf()).toMatchObject({ state: 'ringing', mode: 'barge' });
    floor.answers('boss');
    expect(floor.listensOn()).toBe(floor.switch.talkingAt('1001'));
    expect(floor.course).toEqual(['started', 'connected', 'ringing', 'connected']);
  });

  test('his browser vanished: it waits for him as long as a call waits for its agent', () => {
    const { floor } = Floor.supervised();
    floor.unregisters('boss');
    floor.hangsUp({ agent: 'boss' }, 'MEDIA_TIMEOUT');
    expect(floor.supervisionOf()).toMatchObject({ state: 'ringing' });
    floor.pass(19_000);
    floor.reloads('boss');
    floor.answers('boss');
    expect(floor.supervisionOf()).toMatchObject({ state: 'connected' });
  });

  test('and no longer', () => {
    const { floor } = Floor.supervised();
    floor.unregisters('boss');
    floor.hangsUp({ agent: 'boss' }, 'MEDIA_TIMEOUT');
    floor.pass(20_000);
    expect(floor.course.at(-1)).toBe('ended: leg-ended');
  });

  test('he needs no log-in: the phone on his desk is rung', () => {
    const { floor } = Floor.talking();
    floor.supervises('listen', 'lead');
    expect(floor.agent('lead').state).toBe('logged-out');
    expect(floor.listensOn('lead')).toBe(floor.switch.talkingAt('1001'));
  });

  test('unless somebody else sits at it', () => {
    const { floor } = Floor.talking();
    floor.command('1002', 'agent.log-in', { device: 'browser', extension: 'lead' });
    expect(floor.refused('start', LISTEN, 'lead')).toBe('supervision.not-allowed-now');
  });

  test('whoever logs in while he supervises is not offered calls either', () => {
    const { floor } = Floor.talking();
    floor.command('boss', 'agent.log-out');
    floor.supervises();
    floor.comes('boss');
    const waiting = floor.calls('orders', '13900139000');
    expect(floor.offeredTo(waiting)).toBeNull();
  });

  test('a supervisor whom the settings no longer have supervises nobody', () => {
    const { floor } = Floor.supervised();
    floor.reconfigure({
      agents: { '1001': {}, '1002': {} },
      queues: [{ queueId: 'orders', name: 'Orders', agents: ['1001'] }],
    });
    expect(floor.course.at(-1)).toBe('ended: stopped');
  });
});

describe('a supervision and the connection to the switch (SUP-4)', () => {
  test('back again it goes on, and what was lost meanwhile is over', () => {
    const { floor } = Floor.supervised();
    floor.disconnect();
    expect(floor.refused('stop')).toBe('switch.unavailable');
    floor.reconnect();
    expect(floor.supervisionOf()).toMatchObject({ state: 'connected' });
    floor.disconnect();
    floor.switch.end(floor.supervisionOf()!.legId, 'NORMAL_CLEARING', 'far-end');
    floor.reconnect();
    expect(floor.course.at(-1)).toBe('ended: leg-ended');
  });

  test('he picked up while nobody listened: he is let in now', () => {
    const { floor } = Floor.talking();
    floor.asks('start', LISTEN);
    floor.disconnect();
    floor.switch.answer(floor.switch.ringingAt('boss'));
    floor.reconnect();
    expect(floor.supervisionOf()).toMatchObject({ state: 'connected' });
  });

  test('a server that starts hangs the supervisor up and tells him; agent and caller go on', () => {
    const { floor, caller } = Floor.supervised();
    const { legId, supervisionId } = floor.supervisionOf()!;
    floor.restart();
    expect(floor.switch.legs.has(legId)).toBe(false);
    expect(floor.told.findLast(({ event }) => event === 'supervision.ended')?.data).toMatchObject({
      supervision: { supervisionId, supervisorId: 'boss', agentId: '1001' },
      reason: 'failed',
    });
    expect(floor.callOf(caller).phase).toBe('talking');
    expect(floor.agent('boss').supervising).toBeUndefined();
  });
});
