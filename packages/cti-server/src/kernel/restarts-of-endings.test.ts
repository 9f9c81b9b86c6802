import type { AgentId, CallId } from '@callweave/cti-core';
import { describe, expect, test } from 'vitest';
import { Site } from './testing/site.js';

/* What is left to do when a call is over, and a pick-up that fails: a server that starts knows of both (AGT-3, AGT-4, OPS-2). */

const seen = (site: Site, callId: CallId, agent = '1001') =>
  site.kernel.callSnapshot(callId, agent as AgentId);

function talking(wrapUpMs: number | null = 20_000) {
  const site = Site.staffed(['1001', '1002'], { wrapUpMs });
  const caller = site.customer();
  site.answers('1001');
  return { site, caller, callId: site.callOf(caller).callId };
}

describe('after-call work that is due when the last call is over goes through a restart', () => {
  test('the caller has hung up during the consultation: it begins when that is over', () => {
    const { site, caller, callId } = talking();
    site.command('1001', 'call.consult', { callId, destination: { to: 'agent', agentId: '1002' } });
    site.answers('1002');
    site.hangsUp(caller);
    const due = { callId, wrapUpMs: 20_000, forced: false };
    expect(site.agent('1001')).toMatchObject({ state: 'talking', wrapUpDue: due });
    site.restart();
    expect(site.agent('1001')).toMatchObject({ state: 'talking', wrapUpDue: due });
    site.command('1001', 'call.add-note', { callId, text: 'calls again tomorrow' });
    site.hangsUp({ agent: '1002' });
    expect(site.agent('1001')).toMatchObject({ state: 'wrap-up', callId, wrapUpEndsAt: site.nowMs + 20_000 });
    expect(site.agent('1001').wrapUpDue).toBeUndefined();
    site.pass(20_000);
    expect(site.agent('1001').state).toBe('ready');
  });
});

test('who was in a pause goes back to it when his call is over, and is offered none', () => {
  const site = Site.staffed(['1001', '1002']);
  site.command('1002', 'agent.set-aux', { reason: 'lunch' });
  site.command('1001', 'call.make', { to: '1002' });
  site.answers('1001');
  site.answers('1002');
  expect(site.agent('1002')).toMatchObject({ state: 'talking', auxReason: null, auxAfter: 'lunch' });
  expect(site.agent('1001').auxAfter).toBeUndefined();
  site.restart();
  site.hangsUp({ agent: '1001' });
  expect(site.agent('1002')).toMatchObject({ state: 'aux', auxReason: 'lunch' });
  expect(site.agent('1002').auxAfter).toBeUndefined();
  expect(site.agent('1001').state).toBe('ready');
});

describe('a caller who is being picked up goes through a restart', () => {
  /** 1001 has parked him, and 1002's phone rings to pick him up. */
  function pickingUp() {
    const all = talking(0);
    all.site.command('1001', 'call.park', { callId: all.callId, slot: '7' });
    const parked = all.site.kernel.parkedCalls();
    all.site.command('1002', 'call.pick-up', { callId: all.callId });
    expect(seen(all.site, all.callId)).toMatchObject({ phase: 'transferring', parked: { slot: '7' } });
    return { ...all, parked };
  }

  test('whoever picks him up is not there in the end: he waits in his slot, as long as he would have', () => {
    const { site, caller, parked } = pickingUp();
    site.restart();
    site.hangsUp(site.switch.ringingAt('1002'), 'NO_ANSWER');
    expect(site.kernel.parkedCalls()).toEqual(parked);
    expect(site.hears(caller)).toBe('music');
    site.pass(120_000);
    expect(site.agent('1001').state).toBe('ringing');
  });

  test('so it is when his phone was gone before the server came back', () => {
    const { site, caller, parked } = pickingUp();
    site.restart(() => site.switch.end(site.switch.ringingAt('1002'), 'NO_ANSWER', 'switch'));
    expect(site.kernel.parkedCalls()).toEqual(parked);
    expect(site.hears(caller)).toBe('music');
  });

  test('he picks up: they talk, and the slot is free', () => {
    const { site, caller } = pickingUp();
    site.restart();
    site.answers('1002');
    expect(site.hears(caller)).toBe(site.switch.talkingAt('1002'));
    expect(site.kernel.parkedCalls()).toEqual([]);
    expect(site.callOf(caller).parked).toBeUndefined();
  });
});

describe('a call that has ended stays readable through a restart', () => {
  test('its agent writes down how it went in his after-call work, which lasts as long as it did', () => {
    const { site, caller, callId } = talking(null);
    site.pass(5_000);
    site.hangsUp(caller);
    const before = seen(site, callId);
    site.restart();
    expect(seen(site, callId)).toEqual(before);
    expect(site.agent('1001')).toMatchObject({ state: 'wrap-up', callId });
    expect(site.kernel.callsOfAgent('1001' as AgentId).map((call) => call.callId)).toEqual([callId]);
    site.command('1001', 'call.set-disposition', { callId, code: 'sold' });
    site.command('1001', 'agent.finish-wrap-up');
    site.command('1001', 'call.set-tags', { callId, tags: ['vip'] });
    site.restart();
    expect(seen(site, callId)).toMatchObject({ phase: 'ended', disposition: 'sold', tags: ['vip'] });
    expect(seen(site, callId)).toMatchObject({ ...before, disposition: 'sold', tags: ['vip'] });
  });

  test('nobody else may, and nothing else can be done with it', () => {
    const { site, caller, callId } = talking();
    site.hangsUp(caller);
    site.restart();
    expect(site.refusal('1002', 'call.add-note', { callId, text: 'x' })).toBe('call.unknown');
    expect(site.refusal('1001', 'call.hang-up', { callId })).toBe('call.not-active');
  });

  test('a consultation that has ended still names what it was about', () => {
    const { site, callId } = talking();
    site.command('1001', 'call.consult', { callId, destination: { to: 'agent', agentId: '1002' } });
    site.answers('1002');
    const asked = site.attendedBy('1002').callId;
    site.command('1001', 'call.return', { callId });
    site.restart();
    expect(seen(site, asked)).toMatchObject({ phase: 'ended', consultOf: callId });
  });
});
