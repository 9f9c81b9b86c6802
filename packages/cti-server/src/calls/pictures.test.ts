import type { CallId, CallSnapshot, LegId } from '@callweave/cti-core';
import { describe, expect, test } from 'vitest';
import type { KernelCommandName } from '../kernel/kernel.types.js';
import { Site } from '../kernel/testing/site.js';

const OUTSIDE = '02155550123';

/** Agents on a switch that carries pictures, or that does not. */
function floor({ video }: { readonly video: boolean }, ...agents: string[]): Site {
  const site = Site.empty(agents, { wrapUpMs: 0 });
  site.switch.video = video;
  site.reconnect();
  site.comes(...agents);
  return site;
}

/** A caller with a camera, in the queue `orders`. */
function shows(site: Site): LegId {
  return site.calls('orders', '13800138000', { video: true });
}

/** What the last leg to a phone was asked of pictures. */
function askedAt(site: Site, at: string) {
  const order = site.switch.orders.findLast(
    (one) =>
      one.do === 'switch.create-leg' &&
      (one.target.kind === 'extension' ? one.target.extension : one.target.number) === at,
  );
  if (order?.do !== 'switch.create-leg') throw new Error(`nothing was rung at ${at}`);
  return order.video;
}

/** The call that an agent's command is about, as he is answered. */
function asked(site: Site, agent: string, command: KernelCommandName, params: object): CallSnapshot {
  return (site.command(agent, command, params) as { readonly call: CallSnapshot }).call;
}

const picked = (site: Site, at: string) => {
  site.switch.answer(site.switch.ringingAt(at));
  site.settle();
};

describe('a call that an agent makes with pictures (VOX-4)', () => {
  test('his phone is asked for them, then the other one, of the kind that his has', () => {
    const site = floor({ video: true }, '1001', '1002');
    const call = asked(site, '1001', 'call.make', { to: '1002', video: true });
    expect(call.video).toBe(true);
    expect(askedAt(site, '1001')).toEqual({ like: null });
    site.answers('1001');
    expect(askedAt(site, '1002')).toEqual({ like: site.switch.talkingAt('1001') });
  });

  test('so is a number outside', () => {
    const site = floor({ video: true }, '1001');
    site.command('1001', 'call.make', { to: OUTSIDE, video: true });
    site.answers('1001');
    expect(askedAt(site, OUTSIDE)).toEqual({ like: site.switch.talkingAt('1001') });
  });

  test('without the word nobody is asked', () => {
    const site = floor({ video: true }, '1001', '1002');
    const call = asked(site, '1001', 'call.make', { to: '1002' });
    site.answers('1001');
    expect([askedAt(site, '1001'), askedAt(site, '1002')]).toEqual([null, null]);
    expect(call.video).toBeUndefined();
  });

  test('given a switch that carries none, it is made with sound alone, and does not say otherwise', () => {
    const site = floor({ video: false }, '1001', '1002');
    const call = asked(site, '1001', 'call.make', { to: '1002', video: true });
    expect(call.video).toBeUndefined();
    expect(askedAt(site, '1001')).toBeNull();
  });

  test('beside a call whose line has sound alone it has none either', () => {
    const site = floor({ video: true }, '1001', '1002');
    site.calls('orders');
    site.answers('1001');
    const call = asked(site, '1001', 'call.make', { to: '1002', video: true });
    expect(call.video).toBeUndefined();
    expect(askedAt(site, '1002')).toBeNull();
  });

  test('everybody is told whether the switch carries them, each time that it comes', () => {
    const site = floor({ video: true }, '1001');
    site.disconnect();
    site.switch.video = false;
    site.reconnect();
    const told = site.told.flatMap(({ event, data }) => (event === 'switch.changed' ? [data] : []));
    expect(told.slice(-3)).toEqual([
      { connected: true, video: true },
      { connected: false },
      { connected: true },
    ]);
  });
});

describe('a caller who shows himself (VOX-4)', () => {
  test('is a video call in his queue, and his agent is asked for pictures of his kind', () => {
    const site = floor({ video: true }, '1001');
    const caller = shows(site);
    expect(site.callOf(caller).video).toBe(true);
    expect(askedAt(site, '1001')).toEqual({ like: caller });
  });

  test('so is each who has him next: by transfer, from the queue again, or on a page that is loaded anew', () => {
    const site = floor({ video: true }, '1001', '1002');
    const caller = shows(site);
    site.answers('1001');
    site.take({
      input: 'switch',
      fact: { fact: 'extension.unregistered', extension: '1001', at: site.nowMs },
    });
    site.loadsAnew('1001');
    expect(askedAt(site, '1001')).toEqual({ like: caller });
    picked(site, '1001');
    const { callId } = site.callOf(caller);
    site.command('1001', 'call.transfer', { callId, destination: { to: 'agent', agentId: '1002' } });
    expect(askedAt(site, '1002')).toEqual({ like: caller });
  });

  test('whom the agent asks about him is asked for his kind, as the two may be joined', () => {
    const site = floor({ video: true }, '1001', '1002');
    const caller = shows(site);
    site.answers('1001');
    const { callId } = site.callOf(caller);
    const consult = { callId, destination: { to: 'agent', agentId: '1002' } };
    const call = asked(site, '1001', 'call.consult', consult);
    expect(call.video).toBe(true);
    expect(askedAt(site, '1002')).toEqual({ like: caller });
  });

  test('a supervisor who listens to him is asked for none', () => {
    const site = floor({ video: true }, '1001', 'boss');
    site.command('boss', 'agent.set-aux', { reason: 'break' });
    shows(site);
    site.answers('1001');
    site.command('boss', 'supervision.start', { agentId: '1001', mode: 'listen' }, 'supervisor');
    expect(askedAt(site, 'boss')).toBeNull();
  });
});

