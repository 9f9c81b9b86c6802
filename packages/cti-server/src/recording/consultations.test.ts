import { describe, expect, test } from 'vitest';
import { Site } from '../kernel/testing/site.js';

/** 1001 serves a caller and has asked 1002, who talks with him; everything is recorded. */
function consulting() {
  const site = new Site({
    agents: { '1001': {}, '1002': {} },
    queues: [{ queueId: 'orders', name: 'Orders', agents: ['1001'], wrapUpMs: 0 }],
    settings: { recording: { rules: [], otherwise: 'all', longestPauseMs: 60_000, keysPauseMs: null } },
  });
  site.comes('1001', '1002');
  const caller = site.calls('orders');
  site.answers('1001');
  const { callId } = site.callOf(caller);
  site.command('1001', 'call.consult', { callId, destination: { to: 'agent', agentId: '1002' } });
  site.answers('1002');
  const asked = site.switch.talkingAt('1002');
  const recordedOf = (legId: typeof caller) => [...(site.switch.legs.get(legId)?.recordings ?? [])];
  return { site, caller, callId, asked, recordedOf };
}

describe('what colleagues say about a caller is a recording of its own (REC-1)', () => {
  test('which ends with the consultation, though the phone of whom was asked goes on in the call of the caller', () => {
    const { site, caller, callId, asked, recordedOf } = consulting();
    expect(recordedOf(asked)).toHaveLength(1);
    expect(recordedOf(caller)).toHaveLength(1);
    site.command('1001', 'call.complete-transfer', { callId });
    expect(site.hears(caller)).toBe(asked);
    expect(recordedOf(asked)).toEqual([]);
    expect(recordedOf(caller)).toHaveLength(1);
    expect(site.told.filter(({ event }) => event === 'recording.stopped')).toHaveLength(1);
  });

  test('and when all three go on as a conference', () => {
    const { site, caller, callId, asked, recordedOf } = consulting();
    site.command('1001', 'call.conference', { callId });
    expect(site.hears(asked)).toBe('room');
    expect(recordedOf(asked)).toEqual([]);
    expect(recordedOf(caller)).toHaveLength(1);
  });
});
