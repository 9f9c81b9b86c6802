import { describe, expect, test } from 'vitest';
import { Floor } from './testing/floor.js';

describe('a supervisor takes the call over (SUP-4, 抢接)', () => {
  test('caller and supervisor talk, the agent is hung up and wraps up, the recording goes on', () => {
    const { floor, caller } = Floor.supervised();
    const before = floor.callOf(caller);
    const agentsLeg = floor.switch.talkingAt('1001');
    floor.pass(30_000);
    floor.asks('take-over');
    const call = floor.callOf(caller, 'boss');
    expect(call).toMatchObject({
      callId: before.callId,
      phase: 'talking',
      agentId: 'boss',
      recordingId: before.recordingId,
      can: { hangUp: true, hold: true },
    });
    expect(floor.switch.legs.get(caller)?.joinedTo).toBe(floor.switch.talkingAt('boss'));
    expect(floor.switch.legs.has(agentsLeg)).toBe(false);
    expect(floor.switch.legs.get(caller)?.recordings.size).toBe(1);
    expect(floor.told.some(({ event }) => event === 'recording.stopped')).toBe(false);
    expect(floor.agent('1001')).toMatchObject({ state: 'wrap-up', today: { calls: 1, talkMs: 30_000 } });
    expect(floor.agent('boss')).toMatchObject({ state: 'talking', callId: before.callId });
    expect(floor.agent('boss').supervising).toBeUndefined();
    expect(floor.course.at(-1)).toBe('ended: taken-over');
    expect(floor.told.findLast(({ event }) => event === 'call.transferred')?.data).toMatchObject({
      by: '1001',
      destination: { to: 'agent', agentId: 'boss' },
    });
  });

  test('it is answered when the switch has joined them, with the call as his', () => {
    const { floor } = Floor.supervised();
    floor.switch.forgetting.add('switch.join');
    expect(floor.asks('take-over')).toBeUndefined();
    expect(floor.refused('set-mode', { mode: 'barge' })).toBe('supervision.not-allowed-now');
    expect(floor.refused('take-over')).toBe('supervision.not-allowed-now');
  });

  test('his call ends as any agent’s does', () => {
    const { floor, caller } = Floor.supervised();
    floor.asks('take-over');
    floor.pass(5_000);
    floor.hangsUp(caller);
    expect(floor.callOf(caller)).toMatchObject({ phase: 'ended', endedBy: 'customer', agentId: 'boss' });
    expect(floor.agent('boss')).toMatchObject({ state: 'wrap-up', today: { calls: 1, talkMs: 5_000 } });
  });

  test.each(['aux', 'ready', 'wrap-up'] as const)('out of %s', (state) => {
    const { floor } = Floor.talking();
    if (state !== 'aux') floor.command('boss', 'agent.set-ready');
    if (state === 'wrap-up') {
      const own = floor.calls('orders', '13900139000');
      floor.answers('boss');
      floor.hangsUp(own);
    }
    expect(floor.agent('boss').state).toBe(state);
    floor.supervises();
    floor.asks('take-over');
    expect(floor.agent('boss').state).toBe('talking');
    // The limit of the after-call work that he left means nothing now.
    floor.pass(60_000);
    expect(floor.agent('boss').state).toBe('talking');
  });

  test('a supervisor who was not logged in is an agent from then on', () => {
    const { floor, caller } = Floor.talking();
    floor.supervises('listen', 'lead');
    floor.asks('take-over', {}, 'lead');
    expect(floor.agent('lead')).toMatchObject({ state: 'talking', device: 'ip-phone', extension: 'lead' });
    expect(floor.callOf(caller).agentId).toBe('lead');
  });

  test('an agent who has vanished does not get the caller back', () => {
    const { floor, caller } = Floor.supervised();
    floor.unregisters('1001');
    floor.hangsUp({ agent: '1001' }, 'MEDIA_TIMEOUT');
    floor.asks('take-over');
    floor.pass(30_000);
    expect(floor.callOf(caller)).toMatchObject({ phase: 'talking', agentId: 'boss' });
    floor.reloads('1001');
    expect(() => floor.switch.ringingAt('1001')).toThrow();
  });

  test('the agent hangs up in that very moment: the caller is not lost', () => {
    const { floor, caller } = Floor.supervised();
    floor.switch.forgetting.add('switch.join');
    floor.asks('take-over');
    const legId = floor.switch.talkingAt('1001');
    floor.take({
      input: 'switch',
      fact: { fact: 'leg.ended', legId, cause: 'NORMAL_CLEARING', by: 'far-end', at: floor.nowMs },
    });
    expect(floor.callOf(caller).phase).toBe('talking');
    floor.take({
      input: 'switch',
      fact: {
        fact: 'legs.joined',
        legId: caller,
        otherLegId: floor.switch.talkingAt('boss'),
        at: floor.nowMs,
      },
    });
    expect(floor.callOf(caller)).toMatchObject({ phase: 'talking', agentId: 'boss' });
    expect(floor.agent('1001').state).toBe('wrap-up');
  });

  test('the switch does not join them: it is refused, and he listens on', () => {
    const { floor, caller } = Floor.supervised('whisper');
    floor.switch.refusing.add('switch.join');
    expect(floor.refused('take-over')).toBe('call.failed');
    expect(floor.callOf(caller)).toMatchObject({ phase: 'talking', agentId: '1001' });
    expect(floor.supervisionOf()).toMatchObject({ state: 'connected', mode: 'whisper' });
    const mark = floor.switch.legs.get(floor.supervisionOf()!.legId)?.mark;
    expect(mark?.party).toBe('supervisor');
  });

  test('it says nothing of it: five seconds later the call is as it was', () => {
    const { floor, caller } = Floor.supervised();
    floor.switch.forgetting.add('switch.join');
    floor.asks('take-over');
    floor.pass(5_000);
    expect(floor.supervisionOf()).toMatchObject({ state: 'connected' });
    expect(floor.callOf(caller)).toMatchObject({ phase: 'talking', agentId: '1001' });
  });

  test('the caller hangs up meanwhile: there is nobody to take', () => {
    const { floor, caller } = Floor.supervised();
    floor.switch.forgetting.add('switch.join');
    floor.asks('take-over');
    floor.hangsUp(caller);
    expect(floor.course.at(-1)).toBe('ended: call-ended');
    expect(floor.agent('boss').state).toBe('aux');
  });

  test('between two agents there is no caller to take', () => {
    const floor = new Floor();
    floor.comes('1001', '1002');
    floor.command('boss', 'agent.log-in', { device: 'browser' });
    floor.command('1001', 'call.make', { to: '1002' });
    floor.answers('1001');
    floor.answers('1002');
    floor.supervises();
    expect(floor.refused('take-over')).toBe('supervision.not-allowed-now');
  });

  test('a server that starts finds the caller with the supervisor', () => {
    const { floor, caller } = Floor.supervised();
    floor.asks('take-over');
    floor.restart();
    expect(floor.callOf(caller)).toMatchObject({ phase: 'talking', agentId: 'boss' });
    expect(floor.agent('boss').state).toBe('talking');
    floor.hangsUp(caller);
    expect(floor.agent('boss').state).toBe('wrap-up');
  });

  test('another who listens is not in the way', () => {
    const { floor, caller } = Floor.supervised();
    floor.supervises('listen', 'lead');
    floor.asks('take-over');
    expect(floor.callOf(caller).agentId).toBe('boss');
    expect(floor.kernel.supervisions()).toEqual([]);
  });
});
