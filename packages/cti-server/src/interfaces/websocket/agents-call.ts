import type { AgentId, AgentSnapshot, AgentsCall, CallSnapshot } from '@callweave/cti-core';

/** What is looked up of the present world. */
export interface CallBook {
  agentSnapshot(agentId: AgentId): AgentSnapshot | null;
  callSnapshot(callId: CallSnapshot['callId'], viewer: AgentId | null): CallSnapshot | null;
}

/** With whom an agent rings, dials or talks; undefined when he does not, or the call is gone meanwhile. */
export function agentsCallOf(agent: AgentSnapshot, book: CallBook): AgentsCall | undefined {
  const { callId, state, agentId } = agent;
  const busy = state === 'ringing' || state === 'dialling' || state === 'talking' || state === 'holding';
  const call = callId === null || !busy ? null : book.callSnapshot(callId, null);
  if (call === null || call.phase === 'ended') return undefined;
  const { direction, queueName } = call;
  const isCalled = direction === 'inbound' || call.called === agent.extension;
  return {
    direction,
    number: isCalled ? call.caller : call.called,
    name: isCalled ? call.callerName : colleaguesName(call, agentId, book),
    queueName,
  };
}

function colleaguesName(call: CallSnapshot, self: AgentId, book: CallBook): string | null {
  const colleague = call.legs.find(({ agentId, address }) => agentId !== self && address === call.called);
  return colleague?.agentId == null ? null : (book.agentSnapshot(colleague.agentId)?.name ?? null);
}
