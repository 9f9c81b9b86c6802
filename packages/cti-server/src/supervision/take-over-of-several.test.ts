import type { CallId, LegId } from '@callweave/cti-core';
import { describe, expect, test } from 'vitest';
import { Floor } from './testing/floor.js';

const OUTSIDE = '02155550123';
const COLLEAGUE = { to: 'agent', agentId: '1002' };

/** Boss listens while 1001 asks somebody about his caller. */
function consulting(destination: object = COLLEAGUE) {
  const { floor, caller } = Floor.supervised();
  floor.comes('1002');
  const { callId } = floor.callOf(caller);
  floor.command('1001', 'call.consult', { callId, destination });
  const asked = floor.attendedBy('1001').callId;
  return { floor, caller, callId, asked, line: floor.switch.talkingAt('1001') };
}

/** As {@link consulting}, and the colleague is there. */
function talkingWithBoth() {
  const all = consulting();
  all.floor.answers('1002');
  return { ...all, target: all.floor.switch.talkingAt('1002') };
}

const phase = (floor: Floor, callId: CallId) => floor.kernel.callSnapshot(callId, null)?.phase;

/** The caller is the supervisor's, alone. */
function expectTaken(floor: Floor, caller: LegId): void {
  expect(floor.hears(caller)).toBe(floor.switch.talkingAt('boss'));
  expect(floor.callOf(caller, 'boss')).toMatchObject({
    phase: 'talking',
    agentId: 'boss',
    heldSince: null,
    can: { hangUp: true, hold: true, transfer: true },
  });
  expect(floor.callOf(caller).consultation).toBeUndefined();
  expect(floor.agent('boss').state).toBe('talking');
  expect(floor.course.at(-1)).toBe('ended: taken-over');
}

