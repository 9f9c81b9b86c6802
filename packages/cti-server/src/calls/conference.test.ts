import type { AgentId, CallId, LegId } from '@callweave/cti-core';
import { describe, expect, test } from 'vitest';
import { Site } from '../kernel/testing/site.js';

const OUTSIDE = '02155550123';
const toAgent = (agentId: string) => ({ to: 'agent', agentId });
const toNumber = (number: string) => ({ to: 'number', number });

function talking(agents = ['1001', '1002', '1003']) {
  const site = Site.staffed(agents, { wrapUpMs: 20_000 });
  const caller = site.customer();
  site.answers('1001');
  const { callId } = site.callOf(caller);
  return { site, caller, callId, line: site.switch.talkingAt('1001') };
}

/** 1001 talks with a caller and 1002 about him, and brings all three together. */
function threeWay(destination: object = toAgent('1002'), at = '1002') {
  const all = talking();
  const { site, callId } = all;
  site.command('1001', 'call.consult', { callId, destination });
  const asked = site.attendedBy('1001').callId;
  site.answers(at);
  const target = site.switch.talkingAt(at);
  site.command('1001', 'call.conference', { callId });
  return { ...all, asked, target };
}

const seen = (site: Site, callId: CallId, agent: string) => {
  const call = site.kernel.callSnapshot(callId, agent as AgentId);
  if (call === null) throw new Error(`there is no call ${callId}`);
  return call;
};
const events = (site: Site, ...names: string[]) =>
  site.told.filter(({ event }) => names.includes(event)).map(({ event }) => event);
const inRoom = (site: Site, ...legs: LegId[]) => legs.map((leg) => site.hears(leg));

describe('given an agent who consults, when he brings all three together (三方, AGT-3)', () => {
  test('they hear one another, and it is the caller’s call that goes on', () => {
    const { site, caller, callId, line, asked, target } = threeWay();
    expect(inRoom(site, caller, line, target)).toEqual(['room', 'room', 'room']);
    expect(seen(site, callId, '1001')).toMatchObject({
      phase: 'conference',
      heldSince: null,
      conference: { moderator: '1001', locked: false },
    });
    expect(seen(site, callId, '1001').conference?.parties.map(({ connected }) => connected)).toEqual([
      true,
      true,
      true,
    ]);
    expect(seen(site, asked, '1001')).toMatchObject({
      phase: 'ended',
      cause: 'CONFERENCE',
      consultOf: callId,
    });
    for (const agent of ['1001', '1002'])
      expect(site.agent(agent)).toMatchObject({ state: 'talking', callId });
    expect(site.agent('1001').otherCalls).toBeUndefined();
    expect(events(site, 'call.joined')).toHaveLength(3);
  });

  test('the recording of the caller goes on', () => {
    const { site, caller } = threeWay();
    expect(site.switch.legs.get(caller)?.recordings.size).toBe(1);
  });

  test('with somebody outside as well', () => {
    const { site, caller, line, target } = threeWay(toNumber(OUTSIDE), OUTSIDE);
    expect(inRoom(site, caller, line, target)).toEqual(['room', 'room', 'room']);
  });

  test('not before the asked one has picked up, nor by him', () => {
    const { site, callId } = talking();
    site.command('1001', 'call.consult', { callId, destination: toAgent('1002') });
    expect(site.refusal('1001', 'call.conference', { callId })).toBe('call.not-allowed-now');
    site.answers('1002');
    const asked = site.attendedBy('1002').callId;
    expect(site.refusal('1002', 'call.conference', { callId: asked })).toBe('call.not-allowed-now');
  });

  test('the agent leaves: the two others go on as any call, and he wraps up', () => {
    const { site, caller, callId, target } = threeWay();
    site.pass(5_000);
    site.command('1001', 'call.hang-up', { callId });
    expect(site.agent('1001').state).toBe('wrap-up');
    expect(site.agent('1001').today.talkMs).toBeGreaterThanOrEqual(5_000);
    expect(seen(site, callId, '1002')).toMatchObject({ phase: 'talking', agentId: '1002' });
    expect(seen(site, callId, '1002').can).toMatchObject({ hold: true, transfer: true, consult: true });
    expect(site.hears(caller)).toBe(target);
    site.hangsUp(caller);
    expect(site.agent('1002').state).toBe('wrap-up');
  });

  test('the agent leaves to whom he called outside: they go on without us', () => {
    const { site, caller, callId, target } = threeWay(toNumber(OUTSIDE), OUTSIDE);
    site.command('1001', 'call.hang-up', { callId });
    expect(seen(site, callId, '1001').phase).toBe('forwarded');
    expect(site.hears(caller)).toBe(target);
    site.hangsUp(target);
    expect(seen(site, callId, '1001')).toMatchObject({ phase: 'ended', endedBy: 'external' });
    expect(site.switch.legs.size).toBe(0);
  });

  test('the caller leaves: the two colleagues go on', () => {
    const { site, caller, callId, line, target } = threeWay();
    site.hangsUp(caller);
    expect(site.hears(line)).toBe(target);
    expect(seen(site, callId, '1001').phase).toBe('talking');
    site.hangsUp(target);
    expect(seen(site, callId, '1001').phase).toBe('ended');
    expect(site.agent('1001').state).toBe('wrap-up');
  });

  test('whom was asked leaves: caller and agent go on', () => {
    const { site, caller, callId, line } = threeWay();
    site.hangsUp({ agent: '1002' });
    expect(site.hears(caller)).toBe(line);
    expect(seen(site, callId, '1001')).toMatchObject({ phase: 'talking', agentId: '1001' });
    expect(site.agent('1002').state).toBe('wrap-up');
    expect(events(site, 'call.left')).toHaveLength(1);
  });

  test.each([
    ['refuses', 'refusing'],
    ['forgets', 'forgetting'],
  ] as const)('a switch that %s the room: caller and agent go on, without the third', (_how, list) => {
    const { site, callId, caller, line } = talking();
    site.command('1001', 'call.consult', { callId, destination: toAgent('1002') });
    site.answers('1002');
    site.switch[list].add('switch.confer');
    site.command('1001', 'call.conference', { callId });
    site.pass(5_000);
    expect(site.hears(caller)).toBe(line);
    expect(seen(site, callId, '1001')).toMatchObject({ phase: 'talking', agentId: '1001' });
    expect(site.agent('1002').state).toBe('wrap-up');
  });
});

