import type { AgentId, CallId } from '@callweave/cti-core';
import { describe, expect, test } from 'vitest';
import { Site } from '../kernel/testing/site.js';

/** 1001 talks with a caller; 1002 is in a pause. */
function talking() {
  const site = Site.staffed(['1001', '1002']);
  site.command('1002', 'agent.set-aux', { reason: 'break' });
  const caller = site.customer();
  site.answers('1001');
  const { callId } = site.callOf(caller);
  return { site, caller, callId };
}

function parked(slot?: string) {
  const all = talking();
  all.site.command('1001', 'call.park', { callId: all.callId, ...(slot === undefined ? {} : { slot }) });
  return all;
}

const seen = (site: Site, callId: CallId) => site.kernel.callSnapshot(callId, '1001' as AgentId);
const listed = (site: Site) => {
  const told = site.told.findLast((each) => each.event === 'parking.changed');
  return told?.event === 'parking.changed' ? told.data.parked : [];
};

describe('given an agent who talks, when he parks the caller (AGT-3)', () => {
  test('the caller hears music in the lowest slot that is free, everybody is told, and the agent is out', () => {
    const { site, caller, callId } = parked();
    expect(site.hears(caller)).toBe('music');
    expect(seen(site, callId)).toMatchObject({
      phase: 'parked',
      parked: { slot: '1', by: '1001', until: site.nowMs + 120_000 },
    });
    expect(listed(site)).toMatchObject([{ callId, slot: '1', caller: '13800138000', by: '1001' }]);
    expect(site.kernel.parkedCalls()).toEqual(listed(site));
    expect(() => site.switch.talkingAt('1001')).toThrow();
  });

  test('whoever picks him up before the switch has told that he is alone is not cut off by music', () => {
    const { site, caller, callId } = talking();
    const parting = site.holdsBack('leg.parted');
    site.command('1001', 'call.park', { callId });
    site.command('1002', 'call.pick-up', { callId });
    const joining = site.holdsBack('legs.joined');
    site.answers('1002');
    parting.tell();
    const orders = site.switch.orders.filter((order) => order.legId === caller).map((order) => order.do);
    expect(orders.slice(orders.lastIndexOf('switch.join'))).not.toContain('switch.play-music');
    joining.tell();
    expect(site.hears(caller)).toBe(site.switch.talkingAt('1002'));
  });

  test('a slot that is taken is refused, and the agent keeps the caller', () => {
    const { site } = parked('7');
    site.comes('1002');
    const other = site.customer('13900139000');
    site.answers('1002');
    const { callId } = site.callOf(other);
    expect(site.refusal('1002', 'call.park', { callId, slot: '7' })).toBe('call.slot-taken');
    expect(site.hears(other)).toBe(site.switch.talkingAt('1002'));
    site.command('1002', 'call.park', { callId });
    expect(
      site.kernel
        .parkedCalls()
        .map(({ slot }) => slot)
        .sort(),
    ).toEqual(['1', '7']);
  });

  test('a colleague picks him up: his phone answers by itself', () => {
    const { site, caller, callId } = parked();
    site.command('1002', 'call.pick-up', { callId });
    expect(site.kernel.callSnapshot(callId, '1002' as AgentId)).toMatchObject({
      phase: 'transferring',
      offer: { agentId: '1002', autoAnswer: true },
    });
    expect(listed(site)).toEqual([]);
    site.answers('1002');
    expect(site.hears(caller)).toBe(site.switch.talkingAt('1002'));
    expect(site.agent('1002')).toMatchObject({ state: 'talking', callId });
  });

  test('two want him: the second is refused', () => {
    const { site, callId } = parked();
    site.command('1002', 'call.pick-up', { callId });
    expect(site.refusal('1001', 'call.pick-up', { callId })).toBe('call.not-allowed-now');
  });

  test('whoever picks him up does not come: he is parked where he was', () => {
    const { site, caller, callId } = parked();
    const before = listed(site);
    site.command('1002', 'call.pick-up', { callId });
    site.hangsUp(site.switch.ringingAt('1002'), 'USER_BUSY');
    expect(listed(site)).toEqual(before);
    expect(site.hears(caller)).toBe('music');
    expect(site.agent('1002').state).toBe('aux');
  });

  test('nobody picks him up: he comes back to whoever parked him', () => {
    const { site, caller, callId } = parked();
    site.pass(120_000);
    expect(listed(site)).toEqual([]);
    expect(site.agent('1001').state).toBe('ringing');
    expect(site.hears(caller)).toBe('music');
    site.answers('1001');
    expect(site.agent('1001')).toMatchObject({ state: 'talking', callId });
  });

  test('whoever parked him has gone: the caller waits in his queue', () => {
    const { site, caller, callId } = parked();
    site.command('1001', 'agent.log-out');
    site.pass(120_000);
    expect(seen(site, callId)?.phase).toBe('queued');
    expect(site.hears(caller)).toBe('music');
  });

  test('the caller hangs up: the slot is free', () => {
    const { site, caller, callId } = parked();
    site.hangsUp(caller);
    expect(seen(site, callId)).toMatchObject({ phase: 'ended', endedBy: 'customer' });
    expect(listed(site)).toEqual([]);
  });
});