describe('a supervisor takes over while the agent consults (SUP-4, AGT-3)', () => {
  test('the caller is his, whom the agent asked is let go, and the agent wraps up', () => {
    const { floor, caller, callId, asked, line, target } = talkingWithBoth();
    floor.pass(30_000);
    floor.asks('take-over');
    expectTaken(floor, caller);
    expect([line, target].filter((legId) => floor.switch.legs.has(legId))).toEqual([]);
    expect(floor.kernel.callSnapshot(asked, null)).toMatchObject({
      phase: 'ended',
      endedBy: 'system',
      cause: 'TAKE_OVER',
      consultOf: callId,
    });
    expect(floor.agent('1001')).toMatchObject({ state: 'wrap-up', callId });
    expect(floor.agent('1002').state).toBe('ready');
    expect(floor.told.findLast(({ event }) => event === 'call.transferred')?.data).toMatchObject({
      call: { callId },
      by: '1001',
      destination: { to: 'agent', agentId: 'boss' },
    });
    floor.hangsUp(caller);
    expect(floor.agent('boss').state).toBe('wrap-up');
    expect(floor.switch.legs.size).toBe(0);
  });

  test('so it is when the agent has turned to the caller meanwhile', () => {
    const { floor, caller, callId, target } = talkingWithBoth();
    floor.command('1001', 'call.swap', { callId });
    floor.asks('take-over');
    expectTaken(floor, caller);
    expect(floor.switch.legs.has(target)).toBe(false);
    // He goes from the one call to its after-call work, and is not seen in the other in between.
    expect(floor.told.flatMap((one) => stateOf(one, '1001')).at(-1)).toBe('wrap-up');
    expect(floor.agent('1001')).toMatchObject({ state: 'wrap-up', callId });
  });

  test.each([
    ['a colleague’s phone', COLLEAGUE, '1002'],
    ['a number outside', { to: 'number', number: OUTSIDE }, OUTSIDE],
  ])('%s still rings: it is called off', (_whose, destination, at) => {
    const { floor, caller } = consulting(destination);
    const ringing = floor.switch.ringingAt(at);
    floor.asks('take-over');
    expectTaken(floor, caller);
    expect(floor.switch.legs.has(ringing)).toBe(false);
    expect(floor.agent('1002').state).toBe('ready');
    expect(floor.agent('1001').state).toBe('wrap-up');
  });

  test('the supervisor of whom was asked has no caller to take', () => {
    const { floor } = Floor.talking();
    floor.comes('1002');
    const callId = floor.agent('1001').callId as CallId;
    floor.command('1001', 'call.consult', { callId, destination: COLLEAGUE });
    floor.answers('1002');
    floor.asks('start', { agentId: '1002', mode: 'listen' }, 'lead');
    floor.answers('lead');
    expect(floor.refused('take-over', {}, 'lead')).toBe('supervision.not-allowed-now');
  });

  test('the agent completes his transfer first: there is nobody to take', () => {
    const { floor, caller, asked, target } = talkingWithBoth();
    floor.switch.forgetting.add('switch.join');
    floor.command('1001', 'call.complete-transfer', { callId: asked });
    expect(floor.refused('take-over')).toBe('supervision.not-allowed-now');
    floor.switch.forgetting.clear();
    floor.pass(5_000);
    // The switch did not join them: it is as it was.
    expect(floor.hears(caller)).toBe('music');
    expect(floor.hears(target)).toBe(floor.switch.talkingAt('1001'));
    floor.asks('take-over');
    expectTaken(floor, caller);
  });

  test('whom was asked hangs up in that moment: the caller is his all the same', () => {
    const { floor, caller, callId, target } = halfDone();
    floor.hangsUp(target);
    expect(floor.agent('1001')).toMatchObject({ state: 'holding', callId });
    joins(floor, caller);
    expectTaken(floor, caller);
  });

  test.each(['in the consultation', 'with his caller'])('the agent hangs up in that moment, %s', (where) => {
    const { floor, caller, target } = halfDone(where === 'with his caller');
    floor.hangsUp({ agent: '1001' });
    expect(floor.callOf(caller).phase).toBe('talking');
    joins(floor, caller);
    expectTaken(floor, caller);
    expect(floor.switch.legs.has(target)).toBe(false);
    expect(floor.agent('1001').state).toBe('wrap-up');
    floor.pass(60_000);
    expect(floor.callOf(caller).agentId).toBe('boss');
  });

  test('the supervisor’s phone dies in that moment: the caller waits on for his agent, with music', () => {
    const { floor, caller, callId, target } = halfDone();
    floor.hangsUp({ agent: 'boss' }, 'MEDIA_TIMEOUT');
    expect(floor.course.at(-1)).toBe('ended: leg-ended');
    expect(floor.hears(caller)).toBe('music');
    expect(floor.hears(target)).toBe(floor.switch.talkingAt('1001'));
    floor.switch.forgetting.clear();
    floor.command('1001', 'call.return', { callId });
    expect(floor.hears(caller)).toBe(floor.switch.talkingAt('1001'));
  });

  test('the caller hangs up in that moment: the two colleagues talk on, and he listens', () => {
    const { floor, caller, asked } = halfDone();
    floor.hangsUp(caller);
    expect(phase(floor, asked)).toBe('talking');
    expect(floor.supervisionOf()).toMatchObject({ state: 'connected', callId: asked });
    expect(floor.refused('take-over')).toBe('supervision.not-allowed-now');
  });

  test('the switch refuses: all is as it was', () => {
    const { floor, caller, target } = talkingWithBoth();
    floor.switch.refusing.add('switch.join');
    expect(floor.refused('take-over')).toBe('call.failed');
    expect(floor.hears(caller)).toBe('music');
    expect(floor.hears(target)).toBe(floor.switch.talkingAt('1001'));
    expect(floor.supervisionOf()).toMatchObject({ state: 'connected' });
  });

  test('a server that starts in that moment finds the caller, and nobody is on silence', () => {
    const { floor, caller, target } = halfDone();
    floor.restart(() => {
      floor.switch.forgetting.clear();
      floor.switch.carryOut({
        do: 'switch.join',
        legId: caller,
        otherLegId: floor.switch.talkingAt('boss'),
      });
    });
    expect(floor.hears(caller)).not.toBe('nothing');
    expect(floor.hears(target)).toBe(floor.switch.talkingAt('1001'));
    expect(floor.callOf(caller).phase).toBe('talking');
  });

  /** The take-over is ordered, and the switch has not done it yet. */
  function halfDone(swapped = false) {
    const all = talkingWithBoth();
    if (swapped) all.floor.command('1001', 'call.swap', { callId: all.callId });
    all.floor.switch.forgetting.add('switch.join');
    expect(all.floor.asks('take-over')).toBeUndefined();
    return all;
  }
});

