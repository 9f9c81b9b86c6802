import type { AgentId, CallId } from '@callweave/cti-core';
import { describe, expect, test } from 'vitest';
import { Site } from './testing/site.js';

/* What happened while no server looked, or was not written down, is as the switch has it (AGT-2, AGT-3, AGT-8, OPS-2). */

function talking() {
  const site = Site.staffed(['1001', '1002'], { wrapUpMs: 200_000 });
  const caller = site.customer();
  site.answers('1001');
  return { site, caller, callId: site.callOf(caller).callId };
}

const seen = (site: Site, callId: CallId) => site.kernel.callSnapshot(callId, '1001' as AgentId);

describe('his page is loaded anew, and the server starts before it has answered (AGT-8, OPS-2)', () => {
  function reloading() {
    const all = talking();
    const old = all.site.switch.talkingAt('1001');
    all.site.loadsAnew('1001');
    return { ...all, old, fresh: all.site.switch.ringingAt('1001') };
  }

  test('it is what brings him back: the caller hears it, and the old leg is hung up', () => {
    const { site, caller, old, fresh } = reloading();
    site.restart();
    expect(site.hears(caller)).toBe(old);
    site.answers('1001');
    expect(site.hears(caller)).toBe(fresh);
    expect(site.switch.legs.has(old)).toBe(false);
  });

  test('so it is when it answers while no server looks', () => {
    const { site, caller, old, fresh } = reloading();
    site.restart(() => site.switch.answer(fresh));
    expect(site.hears(caller)).toBe(fresh);
    expect(site.switch.legs.has(old)).toBe(false);
  });

  test('the old leg is gone: the caller hears music, and nothing is joined before it has answered', () => {
    const { site, caller, old, fresh } = reloading();
    site.hangsUp(old, 'MEDIA_TIMEOUT');
    site.restart();
    expect(site.hears(caller)).toBe('music');
    site.answers('1001');
    expect(site.hears(caller)).toBe(fresh);
  });

  test('both are gone: he is awaited, and the caller does not wait for ever', () => {
    const { site, caller, old, fresh } = reloading();
    site.restart(() => {
      site.switch.end(old, 'MEDIA_TIMEOUT', 'far-end');
      site.switch.end(fresh, 'USER_BUSY', 'far-end');
    });
    expect(site.hears(caller)).toBe('music');
    site.pass(20_000);
    expect(site.callOf(caller).phase).not.toBe('talking');
  });
});

test('one who held, and whose phone was gone at the first start, is awaited at the second, too (AGT-8)', () => {
  const { site, caller, callId } = talking();
  const line = site.switch.talkingAt('1001');
  site.restart(() => site.switch.hold(line, true));
  site.switch.registered.delete('1001');
  site.restart(() => site.switch.end(line, 'NORMAL_CLEARING', 'far-end'));
  site.restart();
  expect(site.hears(caller)).toBe('music');
  expect(site.agent('1001')).toMatchObject({ state: 'talking', callId });
  site.switch.registered.add('1001');
  site.loadsAnew('1001');
  site.answers('1001');
  expect(site.hears(caller)).toBe(site.switch.talkingAt('1001'));
});

test('whom a colleague calls is offered the call, though a server starts before the caller’s own phone is up (AGT-2)', () => {
  const site = Site.staffed(['1001', '1002']);
  site.command('1001', 'call.make', { to: '1002' });
  site.restart();
  site.answers('1001');
  expect(site.agent('1002').state).toBe('ringing');
  site.answers('1002');
  expect(site.agent('1002').state).toBe('talking');
});

describe('who holds whom is what the switch says (AGT-3, OPS-2)', () => {
  test('he holds, and the server dies before it has written that down', () => {
    const { site, callId } = talking();
    const line = site.switch.talkingAt('1001');
    site.restart(() => site.switch.hold(line, true));
    expect(site.agent('1001').state).toBe('holding');
    expect(seen(site, callId)).toMatchObject({ heldSince: site.nowMs, can: { retrieve: true } });
    site.command('1001', 'call.retrieve', { callId });
    expect(site.agent('1001').state).toBe('talking');
    expect(site.switch.legs.get(line)?.held).toBe(false);
  });

  test('he takes the caller back at his phone while no server is there', () => {
    const { site, callId } = talking();
    const line = site.switch.talkingAt('1001');
    site.command('1001', 'call.hold', { callId });
    site.restart(() => site.switch.hold(line, false));
    expect(site.agent('1001').state).toBe('talking');
    expect(seen(site, callId)).toMatchObject({ heldSince: null });
  });

  test('so it is while the switch is away', () => {
    const { site, callId } = talking();
    const line = site.switch.talkingAt('1001');
    site.disconnect();
    site.switch.hold(line, true);
    site.reconnect();
    expect(site.agent('1001').state).toBe('holding');
    site.disconnect();
    site.switch.hold(line, false);
    site.reconnect();
    expect(site.agent('1001').state).toBe('talking');
    expect(seen(site, callId)).toMatchObject({ heldSince: null });
  });
});
