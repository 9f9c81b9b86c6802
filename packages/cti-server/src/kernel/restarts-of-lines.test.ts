import type { AgentId, CallId, LegId } from '@callweave/cti-core';
import { describe, expect, test } from 'vitest';
import { Site } from './testing/site.js';

/* What agents with several calls on one line keep when a server dies and another one starts (AGT-3, AGT-4, AGT-8). */

const OUTSIDE = '02155550123';

/** 1001 asks 1002 about a caller, and talks with him. */
function consulting() {
  const site = Site.staffed(['1001', '1002'], { wrapUpMs: 20_000 });
  const caller = site.customer();
  site.answers('1001');
  const { callId } = site.callOf(caller);
  site.command('1001', 'call.consult', { callId, destination: { to: 'agent', agentId: '1002' } });
  const asked = site.attendedBy('1001').callId;
  return { site, caller, callId, asked, line: site.switch.talkingAt('1001') };
}

function talkingWithBoth() {
  const all = consulting();
  all.site.answers('1002');
  return { ...all, target: all.site.switch.talkingAt('1002') };
}

const seen = (site: Site, callId: CallId) => site.kernel.callSnapshot(callId, '1001' as AgentId);
const heard = (site: Site, ...legIds: LegId[]) => legIds.map((legId) => site.hears(legId));

describe('a consultation goes through a restart', () => {
  test('both calls, the line between them, and what can be done with them are as they were', () => {
    const { site, caller, callId, asked, line, target } = talkingWithBoth();
    site.restart();
    expect(heard(site, caller, line, target)).toEqual(['music', target, line]);
    expect(site.agent('1001')).toMatchObject({ state: 'talking', callId: asked, otherCalls: [callId] });
    expect(seen(site, callId)).toMatchObject({ consultation: { callId: asked, connected: true } });
    site.command('1001', 'call.complete-transfer', { callId });
    expect(heard(site, caller)).toEqual([target]);
    expect(site.agent('1002')).toMatchObject({ state: 'talking', callId });
  });

  test('after a swap it is the caller whom he talks with', () => {
    const { site, caller, callId, asked, line, target } = talkingWithBoth();
    site.command('1001', 'call.swap', { callId });
    site.restart();
    expect(heard(site, caller, target)).toEqual([line, 'music']);
    expect(site.agent('1001')).toMatchObject({ state: 'talking', callId, otherCalls: [asked] });
    site.command('1001', 'call.return', { callId });
    expect(site.agent('1002').state).toBe('ready');
  });

  test('the phone of the asked one rings on, and he is heard', () => {
    const { site, caller, line } = consulting();
    site.restart();
    site.answers('1002');
    expect(heard(site, caller, line)).toEqual(['music', site.switch.talkingAt('1002')]);
  });

  test('the server dies before the two are parted: it is made up for, and the far end is dialled', () => {
    const { site, caller, callId, line } = (() => {
      const centre = Site.staffed(['1001', '1002']);
      const leg = centre.customer();
      centre.answers('1001');
      const id = centre.callOf(leg).callId;
      centre.switch.forgetting.add('switch.part');
      centre.command('1001', 'call.consult', { callId: id, destination: { to: 'number', number: OUTSIDE } });
      return { site: centre, caller: leg, callId: id, line: centre.switch.talkingAt('1001') };
    })();
    site.restart(() => site.switch.forgetting.clear());
    expect(site.hears(caller)).toBe('music');
    site.answers(OUTSIDE);
    expect(site.hears(line)).toBe(site.switch.talkingAt(OUTSIDE));
    expect(site.agent('1001').otherCalls).toEqual([callId]);
  });

  test('the caller has hung up meanwhile: the two talk on', () => {
    const { site, caller, callId, asked, line, target } = talkingWithBoth();
    site.restart(() => site.switch.end(caller, 'NORMAL_CLEARING', 'far-end'));
    expect(heard(site, line)).toEqual([target]);
    expect(site.agent('1001')).toMatchObject({ state: 'talking', callId: asked });
    expect(site.agent('1001').otherCalls).toBeUndefined();
    expect(seen(site, callId)?.phase).toBe('ended');
    expect(seen(site, asked)?.consultOf).toBeUndefined();
  });

  test('the asked one has hung up meanwhile: the caller waits for his agent', () => {
    const { site, caller, callId, target } = talkingWithBoth();
    site.restart(() => site.switch.end(target, 'NORMAL_CLEARING', 'far-end'));
    expect(site.hears(caller)).toBe('music');
    expect(site.agent('1001')).toMatchObject({ state: 'holding', callId });
    site.command('1001', 'call.retrieve', { callId });
    expect(site.hears(caller)).toBe(site.switch.talkingAt('1001'));
  });

  test('his phone is gone meanwhile: the caller hears music, and the new page has him again', () => {
    const { site, caller, callId, line } = talkingWithBoth();
    site.restart(() => site.switch.end(line, 'MEDIA_TIMEOUT', 'far-end'));
    expect(site.hears(caller)).toBe('music');
    site.answers('1001');
    expect(site.hears(caller)).toBe(site.switch.talkingAt('1001'));
    expect(site.agent('1001')).toMatchObject({ state: 'talking', callId });
  });

  test('caller and asked were joined when the server died: the transfer is completed', () => {
    const { site, caller, callId, asked, target } = talkingWithBoth();
    site.switch.forgetting.add('switch.join');
    site.command('1001', 'call.complete-transfer', { callId });
    site.restart(() => {
      site.switch.forgetting.clear();
      site.switch.carryOut({ do: 'switch.join', legId: target, otherLegId: caller });
    });
    expect(site.hears(caller)).toBe(target);
    expect(site.agent('1001')).toMatchObject({ state: 'wrap-up', callId });
    expect(site.agent('1002')).toMatchObject({ state: 'talking', callId });
    expect(seen(site, asked)?.cause).toBe('ATTENDED_TRANSFER');
  });
});

