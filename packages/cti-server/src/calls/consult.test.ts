import type { CallId, LegId } from '@callweave/cti-core';
import { describe, expect, test } from 'vitest';
import { Site } from '../kernel/testing/site.js';

const OUTSIDE = '02155550123';

/** 1001 talks with a caller, and asks 1002, who is there. */
function consulting(destination: object = { to: 'agent', agentId: '1002' }) {
  const site = Site.staffed(['1001', '1002'], { wrapUpMs: 20_000 });
  const caller = site.customer();
  site.answers('1001');
  const callId = site.callOf(caller).callId;
  site.command('1001', 'call.consult', { callId, destination });
  return { site, caller, callId, line: site.switch.talkingAt('1001'), asked: site.attendedBy('1001').callId };
}

function talkingWithBoth(destination?: object, at = '1002') {
  const all = consulting(destination);
  all.site.answers(at);
  return { ...all, target: all.site.switch.talkingAt(at) };
}

const seen = (site: Site, callId: CallId, agent: string) => {
  const call = site.kernel.callSnapshot(callId, agent as never);
  if (call === null) throw new Error(`there is no call ${callId}`);
  return call;
};

describe('given an agent who talks, when he consults (AGT-3)', () => {
  test('the caller hears music, the agent dials on the line he has, and both calls name each other', () => {
    const { site, caller, callId, asked, line } = consulting();
    expect(site.hears(caller)).toBe('music');
    expect(site.agent('1001')).toMatchObject({ state: 'dialling', callId: asked, otherCalls: [callId] });
    expect(site.switch.legs.get(line)?.joinedTo).toBeNull();
    expect(seen(site, callId, '1001')).toMatchObject({ consultation: { callId: asked, connected: false } });
    expect(seen(site, asked, '1001')).toMatchObject({ consultOf: callId, data: {} });
    expect(seen(site, callId, '1001').heldSince).not.toBeNull();
    expect(site.agent('1002').state).toBe('ringing');
  });

  test('the far end is dialled only when the two are parted, so that the caller does not hear it ring', () => {
    const site = Site.staffed(['1001', '1002']);
    const caller = site.customer();
    site.answers('1001');
    site.switch.forgetting.add('switch.part');
    const { callId } = site.callOf(caller);
    site.command('1001', 'call.consult', { callId, destination: { to: 'number', number: OUTSIDE } });
    expect(() => site.switch.ringingAt(OUTSIDE)).toThrow();
    site.pass(5_000);
    expect(site.agent('1001')).toMatchObject({ state: 'talking', callId });
    expect(site.hears(caller)).toBe(site.switch.talkingAt('1001'));
  });

  test('the asked one picks up: the two talk, and the caller still hears music', () => {
    const { site, caller, callId, asked, line, target } = talkingWithBoth();
    expect(site.hears(line)).toBe(target);
    expect(site.hears(caller)).toBe('music');
    expect(seen(site, callId, '1001').consultation).toEqual({ callId: asked, connected: true });
    expect(seen(site, asked, '1001').can).toMatchObject({
      completeTransfer: true,
      swap: true,
      return: true,
      consult: false,
    });
    expect(seen(site, asked, '1002').can).toMatchObject({
      completeTransfer: false,
      return: false,
      hangUp: true,
    });
    expect(site.agent('1002')).toMatchObject({ state: 'talking', callId: asked });
  });

  test.each([
    ['busy', 'USER_BUSY'],
    ['rejects', 'CALL_REJECTED'],
  ])('the asked one is %s: the consultation ends, and the caller waits on for his agent', (_how, cause) => {
    const { site, caller, callId, asked } = consulting();
    site.switch.end(site.switch.ringingAt('1002'), cause, 'far-end');
    site.settle();
    expect(seen(site, asked, '1001')).toMatchObject({ phase: 'ended', consultOf: callId });
    expect(site.agent('1001')).toMatchObject({ state: 'holding', callId });
    expect(site.hears(caller)).toBe('music');
    site.command('1001', 'call.retrieve', { callId });
    expect(site.hears(caller)).toBe(site.switch.talkingAt('1001'));
    expect(site.agent('1001').state).toBe('talking');
    expect(seen(site, callId, '1001').heldSince).toBeNull();
  });

  test('nobody answers: the same, after the time a phone may ring', () => {
    const { site, callId, asked } = consulting({ to: 'number', number: OUTSIDE });
    site.pass(62_000);
    expect(seen(site, asked, '1001').cause).toBe('NO_ANSWER');
    expect(site.agent('1001')).toMatchObject({ state: 'holding', callId });
  });

  test('a colleague who is not logged in is refused, and the caller is kept', () => {
    const site = Site.empty(['1001', '1002']);
    site.comes('1001');
    const caller = site.customer();
    site.answers('1001');
    const params = { callId: site.callOf(caller).callId, destination: { to: 'agent', agentId: '1002' } };
    expect(site.refusal('1001', 'call.consult', params)).toBe('call.destination-unavailable');
    expect(site.hears(caller)).toBe(site.switch.talkingAt('1001'));
  });

  test('return: whom was asked is let go, and the agent talks with the caller', () => {
    const { site, caller, callId, asked, line } = talkingWithBoth();
    const answer = site.command('1001', 'call.return', { callId: asked });
    expect(answer).toMatchObject({ call: { callId, phase: 'talking', heldSince: null } });
    expect(seen(site, asked, '1001').phase).toBe('ended');
    expect(site.hears(caller)).toBe(line);
    expect(site.agent('1001')).toMatchObject({ state: 'talking', callId });
    expect(site.agent('1001').otherCalls).toBeUndefined();
    expect(site.agent('1002').state).toBe('ready');
  });

  test('return while it still rings gives the attempt up', () => {
    const { site, caller, callId, line } = consulting();
    site.command('1001', 'call.return', { callId });
    expect(() => site.switch.ringingAt('1002')).toThrow();
    expect(site.hears(caller)).toBe(line);
  });

  test('swap: caller and asked change places, as often as he likes', () => {
    const { site, caller, callId, asked, line, target } = talkingWithBoth();
    site.command('1001', 'call.swap', { callId: asked });
    expect([site.hears(line), site.hears(caller), site.hears(target)]).toEqual([caller, line, 'music']);
    expect(site.agent('1001')).toMatchObject({ state: 'talking', callId, otherCalls: [asked] });
    site.command('1001', 'call.swap', { callId: asked });
    expect([site.hears(line), site.hears(caller), site.hears(target)]).toEqual([target, 'music', line]);
    expect(site.agent('1001')).toMatchObject({ state: 'talking', callId: asked, otherCalls: [callId] });
  });

  test('the switch does not join them for a swap: both hear music, and he may try again', () => {
    const { site, caller, callId, line } = talkingWithBoth();
    site.switch.forgetting.add('switch.join');
    site.command('1001', 'call.swap', { callId });
    site.pass(5_000);
    expect(site.hears(caller)).toBe('music');
    expect(site.agent('1001')).toMatchObject({ state: 'holding', callId });
    site.switch.forgetting.clear();
    site.command('1001', 'call.retrieve', { callId });
    expect(site.hears(caller)).toBe(line);
  });
});

