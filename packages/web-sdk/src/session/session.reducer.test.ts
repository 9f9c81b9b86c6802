import type { AgentId, CtiEvent } from '@callweave/cti-core';
import { anAgent, aQueue } from '@callweave/cti-core/testing';
import { expect, test } from 'vitest';
import { afterEvent } from './session.reducer.js';
import { STOPPED } from './session.store.js';

test('queues and agents that the settings no longer have leave the wall; one’s own page has no agent then (SUP-2)', () => {
  const own = { agentId: '1002' as AgentId, localOf: () => 'none' as const };
  const [gone, mine] = [anAgent(), { ...anAgent(), agentId: own.agentId }];
  const monitor = { queues: [aQueue()], agents: [gone, mine], trunks: [] };
  const told = (event: Pick<CtiEvent, 'event' | 'data'>) =>
    ({ type: 'event', seq: 1, at: 1, ...event }) as CtiEvent;

  let state = afterEvent(
    { ...STOPPED, agent: mine, monitor },
    told({ event: 'queue.removed', data: { queueId: aQueue().queueId } }),
    own,
  );
  expect(state.monitor?.queues).toEqual([]);
  state = afterEvent(state, told({ event: 'agent.removed', data: { agentId: gone.agentId } }), own);
  expect([state.monitor?.agents, state.agent]).toEqual([[mine], mine]);
  state = afterEvent(state, told({ event: 'agent.removed', data: { agentId: mine.agentId } }), own);
  expect([state.monitor?.agents, state.agent]).toEqual([[], null]);
});
