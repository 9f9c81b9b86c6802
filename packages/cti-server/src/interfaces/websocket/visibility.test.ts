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

describe('what an agent sees of a caller whom he has given away, in his after-call work (AGT-3)', () => {
  const colleague = { to: 'agent', agentId: '1002' };
  const gives = {
    'hands him to a colleague': ['call.transfer', { destination: colleague }],
    'hands him to a queue': ['call.transfer', { destination: { to: 'queue', queueId: 'service' } }],
    'parks him, and another picks him up': ['call.park', {}],
  } as const;

  test.each(Object.entries(gives))(
    'he %s: that he talks with another, and then his end',
    (_what, [command, more]) => {
      const site = new Site({
        agents: { '1001': {}, '1002': {} },
        queues: [
          { queueId: 'orders', name: 'Orders', agents: ['1001'], wrapUpMs: 60_000 },
          { queueId: 'service', name: 'Service', agents: ['1002'] },
        ],
      });
      site.comes('1001', '1002');
      const caller = site.customer();
      site.answers('1001');
      const { callId } = site.callOf(caller);
      const lastSeen = () => {
        const pictures = site.told.flatMap((entry) => {
          const seen = 'call' in entry.data && entry.data.call.callId === callId ? entry : null;
          return seen && visibleTo(seen as Parameters<typeof visibleTo>[0], viewer('1001'))
            ? [entry.data]
            : [];
        });
        const last = pictures.at(-1);
        return last && 'call' in last ? { phase: last.call.phase, agentId: last.call.agentId } : null;
      };
      site.command('1001', command, { callId, ...more });
      if (command === 'call.park') site.command('1002', 'call.pick-up', { callId });
      site.answers('1002');
      expect(site.agent('1001')).toMatchObject({ state: 'wrap-up', callId });
      expect(lastSeen()).toEqual({ phase: 'talking', agentId: '1002' });
      site.hangsUp(caller);
      expect(lastSeen()).toMatchObject({ phase: 'ended' });
    },
  );
});
