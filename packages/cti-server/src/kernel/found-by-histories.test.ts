import type { CallId } from '@callweave/cti-core';
import { describe, expect, test } from 'vitest';
import type { QueueInput } from '../acd/acd.schema.js';
import { holdsAreTrue } from './testing/invariants/of-sound.js';
import { timersGuardSomethingLive } from './testing/invariants/of-timers.js';
import { Site } from './testing/site.js';

/* What random histories found, each as the shortest case. */

const AGENTS = ['1001', '1002'];

/** 1001 serves `orders`, 1002 serves `other`. */
function twoQueues(orders: Partial<QueueInput>): Site {
  const site = new Site({
    agents: { '1001': {}, '1002': {} },
    queues: [
      { queueId: 'orders', name: 'Orders', agents: ['1001'], ...orders },
      { queueId: 'other', name: 'Other', agents: ['1002'] },
    ],
  });
  site.comes(...AGENTS);
  return site;
}

const toOther = { when: { is: 'waited', ms: 10_000 }, target: { to: 'queue', queueId: 'other' } } as const;

describe('calls between agents (AGT-5)', () => {
  test('whoever hangs up, both are free again', () => {
    for (const first of AGENTS) {
      const site = Site.staffed(AGENTS);
      site.command('1001', 'call.make', { to: '1002' });
      site.answers('1001');
      site.answers('1002');
      expect(AGENTS.map((agent) => site.agent(agent).state)).toEqual(['talking', 'talking']);
      site.hangsUp({ agent: first });
      expect(AGENTS.map((agent) => site.agent(agent).state)).toEqual(['ready', 'ready']);
    }
  });

  test('whoever holds retrieves, and the other cannot for him', () => {
    const site = Site.staffed(AGENTS);
    site.command('1001', 'call.make', { to: '1002' });
    site.answers('1001');
    site.answers('1002');
    const callId = site.agent('1001').callId as CallId;
    site.command('1001', 'call.hold', { callId });
    expect(site.refusal('1002', 'call.retrieve', { callId })).toBe('call.not-allowed-now');
    expect(AGENTS.map((agent) => site.agent(agent).state)).toEqual(['holding', 'talking']);
    site.command('1001', 'call.retrieve', { callId });
    expect(AGENTS.map((agent) => site.agent(agent).state)).toEqual(['talking', 'talking']);
  });

  test('a call that ended while the switch was away sets both free', () => {
    const site = Site.staffed(AGENTS);
    site.command('1001', 'call.make', { to: '1002' });
    site.answers('1001');
    site.answers('1002');
    site.disconnect();
    site.hangsUp({ agent: '1001' });
    site.reconnect();
    expect(AGENTS.map((agent) => site.agent(agent).state)).toEqual(['ready', 'ready']);
  });

  test('a page that is loaded anew after a restart rings on, until the deadline the offer had (OPS-2)', () => {
    const site = Site.staffed(AGENTS);
    site.command('1001', 'call.make', { to: '1002' });
    site.answers('1001');
    site.pass(10_000);
    site.restart();
    const before = site.switch.ringingAt('1002');
    site.loadsAnew('1002');
    const ringing = site.switch.ringingAt('1002');
    expect(ringing).not.toBe(before);
    expect([...timersGuardSomethingLive(site.world)]).toEqual([]);
    site.pass(19_999);
    expect(site.agent('1002').state).toBe('ringing');
    site.pass(1);
    expect(AGENTS.map((agent) => site.agent(agent).state)).not.toContain('ringing');
    expect(site.switch.legs.size).toBe(0);
  });

  test('both picked up, the switch forgot to join them, and the server restarts: they are joined then', () => {
    const site = Site.staffed(AGENTS);
    site.command('1001', 'call.make', { to: '1002' });
    site.answers('1001');
    site.switch.forgetting.add('switch.join');
    site.answers('1002');
    site.switch.forgetting.clear();
    site.restart();
    expect(AGENTS.map((agent) => site.agent(agent).state)).toEqual(['talking', 'talking']);
  });
});

