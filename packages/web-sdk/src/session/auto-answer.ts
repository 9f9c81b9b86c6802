import type { AgentId, CallId, CallSnapshot } from '@callweave/cti-core';

/**
 * Whether an INVITE is answered without being asked. Never an offer: people decide those. But the agent's own call, as
 * his phone is rung first; and a call he is talking in already, whose leg is made anew after a page reload.
 */
export function answersByItself(
  call: CallSnapshot,
  own: { readonly agentId: AgentId | null; readonly made: ReadonlySet<CallId> },
): boolean {
  if (own.made.has(call.callId)) return call.phase !== 'ended';
  if (own.agentId === null) return false;
  return (call.phase === 'talking' || call.phase === 'dialling') && call.agentId === own.agentId;
}