describe('given a call, when the agent invites others (多方会议, AGT-3)', () => {
  test('a colleague is offered it, and comes in', () => {
    const { site, caller, callId, line } = talking();
    site.command('1001', 'call.invite', { callId, destination: toAgent('1002') });
    expect(inRoom(site, caller, line)).toEqual(['room', 'room']);
    expect(site.agent('1002').state).toBe('ringing');
    expect(seen(site, callId, '1002').can).toMatchObject({ answer: true, reject: true });
    site.answers('1002');
    expect(site.hears(site.switch.talkingAt('1002'))).toBe('room');
    expect(site.agent('1002').state).toBe('talking');
    site.command('1001', 'call.invite', { callId, destination: toNumber(OUTSIDE) });
    site.answers(OUTSIDE);
    expect(seen(site, callId, '1001').conference?.parties).toHaveLength(4);
  });

  test.each([
    ['rejects', (site: Site, callId: CallId) => site.command('1002', 'call.reject', { callId })],
    ['does not answer', (site: Site) => site.pass(31_000)],
  ])('a colleague who %s: caller and agent go on as before', (_how, happens) => {
    const { site, caller, callId, line } = talking();
    site.command('1001', 'call.invite', { callId, destination: toAgent('1002') });
    happens(site, callId);
    expect(site.hears(caller)).toBe(line);
    expect(seen(site, callId, '1001').phase).toBe('talking');
    expect(site.agent('1002').state).toBe('ready');
  });

  test('a busy colleague is refused at once, and nothing has changed', () => {
    const { site, caller, callId, line } = talking();
    site.customer('13900139000');
    const busy = ['1002', '1003'].find((agent) => site.agent(agent).state === 'ringing') ?? '';
    expect(site.refusal('1001', 'call.invite', { callId, destination: toAgent(busy) })).toBe(
      'call.destination-unavailable',
    );
    expect(site.hears(caller)).toBe(line);
  });

  test('whoever brought them together mutes, drops and locks; others do not', () => {
    const { site, callId, target } = threeWay();
    const legId = target;
    expect(site.refusal('1002', 'call.mute-party', { callId, legId, muted: true })).toBe(
      'call.not-allowed-now',
    );
    site.command('1001', 'call.mute-party', { callId, legId, muted: true });
    expect(site.switch.legs.get(target)?.muted).toBe(true);
    expect(seen(site, callId, '1001').conference?.parties.find((party) => party.legId === legId)?.muted).toBe(
      true,
    );
    site.command('1001', 'call.lock', { callId, locked: true });
    expect(site.refusal('1001', 'call.invite', { callId, destination: toAgent('1003') })).toBe(
      'call.not-allowed-now',
    );
    site.command('1001', 'call.lock', { callId, locked: false });
    site.command('1001', 'call.invite', { callId, destination: toAgent('1003') });
    const ringing = site.switch.ringingAt('1003');
    site.command('1001', 'call.drop-party', { callId, legId: ringing });
    expect(site.agent('1003').state).toBe('ready');
    site.command('1001', 'call.drop-party', { callId, legId });
    expect(site.switch.legs.has(target)).toBe(false);
    expect(site.agent('1002').state).toBe('wrap-up');
    expect(site.refusal('1001', 'call.drop-party', { callId, legId: 'nobody' })).toBe('call.not-allowed-now');
  });

  test('when he has left, any agent who is in decides', () => {
    const { site, callId } = threeWay();
    site.command('1001', 'call.invite', { callId, destination: toAgent('1003') });
    site.answers('1003');
    site.command('1001', 'call.hang-up', { callId });
    const third = site.switch.talkingAt('1003');
    expect(seen(site, callId, '1002').conference?.moderator).toBeNull();
    site.command('1002', 'call.mute-party', { callId, legId: third, muted: true });
    expect(site.switch.legs.get(third)?.muted).toBe(true);
  });

  test('a conference of more than sixteen nobody can follow', () => {
    const { site, callId } = talking();
    for (let at = 0; at < 14; at += 1) {
      site.command('1001', 'call.invite', { callId, destination: toNumber(`0215555${1000 + at}`) });
      site.answers(`0215555${1000 + at}`);
    }
    expect(site.refusal('1001', 'call.invite', { callId, destination: toNumber(OUTSIDE) })).toBe(
      'call.too-many',
    );
  });
});

