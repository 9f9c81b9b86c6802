import { type AgentId, CallweaveError } from '@callweave/cti-core';
import { withOther, withWaiting, withWork } from '../agents/agent.machine.js';
import { agentOf, saveAgent } from '../agents/agent.store.js';
import type { Step } from '../kernel/world.js';
import { attend } from './attend.js';
import { type Call, lineAt, type Offer, offersOf, offerTo, withLeg } from './call.js';
import { announceCall, callOf, liveCall, markCustomer, saveCall } from './call.store.js';
import type { Dialling } from './dial-target.js';
import { isTogether, lineOf, talkingWith } from './line.js';
import { announceOfferEnded, offerJoining, ringAgain } from './offer.js';

/**
 * An agent asks the server to answer for him: a call that waits while he talks is attended, and what he talked in is held
 * (AGT-4); a telephone that can be told so picks up.
 * @throws {CallweaveError} `call.not-allowed-now`
 */
export function answerCall(step: Step, call: Call, agentId: AgentId, replyTo: string): 'answered' | 'later' {
  const offer = offerTo(call, agentId);
  if (offer?.waiting && call.stage.phase === 'dialling') {
    answerWaiting(step, call, call.stage, offer, replyTo);
    return 'later';
  }
  const { seat } = agentOf(step, agentId);
  const ringing = call.legs.find(
    (leg) => leg.agentId === agentId && (leg.state === 'initiated' || leg.state === 'alerting'),
  );
  if (seat?.device === 'ip-phone' && ringing) {
    step.order({ do: 'switch.answer-phone', legId: ringing.legId });
    return 'answered';
  }
  const how = seat?.device === 'fxs' ? 'lift the receiver' : 'pick up at the phone';
  throw new CallweaveError('call.not-allowed-now', `This device answers by itself: ${how}`, {
    details: { callId: call.callId },
  });
}

function answerWaiting(step: Step, before: Call, stage: Dialling, offer: Offer, replyTo: string): void {
  const { callId } = before;
  const agent = agentOf(step, offer.agentId);
  const line = lineOf(step, agent);
  const present = agent.seat && agent.seat.work.is !== 'idle' ? liveCall(step, agent.seat.work.callId) : null;
  const talking = talkingWith(present, offer.agentId);
  const maker = before.legs.find((leg) => leg.legId === stage.legId);
  if (!line || !talking || !maker) {
    throw new CallweaveError('call.not-allowed-now', 'His phone is not there', { details: { callId } });
  }
  // His line was never lent before: it would end with the party that he leaves.
  if (agent.seat?.others.length === 0 && isTogether(step, talking)) {
    step.order({ do: 'switch.part', legId: line.legId });
  }
  const joining = offerJoining(step, before, offer);
  const next = saveCall(step, {
    ...withLeg(joining, { ...line, state: 'held', startedAt: step.at }),
    customerLegId: line.legId,
    answeredAt: step.at,
    talkingSince: step.at,
    heldSince: step.at,
    stage: {
      phase: 'talking',
      line: { ...lineAt(stage.agentId, stage.legId), parted: true },
      peerApart: true,
    },
  });
  announceOfferEnded(step, next, offer, 'answered');
  announceCall(step, 'call.answered', next);
  saveAgent(step, withOther(withWaiting(agentOf(step, offer.agentId), null), callId));
  saveAgent(step, withWork(agentOf(step, stage.agentId), { is: 'talking', callId }));
  markCustomer(step, next);
  step.signal({ signal: 'call.joined', callId });
  attend(step, callOf(step, callId).callId, offer.agentId, replyTo);
}

/** His last call is over: the colleague who waits rings at his phone like any other. */
export function ringWaiting(step: Step, agentId: AgentId): void {
  const agent = step.world.agents.get(agentId);
  const work = agent?.seat?.work;
  const call = work?.is === 'offered' ? liveCall(step, work.callId) : null;
  if (agent && call && offersOf(call).some((offer) => offer.agentId === agentId))
    ringAgain(step, call, agent);
}
