import type { AgentId, CallId } from '@callweave/cti-core';
import { describe, expect, test } from 'vitest';
import { Site } from '../kernel/testing/site.js';

const OUTSIDE = '02155550123';
const to1002 = { to: 'agent', agentId: '1002' };

/** 1001 talks with a caller of the queue; 1002 and 1003 are there, and serve other callers. */
function talking(wrapUpMs = 20_000) {
  const site = new Site({
    agents: { '1001': {}, '1002': {}, '1003': {} },
    queues: [
      { queueId: 'orders', name: 'Orders', agents: ['1001'], wrapUpMs },
      { queueId: 'service', name: 'Service', agents: ['1003'] },
    ],
  });
  site.comes('1001', '1002', '1003');
  const caller = site.customer();
  site.answers('1001');
  const { callId } = site.callOf(caller);
  const transfer = (destination: object) => site.refusal('1001', 'call.transfer', { callId, destination });
  return { site, caller, callId, line: site.switch.talkingAt('1001'), transfer };
}

const seen = (site: Site, callId: CallId, agent: string) => {
  const call = site.kernel.callSnapshot(callId, agent as AgentId);
  if (call === null) throw new Error(`there is no call ${callId}`);
  return call;
};
const lastOf = (site: Site, event: string) => site.told.findLast((each) => each.event === event)?.data;

describe('given an agent who talks, when he hands the caller to a colleague (AGT-3)', () => {
  test('he is rid of him at once and wraps up; the caller hears music until the colleague has picked up', () => {
    const { site, caller, callId, line, transfer } = talking();
    expect(transfer(to1002)).toBe('accepted');
    expect(site.switch.legs.has(line)).toBe(false);
    expect(site.agent('1001')).toMatchObject({ state: 'wrap-up', callId });
    expect(seen(site, callId, '1002')).toMatchObject({
      phase: 'transferring',
      transfer: { by: '1001', destination: to1002 },
      can: { answer: true, reject: true },
    });
    expect(site.hears(caller)).toBe('music');
    site.answers('1002');
    expect(site.hears(caller)).toBe(site.switch.talkingAt('1002'));
    expect(site.agent('1002')).toMatchObject({ state: 'talking', callId });
    expect(lastOf(site, 'call.transferred')).toMatchObject({
      by: '1001',
      destination: to1002,
      call: { agentId: '1002' },
    });
    expect(seen(site, callId, '1002').transfer).toBeUndefined();
  });

  test('he may pause: whoever hands on knows whom he means', () => {
    const { site, transfer } = talking();
    site.command('1002', 'agent.set-aux', { reason: 'break' });
    expect(transfer(to1002)).toBe('accepted');
    expect(site.agent('1002').state).toBe('ringing');
  });

  test('he talks himself, or is not logged in: refused, and the agent keeps the caller', () => {
    const { site, caller, line, transfer } = talking();
    site.command('1002', 'call.make', { to: OUTSIDE });
    expect(transfer(to1002)).toBe('call.destination-unavailable');
    site.command('1003', 'agent.log-out');
    expect(transfer({ to: 'agent', agentId: '1003' })).toBe('call.destination-unavailable');
    expect(transfer({ to: 'agent', agentId: '1001' })).toBe('request.invalid');
    expect(site.hears(caller)).toBe(line);
  });

  test.each([
    ['does not answer', 'no-answer', (site: Site) => site.pass(30_000)],
    [
      'rejects',
      'rejected',
      (site: Site) => site.command('1002', 'call.reject', { callId: site.attendedBy('1002').callId }),
    ],
    [
      'is busy at his phone',
      'busy',
      (site: Site) => site.hangsUp(site.switch.ringingAt('1002'), 'USER_BUSY'),
    ],
  ] as const)(
    'he %s: the caller comes back to whoever handed him on, out of his after-call work',
    (_what, outcome, fails) => {
      const { site, caller, callId, transfer } = talking(null as never);
      transfer(to1002);
      fails(site);
      expect(lastOf(site, 'call.transfer-failed')).toMatchObject({
        by: '1001',
        outcome,
        call: { offer: { agentId: '1001' } },
      });
      expect(site.agent('1002').state).toBe('ready');
      expect(site.agent('1001').state).toBe('ringing');
      expect(site.hears(caller)).toBe('music');
      site.answers('1001');
      expect(site.hears(caller)).toBe(site.switch.talkingAt('1001'));
      expect(site.agent('1001')).toMatchObject({ state: 'talking', callId });
      expect(site.told.some(({ event }) => event === 'call.transferred')).toBe(false);
    },
  );

  test('neither has him: he waits in his queue, at the place of his time', () => {
    const { site, caller, callId, transfer } = talking();
    const since = site.callOf(caller).queuedAt;
    transfer(to1002);
    site.pass(30_000);
    site.command('1001', 'call.reject', { callId });
    expect(['queued', 'offered']).toContain(seen(site, callId, '1001').phase);
    expect(site.callOf(caller).queuedAt).toBe(since);
    expect(site.hears(caller)).toBe('music');
  });

  test('whoever handed him on has another call by then: he waits in his queue at once', () => {
    const { site, caller, callId, transfer } = talking(0);
    transfer(to1002);
    site.command('1001', 'agent.set-aux', { reason: 'break' });
    site.command('1001', 'call.make', { to: OUTSIDE });
    site.pass(30_000);
    expect(seen(site, callId, '1001').phase).toBe('queued');
    expect(site.hears(caller)).toBe('music');
  });

  test('the caller hangs up meanwhile: the phone falls silent, and nobody wraps up for nothing', () => {
    const { site, caller, callId, transfer } = talking();
    transfer(to1002);
    site.hangsUp(caller);
    expect(seen(site, callId, '1001')).toMatchObject({ phase: 'ended', endedBy: 'customer' });
    expect(site.agent('1002').state).toBe('ready');
    expect(() => site.switch.ringingAt('1002')).toThrow();
  });

  test('the switch does not join them: as a colleague who was not reached', () => {
    const { site, caller, transfer } = talking();
    site.switch.forgetting.add('switch.join');
    transfer(to1002);
    site.answers('1002');
    site.pass(5_000);
    expect(lastOf(site, 'call.transfer-failed')).toMatchObject({ outcome: 'unreachable' });
    expect(site.hears(caller)).toBe('music');
  });

  test('the switch does not part them in time: his receiver is down, and the caller goes on', () => {
    const { site, caller, transfer } = talking();
    site.switch.refusing.add('switch.part');
    transfer(to1002);
    site.pass(5_000);
    expect(site.agent('1002').state).toBe('ringing');
    expect(site.hears(caller)).toBe('music');
  });
});

