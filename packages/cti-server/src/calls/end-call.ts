import type { AgentId, CallId, EndedBy, EpochMs, LegId } from '@callweave/cti-core';
import { finishCall } from '../agents/wrap-up.js';
import type { Step } from '../kernel/world.js';
import { callWith } from './call.change.js';
import { agentsOn, type Call, isForwardedByRule, offersOf, type Stage } from './call.js';
import { announceCall, liveCall, saveCall } from './call.store.js';
import { unlink } from './consult-pair.js';
import { hangUpLegs, legGone } from './legs.js';
import { closeOffer } from './offer.js';
import { settleReplies } from './pending-replies.js';

/**
 * Ends a call: an open offer is withdrawn, every leg that still stands is hung up, every agent goes on to his
 * after-call work, every timer of it is cleared. `goneLegId` is the leg whose end is the reason.
 */
export function endCall(
  step: Step,
  callId: CallId,
  how: { readonly by: EndedBy; readonly cause: string; readonly goneLegId?: LegId },
): void {
  let call = liveCall(step, callId);
  if (!call) return;
  if (how.goneLegId !== undefined) call = legGone(step, call, how.goneLegId, 'ended');
  // Of a call between two agents, also the one whose leg is gone by now.
  const agents = new Set(agentsOn(call));
  for (const { agentId } of call.legs) if (agentId !== null) agents.add(agentId);
  const { talkingSince, stage: last, consult } = call;
  // What are offers' legs are hung up with the offers.
  for (const offer of offersOf(call)) call = closeOffer(step, call, offer, 'withdrawn');
  call = hangUpLegs(step, call, call.legs, 'NORMAL_CLEARING');
  const abandoned = isWaiting(call, last);
  call = callWith(call, {
    stage: { phase: 'ended', at: step.at, by: how.by, cause: how.cause, abandoned },
    heldSince: null,
    // Of what was asked about, the record tells.
    consult: call.consult?.is === 'about' ? call.consult : null,
  });
  saveCall(step, call);
  step.clearTimersOfCall(callId);
  settleReplies(step, call);
  announceCall(step, 'call.ended', call);
  unlink(step, callId, consult);
  step.signal({ signal: 'call.ended', call });
  if (last.phase === 'parked') step.signal({ signal: 'parking.changed' });

  const talked = last.phase === 'talking' && talkingSince !== null;
  const until = last.phase === 'talking' && last.line.at.is === 'lost' ? last.line.at.since : step.at;
  for (const agentId of agents) {
    const since = last.phase === 'conference' ? talksSinceIn(last, agentId) : talked ? talkingSince : null;
    finishCall(step, agentId, callId, {
      talkMs: since === null ? null : until - since,
      ...(since === null ? { wrapUpMs: 0 } : wrapUpOf(step, call)),
    });
  }
  keepForLater(step, callId, [...agents]);
}

function talksSinceIn(
  { parties }: Extract<Stage, { phase: 'conference' }>,
  agentId: AgentId,
): EpochMs | null {
  return parties.find((party) => party.agentId === agentId)?.talksSince ?? null;
}

/** He has a place in a queue, and is there himself. */
function isWaiting({ queueId, callBack }: Call, stage: Stage): boolean {
  if (queueId === null || callBack !== null) return false;
  return stage.phase === 'queued' || stage.phase === 'offered' || isForwardedByRule(stage);
}

/** After-call work is a setting of the queue; a call without one has none. */
export function wrapUpOf(step: Step, call: Call): { wrapUpMs: number | null; forced: boolean } {
  const queue = call.queueId === null ? undefined : step.world.queues.get(call.queueId);
  return { wrapUpMs: queue ? queue.wrapUpMs : 0, forced: queue?.wrapUpForced ?? false };
}

function keepForLater(step: Step, callId: CallId, agents: readonly AgentId[]): void {
  const { calls, endedCalls, conditions } = step.world;
  endedCalls.add(callId, agents);
  if (endedCalls.size <= conditions.endedCallsKept) return;
  const { oldest } = endedCalls;
  if (oldest === null) return;
  // One whose after-call work somebody does stays, as the youngest.
  if (isWrappedUp(step, oldest.key, oldest.thing)) {
    endedCalls.delete(oldest.key);
    calls.delete(oldest.key);
  } else endedCalls.add(oldest.key, oldest.thing);
}

function isWrappedUp({ world }: Step, callId: CallId, agents: readonly AgentId[]): boolean {
  for (const agentId of agents) {
    const seat = world.agents.get(agentId)?.seat;
    if (seat?.work.is === 'wrap-up' && seat.work.callId === callId) return false;
    if (seat?.wrapUpDue?.callId === callId) return false;
  }
  return true;
}
