import { type AgentId, CallweaveError, type LegId } from '@callweave/cti-core';
import { withWork } from '../agents/agent.machine.js';
import { saveAgent } from '../agents/agent.store.js';
import type { Step } from '../kernel/world.js';
import { type Call, changeLeg, isLive, legOf } from './call.js';
import { announceCall, saveCall } from './call.store.js';
import { isReturning, isTogether, legAt, sideOf, standApart, type TalkingCall } from './line.js';
import { type ReplyUntil, refuseReplies, reply, replyWhen } from './pending-replies.js';

/**
 * Holding is done at the agent's leg: he falls silent, the other party hears music. Answered when the switch says so.
 * @throws {CallweaveError} `call.not-allowed-now`
 */
export function orderHold(
  step: Step,
  call: Call,
  agentId: AgentId,
  until: ReplyUntil,
  replyTo: string,
): void {
  const leg = call.legs.find((one) => one.agentId === agentId && isLive(one));
  if (!leg || isReturning(call, agentId)) throw notThere(call);
  replyWhen(step, call.callId, until, replyTo);
  step.order({ do: until === 'held' ? 'switch.hold' : 'switch.retrieve', legId: leg.legId });
}

/**
 * Holds a call with pictures by parting the two: music covers the sound of legs that stay joined, and leaves their pictures. No
 * part of him is seen by whom he holds.
 * @throws {CallweaveError} `call.not-allowed-now`
 */
export function holdApart(step: Step, call: TalkingCall, agentId: AgentId): void {
  const legId = legAt(call, sideOf(call, agentId) ?? 'line');
  if (legId === null || isReturning(call, agentId)) throw notThere(call);
  const together = isTogether(step, call);
  const held = standApart(step, call, agentId);
  setWork(step, agentId, held, 'holding');
  if (together) step.order({ do: 'switch.part', legId });
}

/** He has vanished, or is only about to be back. */
function notThere({ callId }: Call): CallweaveError {
  return new CallweaveError('call.not-allowed-now', 'The agent has no leg in this call', {
    details: { callId },
  });
}

/**
 * The switch, or the phone itself, put an agent's side on hold. Where two agents talk with one another both may hold;
 * the call is held as long as one of them does.
 */
export function legHeld(step: Step, call: Call, legId: LegId): void {
  const leg = legOf(call, legId);
  if (!leg || !isLive(leg)) return;
  const held = changeLeg(call, legId, { state: 'held' });
  if (call.stage.phase !== 'talking' || leg.agentId === null) {
    saveCall(step, held);
    return;
  }
  const next = saveCall(step, { ...held, heldSince: call.heldSince ?? step.at });
  if (leg.state !== 'held') announceCall(step, call.heldSince === null ? 'call.held' : 'call.changed', next);
  setWork(step, leg.agentId, next, 'holding');
  reply(step, next, 'held');
}

export function legRetrieved(step: Step, call: Call, legId: LegId): void {
  const leg = legOf(call, legId);
  if (!leg || !isLive(leg)) return;
  // His phone goes on, and his party is somewhere else.
  if (call.stage.phase === 'talking' && call.stage.line.apart) return;
  const back = changeLeg(call, legId, { state: 'connected' });
  if (call.stage.phase !== 'talking' || leg.agentId === null || call.heldSince === null) {
    saveCall(step, back);
    return;
  }
  const heldStill = back.legs.some((other) => other.agentId !== null && other.state === 'held');
  const next = saveCall(step, { ...back, heldSince: heldStill ? call.heldSince : null });
  announceCall(step, heldStill ? 'call.changed' : 'call.retrieved', next);
  setWork(step, leg.agentId, next, 'talking');
  reply(step, next, 'retrieved');
}

function setWork(step: Step, agentId: AgentId, call: Call, is: 'holding' | 'talking'): void {
  const agent = step.world.agents.get(agentId);
  const { work } = agent?.seat ?? {};
  if (agent && (work?.is === 'holding' || work?.is === 'talking') && work.callId === call.callId) {
    saveAgent(step, withWork(agent, { is, callId: call.callId }));
  }
}

/** The switch refused the order, or said nothing of its outcome. */
export function holdFailed(step: Step, call: Call, until: ReplyUntil, cause: string): void {
  refuseReplies(
    step,
    call.callId,
    until,
    new CallweaveError('call.failed', `The switch did not carry the order out: ${cause}`, {
      details: { callId: call.callId, cause },
    }),
  );
}