describe('given a consultation, when its agent completes the transfer (AGT-3)', () => {
  test('the colleague has the caller, in the call that came; the agent is out and wraps up', () => {
    const { site, caller, callId, asked, line, target } = talkingWithBoth();
    const answer = site.command('1001', 'call.complete-transfer', { callId: asked });
    expect(answer).toMatchObject({ call: { callId, agentId: '1002' } });
    expect(site.hears(caller)).toBe(target);
    expect(site.switch.legs.has(line)).toBe(false);
    expect(site.agent('1001')).toMatchObject({ state: 'wrap-up', callId });
    expect(site.agent('1002')).toMatchObject({ state: 'talking', callId });
    expect(seen(site, asked, '1001')).toMatchObject({
      phase: 'ended',
      endedBy: 'agent',
      cause: 'ATTENDED_TRANSFER',
    });
    expect(site.switch.legs.get(target)?.mark).toMatchObject({ callId, facts: { agentId: '1002' } });
    const told = site.told.find(({ event }) => event === 'call.transferred');
    expect(told?.data).toMatchObject({ by: '1001', destination: { to: 'agent', agentId: '1002' } });
  });

  test('after a swap it is the same', () => {
    const { site, caller, callId, target } = talkingWithBoth();
    site.command('1001', 'call.swap', { callId });
    site.command('1001', 'call.complete-transfer', { callId });
    expect(site.hears(caller)).toBe(target);
    expect(site.agent('1001')).toMatchObject({ state: 'wrap-up', callId });
    expect(site.agent('1002')).toMatchObject({ state: 'talking', callId });
  });

  test('his state never shows a call that he is not in: consult, transfer, after-call work', () => {
    const { site, asked } = talkingWithBoth();
    site.command('1001', 'call.complete-transfer', { callId: asked });
    const states = site.told.flatMap(({ event, data }) =>
      event === 'agent.state-changed' && data.agent.agentId === '1001' ? [data.to] : [],
    );
    expect(states.slice(-4)).toEqual(['talking', 'dialling', 'talking', 'wrap-up']);
  });

  test('somebody outside has the caller: the call goes on without an agent', () => {
    const { site, caller, callId, asked, target } = talkingWithBoth(
      { to: 'number', number: OUTSIDE },
      OUTSIDE,
    );
    site.command('1001', 'call.complete-transfer', { callId: asked });
    expect(site.hears(caller)).toBe(target);
    expect(seen(site, callId, '1001').phase).toBe('forwarded');
    site.hangsUp(target);
    expect(seen(site, callId, '1001')).toMatchObject({ phase: 'ended', endedBy: 'external' });
  });

  test('the colleague may hand the caller on in his turn', () => {
    const { site, callId, asked } = talkingWithBoth();
    site.command('1001', 'call.complete-transfer', { callId: asked });
    expect(seen(site, callId, '1002').can).toMatchObject({ transfer: true, consult: true, park: true });
  });

  test('the switch does not join the two: refused, and all is as it was', () => {
    const { site, caller, callId, asked, line, target } = talkingWithBoth();
    site.switch.refusing.add('switch.join');
    expect(site.refusal('1001', 'call.complete-transfer', { callId: asked })).toBe('call.failed');
    expect([site.hears(line), site.hears(caller)]).toEqual([target, 'music']);
    site.switch.refusing.clear();
    expect(site.refusal('1001', 'call.complete-transfer', { callId })).toBe('accepted');
  });

  test('whom was asked hangs up in the very moment: the caller waits on for his agent', () => {
    const { site, caller, callId, asked, target } = talkingWithBoth();
    site.switch.forgetting.add('switch.join');
    site.command('1001', 'call.complete-transfer', { callId: asked });
    site.hangsUp(target);
    expect(site.agent('1001')).toMatchObject({ state: 'holding', callId });
    expect(site.hears(caller)).toBe('music');
  });

  test('the agent hangs up in the very moment: the transfer is carried out all the same', () => {
    const { site, caller, asked, line, target } = talkingWithBoth({ to: 'number', number: OUTSIDE }, OUTSIDE);
    site.switch.forgetting.add('switch.join');
    site.command('1001', 'call.complete-transfer', { callId: asked });
    site.hangsUp(line);
    site.switch.forgetting.clear();
    site.switch.carryOut({ do: 'switch.join', legId: target, otherLegId: caller });
    site.settle();
    expect(site.hears(caller)).toBe(target);
    expect(site.agent('1001').state).toBe('wrap-up');
  });
});

