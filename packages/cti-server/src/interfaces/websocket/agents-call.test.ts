import type { AgentId } from '@callweave/cti-core';
import { describe, expect, test } from 'vitest';
import { Site } from '../../kernel/testing/site.js';
import { agentsCallOf } from './agents-call.js';
import { agentAsSeenBy } from './visibility.js';

const callOf = (site: Site, agent: string) => agentsCallOf(site.agent(agent), site.kernel);

describe('what a wall tells of an agent’s call (SUP-3)', () => {
  test('who calls, and for which queue, from the first ring to the end of the talk', () => {
    const site = Site.staffed(['1001'], { wrapUpMs: 20_000 });
    const caller = site.customer();
    const told = { direction: 'inbound', number: '13800138000', queueName: site.callOf(caller).queueName };
    expect(callOf(site, '1001')).toMatchObject(told);
    site.answers('1001');
    expect(callOf(site, '1001')).toMatchObject(told);
    site.hangsUp(caller);
    expect(site.agent('1001').state).toBe('wrap-up');
    expect(callOf(site, '1001')).toBeUndefined();
  });

  test('of two agents who talk with one another, each is shown the other', () => {
    const site = Site.staffed(['1001', '1002']);
    site.command('1001', 'call.make', { to: '1002' });
    site.answers('1001');
    site.answers('1002');
    expect(callOf(site, '1001')).toMatchObject({ direction: 'internal', number: '1002' });
    expect(callOf(site, '1002')).toMatchObject({ direction: 'internal', number: '1001' });
    expect(callOf(site, '1001')?.name).toBe(site.agent('1002').name);
    expect(callOf(site, '1002')?.name).toBe(site.agent('1001').name);
  });

  test('only whoever leads him is told', () => {
    const site = Site.staffed(['1001']);
    site.customer();
    const viewer = { agentId: '1002' as AgentId, monitoring: true, leads: false };
    expect(agentAsSeenBy(site.agent('1001'), viewer)).not.toHaveProperty('call');
    const leader = { ...viewer, leads: true, callOf: () => callOf(site, '1001') };
    expect(agentAsSeenBy(site.agent('1001'), leader).call?.number).toBe('13800138000');
  });
});
