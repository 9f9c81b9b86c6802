import { describe, expect, test } from 'vitest';
import { Site } from '../kernel/testing/site.js';

/** Two colleagues who talk, called by the first. */
function colleagues(): Site {
  const site = Site.empty(['1001', '1002']);
  site.comes('1001', '1002');
  site.command('1001', 'call.make', { to: '1002' });
  site.answers('1001');
  site.answers('1002');
  return site;
}

/** Who hears whom on the switch. */
const partnerOf = (site: Site, agent: string) =>
  site.switch.legs.get(site.switch.talkingAt(agent))?.joinedTo ?? null;

describe('a call between colleagues, when a page is loaded anew (AGT-8, AGT-2)', () => {
  test.each(['1001', '1002'])('%s has a new leg, his old one is hung up, and both talk on', (agent) => {
    const site = colleagues();
    const other = agent === '1001' ? '1002' : '1001';
    const stays = site.switch.talkingAt(other);
    const deaf = site.switch.talkingAt(agent);
    site.loadsAnew(agent);
    site.answers(agent);
    expect(site.switch.legs.has(deaf)).toBe(false);
    expect(site.switch.talkingAt(other)).toBe(stays);
    expect(partnerOf(site, agent)).toBe(stays);
    expect([site.agent('1001').state, site.agent('1002').state]).toEqual(['talking', 'talking']);
  });

  test('one after the other, and whoever hangs up then ends it for both', () => {
    const site = colleagues();
    for (const agent of ['1002', '1001', '1002']) {
      site.loadsAnew(agent);
      site.answers(agent);
    }
    site.hangsUp({ agent: '1002' });
    expect(site.switch.legs.size).toBe(0);
    expect([site.agent('1001').state, site.agent('1002').state]).toEqual(['ready', 'ready']);
  });

  test('the new page does not answer: the call goes on with the leg that was there', () => {
    const site = colleagues();
    const [one, other] = [site.switch.talkingAt('1001'), site.switch.talkingAt('1002')];
    site.loadsAnew('1002');
    site.pass(15_000);
    expect([...site.switch.legs.keys()].sort()).toEqual([one, other].sort());
    expect(partnerOf(site, '1002')).toBe(one);
  });

  test('whom he asks about a caller is left as he is: the caller can still be handed on', () => {
    const site = Site.empty(['1001', '1002']);
    site.comes('1001');
    const caller = site.calls('orders');
    site.answers('1001');
    site.comes('1002');
    const { callId } = site.callOf(caller);
    site.command('1001', 'call.consult', { callId, destination: { to: 'agent', agentId: '1002' } });
    site.answers('1002');
    site.loadsAnew('1002');
    site.command('1001', 'call.complete-transfer', { callId });
    expect(site.callOf(caller)).toMatchObject({ phase: 'talking', agentId: '1002' });
  });
});
