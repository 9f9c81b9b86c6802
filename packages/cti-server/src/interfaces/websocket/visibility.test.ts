import type { AgentId } from '@callweave/cti-core';
import { describe, expect, test } from 'vitest';
import { Site } from '../../kernel/testing/site.js';
import { visibleTo } from './visibility.js';

const viewer = (agentId: string) => ({ agentId: agentId as AgentId, monitoring: false, leads: false });

/** 1001 talks with a caller, asks 1002 about him, and gives the command. */
function consulted(command: 'call.conference' | 'call.complete-transfer') {
  const site = Site.staffed(['1001', '1002', '1003'], { wrapUpMs: 20_000 });
  const caller = site.customer();
  site.answers('1001');
  const { callId } = site.callOf(caller);
  site.command('1001', 'call.consult', { callId, destination: { to: 'agent', agentId: '1002' } });
  const asked = site.attendedBy('1001').callId;
  site.answers('1002');
  site.command('1001', command, { callId });
  const ended = site.told.find(
    ({ event, data }) => event === 'call.ended' && 'call' in data && data.call.callId === asked,
  );
  if (ended === undefined) throw new Error('the consultation did not end');
  return ended as Parameters<typeof visibleTo>[0];
}

describe('who is told that a consultation is over (AGT-3)', () => {
  test.each(['call.conference', 'call.complete-transfer'] as const)(
    'after %s: both who talked in it, so that it leaves their screens, and nobody else',
    (command) => {
      const ended = consulted(command);
      expect(['1001', '1002', '1003'].map((agent) => visibleTo(ended, viewer(agent)))).toEqual([
        true,
        true,
        false,
      ]);
    },
  );
});