describe('a supervisor takes an agent’s place in a conference (SUP-4, AGT-3)', () => {
  test('all others stay, the agent wraps up, and who moderated is the supervisor', () => {
    const { floor, caller, callId, line, target } = conferring();
    floor.pass(10_000);
    floor.asks('take-over');
    const boss = floor.switch.talkingAt('boss');
    expect([caller, target, boss].map((legId) => floor.hears(legId))).toEqual(['room', 'room', 'room']);
    expect(floor.switch.legs.has(line)).toBe(false);
    expect(floor.callOf(caller, 'boss')).toMatchObject({
      callId,
      phase: 'conference',
      agentId: 'boss',
      conference: { moderator: 'boss' },
      can: { invite: true, manageParties: true, hangUp: true },
    });
    expect(floor.agent('1001')).toMatchObject({ state: 'wrap-up', callId });
    expect(floor.agent('boss')).toMatchObject({ state: 'talking', callId });
    expect(floor.agent('boss').supervising).toBeUndefined();
    expect(floor.course.at(-1)).toBe('ended: taken-over');
    const names = floor.told.map(({ event }) => event);
    expect(names).toEqual(expect.arrayContaining(['call.joined', 'call.left', 'call.transferred']));
    floor.hangsUp(target);
    expect(floor.hears(caller)).toBe(boss);
    expect(floor.callOf(caller)).toMatchObject({ phase: 'talking', agentId: 'boss' });
  });

  test('one who was only brought in is replaced, too, and whoever moderates goes on', () => {
    const { floor, caller, target } = conferring();
    floor.asks('stop');
    floor.asks('start', { agentId: '1002', mode: 'listen' }, 'lead');
    floor.answers('lead');
    floor.asks('take-over', {}, 'lead');
    expect(floor.switch.legs.has(target)).toBe(false);
    expect(floor.callOf(caller)).toMatchObject({
      phase: 'conference',
      agentId: '1001',
      conference: { moderator: '1001' },
    });
    expect(floor.agent('1002').state).not.toBe('talking');
    expect(floor.agent('lead')).toMatchObject({ state: 'talking', device: 'ip-phone' });
  });

  test('the agent’s page has vanished: his place is taken, and he does not come back to it', () => {
    const { floor, caller } = conferring();
    floor.unregisters('1001');
    floor.hangsUp({ agent: '1001' }, 'MEDIA_TIMEOUT');
    floor.asks('take-over');
    expect(floor.callOf(caller)).toMatchObject({ phase: 'conference', agentId: 'boss' });
    floor.reloads('1001');
    expect(() => floor.switch.ringingAt('1001')).toThrow();
    floor.pass(60_000);
    expect(floor.callOf(caller)).toMatchObject({ phase: 'conference', agentId: 'boss' });
  });

  test('the agent hangs up in that moment: the place is the supervisor’s', () => {
    const { floor, caller } = halfDone();
    floor.hangsUp({ agent: '1001' });
    expect(floor.callOf(caller).phase).toBe('conference');
    enters(floor);
    expect(floor.hears(floor.switch.talkingAt('boss'))).toBe('room');
    expect(floor.callOf(caller)).toMatchObject({ phase: 'conference', agentId: 'boss' });
    expect(floor.agent('1001').state).toBe('wrap-up');
  });

  test('and when the supervisor is not let in, the others go on without either', () => {
    const { floor, caller, target } = halfDone();
    floor.hangsUp({ agent: '1001' });
    floor.pass(5_000);
    expect(floor.callOf(caller)).toMatchObject({ phase: 'talking', agentId: '1002' });
    expect(floor.hears(caller)).toBe(target);
    expect(floor.course.at(-1)).toBe('ended: call-ended');
    expect(floor.agent('1001').state).toBe('wrap-up');
  });

  test('the supervisor’s phone dies in that moment: the conference is as it was', () => {
    const { floor, caller, target, line } = halfDone();
    floor.hangsUp({ agent: 'boss' }, 'MEDIA_TIMEOUT');
    expect(floor.course.at(-1)).toBe('ended: leg-ended');
    expect([caller, target, line].map((legId) => floor.hears(legId))).toEqual(['room', 'room', 'room']);
    expect(floor.callOf(caller)).toMatchObject({ phase: 'conference', agentId: '1001' });
  });

  test('the caller hangs up in that moment: the two who are left are joined plainly, and there is no caller', () => {
    const { floor, caller, target, line } = halfDone();
    floor.hangsUp(caller);
    expect(floor.hears(target)).toBe(line);
    expect(floor.supervisionOf()).toMatchObject({ state: 'connected' });
    expect(floor.refused('take-over')).toBe('supervision.not-allowed-now');
  });

  test('whom he brought in hangs up in that moment: the caller is taken, plainly', () => {
    const { floor, caller, target } = halfDone();
    floor.hangsUp(target);
    enters(floor);
    expectTaken(floor, caller);
    expect(floor.agent('1001').state).toBe('wrap-up');
  });

  test('the switch refuses: he listens on, and nobody has left', () => {
    const { floor, caller } = conferring();
    floor.switch.refusing.add('switch.confer');
    expect(floor.refused('take-over')).toBe('call.failed');
    expect(floor.supervisionOf()).toMatchObject({ state: 'connected' });
    expect(floor.callOf(caller).conference?.parties).toHaveLength(3);
  });

  test('a server that starts finds him in the room', () => {
    const { floor, caller, target } = conferring();
    floor.asks('take-over');
    floor.restart();
    const boss = floor.switch.talkingAt('boss');
    expect([caller, target, boss].map((legId) => floor.hears(legId))).toEqual(['room', 'room', 'room']);
    expect(floor.callOf(caller)).toMatchObject({ agentId: 'boss', conference: { moderator: 'boss' } });
  });

  /** Caller, 1001 and 1002 hear one another, and boss listens. */
  function conferring() {
    const all = talkingWithBoth();
    all.floor.command('1001', 'call.conference', { callId: all.callId });
    expect(all.floor.callOf(all.caller).phase).toBe('conference');
    expect(all.floor.supervisionOf()).toMatchObject({ state: 'connected', callId: all.callId });
    return all;
  }

  function halfDone() {
    const all = conferring();
    all.floor.switch.forgetting.add('switch.confer');
    expect(all.floor.asks('take-over')).toBeUndefined();
    return all;
  }
});

/** The switch does now what it was told before. */
function joins(floor: Floor, caller: LegId): void {
  floor.switch.forgetting.clear();
  floor.switch.carryOut({ do: 'switch.join', legId: caller, otherLegId: floor.switch.talkingAt('boss') });
  floor.settle();
}

function enters(floor: Floor): void {
  floor.switch.forgetting.clear();
  const order = floor.ordered('switch.confer').at(-1);
  if (order) floor.switch.carryOut(order);
  floor.settle();
}

function stateOf({ event, data }: Floor['told'][number], agent: string): string[] {
  return event === 'agent.state-changed' && data.agent.agentId === agent ? [data.to] : [];
}
