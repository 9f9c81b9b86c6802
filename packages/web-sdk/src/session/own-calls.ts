import type { AgentId, AgentSnapshot, CallSnapshot, LegSnapshot, OfferSnapshot } from '@callweave/cti-core';
import type { AgentCall, AgentSessionState } from '../agent-session.types.js';

/** The agent's own end of a call; a supervisor's ear is none. */
export function ownLegOf(call: Pick<CallSnapshot, 'legs'>, agentId: AgentId): LegSnapshot | undefined {
  // After a reload the newer one is his.
  return call.legs.findLast((leg) => leg.agentId === agentId && leg.party !== 'supervisor' && isLive(leg));
}

/** The offer that rings at him, in whatever phase the call is: a transfer and an invitation ring, too. */
export function ownOfferOf(call: CallSnapshot, agentId: AgentId): OfferSnapshot | undefined {
  return call.phase !== 'ended' && call.offer?.agentId === agentId ? call.offer : undefined;
}

/** Whether a call is for this agent's screen: offered to him, with him in it, or wrapped up by him. */
export function concerns(call: CallSnapshot, agentId: AgentId, agent: AgentSnapshot | null): boolean {
  if (agent?.callId === call.callId) {
    // Back in the queue after an offer to him; the agent's own event may come a moment later.
    return agent.state !== 'ringing' || (call.phase !== 'ivr' && call.phase !== 'queued');
  }
  if (call.phase === 'ended') return false;
  if (agent?.otherCalls?.includes(call.callId) || ownOfferOf(call, agentId)) return true;
  if (ownLegOf(call, agentId) !== undefined) return true;
  // Without a leg: he reloads his page. In other phases it is whom he handed the caller on to.
  return (call.phase === 'talking' || call.phase === 'dialling') && call.agentId === agentId;
}

/** He has talked in it and is at another one: its after-call work may come when that is over. */
export function mayBeWrappedUp(call: CallSnapshot, agentId: AgentId, agent: AgentSnapshot | null): boolean {
  if (agent === null || call.queueId === null || agent.callId === null) return false;
  if (agent.state === 'wrap-up' || agent.callId === call.callId) return false;
  return call.legs.some((leg) => leg.agentId === agentId && leg.answeredAt !== null);
}

/** The list of his calls, with what follows from it. */
export function withCalls(
  state: AgentSessionState,
  calls: readonly AgentCall[],
  agentId: AgentId | null,
): AgentSessionState {
  const { agent } = state;
  const attended = calls.find((call) => call.callId === agent?.callId);
  const activeCall =
    attended ??
    calls.findLast((call) => agentId !== null && concerns(call, agentId, agent) && call.phase !== 'ended') ??
    null;
  const heldCalls = calls
    .filter((call) => call !== activeCall && isHeld(call, agentId))
    .sort((one, other) => (one.heldSince ?? 0) - (other.heldSince ?? 0));
  return { ...state, calls, activeCall, heldCalls };
}

function isHeld(call: AgentCall, agentId: AgentId | null): boolean {
  if (agentId === null || call.phase === 'ended') return false;
  return ownLegOf(call, agentId) !== undefined && ownOfferOf(call, agentId) === undefined;
}

function isLive(leg: LegSnapshot): boolean {
  return leg.state !== 'ended' && leg.state !== 'failed';
}
