import type { AgentId, CtiEvent } from '@callweave/cti-core';
import { aCall, aContact, aLeg, anAgent, aQueue } from '@callweave/cti-core/testing';
import { expect, test } from 'vitest';
import type { AgentSessionState } from '../agent-session.types.js';
import { concerns } from './own-calls.js';
import { afterEvent, afterPicture } from './session.reducer.js';
import { STOPPED } from './session.store.js';

test('queues and agents that the settings no longer have leave the wall; one’s own page has no agent then (SUP-2)', () => {
  const own = { agentId: '1002' as AgentId, localOf: () => 'none' as const };
  const [gone, mine] = [anAgent(), { ...anAgent(), agentId: own.agentId }];
  const monitor = { queues: [aQueue()], agents: [gone, mine], trunks: [], supervisions: [], alarms: [] };
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

test('a contact is on the screen of whom it is offered to or who works on it, and of nobody else (ACD-7)', () => {
  const own = { agentId: 'a-1001' as AgentId, localOf: () => 'none' as const };
  const told = (event: Pick<CtiEvent, 'event' | 'data'>) =>
    ({ type: 'event', seq: 1, at: 1, ...event }) as CtiEvent;
  const phases: string[][] = [];
  let state = afterPicture(
    STOPPED,
    { agent: anAgent(), calls: [], contacts: [aContact({ phase: 'active' })] },
    own,
  );
  const hear = (event: Pick<CtiEvent, 'event' | 'data'>) => {
    state = afterEvent(state, told(event), own);
    phases.push(state.contacts.map(({ contactId, phase }) => `${contactId} ${phase}`));
  };
  const second = { contactId: 'contact-2' as never, queuedAt: 2_000_000_000_000 };
  const { offer } = aContact();
  if (offer === null) throw new Error('it is offered');
  hear({ event: 'contact.offered', data: { contact: aContact(second) } });
  const ended = { ...offer, outcome: 'rejected' } as const;
  hear({
    event: 'contact.offer-ended',
    data: { contact: aContact({ ...second, phase: 'queued' }), ...ended },
  });
  hear({
    event: 'contact.queued',
    data: { contact: aContact({ phase: 'queued' }), givenBackBy: own.agentId },
  });
  expect(phases).toEqual([['contact-1 active', 'contact-2 offered'], ['contact-1 active'], []]);
});

test('a supervisor’s own supervision stands in his picture, all of them on his wall (SUP-4)', () => {
  const own = { agentId: 's-1' as AgentId, localOf: () => 'none' as const };
  const mine = {
    supervisionId: 'sv-1' as never,
    supervisorId: own.agentId,
    agentId: 'a-1001' as AgentId,
    callId: 'call-1' as never,
    mode: 'listen',
    state: 'ringing',
    legId: 'leg-9' as never,
    startedAt: 1,
  } as const;
  const others = { ...mine, supervisionId: 'sv-2' as never, supervisorId: 's-2' as AgentId };
  const told = (event: Pick<CtiEvent, 'event' | 'data'>) =>
    ({ type: 'event', seq: 1, at: 1, ...event }) as CtiEvent;
  const monitor = { queues: [], agents: [], trunks: [], supervisions: [], alarms: [] };
  let state: AgentSessionState = { ...STOPPED, monitor };
  for (const supervision of [mine, others, { ...mine, state: 'connected' } as const]) {
    state = afterEvent(state, told({ event: 'supervision.started', data: { supervision } }), own);
  }
  expect(state.supervision?.state).toBe('connected');
  expect(state.monitor?.supervisions.map(({ supervisionId }) => supervisionId)).toEqual(['sv-1', 'sv-2']);
  state = afterEvent(
    state,
    told({ event: 'supervision.ended', data: { supervision: mine, reason: 'stopped' } }),
    own,
  );
  expect([state.supervision, state.monitor?.supervisions]).toEqual([null, [others]]);
});

test('the call that a supervisor listens to is none of his own calls (SUP-4)', () => {
  const own = { agentId: 's-1' as AgentId, localOf: () => 'none' as const };
  const ear = aLeg({ legId: 'leg-9' as never, party: 'supervisor', agentId: own.agentId });
  const call = aCall({ phase: 'talking', legs: [ear] });
  expect(concerns(call, own.agentId, null)).toBe(false);
  expect(concerns(call, 'a-1001' as AgentId, null)).toBe(true);
});

test('alarms stand on the wall from raised to cleared, one a rule and subject (SUP-5)', () => {
  const own = { agentId: null, localOf: () => 'none' as const };
  const alarm = {
    alarmId: 'long-wait' as never,
    name: 'Long wait',
    measure: 'queue-waiting-longest',
    subject: 'orders',
    severity: 'warning',
    value: 61_000,
    threshold: 60_000,
    raisedAt: 1,
    clearedAt: null,
  } as const;
  const other = { ...alarm, subject: 'service' };
  const told = (
    event: 'alarm.raised' | 'alarm.cleared',
    facts: typeof alarm | typeof other,
    clearedAt: number | null,
  ) => ({ type: 'event', seq: 1, at: 1, event, data: { alarm: { ...facts, clearedAt } } }) as CtiEvent;
  const monitor = { queues: [], agents: [], trunks: [], supervisions: [], alarms: [] };
  let state: AgentSessionState = { ...STOPPED, monitor };
  for (const one of [alarm, other, alarm]) state = afterEvent(state, told('alarm.raised', one, null), own);
  expect(state.monitor?.alarms).toEqual([alarm, other]);
  state = afterEvent(state, told('alarm.cleared', alarm, 2), own);
  expect(state.monitor?.alarms).toEqual([other]);
});