describe('a colleague is handed on who holds whoever hands him on (AGT-2, AGT-3)', () => {
  test('he hears his new partner, and holds nobody', () => {
    const site = Site.staffed(['1001', '1002', '1003']);
    site.command('1001', 'call.make', { to: '1002' });
    site.answers('1001');
    site.answers('1002');
    const callId = site.agent('1001').callId as CallId;
    site.command('1002', 'call.consult', { callId, destination: { to: 'agent', agentId: '1003' } });
    site.answers('1003');
    const asked = site.attendedBy('1003').callId;
    site.command('1002', 'call.swap', { callId });
    site.command('1001', 'call.hold', { callId });
    site.command('1002', 'call.complete-transfer', { callId: asked });
    expect(site.attendedBy('1003').callId).toBe(callId);
    expect(site.attendedBy('1001')).toMatchObject({ callId, heldSince: null });
    expect(['1001', '1003'].map((agent) => site.agent(agent).state)).toEqual(['talking', 'talking']);
    const legs = site.attendedBy('1001').legs.filter(({ state }) => state !== 'ended');
    expect(legs.map(({ state }) => state)).toEqual(['connected', 'connected']);
  });
});

describe('a colleague is handed on who talks with somebody else meanwhile (AGT-3, AGT-4)', () => {
  test.each(['call.complete-transfer', 'call.conference'] as const)(
    'he is not torn out of it: %s has to wait',
    (command) => {
      const site = Site.staffed(['1001', '1002', '1003']);
      site.command('1001', 'call.make', { to: '1002' });
      site.answers('1001');
      site.answers('1002');
      const callId = site.agent('1001').callId as CallId;
      const line = site.switch.talkingAt('1001');
      site.command('1002', 'call.consult', { callId, destination: { to: 'agent', agentId: '1003' } });
      site.answers('1003');
      const asked = site.attendedBy('1003').callId;
      site.command('1001', 'call.make', { to: '02155550123' });
      site.answers('02155550123');
      const outside = site.switch.talkingAt('02155550123');
      expect(site.hears(line)).toBe(outside);
      expect(site.refusal('1002', command, { callId: asked })).toBe('call.not-allowed-now');
      expect(site.hears(line)).toBe(outside);
      expect(site.agent('1001').otherCalls).toEqual([callId]);
      site.hangsUp(outside);
      site.command('1001', 'call.retrieve', { callId });
      expect(site.refusal('1002', command, { callId: asked })).toBe('accepted');
    },
  );
});

describe('a conference of whom two are left (AGT-3)', () => {
  test('one held at his phone before the room took him: joined again he holds nobody', () => {
    const site = Site.staffed(['1001', '1002']);
    const caller = site.customer();
    site.answers('1001');
    const { callId } = site.callOf(caller);
    site.switch.forgetting.add('switch.confer');
    site.command('1001', 'call.invite', { callId, destination: { to: 'agent', agentId: '1002' } });
    site.answers('1002');
    site.switch.hold(site.switch.talkingAt('1001'), true);
    site.settle();
    site.command('1002', 'call.hang-up', { callId });
    expect([...holdsAreTrue(site.world, site.switch)]).toEqual([]);
    expect(site.agent('1001').state).toBe('talking');
    expect(site.callOf(caller).legs.map(({ state }) => state)).not.toContain('held');
  });

  test('the switch refuses to join them: they stay in the room, and are joined when it does again', () => {
    const site = Site.staffed(['1001', '1002']);
    const caller = site.customer();
    site.answers('1001');
    const { callId } = site.callOf(caller);
    site.command('1001', 'call.consult', { callId, destination: { to: 'agent', agentId: '1002' } });
    site.answers('1002');
    site.command('1001', 'call.conference', { callId });
    site.switch.refusing.add('switch.join');
    site.hangsUp({ agent: '1002' });
    expect(site.hears(caller)).toBe('room');
    site.switch.refusing.clear();
    site.pass(3_000);
    expect(site.hears(caller)).toBe(site.switch.talkingAt('1001'));
  });
});