describe('given a consultation, when somebody leaves half-way (AGT-3, AGT-8)', () => {
  test('the caller hangs up: the two talk on, and after-call work of his call is due when they are done', () => {
    const { site, caller, callId, asked, line, target } = talkingWithBoth();
    site.hangsUp(caller);
    expect(seen(site, callId, '1001')).toMatchObject({ phase: 'ended', endedBy: 'customer' });
    expect(site.hears(line)).toBe(target);
    expect(seen(site, asked, '1001').consultOf).toBeUndefined();
    expect(site.agent('1001')).toMatchObject({ state: 'talking', callId: asked });
    site.hangsUp(target);
    expect(site.agent('1001')).toMatchObject({ state: 'wrap-up', callId });
  });

  test('the caller hangs up while the phone of the asked one rings: it rings on', () => {
    const { site, caller, asked } = consulting();
    site.hangsUp(caller);
    site.answers('1002');
    expect(site.agent('1001')).toMatchObject({ state: 'talking', callId: asked });
  });

  test('whom was asked hangs up: the caller is still held, and heard again when the agent wants', () => {
    const { site, caller, callId, line, target } = talkingWithBoth();
    site.hangsUp(target);
    expect(site.agent('1001')).toMatchObject({ state: 'holding', callId });
    expect(site.hears(caller)).toBe('music');
    site.command('1001', 'call.swap', { callId });
    expect(site.hears(caller)).toBe(line);
  });

  test('the agent ends the caller’s call: he goes on with whom he asked', () => {
    const { site, caller, callId, line, target } = talkingWithBoth();
    site.command('1001', 'call.hang-up', { callId });
    expect(site.switch.legs.has(caller)).toBe(false);
    expect(site.hears(line)).toBe(target);
  });

  test('the agent ends the consultation: the caller is still held', () => {
    const { site, caller, callId, asked } = talkingWithBoth();
    site.command('1001', 'call.hang-up', { callId: asked });
    expect(site.agent('1001')).toMatchObject({ state: 'holding', callId });
    expect(site.hears(caller)).toBe('music');
  });

  test('his receiver goes down: the consultation ends, and the caller who waits calls him back', () => {
    const { site, caller, callId, asked, line } = talkingWithBoth();
    site.hangsUp(line);
    expect(seen(site, asked, '1001').phase).toBe('ended');
    expect(site.hears(caller)).toBe('music');
    site.answers('1001');
    expect(site.hears(caller)).toBe(site.switch.talkingAt('1001'));
    expect(site.agent('1001')).toMatchObject({ state: 'talking', callId });
  });

  test('his browser vanishes: both hear music and wait for him, and he has both again when he is back', () => {
    const { site, caller, callId, asked, line, target } = talkingWithBoth(
      { to: 'number', number: OUTSIDE },
      OUTSIDE,
    );
    vanishes(site, line);
    expect([site.hears(caller), site.hears(target)]).toEqual(['music', 'music']);
    site.switch.registered.add('1001');
    site.loadsAnew('1001');
    site.answers('1001');
    const back = site.switch.talkingAt('1001');
    expect([site.hears(back), site.hears(caller)]).toEqual([target, 'music']);
    site.command('1001', 'call.swap', { callId: asked });
    expect([site.hears(back), site.hears(target)]).toEqual([caller, 'music']);
    expect(site.agent('1001')).toMatchObject({ callId, otherCalls: [asked] });
  });

  test('his browser does not come back: the caller waits in the queue again, and who was asked is let go', () => {
    const { site, caller, callId, asked, line, target } = talkingWithBoth(
      { to: 'number', number: OUTSIDE },
      OUTSIDE,
    );
    vanishes(site, line);
    site.pass(20_000);
    expect(site.switch.legs.has(target)).toBe(false);
    expect(seen(site, asked, '1001').phase).toBe('ended');
    expect(['queued', 'offered']).toContain(seen(site, callId, '1001').phase);
    expect(site.hears(caller)).toBe('music');
    expect(site.agent('1001').otherCalls).toBeUndefined();
  });
});

function vanishes(site: Site, line: LegId): void {
  site.switch.registered.delete('1001');
  site.take({ input: 'switch', fact: { fact: 'extension.unregistered', extension: '1001', at: site.nowMs } });
  site.hangsUp(line, 'MEDIA_TIMEOUT');
}
