import { describe, expect, test } from 'vitest';
import { Site } from './testing/site.js';

describe('a caller and an agent (IVR-1, ACD-3, AGT-2, REC-1)', () => {
  test('from the greeting to after-call work, and every step told in order', () => {
    const site = Site.staffed(['1001']);
    const caller = site.arrives();
    expect(site.callOf(caller).phase).toBe('ivr');
    site.presses(caller, '1');
    expect(site.agent('1001').state).toBe('ringing');
    site.pass(4_000);
    site.answers('1001');
    expect(site.agent('1001').state).toBe('talking');
    site.pass(60_000);
    site.hangsUp({ agent: '1001' });
    expect(site.agent('1001').state).toBe('wrap-up');
    expect(site.callOf(caller)).toMatchObject({ phase: 'ended', endedBy: 'agent', keys: '1' });
    expect(site.names(caller)).toEqual([
      'call.arrived',
      'call.queued',
      'call.offered',
      'call.offer-ended',
      'call.answered',
      'call.ended',
    ]);
    site.pass(30_000);
    expect(site.agent('1001')).toMatchObject({ state: 'ready', today: { calls: 1, talkMs: 60_000 } });
    expect(site.switch.legs.size).toBe(0);
    site.pass(1_000);
    expect(site.timers).toEqual([]);
  });

  test('the screen pop is told before the telephone is ordered to ring (WEB-2)', () => {
    const site = Site.staffed(['1001']);
    const before = site.switch.orders.length;
    site.customer();
    const offered = site.told.findIndex((each) => each.event === 'call.offered');
    expect(offered).toBeGreaterThan(-1);
    expect(site.switch.orders.slice(before).map((order) => order.do)).toContain('switch.create-leg');
  });

  test('a wrong key and silence are asked once more, then the queue takes him', () => {
    const site = Site.staffed(['1001']);
    const caller = site.arrives();
    site.presses(caller, '7');
    expect(site.callOf(caller).phase).toBe('ivr');
    site.presses(caller, '');
    expect(site.agent('1001').state).toBe('ringing');
  });

  test('a menu can end the call', () => {
    const site = Site.staffed(['1001']);
    const caller = site.arrives();
    site.presses(caller, '9');
    expect(site.callOf(caller)).toMatchObject({ phase: 'ended', endedBy: 'system' });
    expect(site.switch.legs.size).toBe(0);
  });

  test('the customer hangs up: the agent wraps up all the same', () => {
    const site = Site.staffed(['1001']);
    const caller = site.customer();
    site.answers('1001');
    site.hangsUp(caller);
    expect(site.agent('1001').state).toBe('wrap-up');
    expect(site.callOf(caller)).toMatchObject({ endedBy: 'customer' });
  });

  test('hold and retrieve are told when the switch has done them', () => {
    const site = Site.staffed(['1001']);
    const caller = site.customer();
    site.answers('1001');
    const { callId } = site.callOf(caller);
    site.command('1001', 'call.hold', { callId });
    expect(site.agent('1001').state).toBe('holding');
    expect(site.refusal('1001', 'call.hold', { callId })).toBe('call.not-allowed-now');
    site.command('1001', 'call.retrieve', { callId });
    expect(site.agent('1001').state).toBe('talking');
  });

  test('a recording runs from the first word to the end, whatever happens between', () => {
    const site = Site.staffed(['1001']);
    const caller = site.customer();
    site.answers('1001');
    expect([...(site.switch.legs.get(caller)?.recordings ?? [])]).toHaveLength(1);
    expect(site.callOf(caller).recordingId).not.toBeNull();
    site.hangsUp(caller);
    expect(site.told.map((each) => each.event)).toContain('recording.stopped');
  });
});