describe('a caller whose queue is gone from the settings (OPS-1, OPS-2)', () => {
  test('stands in his flow when his agent is lost, and a server that starts finds him there', () => {
    const site = Site.staffed(['1001', '1002']);
    const caller = site.customer();
    site.answers('1001');
    const others = [{ queueId: 'other', name: 'Other', agents: ['1002'] }];
    site.restart(() => undefined, { queues: others });
    site.switch.registered.delete('1001');
    site.take({
      input: 'switch',
      fact: { fact: 'extension.unregistered', extension: '1001', at: site.nowMs },
    });
    site.hangsUp({ agent: '1001' }, 'MEDIA_TIMEOUT');
    site.pass(20_000);
    expect(site.callOf(caller).phase).toBe('ivr');
    expect(site.agent('1001').state).not.toBe('talking');
    site.restart();
    expect(site.callOf(caller).phase).toBe('ivr');
  });
});

describe('rules on the waiting time (ACD-4)', () => {
  test('hold after a restart', () => {
    const site = twoQueues({ overflow: [toOther], agents: [] });
    const caller = site.calls('orders');
    site.pass(5_000);
    site.restart();
    site.pass(5_000);
    expect(site.offeredTo(caller)).toBe('1002');
  });

  test('hold when the limit passed while a phone rang in vain', () => {
    const site = twoQueues({ overflow: [toOther], ringMs: 20_000 });
    const caller = site.calls('orders');
    site.pass(20_000);
    expect(site.offeredTo(caller)).toBe('1002');
  });

  test('one whose target does not apply leaves the caller to the next', () => {
    const late = { when: { is: 'waited', ms: 15_000 }, target: { to: 'hang-up' } } as const;
    const itself = {
      when: { is: 'waited', ms: 10_000 },
      target: { to: 'queue', queueId: 'orders' },
    } as const;
    const site = twoQueues({ overflow: [itself, late], agents: [] });
    const caller = site.calls('orders');
    site.pass(10_000);
    expect(site.callOf(caller)).toMatchObject({ phase: 'queued', queueId: 'orders' });
    site.pass(5_000);
    expect(site.callOf(caller).phase).toBe('ended');
  });

  test('nobody is waited for twice: the next rule has its turn', () => {
    const paused = { is: 'all-paused' } as const;
    const site = twoQueues({
      overflow: [
        { when: paused, target: { to: 'agent', agentId: '1002', waitMs: 5_000 } },
        { when: paused, target: { to: 'hang-up' } },
      ],
    });
    site.calls('other');
    site.answers('1002');
    site.command('1001', 'agent.set-aux', { reason: 'lunch' });
    const caller = site.calls('orders');
    site.pass(4_000);
    expect(site.callOf(caller).phase).toBe('queued');
    site.pass(1_001);
    expect(site.callOf(caller).phase).toBe('ended');
  });
});

describe('while the switch is away (OPS-2)', () => {
  test('what a caller asks is relaxed, and whom he waits for is forgotten, all the same', () => {
    const site = new Site({
      agents: { '1001': {}, '1002': { en: 5 } },
      queues: [
        {
          queueId: 'orders',
          name: 'Orders',
          agents: AGENTS,
          requires: { en: 3 },
          relax: [{ afterMs: 10_000, requires: {} }],
        },
      ],
    });
    site.comes('1001');
    const caller = site.calls('orders');
    expect(site.offeredTo(caller)).toBeNull();
    site.disconnect();
    site.pass(10_000);
    site.reconnect();
    expect(site.offeredTo(caller)).toBe('1001');
  });
});