describe('given a conference, when a page or a server is gone (AGT-8, OPS-2)', () => {
  test('a page is loaded anew: he is back in it', () => {
    const { site, callId, line } = threeWay();
    site.switch.end(line, 'MEDIA_TIMEOUT', 'far-end');
    site.settle();
    expect(seen(site, callId, '1002').phase).toBe('conference');
    for (const fact of ['extension.unregistered', 'extension.registered'] as const)
      site.take({ input: 'switch', fact: { fact, extension: '1001', at: site.nowMs } });
    site.answers('1001');
    expect(site.hears(site.switch.talkingAt('1001'))).toBe('room');
    expect(site.agent('1001')).toMatchObject({ state: 'talking', callId });
    site.pass(30_000);
    expect(seen(site, callId, '1001').phase).toBe('conference');
  });

  test('one who does not come back is missed by nobody after a while', () => {
    const { site, caller, callId, line, target } = threeWay();
    site.switch.end(line, 'MEDIA_TIMEOUT', 'far-end');
    site.settle();
    site.pass(20_000);
    expect(site.hears(caller)).toBe(target);
    expect(seen(site, callId, '1002')).toMatchObject({ phase: 'talking', agentId: '1002' });
    expect(site.agent('1001').state).not.toBe('talking');
  });

  test('the caller waits with music for an agent who was the last one with him', () => {
    const { site, caller, line, target } = threeWay();
    site.switch.end(line, 'MEDIA_TIMEOUT', 'far-end');
    site.settle();
    site.hangsUp(target);
    expect(site.hears(caller)).toBe('music');
  });

  test('a new server finds them in the room', () => {
    const { site, caller, callId, line, target } = threeWay();
    site.restart();
    expect(seen(site, callId, '1001')).toMatchObject({
      phase: 'conference',
      conference: { moderator: '1001' },
    });
    expect(inRoom(site, caller, line, target)).toEqual(['room', 'room', 'room']);
    expect(site.agent('1002')).toMatchObject({ state: 'talking', callId });
    site.command('1001', 'call.hang-up', { callId });
    expect(site.hears(caller)).toBe(target);
  });

  test('one left while no server looked: the two others go on as any call', () => {
    const { site, caller, callId, line, target } = threeWay();
    site.restart(() => site.switch.end(target, 'NORMAL_CLEARING', 'far-end'));
    site.pass(20_000);
    expect(seen(site, callId, '1001').phase).toBe('talking');
    expect(site.hears(caller)).toBe(line);
  });
});
