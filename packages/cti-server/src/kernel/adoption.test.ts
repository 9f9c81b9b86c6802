import { describe, expect, test } from 'vitest';
import { violations } from './testing/invariants/invariants.js';
import { Site } from './testing/site.js';

describe('a server that starts takes over what is up (OPS-2)', () => {
  test('callers who wait keep their order', () => {
    const site = Site.empty(['1001']);
    const [first, second] = [site.customer('1'), site.customer('2')];
    site.restart();
    site.command('1001', 'agent.log-in', { device: 'browser' });
    site.command('1001', 'agent.set-ready');
    expect(site.callOf(first).phase).toBe('offered');
    expect(site.callOf(second).phase).toBe('queued');
  });

  test('a telephone that rings goes on ringing and can be answered', () => {
    const site = Site.staffed(['1001']);
    const caller = site.customer();
    site.restart();
    expect(site.agent('1001').state).toBe('ringing');
    site.answers('1001');
    expect(site.callOf(caller).phase).toBe('talking');
  });

  test('one of several who were rung has picked up, and the switch forgot to join them: it is asked anew, within a deadline', () => {
    const site = Site.staffed(['1001', '1002'], { strategy: 'ring-all' });
    site.switch.forgetting.add('switch.join');
    const caller = site.customer();
    site.answers('1001');
    site.restart();
    expect(violations(site.world, site.nowMs)).toEqual([]);
    site.switch.forgetting.clear();
    site.restart();
    expect(site.callOf(caller)).toMatchObject({ phase: 'talking', agentId: '1001' });
  });

  test('a conversation is left alone: no leg is added, none is touched, and its recording goes on', () => {
    const site = Site.staffed(['1001']);
    const caller = site.customer();
    site.answers('1001');
    const before = site.switch.orders.length;
    const { recordingId } = site.callOf(caller);
    site.restart();
    expect(site.switch.orders.slice(before).map((order) => order.do)).not.toContain('switch.create-leg');
    expect(site.callOf(caller)).toMatchObject({ phase: 'talking', agentId: '1001', recordingId });
    site.hangsUp({ agent: '1001' });
    expect(site.callOf(caller)).toMatchObject({ phase: 'ended', endedBy: 'agent' });
    expect(site.told.filter((each) => each.event === 'recording.stopped')).toHaveLength(1);
  });

  test('an agent who hung up meanwhile is believed, and not called back', () => {
    const site = Site.staffed(['1001']);
    const caller = site.customer();
    site.answers('1001');
    site.restart(() => site.switch.end(site.switch.talkingAt('1001'), 'NORMAL_CLEARING', 'far-end'));
    expect(site.callOf(caller)).toMatchObject({ phase: 'ended', endedBy: 'agent' });
    expect(site.agent('1001').state).toBe('wrap-up');
    expect(site.switch.legs.size).toBe(0);
    expect(site.told.map((each) => each.event)).toContain('recording.stopped');
  });

  test('an agent whose browser vanished meanwhile is called back', () => {
    const site = Site.staffed(['1001']);
    const caller = site.customer();
    site.answers('1001');
    site.restart(() => site.switch.end(site.switch.talkingAt('1001'), 'MEDIA_TIMEOUT', 'far-end'));
    expect(site.callOf(caller).phase).toBe('talking');
    site.answers('1001');
    expect(site.agent('1001').state).toBe('talking');
  });

  test('a customer who hung up meanwhile: his call and its recording are closed', () => {
    const site = Site.staffed(['1001']);
    const caller = site.customer();
    site.answers('1001');
    site.restart(() => site.switch.end(caller, 'NORMAL_CLEARING', 'far-end'));
    expect(site.callOf(caller).phase).toBe('ended');
    expect(site.told.map((each) => each.event)).toContain('recording.stopped');
    expect(site.agent('1001').state).toBe('wrap-up');
  });

  test('a caller who came while nobody was there is greeted now', () => {
    const site = Site.staffed(['1001']);
    let caller = '' as ReturnType<Site['arrives']>;
    site.restart(() => {
      caller = site.switch.arrive('13900139000', '4008001234');
    });
    site.presses(caller, '1');
    expect(site.agent('1001').state).toBe('ringing');
  });

  test('a call that the journal never saw is built again from its marks', () => {
    const site = Site.staffed(['1001']);
    const caller = site.customer();
    site.answers('1001');
    const { callId } = site.callOf(caller);
    const told = site.told.filter((each) => !('call' in each.data) || each.data.call.callId !== callId);
    site.told.splice(0, site.told.length, ...told);
    site.restart();
    expect(site.kernel.callSnapshot(callId, null)).toMatchObject({ phase: 'talking', agentId: '1001' });
  });

  test('a caller whom a rule sent on is not sent back after it (ACD-4), whether the journal knows the call or not', () => {
    const nobody = { is: 'nobody-logged-in' } as const;
    const site = new Site({
      agents: { '1001': {}, '1002': {} },
      queues: [
        {
          queueId: 'orders',
          name: 'Orders',
          agents: ['1001'],
          overflow: [{ when: nobody, target: { to: 'queue', queueId: 'service' } }],
        },
        {
          queueId: 'service',
          name: 'Service',
          agents: ['1002'],
          overflow: [{ when: nobody, target: { to: 'queue', queueId: 'orders' } }],
        },
      ],
    });
    site.comes('1002');
    const talking = site.calls('service', '1');
    site.answers('1002');
    const caller = site.calls('orders', '2');
    expect(site.callOf(caller).queueId).toBe('service');
    site.restart();
    site.command('1002', 'agent.set-next', { next: { state: 'logged-out' } });
    site.hangsUp(talking);
    site.pass(60_000);
    expect(site.agent('1002').state).toBe('logged-out');
    expect(site.callOf(caller)).toMatchObject({ phase: 'queued', queueId: 'service' });
    const { callId } = site.callOf(caller);
    const told = site.told.filter((each) => !('call' in each.data) || each.data.call.callId !== callId);
    site.told.splice(0, site.told.length, ...told);
    site.restart();
    expect(site.kernel.callSnapshot(callId, null)).toMatchObject({ phase: 'queued', queueId: 'service' });
  });
});