describe('a call with pictures on hold (VOX-4)', () => {
  const talking = () => {
    const site = floor({ video: true }, '1001', '1002');
    const caller = shows(site);
    site.answers('1001');
    return { site, caller, callId: site.callOf(caller).callId, line: site.switch.talkingAt('1001') };
  };
  const held = (site: Site, callId: CallId, agent = '1001') => asked(site, agent, 'call.hold', { callId });

  test('is parted, so that nobody is seen under the music, and joined again', () => {
    const { site, caller, callId, line } = talking();
    const call = held(site, callId);
    expect(call.heldSince).toBe(site.nowMs);
    expect(site.hears(caller)).toBe('music');
    expect(site.switch.legs.get(line)?.joinedTo).toBeNull();
    expect(site.agent('1001').state).toBe('holding');
    site.command('1001', 'call.retrieve', { callId });
    expect(site.hears(caller)).toBe(line);
    expect(site.agent('1001').state).toBe('talking');
    expect(site.callOf(caller).heldSince).toBeNull();
  });

  test('one with sound alone is held where it is joined, as before', () => {
    const site = floor({ video: true }, '1001');
    const caller = site.calls('orders');
    site.answers('1001');
    held(site, site.callOf(caller).callId);
    expect(site.switch.orders.at(-1)).toMatchObject({ do: 'switch.hold' });
  });

  test('either of two agents holds the other, and the one who holds takes him back', () => {
    const site = floor({ video: true }, '1001', '1002');
    const { callId } = asked(site, '1001', 'call.make', { to: '1002', video: true });
    site.answers('1001');
    site.answers('1002');
    const [maker, called] = [site.switch.talkingAt('1001'), site.switch.talkingAt('1002')];
    held(site, callId, '1002');
    expect(site.hears(maker)).toBe('music');
    expect([site.agent('1001').state, site.agent('1002').state]).toEqual(['talking', 'holding']);
    site.command('1002', 'call.retrieve', { callId });
    expect(site.hears(maker)).toBe(called);
  });

  test.each([true, false])('nobody holds before his new page is joined (video: %s)', (video) => {
    const site = floor({ video: true }, '1001');
    const caller = video ? shows(site) : site.calls('orders');
    site.answers('1001');
    const { callId } = site.callOf(caller);
    site.loadsAnew('1001');
    expect(site.refusal('1001', 'call.hold', { callId })).toBe('call.not-allowed-now');
    picked(site, '1001');
    expect(site.hears(caller)).toBe(site.switch.talkingAt('1001'));
    held(site, callId);
    expect(site.agent('1001').state).toBe('holding');
  });

  test('the caller hangs up while he waits: it is over, and the agent is free', () => {
    const { site, caller, callId } = talking();
    held(site, callId);
    site.hangsUp(caller);
    expect(site.callOf(caller).phase).toBe('ended');
    expect(site.switch.legs.size).toBe(0);
    expect(site.agent('1001').state).toBe('ready');
  });

  test('a server that starts meanwhile takes it over as it is', () => {
    const { site, caller, callId, line } = talking();
    held(site, callId);
    site.restart();
    expect(site.hears(caller)).toBe('music');
    site.command('1001', 'call.retrieve', { callId });
    expect(site.hears(caller)).toBe(line);
  });
});

describe('a server that starts in the middle of a video call (VOX-4)', () => {
  test('knows from its journal that it is one', () => {
    const site = floor({ video: true }, '1001');
    const caller = shows(site);
    site.answers('1001');
    site.restart();
    expect(site.callOf(caller).video).toBe(true);
  });

  test('or from the caller’s channel, where the journal has not heard of him', () => {
    const site = floor({ video: true });
    const caller = shows(site);
    site.told.length = 0;
    site.restart();
    expect(site.callOf(caller).video).toBe(true);
  });

  test('and one who came while no server was there is one, too', () => {
    const site = floor({ video: true }, '1001');
    site.disconnect();
    const caller = site.switch.arrive('13800138000', 'orders', { video: true });
    site.reconnect();
    expect(site.callOf(caller).video).toBe(true);
  });
});