describe('given an agent who talks, when he hands the caller to a queue (AGT-3)', () => {
  test('the caller waits there with the time he has, and the first who is free has him', () => {
    const { site, caller, callId, transfer } = talking();
    const since = site.callOf(caller).queuedAt;
    site.pass(60_000);
    expect(transfer({ to: 'queue', queueId: 'service' })).toBe('accepted');
    expect(lastOf(site, 'call.transferred')).toMatchObject({ by: '1001', call: { queueId: 'service' } });
    expect(site.callOf(caller)).toMatchObject({ queueId: 'service', queuedAt: since });
    expect(site.offeredTo(caller)).toBe('1003');
    expect(site.agent('1001')).toMatchObject({ state: 'wrap-up', callId });
    site.answers('1003');
    expect(site.hears(caller)).toBe(site.switch.talkingAt('1003'));
  });

  test('a queue that is not there is refused, and the agent keeps the caller', () => {
    const { site, caller, line, transfer } = talking();
    expect(transfer({ to: 'queue', queueId: 'nowhere' })).toBe('queue.unknown');
    expect(site.hears(caller)).toBe(line);
  });
});

describe('given an agent who talks, when he hands the caller to a number (AGT-3)', () => {
  test('it rings outside with the number that was called, and the two talk without an agent', () => {
    const { site, caller, callId, transfer } = talking();
    transfer({ to: 'number', number: OUTSIDE });
    expect(seen(site, callId, '1001')).toMatchObject({ phase: 'forwarded', transfer: { by: '1001' } });
    expect(site.switch.legs.get(site.switch.ringingAt(OUTSIDE))?.caller).toBe('4008001234');
    expect(site.hears(caller)).toBe('music');
    site.answers(OUTSIDE);
    expect(site.hears(caller)).toBe(site.switch.talkingAt(OUTSIDE));
    expect(lastOf(site, 'call.transferred')).toMatchObject({
      destination: { to: 'number', number: OUTSIDE },
    });
  });

  test('nobody is there: the caller comes back', () => {
    const { site, caller, callId, transfer } = talking();
    site.switch.failing.set(OUTSIDE, 'busy');
    transfer({ to: 'number', number: OUTSIDE });
    expect(lastOf(site, 'call.transfer-failed')).toMatchObject({ outcome: 'busy' });
    // His own leg is still on its way out.
    expect(['transferring', 'queued', 'offered']).toContain(seen(site, callId, '1001').phase);
    expect(site.hears(caller)).toBe('music');
  });

  test('the extension of a colleague is the colleague', () => {
    const { site, transfer } = talking();
    transfer({ to: 'number', number: '1002' });
    expect(site.agent('1002').state).toBe('ringing');
  });
});

test('two colleagues talk: one hands the other on, who hears music and then the third (AGT-3, AGT-4)', () => {
  const { site } = talking();
  site.command('1003', 'call.make', { to: '1002' });
  site.answers('1003');
  site.answers('1002');
  const { callId } = site.attendedBy('1002');
  // It is the one who was called who hands on.
  expect(
    site.refusal('1002', 'call.transfer', { callId, destination: { to: 'number', number: OUTSIDE } }),
  ).toBe('accepted');
  const line = site.switch.talkingAt('1003');
  expect(site.hears(line)).toBe('music');
  expect(site.agent('1002').state).toBe('ready');
  site.answers(OUTSIDE);
  expect(site.hears(line)).toBe(site.switch.talkingAt(OUTSIDE));
  expect(seen(site, callId, '1003')).toMatchObject({ phase: 'talking', can: { hold: true, transfer: true } });
});
