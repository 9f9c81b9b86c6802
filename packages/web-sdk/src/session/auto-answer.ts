import type { AgentId, CallId, CallSnapshot } from '@callweave/cti-core';

/**
 * Whether an INVITE is answered without being asked. An offer only where its queue says so (AGT-5): otherwise people
 * decide those. But the agent's own call, as his phone is rung first; and a call he is talking in already, whose leg is
 * made anew after a page reload.
 */
export function answersByItself(
  call: CallSnapshot,
  offerId: string | null,
  own: { readonly agentId: AgentId | null; readonly made: ReadonlySet<CallId> },
): boolean {
  if (offerId !== null) return own.agentId !== null && isAutoAnswered(call, offerId, own.agentId);
  if (own.made.has(call.callId)) return call.phase !== 'ended';
  if (own.agentId === null) return false;
  return (call.phase === 'talking' || call.phase === 'dialling') && call.agentId === own.agentId;
}

function isAutoAnswered({ phase, offer }: CallSnapshot, offerId: string, agentId: AgentId): boolean {
  return (
    phase === 'offered' &&
    offer?.autoAnswer === true &&
    offer.offerId === offerId &&
    offer.agentId === agentId
  );
}