describe('a conference goes through a restart in which several have left', () => {
  /** Caller, 1001 and 1002 hear one another. */
  function conferring() {
    const all = talkingWithBoth();
    all.site.command('1001', 'call.conference', { callId: all.callId });
    return all;
  }

  test('caller and colleague: who is left waits for the colleague, with music, and not for ever', () => {
    const { site, caller, callId, line, target } = conferring();
    site.restart(() => {
      site.switch.end(caller, 'NORMAL_CLEARING', 'far-end');
      site.switch.end(target, 'MEDIA_TIMEOUT', 'far-end');
    });
    expect(site.hears(line)).toBe('music');
    expect(site.agent('1002')).toMatchObject({ state: 'talking', callId });
    site.loadsAnew('1002');
    site.answers('1002');
    expect(site.hears(line)).toBe(site.switch.talkingAt('1002'));
  });

  test('the caller, while an agent was lost already: the other waits for him no longer than he would have', () => {
    const { site, caller, callId, line } = conferring();
    site.switch.registered.delete('1002');
    site.take({
      input: 'switch',
      fact: { fact: 'extension.unregistered', extension: '1002', at: site.nowMs },
    });
    site.hangsUp({ agent: '1002' }, 'MEDIA_TIMEOUT');
    site.restart(() => site.switch.end(caller, 'NORMAL_CLEARING', 'far-end'));
    expect(site.hears(line)).toBe('music');
    site.pass(20_000);
    expect(seen(site, callId)).toMatchObject({ phase: 'ended', endedBy: 'system' });
    expect(site.agent('1001').state).toBe('wrap-up');
    expect(site.switch.legs.size).toBe(0);
  });
});

test('two of three are lost to a conference, and neither comes back: nobody is left waiting (AGT-3)', () => {
  const { site, caller, callId, target } = talkingWithBoth();
  site.command('1001', 'call.conference', { callId });
  for (const agent of ['1001', '1002']) site.switch.registered.delete(agent);
  site.hangsUp({ agent: '1001' }, 'MEDIA_TIMEOUT');
  site.hangsUp(target, 'MEDIA_TIMEOUT');
  expect(site.hears(caller)).toBe('room');
  site.pass(20_000);
  expect(seen(site, callId)).toMatchObject({ phase: 'ended', endedBy: 'system' });
  expect(site.switch.legs.size).toBe(0);
});

describe('whoever is handed on or parked goes through a restart', () => {
  test('the colleague’s phone rings on, and he has the caller', () => {
    const { site, caller, callId } = handedOn();
    site.restart();
    expect(site.hears(caller)).toBe('music');
    site.answers('1002');
    expect(site.hears(caller)).toBe(site.switch.talkingAt('1002'));
    expect(site.told.findLast(({ event }) => event === 'call.transferred')?.data).toMatchObject({
      by: '1001',
      call: { callId },
    });
  });

  test('his phone is silent by now: the caller comes back', () => {
    const { site, caller } = handedOn();
    site.restart(() => site.switch.end(site.switch.ringingAt('1002'), 'NO_ANSWER', 'switch'));
    expect(site.agent('1001').state).toBe('ringing');
    expect(site.hears(caller)).toBe('music');
  });

  test('the number outside rings on', () => {
    const { site, caller } = handedOn({ to: 'number', number: OUTSIDE });
    site.restart();
    expect(site.hears(caller)).toBe('music');
    site.answers(OUTSIDE);
    expect(site.hears(caller)).toBe(site.switch.talkingAt(OUTSIDE));
  });

  test('a parked caller is where he was, and comes back when he should', () => {
    const { site, caller, callId } = talking();
    site.command('1001', 'call.park', { callId });
    const parked = site.kernel.parkedCalls();
    site.pass(60_000);
    site.restart();
    expect(site.kernel.parkedCalls()).toEqual(parked);
    expect(site.hears(caller)).toBe('music');
    site.pass(60_000);
    expect(site.agent('1001').state).toBe('ringing');
  });
});

