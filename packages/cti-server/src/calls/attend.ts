import { type AgentId, CallweaveError, type LegId } from '@callweave/cti-core';
import { withWork } from '../agents/agent.machine.js';
import { agentOf, saveAgent } from '../agents/agent.store.js';
import type { Step } from '../kernel/world.js';
import { type Call, changeLeg, legOf } from './call.js';
import { announceCall, callOf, liveCall, saveCall } from './call.store.js';
import { diallingOver } from './call-back.js';
import { orderJoin } from './join.js';
import {
  isApart,
  isReturning,
  legAt,
  lend,
  opposite,
  type Side,
  sideOf,
  standApart,
  type TalkingCall,
  talkingWith,
  withApart,
} from './line.js';
import { refuseReplies, reply, replyWhen } from './pending-replies.js';

/**
 * An agent turns to a call of his that waits on hold: the one he attends is held, and what he only dials is given up. Answered
 * when the switch has joined him with the party.
 * @throws {CallweaveError} `call.not-allowed-now`
 */
export function attend(step: Step, callId: Call['callId'], agentId: AgentId, replyTo: string | null) {
  if (isWith(step, callId, agentId)) {
    if (replyTo !== null) replyWhen(step, callId, 'retrieved', replyTo);
    return reply(step, callOf(step, callId), 'retrieved');
  }
  if (lineIn(step, callId, agentId) !== null) leavePresent(step, callId, agentId);
  const call = talkingWith(callOf(step, callId), agentId);
  const side = call && sideOf(call, agentId);
  const legId = lineIn(step, callId, agentId);
  if (!call || !side || legId === null) {
    throw new CallweaveError('call.not-allowed-now', 'His phone is not there', { details: { callId } });
  }
  lend(step, legId, agentOf(step, agentId), call, 'holding');
  const partner = legAt(call, opposite(side));
  if (partner === null || isApart(call, opposite(side))) return awaitPartner(step, call, side, replyTo);
  if (replyTo !== null) replyWhen(step, callId, 'retrieved', replyTo);
  orderJoin(step, call, partner, legId);
}

/** He attends it already. */
function isWith(step: Step, callId: Call['callId'], agentId: AgentId): boolean {
  const call = talkingWith(callOf(step, callId), agentId);
  const side = call && sideOf(call, agentId);
  const { seat } = agentOf(step, agentId);
  const attends = seat !== null && seat.work.is !== 'idle' && seat.work.callId === callId;
  return attends && call !== null && side !== null && !isApart(call, side);
}

/** His leg in a call that talks; null when he has lost it. */
function lineIn(step: Step, callId: Call['callId'], agentId: AgentId): LegId | null {
  const call = talkingWith(callOf(step, callId), agentId);
  const side = call && sideOf(call, agentId);
  return call && side && !isReturning(call, agentId) ? legAt(call, side) : null;
}

/** What he attends now is held, or ended when nobody has picked up yet. */
function leavePresent(step: Step, callId: Call['callId'], agentId: AgentId) {
  const { seat } = agentOf(step, agentId);
  if (seat === null || seat.work.is === 'idle' || seat.work.callId === callId) return;
  const present = liveCall(step, seat.work.callId);
  if (present?.stage.phase === 'dialling') {
    return diallingOver(step, present, { whose: 'agent', cause: 'ORIGINATOR_CANCEL' }, 'agent');
  }
  const talking = talkingWith(present, agentId);
  if (!talking || isReturning(talking, agentId)) {
    throw new CallweaveError('call.not-allowed-now', 'He waits in another call himself', {
      details: { callId, waitsIn: seat.work.callId },
    });
  }
  standApart(step, talking, agentId);
}

/** The other agent attends another call, too: this one waits for him, with music. */
function awaitPartner(step: Step, before: TalkingCall, side: Side, replyTo: string | null): void {
  const agentId = legOf(before, legAt(before, side))?.agentId ?? before.stage.line.agentId;
  const legId = legAt(before, side);
  let call: Call = withApart(before, side, false);
  if (legId !== null) {
    call = changeLeg(call, legId, { state: 'connected' });
    step.order({ do: 'switch.part', legId });
    step.order({ do: 'switch.play-music', legId });
  }
  saveCall(step, call);
  saveAgent(step, withWork(agentOf(step, agentId), { is: 'talking', callId: call.callId }));
  announceCall(step, 'call.changed', call);
  if (replyTo === null) return;
  replyWhen(step, call.callId, 'retrieved', replyTo);
  reply(step, call, 'retrieved');
}

/** The two of a call that talks hear each other again. */
export function attended(step: Step, before: TalkingCall): void {
  const { line } = before.stage;
  const legIds = [legAt(before, 'line'), before.customerLegId].flatMap((legId) => legId ?? []);
  for (const legId of legIds) step.clearTimer({ guard: 'join', callId: before.callId, legId });
  step.clearTimer({ guard: 'parted', callId: before.callId });
  const wasApart = line.apart || before.stage.peerApart;
  let call: Call = {
    ...before,
    stage: { phase: 'talking', line: { ...line, parted: false, apart: false }, peerApart: false },
  };
  if (!wasApart) {
    if (line.parted) saveCall(step, call);
    return;
  }
  for (const legId of legIds) call = changeLeg(call, legId, { state: 'connected' });
  call = saveCall(step, { ...call, heldSince: null });
  announceCall(step, 'call.retrieved', call);
  for (const legId of legIds) {
    const agentId = legOf(call, legId)?.agentId;
    const agent = agentId ? step.world.agents.get(agentId) : undefined;
    const { work } = agent?.seat ?? {};
    if (agent && work?.is === 'holding' && work.callId === call.callId)
      saveAgent(step, withWork(agent, { is: 'talking', callId: call.callId }));
  }
  reply(step, call, 'retrieved');
}

/** The switch did not join them: they go on hearing music, and he may try again. */
export function attendFailed(step: Step, call: TalkingCall): void {
  const { callId, customerLegId, stage } = call;
  if (customerLegId !== null && step.world.legs.get(customerLegId) === callId && stage.line.apart)
    step.order({ do: 'switch.play-music', legId: customerLegId });
  const own = legAt(call, 'line');
  if (own !== null && step.world.legs.get(own) === callId && stage.peerApart)
    step.order({ do: 'switch.play-music', legId: own });
  const error = new CallweaveError('call.failed', 'The switch did not join the two', {
    details: { callId, cause: 'join' },
  });
  refuseReplies(step, callId, 'retrieved', error);
}