describe('who gets whom (ACD-3, ACD-5)', () => {
  test('the agent who is idle longest', () => {
    const site = Site.staffed(['1001', '1002', '1003']);
    site.customer();
    site.customer();
    expect(['1001', '1002', '1003'].map((id) => site.agent(id).state)).toEqual([
      'ringing',
      'ringing',
      'ready',
    ]);
    site.answers('1001');
    site.pass(5_000);
    site.hangsUp({ agent: '1001' });
    site.command('1001', 'agent.finish-wrap-up');
    site.customer();
    expect(site.agent('1003').state).toBe('ringing');
    expect(site.agent('1001').state).toBe('ready');
  });

  test('callers in the order they came', () => {
    const site = Site.empty(['1001']);
    const [first, second, third] = [site.customer('1'), site.customer('2'), site.customer('3')];
    site.hangsUp(second);
    site.command('1001', 'agent.log-in', { device: 'browser' });
    site.command('1001', 'agent.set-ready');
    expect(site.callOf(first).phase).toBe('offered');
    site.answers('1001');
    site.hangsUp(first);
    site.command('1001', 'agent.finish-wrap-up');
    expect(site.callOf(third).phase).toBe('offered');
  });

  test('an agent who lets it ring is put aside; the caller keeps his place and gets the next one', () => {
    const site = Site.staffed(['1001']);
    const first = site.customer('1');
    const second = site.customer('2');
    site.pass(20_000);
    expect(site.agent('1001')).toMatchObject({ state: 'aux', auxReason: 'rona', today: { missed: 1 } });
    site.command('1001', 'agent.set-ready');
    expect(site.callOf(first).phase).toBe('offered');
    expect(site.callOf(second).phase).toBe('queued');
  });

  test.each(['busy', 'rejected', 'unreachable'] as const)(
    'a telephone that is %s puts its agent aside, and the next one rings',
    (failure) => {
      const site = Site.staffed(['1001', '1002']);
      site.switch.failing.set('1001', failure);
      site.customer();
      expect(site.agent('1001').state).not.toBe('ringing');
      expect(site.agent('1002').state).toBe('ringing');
    },
  );

  test('a caller who gives up while it rings frees the agent at once', () => {
    const site = Site.staffed(['1001']);
    const caller = site.customer();
    site.hangsUp(caller);
    expect(site.agent('1001').state).toBe('ready');
    expect(site.switch.legs.size).toBe(0);
    expect(site.callOf(caller)).toMatchObject({ phase: 'ended', endedBy: 'customer' });
  });

  test('two callers, two agents, crossing: each gets one', () => {
    const site = Site.staffed(['1001', '1002']);
    const [a, b] = [site.customer('1'), site.customer('2')];
    site.answers('1002');
    site.answers('1001');
    expect(new Set([site.callOf(a).agentId, site.callOf(b).agentId])).toEqual(new Set(['1001', '1002']));
  });
});

describe('states of an agent (AGT-1)', () => {
  test('he chooses during the call what comes after it', () => {
    const site = Site.staffed(['1001'], { wrapUpMs: 0 });
    const caller = site.customer();
    site.answers('1001');
    site.command('1001', 'agent.set-next', { next: { state: 'aux', reason: 'lunch' } });
    site.hangsUp(caller);
    expect(site.agent('1001')).toMatchObject({ state: 'aux', auxReason: 'lunch' });
  });

  test('what is not allowed now is refused by name and changes nothing', () => {
    const site = Site.staffed(['1001']);
    site.customer();
    site.answers('1001');
    const before = site.agent('1001');
    expect(site.refusal('1001', 'agent.set-ready')).toBe('agent.not-allowed-now');
    expect(site.refusal('1001', 'call.hold', { callId: 'nobody' })).toBe('call.unknown');
    expect(site.agent('1001')).toEqual(before);
  });

  test('a page that is loaded anew keeps its agent and its call (AGT-8)', () => {
    const site = Site.staffed(['1001']);
    const caller = site.customer();
    site.answers('1001');
    site.take({
      input: 'switch',
      fact: { fact: 'extension.unregistered', extension: '1001', at: site.nowMs },
    });
    site.hangsUp({ agent: '1001' }, 'MEDIA_TIMEOUT');
    expect(site.callOf(caller).phase).toBe('talking');
    site.pass(2_000);
    site.loadsAnew('1001');
    site.answers('1001');
    expect(site.agent('1001').state).toBe('talking');
    site.hangsUp({ agent: '1001' });
    expect(site.callOf(caller)).toMatchObject({ phase: 'ended', endedBy: 'agent' });
  });

  test('an agent who never comes back: the caller is queued again', () => {
    const site = Site.staffed(['1001', '1002']);
    const caller = site.customer();
    site.answers('1001');
    site.take({
      input: 'switch',
      fact: { fact: 'extension.unregistered', extension: '1001', at: site.nowMs },
    });
    site.hangsUp({ agent: '1001' }, 'MEDIA_TIMEOUT');
    site.pass(20_000);
    expect(site.agent('1002').state).toBe('ringing');
    site.answers('1002');
    expect(site.callOf(caller)).toMatchObject({ phase: 'talking', agentId: '1002' });
  });
});

describe('calls that agents make (AGT-2)', () => {
  test('his telephone first, then the far end through the trunk, then both together', () => {
    const site = Site.staffed(['1001']);
    site.command('1001', 'call.make', { to: '10086' });
    expect(site.agent('1001').state).toBe('dialling');
    site.answers('1001');
    const outside = [...site.switch.legs.values()].find((leg) => leg.called === '10086');
    if (outside === undefined) throw new Error('nobody outside is called');
    site.switch.answer(outside.legId);
    site.settle();
    expect(site.agent('1001').state).toBe('talking');
    site.hangsUp(outside.legId);
    expect(site.switch.legs.size).toBe(0);
    expect(site.agent('1001').state).not.toBe('talking');
  });

  test('a far end that is busy leaves nobody on the line', () => {
    const site = Site.staffed(['1001']);
    site.switch.failing.set('10086', 'busy');
    site.command('1001', 'call.make', { to: '10086' });
    site.answers('1001');
    expect(site.switch.legs.size).toBe(0);
    expect(['ready', 'aux']).toContain(site.agent('1001').state);
  });
});
