import { describe, expect, test } from 'vitest';
import { Site } from '../kernel/testing/site.js';

const site = () =>
  new Site({
    agents: { '1001': {}, boss: {} },
    queues: [{ queueId: 'orders', name: 'Orders', agents: ['1001'], wrapUpMs: 60_000, wrapUpForced: true }],
  });

const force = (centre: Site, to: object) =>
  centre.command('boss', 'agent.force-state', { agentId: '1001', to }, 'supervisor');

describe('a supervisor sets the state of another (SUP-4, AGT-1)', () => {
  test('at rest it holds at once, and the event says who did it', () => {
    const centre = site();
    centre.comes('1001');
    force(centre, { state: 'aux', reason: 'meeting' });
    expect(centre.agent('1001')).toMatchObject({ state: 'aux', auxReason: 'meeting' });
    expect(centre.told.findLast(({ event }) => event === 'agent.state-changed')?.data).toMatchObject({
      to: 'aux',
      reason: 'meeting',
      by: 'boss',
    });
    force(centre, { state: 'logged-out' });
    expect(centre.agent('1001').state).toBe('logged-out');
    expect(() => force(centre, { state: 'ready' })).toThrow('not logged in');
  });

  test('made ready, he takes the caller who waits', () => {
    const centre = site();
    centre.comes('1001');
    force(centre, { state: 'aux', reason: 'break' });
    const caller = centre.calls('orders');
    force(centre, { state: 'ready' });
    expect(centre.offeredTo(caller)).toBe('1001');
  });

  test('on a call it is what follows, and takes the place of his own choice', () => {
    const centre = site();
    centre.comes('1001');
    const caller = centre.calls('orders');
    centre.answers('1001');
    centre.command('1001', 'agent.set-next', { next: { state: 'ready' } });
    force(centre, { state: 'logged-out' });
    expect(centre.agent('1001')).toMatchObject({ state: 'talking', next: { state: 'logged-out' } });
    centre.hangsUp(caller);
    expect(centre.agent('1001').state).toBe('wrap-up');
    centre.pass(60_000);
    expect(centre.agent('1001').state).toBe('logged-out');
  });

  test('it ends after-call work that the agent himself could not end', () => {
    const centre = site();
    centre.comes('1001');
    const caller = centre.calls('orders');
    centre.answers('1001');
    centre.hangsUp(caller);
    expect(centre.refusal('1001', 'agent.finish-wrap-up')).toBe('agent.not-allowed-now');
    force(centre, { state: 'ready' });
    expect(centre.agent('1001').state).toBe('ready');
    // The limit of the work that is over means nothing now.
    centre.pass(60_000);
    expect(centre.agent('1001').state).toBe('ready');
  });

  test('an agent may not', () => {
    const centre = site();
    centre.comes('1001');
    const asked = { agentId: '1001', to: { state: 'aux', reason: 'break' } };
    expect(centre.refusal('boss', 'agent.force-state', asked)).toBe('access.denied');
    expect(centre.agent('1001').state).toBe('ready');
  });
});
