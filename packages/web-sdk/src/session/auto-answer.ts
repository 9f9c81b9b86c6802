import type { AgentId, AgentSnapshot, CallId, CallSnapshot } from '@callweave/cti-core';
import { ownOfferOf } from './own-calls.js';

/** What the page knows of its agent when an INVITE comes. */
export interface OwnCalls {
  readonly agentId: AgentId | null;
  readonly agent: AgentSnapshot | null;
  /** Calls that he made here. */
  readonly made: Pick<ReadonlySet<CallId>, 'has'>;
}

/**
 * Whether an INVITE is answered without being asked. An offer only where its queue says so (AGT-5), or where he picked
 * the call up himself: otherwise people decide those. But the agent's own call, as his phone is rung first; and a call
 * that he is in already, whose leg is made anew after a page reload.
 */
export function answersByItself(
  call: CallSnapshot,
  offerId: string | null,
  { agentId, agent, made }: OwnCalls,
): boolean {
  if (agentId === null || call.phase === 'ended') return false;
  const offer = ownOfferOf(call, agentId);
  if (offerId !== null) return offer?.offerId === offerId && offer.autoAnswer;
  if (made.has(call.callId)) return true;
  if (offer !== undefined) return false;
  if ((call.phase === 'talking' || call.phase === 'dialling') && call.agentId === agentId) return true;
  return agent?.callId === call.callId && agent.state !== 'ringing' && agent.state !== 'wrap-up';
}
