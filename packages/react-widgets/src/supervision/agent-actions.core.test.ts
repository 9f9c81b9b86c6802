import { describe, expect, test } from 'vitest';
import { anAgent } from '../testing/fake-session.js';
import { agentActions, type Overseer } from './agent-actions.core.js';

const overseer = (facts: Partial<Overseer> = {}): Overseer => ({
  role: 'supervisor',
  agent: anAgent({ agentId: 's-1' as never, state: 'aux' }),
  supervision: null,
  ...facts,
});
const namesOf = (who: Overseer, facts: Parameters<typeof anAgent>[0]) =>
  agentActions(who, anAgent(facts), ['break']).map(({ name }) => name);

describe('what a supervisor may do about an agent, by right and state (SUP-4)', () => {
  test('one who talks can be listened to, taken over and cut off; what is forced comes after the call', () => {
    const actions = agentActions(overseer(), anAgent({ state: 'talking' }), ['break']);
    expect(actions.map(({ name, danger, afterCall }) => [name, danger, afterCall])).toEqual([
      ['listen', false, false],
      ['whisper', false, false],
      ['barge', false, false],
      ['takeOver', true, false],
      ['hangUp', true, false],
      ['ready', false, true],
      ['aux', false, true],
      ['logOut', true, true],
    ]);
  });

  test('one who pauses can be made ready, paused otherwise and logged out', () => {
    expect(namesOf(overseer(), { state: 'aux', auxReason: 'meeting' })).toEqual(['ready', 'aux', 'logOut']);
    expect(namesOf(overseer(), { state: 'aux', auxReason: 'break' })).toEqual(['ready', 'logOut']);
  });

  test('nobody is heard while the supervisor’s own phone is busy, offline, or at another agent', () => {
    const busy = anAgent({ agentId: 's-1' as never, state: 'talking' });
    const offline = anAgent({ agentId: 's-1' as never, state: 'aux', reachable: false });
    const elsewhere = { agentId: '1009', mode: 'listen' } as never;
    for (const who of [{ agent: busy }, { agent: offline }, { supervision: elsewhere }])
      expect(namesOf(overseer(who), { state: 'talking' })).toEqual(['hangUp', 'ready', 'aux', 'logOut']);
  });

  test('while he supervises, the mode that is on is marked', () => {
    const who = overseer({ supervision: { agentId: '1001', mode: 'whisper' } as never });
    const marked = agentActions(who, anAgent({ state: 'talking' })).filter(({ checked }) => checked);
    expect(marked.map(({ name }) => name)).toEqual(['whisper']);
  });

  test('a supervisor who leads some teams has no say in others, nor about himself; an agent in none', () => {
    const self = anAgent({ agentId: 's-1' as never, leads: ['A'] });
    expect(namesOf(overseer({ agent: self }), { team: 'B' })).toEqual([]);
    expect(namesOf(overseer({ agent: self }), {})).toEqual([]);
    expect(namesOf(overseer({ agent: self }), { team: 'A' })).not.toEqual([]);
    expect(namesOf(overseer({ agent: self, role: 'admin' }), { team: 'B' })).not.toEqual([]);
    expect(namesOf(overseer(), { agentId: 's-1' as never })).toEqual([]);
    expect(namesOf(overseer({ role: 'agent' }), {})).toEqual([]);
  });

  test('nothing is to be done about one who is logged out', () => {
    expect(namesOf(overseer(), { state: 'logged-out' })).toEqual([]);
  });
});
