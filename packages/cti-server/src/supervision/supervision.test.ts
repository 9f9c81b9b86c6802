import { describe, expect, test } from 'vitest';
import { Floor } from './testing/floor.js';

const LISTEN = { agentId: '1001', mode: 'listen' };

describe('a supervisor listens, whispers and barges in (SUP-4)', () => {
  test('his own phone is rung and picks up by itself; then he hears the agent and the caller', () => {
    const { floor, caller } = Floor.talking();
    const { callId } = floor.callOf(caller);
    expect(floor.asks('start', LISTEN)).toMatchObject({
      supervision: { supervisorId: 'boss', agentId: '1001', callId, mode: 'listen', state: 'ringing' },
    });
    expect(floor.ordered('switch.create-leg').at(-1)).toMatchObject({
      target: { kind: 'extension', extension: 'boss' },
      autoAnswer: true,
      callerName: '1001',
      mark: { callId, party: 'supervisor', facts: { supervisorId: 'boss', agentId: '1001' } },
    });
    floor.answers('boss');
    expect(floor.listensOn()).toBe(floor.switch.talkingAt('1001'));
    expect(floor.supervisionOf()).toMatchObject({ state: 'connected' });
    expect(floor.course).toEqual(['started', 'connected']);
    // Nobody in the call sees him, and his leg is none of its.
    expect(floor.callOf(caller, '1001').legs.map(({ agentId }) => agentId)).not.toContain('boss');
  });

  test('the mode is changed while he listens, and the switch is told', () => {
    const { floor } = Floor.supervised();
    expect(floor.asks('set-mode', { mode: 'whisper' })).toMatchObject({ supervision: { mode: 'whisper' } });
    floor.asks('set-mode', { mode: 'barge' });
    expect(floor.ordered('switch.set-spy-mode').map(({ mode }) => mode)).toEqual(['whisper', 'barge']);
    expect(floor.course.slice(2)).toEqual(['listen → whisper', 'whisper → barge']);
  });

  test('chosen while his phone still rings, the mode is that of the first second', () => {
    const { floor } = Floor.talking();
    floor.asks('start', LISTEN);
    floor.asks('set-mode', { mode: 'whisper' });
    floor.answers('boss');
    expect(floor.ordered('switch.spy')).toMatchObject([{ mode: 'whisper' }]);
    expect(floor.ordered('switch.set-spy-mode')).toEqual([]);
  });

  test('a change of mode that the switch refuses is told back', () => {
    const { floor } = Floor.supervised();
    floor.switch.refusing.add('switch.set-spy-mode');
    floor.asks('set-mode', { mode: 'barge' });
    expect(floor.supervisionOf()?.mode).toBe('listen');
    expect(floor.course.slice(2)).toEqual(['listen → barge', 'barge → listen']);
  });

  test('he stops: his leg is hung up, and the call goes on', () => {
    const { floor, caller } = Floor.supervised();
    const { legId } = floor.supervisionOf()!;
    floor.asks('stop');
    expect(floor.switch.legs.has(legId)).toBe(false);
    expect(floor.course.at(-1)).toBe('ended: stopped');
    expect(floor.callOf(caller).phase).toBe('talking');
    expect(floor.refused('stop')).toBe('supervision.none');
    expect(floor.refused('set-mode', { mode: 'barge' })).toBe('supervision.none');
  });

  test('the end of the call is his, and he may listen to the next', () => {
    const { floor, caller } = Floor.supervised();
    floor.hangsUp(caller);
    expect(floor.course.at(-1)).toBe('ended: call-ended');
    expect(floor.kernel.supervisions()).toEqual([]);
    expect(floor.refused('start', LISTEN)).toBe('supervision.not-allowed-now');
  });

  test('while he supervises nobody rings at him, and he calls nobody', () => {
    const { floor } = Floor.talking();
    floor.command('boss', 'agent.set-ready');
    floor.asks('start', LISTEN);
    expect(floor.agent('boss')).toMatchObject({ supervising: true, can: { makeCall: false } });
    const waiting = floor.calls('orders', '13900139000');
    expect(floor.offeredTo(waiting)).toBeNull();
    expect(floor.refusal('boss', 'call.make', { to: '1001' })).toBe('agent.not-allowed-now');
    floor.answers('boss');
    floor.asks('stop');
    // His phone is free again: the caller who waits is his.
    expect(floor.agent('boss').supervising).toBeUndefined();
    expect(floor.offeredTo(waiting)).toBe('boss');
  });

  test('a colleague who calls him meanwhile finds him busy', () => {
    const { floor } = Floor.supervised();
    floor.comes('1002');
    floor.command('1002', 'call.make', { to: 'boss' });
    const leg = floor.switch.ringingAt('1002');
    floor.answers('1002');
    expect(floor.callOf(leg)).toMatchObject({ phase: 'ended', cause: 'USER_BUSY' });
  });

  test.each([
    ['nobody talks', (floor: Floor) => floor.hangsUp({ agent: '1001' }), 'wrap-up'],
    ['he supervises already', (floor: Floor) => floor.supervises(), 'supervising'],
    ['his softphone is gone', (floor: Floor) => floor.unregisters('boss'), 'unreachable'],
  ])('it is refused when %s', (_what, before, state) => {
    const { floor } = Floor.talking();
    before(floor);
    expect(() => floor.asks('start', LISTEN)).toThrow(
      expect.objectContaining({ code: 'supervision.not-allowed-now', details: { state } }),
    );
  });

  test('where agents are told, the picture of the call says who is with them', () => {
    const { floor, caller } = Floor.talking({ tellAgent: true });
    floor.asks('start', LISTEN);
    expect(floor.callOf(caller).supervisedBy).toBeUndefined();
    floor.answers('boss');
    expect(floor.callOf(caller).supervisedBy).toEqual(['boss']);
    expect(floor.told.findLast(({ event }) => event === 'call.changed')?.data).toMatchObject({
      call: { supervisedBy: ['boss'] },
    });
    floor.asks('stop');
    expect(floor.callOf(caller).supervisedBy).toBeUndefined();
  });

  test('two supervisors hear the same agent, each in his own way', () => {
    const { floor } = Floor.supervised();
    floor.command('lead', 'agent.log-in', { device: 'browser' });
    floor.supervises('whisper', 'lead');
    expect(floor.kernel.supervisions().map(({ mode }) => mode)).toEqual(['listen', 'whisper']);
    expect(floor.listensOn('lead')).toBe(floor.listensOn('boss'));
  });
});

