import type { AgentId, LegId } from '@callweave/cti-core';
import { describe, expect, test } from 'vitest';
import { Site } from '../kernel/testing/site.js';

const OUTSIDE = '02155550123';

/** 1001, for whom colleagues wait, talks with a caller; 1002 calls him. */
function called(callWaiting: readonly string[] = ['1001']) {
  const site = new Site({
    agents: { '1001': {}, '1002': {} },
    callWaiting,
    queues: [{ queueId: 'orders', name: 'Orders', agents: ['1001'], wrapUpMs: 0 }],
  });
  site.comes('1001', '1002');
  const caller = site.customer();
  site.answers('1001');
  const line = site.switch.talkingAt('1001');
  site.command('1002', 'call.make', { to: '1001' });
  const internal = site.attendedBy('1002').callId;
  site.answers('1002');
  return {
    site,
    caller,
    callId: site.callOf(caller).callId,
    line,
    internal,
    colleague: legAt(site, '1002'),
  };
}

function legAt(site: Site, extension: string): LegId {
  const leg = [...site.switch.legs.values()].find(({ called: at }) => at === extension);
  return leg?.legId ?? ('none' as LegId);
}

describe('given an agent who talks, when a colleague calls him (AGT-4)', () => {
  test('he is busy, unless his settings let the colleague wait', () => {
    const { site, internal } = called([]);
    expect(site.kernel.callSnapshot(internal, null)).toMatchObject({ phase: 'ended', cause: 'USER_BUSY' });
    expect(site.agent('1002').state).toBe('ready');
  });

  test('the colleague waits: the agent is told, nothing rings, and his talk goes on', () => {
    const { site, caller, line, internal } = called();
    const offered = site.kernel.callsOfAgent('1001' as AgentId)[1];
    expect(offered).toMatchObject({
      callId: internal,
      phase: 'offered',
      offer: { agentId: '1001' },
      can: { answer: true, reject: true },
    });
    expect(site.hears(caller)).toBe(line);
    expect(site.agent('1001').state).toBe('talking');
    expect(() => site.switch.ringingAt('1001')).toThrow();
  });

  test('he answers: the caller hears music, and he talks with the colleague on the same line', () => {
    const { site, caller, callId, line, internal, colleague } = called();
    const answer = site.command('1001', 'call.answer', { callId: internal });
    expect(answer).toMatchObject({ call: { callId: internal, phase: 'talking' } });
    expect([site.hears(line), site.hears(caller)]).toEqual([colleague, 'music']);
    expect(site.agent('1001')).toMatchObject({ state: 'talking', callId: internal, otherCalls: [callId] });
    site.command('1001', 'call.swap', { callId });
    expect([site.hears(line), site.hears(colleague)]).toEqual([caller, 'music']);
    expect(site.agent('1002').state).toBe('talking');
  });

  test('the colleague hangs up: the caller is still held, and comes back', () => {
    const { site, caller, callId, line, internal, colleague } = called();
    site.command('1001', 'call.answer', { callId: internal });
    site.hangsUp(colleague);
    expect(site.agent('1001')).toMatchObject({ state: 'holding', callId });
    site.command('1001', 'call.retrieve', { callId });
    expect(site.hears(caller)).toBe(line);
  });

  test('he rejects, or lets it pass: the colleague is told that he is busy', () => {
    const { site, internal, caller, line } = called();
    site.command('1001', 'call.reject', { callId: internal });
    expect(site.kernel.callSnapshot(internal, null)).toMatchObject({
      phase: 'ended',
      cause: 'CALL_REJECTED',
    });
    expect(site.hears(caller)).toBe(line);
    const again = called();
    again.site.pass(30_000);
    expect(again.site.kernel.callSnapshot(again.internal, null)).toMatchObject({
      phase: 'ended',
      cause: 'NO_ANSWER',
    });
    expect(again.site.kernel.callsOfAgent('1001' as AgentId)).toHaveLength(1);
  });

  test('the caller hangs up first: now the colleague’s call rings at his phone', () => {
    const { site, caller, internal, colleague } = called();
    site.hangsUp(caller);
    expect(site.agent('1001')).toMatchObject({ state: 'ringing', callId: internal });
    site.answers('1001');
    expect(site.hears(colleague)).toBe(site.switch.talkingAt('1001'));
  });

  test('each turns to another call and back: they hear each other when both are there', () => {
    const { site, callId, line, internal, colleague } = called();
    site.command('1001', 'call.answer', { callId: internal });
    site.command('1001', 'call.swap', { callId });
    site.command('1002', 'call.make', { to: OUTSIDE });
    site.answers(OUTSIDE);
    const outside = site.switch.talkingAt(OUTSIDE);
    expect(site.hears(colleague)).toBe(outside);
    // He comes back to a colleague who is busy, and waits for him.
    site.command('1001', 'call.swap', { callId: internal });
    expect(site.hears(line)).toBe('music');
    site.command('1002', 'call.swap', { callId: internal });
    expect([site.hears(line), site.hears(outside)]).toEqual([colleague, 'music']);
  });
});

describe('given an agent who talks, when he calls somebody beside (AGT-4)', () => {
  test('the caller is held, the two calls have nothing to do with one another, and four are the most', () => {
    const { site, caller, callId } = called([]);
    for (const number of ['0211', '0212', '0213']) {
      site.command('1001', 'call.make', { to: number });
      site.answers(number);
    }
    expect(site.hears(caller)).toBe('music');
    expect(site.agent('1001').otherCalls).toHaveLength(3);
    expect(site.agent('1001').can.makeCall).toBe(false);
    expect(site.refusal('1001', 'call.make', { to: '0214' })).toBe('call.too-many');
    expect(site.attendedBy('1001')).not.toHaveProperty('consultOf');
    site.command('1001', 'call.swap', { callId });
    expect(site.hears(caller)).toBe(site.switch.talkingAt('1001'));
  });

  test('he turns to the caller while it still rings: the attempt is given up', () => {
    const { site, caller, callId, line } = called([]);
    site.command('1001', 'call.make', { to: OUTSIDE });
    site.command('1001', 'call.retrieve', { callId });
    expect(site.hears(caller)).toBe(line);
    expect(() => site.switch.ringingAt(OUTSIDE)).toThrow();
  });
});

describe('given a phone on the desk, when the server is asked to answer for it (AGT-2)', () => {
  const rung = (device: 'ip-phone' | 'fxs') => {
    const site = Site.empty(['1001']);
    site.command('1001', 'agent.log-in', { device });
    site.command('1001', 'agent.set-ready');
    const caller = site.customer();
    return { site, caller, callId: site.callOf(caller).callId };
  };

  test('an IP phone picks up', () => {
    const { site, caller, callId } = rung('ip-phone');
    expect(site.refusal('1001', 'call.answer', { callId })).toBe('accepted');
    expect(site.hears(caller)).toBe(site.switch.talkingAt('1001'));
  });

  test('an analogue one cannot be told, and the refusal says what to do', () => {
    const { site, callId } = rung('fxs');
    expect(() => site.command('1001', 'call.answer', { callId })).toThrow('lift the receiver');
  });
});
