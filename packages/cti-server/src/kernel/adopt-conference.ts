import type { AgentId, CallId } from '@callweave/cti-core';
import { callIdOf } from '../agents/agent.js';
import { withWork } from '../agents/agent.machine.js';
import { saveAgent } from '../agents/agent.store.js';
import { legOf } from '../calls/call.js';
import { liveCall } from '../calls/call.store.js';
import {
  type ConferenceCall,
  conferenceOf,
  entered,
  orderIn,
  saveConference,
  settle,
  withParty,
} from '../calls/conference.js';
import { type PartyEnd, withoutGone } from '../calls/conference-facts.js';
import { legAnswered } from '../calls/leg-facts.js';
import { closeOffer } from '../calls/offer.js';
import type { FoundLeg } from '../media-switch/media-switch.port.js';
import { adoptRecording } from '../recording/index.js';
import { type Found, RING_AGAIN_MS } from './found-legs.js';
import type { Step } from './world.js';

const GONE: PartyEnd = { by: 'system', cause: 'NORMAL_UNSPECIFIED', vanished: true };

/** Who is in the room stays there, who is up and is not enters again, and of the others nobody waits. */
export function adoptConference(step: Step, call: ConferenceCall, found: Found, marked: readonly FoundLeg[]) {
  const { callId } = call;
  adoptRecording(
    step,
    call,
    [...found.values()].find(({ legId }) => legId === call.customerLegId)?.recordings ?? [],
  );
  for (const { agentId } of call.stage.parties) if (agentId !== null) atWork(step, agentId, callId);
  adoptInvited(step, call, found);
  // All who are gone, before anything is concluded from one of them.
  for (const { legId } of call.stage.parties) {
    const now = conferenceOf(liveCall(step, callId));
    if (now && !found.has(legId)) withoutGone(step, now, legId, GONE);
  }
  for (const { legId } of call.stage.parties) {
    const now = conferenceOf(liveCall(step, callId));
    const leg = found.get(legId);
    if (now && leg) adoptParty(step, now, legId, leg);
  }
  const now = conferenceOf(liveCall(step, callId));
  if (now) settle(step, now, GONE);
  // Made after the last thing that was written down.
  const after = step.world.calls.get(callId);
  for (const { legId } of marked) {
    if (after && !legOf(after, legId) && !step.world.legs.has(legId))
      step.order({ do: 'switch.hang-up', legId, cause: 'NORMAL_CLEARING' });
  }
}

function adoptParty(step: Step, call: ConferenceCall, legId: FoundLeg['legId'], leg: FoundLeg) {
  const { callId } = call;
  if (leg.room === callId)
    return entered(step, saveConference(step, withParty(call, legId, { at: 'entering' })), legId);
  if (leg.answeredAt === null) return step.setTimer({ guard: 'ring', callId, legId }, RING_AGAIN_MS);
  if (legOf(call, legId)?.answeredAt == null) return legAnswered(step, call, legId);
  orderIn(step, saveConference(step, withParty(call, legId, { at: 'entering' })), legId);
}

function adoptInvited(step: Step, call: ConferenceCall, found: Found): void {
  for (const offer of call.stage.invited) {
    const now = conferenceOf(liveCall(step, call.callId));
    if (!now) return;
    const leg = found.get(offer.legId);
    if (!leg) closeOffer(step, now, offer, 'withdrawn');
    else if (leg.answeredAt !== null) legAnswered(step, now, offer.legId);
    else {
      step.setTimer(
        { guard: 'offer', callId: call.callId, offerId: offer.offerId },
        offer.deadline - step.at,
      );
    }
  }
}

/** His last picture may be of the consultation by which he came in. */
function atWork(step: Step, agentId: AgentId, callId: CallId): void {
  const agent = step.world.agents.get(agentId);
  if (!agent?.seat || callIdOf(agent) === callId || agent.seat.others.includes(callId)) return;
  if (agent.seat.work.is === 'idle') saveAgent(step, withWork(agent, { is: 'talking', callId }));
}