describe('whom a supervisor may supervise (SUP-4)', () => {
  test('agents of the teams he leads; all, where nothing is said of teams; an administrator everybody', () => {
    const { floor } = Floor.talking();
    expect(floor.refused('start', LISTEN, 'other')).toBe('access.denied');
    expect(floor.refused('hang-up', { agentId: '1001' }, 'other')).toBe('access.denied');
    expect(floor.refusal('1002', 'supervision.start', LISTEN)).toBe('access.denied');
    expect(floor.refusal('chief', 'supervision.start', LISTEN, 'admin')).toBe('accepted');
    expect(floor.refused('start', LISTEN, 'lead')).toBe('accepted');
    expect(floor.refused('start', LISTEN)).toBe('accepted');
  });

  test('forcing a state obeys the teams, too', () => {
    const { floor } = Floor.talking();
    const force = { agentId: '1001', to: { state: 'ready' } };
    expect(floor.refusal('other', 'agent.force-state', force, 'supervisor')).toBe('access.denied');
    expect(floor.refusal('boss', 'agent.force-state', force, 'supervisor')).toBe('accepted');
  });

  test('the team of an agent is in his picture, and a new one counts at once', () => {
    const { floor } = Floor.talking();
    expect(floor.agent('1001').team).toBe('red');
    floor.reconfigure({
      teams: {
        '1001': { team: 'blue' },
        '1002': { team: 'blue' },
        boss: { leads: ['red'] },
        other: { leads: ['blue'] },
      },
    });
    expect(floor.told.findLast(({ event }) => event === 'agent.changed')?.data).toMatchObject({
      agent: { agentId: '1001', team: 'blue' },
    });
    expect(floor.refused('start', LISTEN)).toBe('access.denied');
    expect(floor.refused('start', LISTEN, 'other')).toBe('accepted');
  });
});

describe('forced hang-up (SUP-4, 强拆)', () => {
  test('the call of the agent ends by the system, and he wraps up', () => {
    const { floor, caller } = Floor.talking();
    expect(floor.asks('hang-up', { agentId: '1001' })).toEqual({});
    expect(floor.callOf(caller)).toMatchObject({ phase: 'ended', endedBy: 'system' });
    expect(floor.agent('1001').state).toBe('wrap-up');
    expect(floor.switch.legs.size).toBe(0);
  });

  test('what he dials is ended; a caller who only rings at him is left to the queue', () => {
    const floor = new Floor();
    floor.comes('1001');
    floor.command('1001', 'call.make', { to: '13900139000' });
    floor.asks('hang-up', { agentId: '1001' });
    expect(floor.agent('1001').state).toBe('ready');
    const caller = floor.calls('orders');
    expect(floor.refused('hang-up', { agentId: '1001' })).toBe('supervision.not-allowed-now');
    expect(floor.offeredTo(caller)).toBe('1001');
  });
});