describe('a colleague waits for one who talks', () => {
  function waiting() {
    const site = new Site({
      agents: { '1001': {}, '1002': {} },
      callWaiting: ['1001'],
      queues: [{ queueId: 'orders', name: 'Orders', agents: ['1001'], wrapUpMs: 0 }],
    });
    site.comes('1001', '1002');
    const caller = site.customer();
    site.answers('1001');
    site.command('1002', 'call.make', { to: '1001' });
    site.answers('1002');
    return { site, caller, callId: site.attendedBy('1002').callId };
  }

  test('and waits on after a restart', () => {
    const { site, caller, callId } = waiting();
    site.restart();
    site.command('1001', 'call.answer', { callId });
    expect(heard(site, caller, site.switch.talkingAt('1002'))).toEqual([
      'music',
      site.switch.talkingAt('1001'),
    ]);
  });

  test('so he does when his page was being loaded anew, and not for ever', () => {
    const { site } = waiting();
    site.loadsAnew('1002');
    site.restart();
    site.answers('1002');
    expect(site.agent('1002').state).toBe('dialling');
    site.pass(60_000);
    expect(site.agent('1002').state).toBe('ready');
  });
});

function talking() {
  const site = Site.staffed(['1001', '1002'], { wrapUpMs: 200_000 });
  const caller = site.customer();
  site.answers('1001');
  return { site, caller, callId: site.callOf(caller).callId };
}

function handedOn(destination: object = { to: 'agent', agentId: '1002' }) {
  const all = talking();
  all.site.command('1001', 'call.transfer', { callId: all.callId, destination });
  return all;
}

/** 1001 has asked 1002 in; then the customer leaves, and the two colleagues talk on. */
function leftByCustomer() {
  const site = Site.staffed(['1001', '1002']);
  const caller = site.customer();
  site.answers('1001');
  const { callId } = site.callOf(caller);
  site.command('1001', 'call.invite', { callId, destination: { to: 'agent', agentId: '1002' } });
  site.answers('1002');
  site.hangsUp(caller);
  return { site, callId, first: site.switch.talkingAt('1001'), second: site.switch.talkingAt('1002') };
}

describe('two colleagues talk on whom the customer has left (AGT-3, AGT-8)', () => {
  test('a server that starts finds them together', () => {
    const { site, callId, first, second } = leftByCustomer();
    site.restart();
    expect(heard(site, first, second)).toEqual([second, first]);
    for (const agent of ['1001', '1002'])
      expect(site.agent(agent)).toMatchObject({ state: 'talking', callId });
  });

  test('one hands the other on, who hears whom he is brought to', () => {
    const { site, callId, first } = leftByCustomer();
    site.command('1002', 'call.transfer', { callId, destination: { to: 'number', number: OUTSIDE } });
    site.restart();
    site.answers(OUTSIDE);
    expect(site.hears(first)).toBe(site.switch.talkingAt(OUTSIDE));
  });

  test('one hands the other on to a queue, where he waits on', () => {
    const { site, callId, first } = leftByCustomer();
    site.command('1002', 'call.transfer', { callId, destination: { to: 'queue', queueId: 'orders' } });
    site.command('1002', 'agent.finish-wrap-up');
    expect(site.offeredTo(first)).toBe('1002');
    site.restart();
    site.answers('1002');
    expect(site.hears(first)).toBe(site.switch.talkingAt('1002'));
  });

  test('whoever is handed on hangs up while no server looks: nobody is called for him', () => {
    const { site, callId, first } = leftByCustomer();
    site.command('1002', 'call.transfer', { callId, destination: { to: 'number', number: OUTSIDE } });
    site.restart(() => site.switch.end(first, 'NORMAL_CLEARING', 'far-end'));
    expect(site.switch.legs.size).toBe(0);
    expect(site.agent('1001').state).not.toBe('talking');
  });
});