describe('figures of a queue (RPT-1)', () => {
  test('a caller whose agent was lost enters again, and his talk is no waiting', () => {
    const site = Site.staffed(['1001']);
    const caller = site.calls('orders');
    site.answers('1001');
    site.pass(60_000);
    site.switch.registered.delete('1001');
    site.take({
      input: 'switch',
      fact: { fact: 'extension.unregistered', extension: '1001', at: site.nowMs },
    });
    site.hangsUp({ agent: '1001' }, 'MEDIA_TIMEOUT');
    site.pass(20_000);
    expect(site.callOf(caller).phase).toBe('queued');
    expect(site.queue('orders').today).toMatchObject({ entered: 2, answered: 1, abandoned: 0 });
    site.pass(2_000);
    site.hangsUp(caller);
    expect(site.queue('orders').today).toMatchObject({
      entered: 2,
      answered: 1,
      abandoned: 1,
      shortAbandoned: 1,
    });
  });
});

describe('an offer that fails at once (ACD-5)', () => {
  test('leaves the agent alone for a second, whatever the settings', () => {
    const site = Site.staffed(['1001'], { missed: { busy: { toAux: false, restMs: 0 } } });
    site.switch.failing.set('1001', 'busy');
    site.calls('orders');
    const offers = () => site.told.filter(({ event }) => event === 'call.offered').length;
    expect(offers()).toBe(1);
    site.pass(3_000);
    expect(offers()).toBe(4);
  });
});

describe('a restart after a page was loaded anew (AGT-8, OPS-2)', () => {
  test('the offer that rings there goes on', () => {
    const site = Site.staffed(['1001']);
    const caller = site.calls('orders');
    site.loadsAnew('1001');
    const { offer } = site.callOf(caller);
    site.restart();
    expect(site.callOf(caller).offer).toEqual(offer);
    site.answers('1001');
    expect(site.callOf(caller).phase).toBe('talking');
  });

  test('while he is rung nobody makes a conference of the call, which would pass him by (AGT-3)', () => {
    const site = Site.staffed(['1001', '1002', '1003']);
    site.command('1001', 'call.make', { to: '1002' });
    site.answers('1001');
    site.answers('1002');
    const callId = site.agent('1001').callId as CallId;
    site.loadsAnew('1001');
    for (const command of ['call.invite', 'call.transfer', 'call.consult'] as const) {
      const destination = { to: 'agent', agentId: '1003' };
      for (const agent of AGENTS)
        expect(site.refusal(agent, command, { callId, destination })).toBe('call.not-allowed-now');
    }
    site.answers('1001');
    expect(site.hears(site.switch.talkingAt('1002'))).toBe(site.switch.talkingAt('1001'));
    const destination = { to: 'agent', agentId: '1003' };
    expect(site.refusal('1002', 'call.invite', { callId, destination })).toBe('accepted');
  });

  test('the call he dials goes on', () => {
    const site = Site.staffed(['1001']);
    site.command('1001', 'call.make', { to: '0555' });
    site.loadsAnew('1001');
    site.restart();
    expect(site.agent('1001').state).toBe('dialling');
    expect(site.switch.legs.size).toBe(1);
  });
});

describe('figures of the day (RPT-2)', () => {
  test('of one who logged out outlast a restart', () => {
    const site = Site.staffed(['1001'], { wrapUpMs: 0 });
    const caller = site.calls('orders');
    site.answers('1001');
    site.pass(5_000);
    site.hangsUp(caller);
    site.command('1001', 'agent.log-out');
    site.restart();
    expect(site.agent('1001').today).toMatchObject({ calls: 1, talkMs: 5_000 });
  });
});

describe('an agent hangs up while a caller waits on hold for him (AGT-4)', () => {
  test('the switch rings nobody: it is tried once, and the caller goes back to the queue in time', () => {
    const site = Site.staffed(['1001']);
    const caller = site.customer();
    site.answers('1001');
    site.command('1001', 'call.make', { to: '02155550123' });
    site.answers('02155550123');
    site.switch.refusing.add('switch.create-leg');
    site.hangsUp({ agent: '1001' });
    expect(site.hears(caller)).toBe('music');
    site.switch.refusing.clear();
    site.pass(20_000);
    expect(site.offeredTo(caller)).toBe('1001');
  });
});
