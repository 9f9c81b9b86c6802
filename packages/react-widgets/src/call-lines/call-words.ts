import type { AgentId, LegSnapshot } from '@callweave/cti-core';
import type { AgentCall, AgentSessionState } from '@callweave/web-sdk';

/** How the other side of a call is called: a name where there is one. */
export function otherSideOf(
  call: AgentCall,
  self: AgentId | undefined,
  nameOf: (agentId: AgentId) => string,
): string {
  if (call.direction === 'inbound') return call.callerName ?? call.caller;
  const colleague = call.legs.find((leg) => leg.agentId !== null && leg.agentId !== self && isLive(leg));
  if (colleague?.agentId != null) {
    const name = nameOf(colleague.agentId);
    // Without a directory an extension says more than an id.
    if (name !== colleague.agentId) return name;
  }
  return isCalled(call, self) ? (call.callerName ?? call.caller) : call.called;
}

/** Number or extension of the other side. */
export function otherNumberOf(call: AgentCall, self: AgentId | undefined): string {
  return call.direction === 'inbound' || isCalled(call, self) ? call.caller : call.called;
}

/** Somebody calls him, and not he somebody. */
function isCalled(call: AgentCall, self: AgentId | undefined): boolean {
  const own = call.legs.find((leg) => leg.agentId === self && isLive(leg));
  return call.offer?.agentId === self || own?.address === call.called;
}

export function isLive(leg: LegSnapshot): boolean {
  return leg.state !== 'ended' && leg.state !== 'failed';
}

/** The caller is with somebody else, or on his way there; the agent wraps him up. */
export function isHandedOn({ activeCall, agent }: AgentSessionState): boolean {
  return agent?.state === 'wrap-up' && activeCall !== null && activeCall.phase !== 'ended';
}

/** What the agent works on: in a consultation the caller's call, not the one with the colleague. */
export function subjectOf({ activeCall, calls }: AgentSessionState): AgentCall | null {
  if (activeCall?.consultOf === undefined) return activeCall;
  return calls.find((call) => call.callId === activeCall.consultOf) ?? activeCall;
}

/** The word for where a call stands, under `phase.`, as its agent sees it. */
export function phaseWordOf(call: AgentCall): string {
  if (call.phase === 'ended') return 'ended';
  // His own phone rings first when he dials.
  if (call.can.answer && call.phase !== 'dialling') return 'offered';
  if (call.consultOf !== undefined && call.heldSince === null) {
    return call.phase === 'talking' ? 'consulting' : 'consultRinging';
  }
  if (call.heldSince !== null) return 'held';
  if (call.phase === 'offered') return 'dialling';
  return call.phase;
}
