import { describe, expect, test } from 'vitest';
import { Site } from '../kernel/testing/site.js';

const CODES = [
  { code: 'sold', name: '成交' },
  { code: 'complaint', name: '投诉' },
];

function talking() {
  const site = Site.staffed(['1001', '1002'], { wrapUpMs: 20_000, dispositions: CODES });
  const caller = site.customer();
  site.answers('1001');
  const { callId } = site.callOf(caller);
  return { site, caller, callId };
}

describe('what agents write down about a call (AGT-4)', () => {
  test('disposition, tags and notes, in the call and in after-call work', () => {
    const { site, caller, callId } = talking();
    site.command('1001', 'call.set-tags', { callId, tags: ['vip', 'gift', 'vip'] });
    site.command('1001', 'call.add-note', { callId, text: 'Asks for delivery on Sunday' });
    site.hangsUp(caller);
    expect(site.agent('1001').state).toBe('wrap-up');
    site.command('1001', 'call.set-disposition', { callId, code: 'sold' });
    expect(site.callOf(caller, '1001')).toMatchObject({
      phase: 'ended',
      disposition: 'sold',
      tags: ['vip', 'gift'],
      notes: [{ agentId: '1001', text: 'Asks for delivery on Sunday' }],
      can: { annotate: true, hangUp: false },
    });
    site.command('1001', 'call.set-disposition', { callId, code: null });
    expect(site.callOf(caller).disposition).toBeUndefined();
  });

  test('a code that the queue does not offer is refused, and those it has are named', () => {
    const { site, callId } = talking();
    expect(site.refusal('1001', 'call.set-disposition', { callId, code: 'won' })).toBe('request.invalid');
  });

  test('nobody writes about the call of another', () => {
    const { site, caller, callId } = talking();
    expect(site.refusal('1002', 'call.add-note', { callId, text: 'x' })).toBe('call.unknown');
    site.hangsUp(caller);
    expect(site.refusal('1002', 'call.set-tags', { callId, tags: ['x'] })).toBe('call.unknown');
  });

  test('who has handed the caller on writes about him in after-call work, though the others still talk', () => {
    const { site, caller, callId } = talking();
    site.command('1001', 'call.consult', { callId, destination: { to: 'agent', agentId: '1002' } });
    site.answers('1002');
    site.command('1001', 'call.complete-transfer', { callId });
    expect(site.agent('1001').state).toBe('wrap-up');
    expect(site.callOf(caller, '1001')).toMatchObject({
      phase: 'talking',
      can: { annotate: true, hangUp: false },
    });
    site.command('1001', 'call.add-note', { callId, text: 'Wants the invoice' });
    expect(site.callOf(caller).notes).toHaveLength(1);
  });

  test('after fifty notes it is enough', () => {
    const { site, callId } = talking();
    for (let note = 0; note < 50; note += 1)
      site.command('1001', 'call.add-note', { callId, text: `${note}` });
    expect(site.refusal('1001', 'call.add-note', { callId, text: 'one more' })).toBe('call.too-many');
  });

  test('they outlast a restart in mid-call', () => {
    const { site, caller, callId } = talking();
    site.command('1001', 'call.add-note', { callId, text: 'Asks for delivery on Sunday' });
    site.restart();
    expect(site.callOf(caller).notes).toHaveLength(1);
  });
});
