import type { CallId, DeviceKind, OfferId } from '@callweave/cti-core';
import { awaitRetry, beginCallBack, keepPlace, restorePlace } from '../acd/index.js';
import { loggedIn, withWork } from '../agents/agent.machine.js';
import { saveAgent } from '../agents/agent.store.js';
import { orderAnswer } from '../calls/arrival.js';
import {
  type Call,
  changeLeg,
  isForwardedByRule,
  isLive,
  legOf,
  offerOnLeg,
  offersOf,
  type Stage,
} from '../calls/call.js';
import { readMark } from '../calls/call.mark.js';
import { addLeg, liveCall, saveCall } from '../calls/call.store.js';
import { NO_WANTS } from '../calls/call-wants.js';
import { conferenceOf } from '../calls/conference.js';
import { endCall } from '../calls/end-call.js';
import type { Forwarded } from '../calls/forward.js';
import { orderJoin } from '../calls/join.js';
import { legAnswered } from '../calls/leg-facts.js';
import { legGone } from '../calls/legs.js';
import { closeOffer, offerJoining } from '../calls/offer.js';
import { legsJoined } from '../calls/talk.js';
import { notForwarded } from '../calls/transfer.js';
import { resumeFlow } from '../ivr/index.js';
import type { FoundLeg } from '../media-switch/media-switch.port.js';
import { adoptRecording } from '../recording/index.js';
import { adoptConference } from './adopt-conference.js';
import { adoptDialling, adoptTalk } from './adopt-talk.js';
import { adoptParked, adoptTransferring } from './adopt-transfer.js';
import { type Found, RING_AGAIN_MS } from './found-legs.js';
import type { Step } from './world.js';

/** The switch was restarted: nothing of this call is left. */
export function adoptLost(step: Step, call: Call) {
  // Whoever is called back has no leg that he could have lost.
  if (call.callBack && call.callBack.is !== 'reached') return;
  let next = call;
  for (const leg of call.legs) if (isLive(leg)) next = legGone(step, next, leg.legId, 'ended');
  adoptRecording(step, next, []);
  endCall(step, call.callId, { by: 'system', cause: 'NORMAL_TEMPORARY_FAILURE' });
}

/** Takes one call over: what it was, corrected by what is up. */
export function adoptCall(step: Step, callId: CallId, found: Found, marked: readonly FoundLeg[]) {
  const known = liveCall(step, callId);
  if (!known) return;
  let call = known;
  for (const leg of call.legs) {
    if (isLive(leg) && !found.has(leg.legId)) call = legGone(step, call, leg.legId, 'ended');
  }
  if (call.callBack && call.callBack.is !== 'reached') return adoptCallBack(step, call, found);
  if (call.stage.phase === 'dialling') {
    adoptDialling(step, call, call.stage, found);
    return hangUpOfEnded(step, callId, marked);
  }
  const conference = conferenceOf(call);
  if (conference) return adoptConference(step, conference, found, marked);
  const customer = call.customerLegId === null ? undefined : found.get(call.customerLegId);
  if (!customer) {
    adoptRecording(step, call, []);
    // He is counted as one who gave up, and may resume his place.
    if (isWaiting(call.stage)) restorePlace(step, call);
    const waited = call.stage.phase === 'ivr' || isWaiting(call.stage);
    endCall(step, callId, { by: waited ? 'customer' : 'system', cause: 'NORMAL_UNSPECIFIED' });
    return hangUpOfEnded(step, callId, marked);
  }
  // Before the place, which depends on it.
  call = withDecisions(step, call, customer);
  if (isWaiting(call.stage)) restorePlace(step, call);
  call = withRecording(step, strayLegs(step, call, customer, marked), customer);
  // Before the stage is looked at, which may end the call.
  adoptRecording(step, call, customer.recordings);
  adoptStage(step, liveCall(step, callId) ?? call, customer, found);
}

/** Legs that were made after the last thing we wrote down, of a call that is over. */
function hangUpOfEnded(step: Step, callId: CallId, marked: readonly FoundLeg[]): void {
  const call = step.world.calls.get(callId);
  if (call?.stage.phase !== 'ended') return;
  for (const { legId } of marked) {
    if (!legOf(call, legId) && !step.world.legs.has(legId))
      step.order({ do: 'switch.hang-up', legId, cause: 'NORMAL_CLEARING' });
  }
}

/** His place waits on; whoever was about to call him goes on with that. */
function adoptCallBack(step: Step, before: Call, found: Found) {
  const hisLeg = before.customerLegId === null ? undefined : found.get(before.customerLegId);
  adoptRecording(step, before, hisLeg?.recordings ?? []);
  const call = hisLeg ? before : saveCall(step, { ...before, recording: null });
  restorePlace(step, call);
  if (call.callBack?.is === 'promised') return beginCallBack(step, call.callId);
  awaitRetry(step, call);
  if (call.stage.phase === 'offered') return adoptOffers(step, call, null, found);
  if (call.stage.phase === 'dialling') return adoptDialling(step, call, call.stage, found);
}

/** He has a place in a queue. */
function isWaiting(stage: Stage): boolean {
  switch (stage.phase) {
    case 'queued':
    case 'offered':
      return true;
    case 'forwarded':
      return isForwardedByRule(stage);
    default:
      return false;
  }
}

/** What the rules decided, and where he is in a flow, stands on the caller's channel alone; what this run knows itself is newer. */
function withDecisions(step: Step, call: Call, customer: FoundLeg): Call {
  if (customer.mark === null) return call;
  const mark = readMark(customer.mark);
  return saveCall(step, {
    ...call,
    wants: call.wants === NO_WANTS ? mark.wants : call.wants,
    keys: mark.keys.length > call.keys.length ? mark.keys : call.keys,
    flowPlace: call.flowPlace ?? mark.flow,
    standsSince: call.standsSince ?? mark.standsSince,
    overflowedFrom: call.overflowedFrom.length === 0 ? mark.overflowedFrom : call.overflowedFrom,
  });
}

/** What the database did not hear of any more, the caller's channel still knows. */
function withRecording(step: Step, call: Call, customer: FoundLeg): Call {
  if (customer.mark === null) return call;
  const mark = readMark(customer.mark);
  const recording = call.recording ?? mark.recording;
  const message = call.message ?? mark.message;
  if (recording === call.recording && message === call.message) return call;
  return saveCall(step, { ...call, recording, message });
}

/** Legs that were made after the last thing we wrote down: one that talks with the customer is his agent. */
function strayLegs(step: Step, call: Call, customer: FoundLeg, marked: readonly FoundLeg[]): Call {
  let next = call;
  for (const leg of marked) {
    // An agent's line may carry the mark of a call that lent it to another.
    if (leg.legId === customer.legId || legOf(next, leg.legId) || step.world.legs.has(leg.legId)) continue;
    if (leg.mark?.party === 'external' && leg.joinedTo === customer.legId) {
      next = withExternal(step, next, leg);
      continue;
    }
    const agentId = leg.mark ? readMark(leg.mark).agentId : null;
    const agent = agentId === null ? undefined : step.world.agents.get(agentId);
    const facts = leg.mark && readMark(leg.mark);
    if (!agent || !facts || leg.joinedTo !== customer.legId || next.stage.phase === 'talking') {
      step.order({ do: 'switch.hang-up', legId: leg.legId, cause: 'NORMAL_CLEARING' });
      continue;
    }
    for (const open of offersOf(next)) next = closeOffer(step, next, open, 'withdrawn');
    const offerId = (facts.offerId ?? step.newId()) as OfferId;
    const extension = facts.extension ?? agent.defaultExtension;
    if (agent.seat === null) {
      const device = (facts.device ?? 'browser') as DeviceKind;
      saveAgent(
        step,
        loggedIn(agent, { device, extension, registered: step.world.registered.has(extension) }, step.at),
      );
    }
    const seated = step.world.agents.get(agent.agentId) ?? agent;
    saveAgent(step, withWork(seated, { is: 'offered', callId: call.callId, offerId }));
    next = addLeg(
      step,
      {
        ...next,
        stage: {
          phase: 'offered',
          offers: [
            {
              offerId,
              agentId: agent.agentId,
              legId: leg.legId,
              startedAt: step.at,
              deadline: step.at,
              autoAnswer: false,
              joining: true,
              waiting: false,
            },
          ],
        },
      },
      {
        legId: leg.legId,
        party: 'agent',
        agentId: agent.agentId,
        address: extension,
        state: 'connected',
        startedAt: leg.createdAt,
        answeredAt: leg.answeredAt,
      },
    );
  }
  return next;
}

/** Somebody outside who talks with the customer. */
function withExternal(step: Step, call: Call, leg: FoundLeg): Call {
  let offered = call;
  for (const open of offersOf(call)) offered = closeOffer(step, offered, open, 'withdrawn');
  return addLeg(
    step,
    { ...offered, stage: { phase: 'forwarded', legId: leg.legId, joined: false, transfer: null } },
    {
      legId: leg.legId,
      party: 'external',
      agentId: null,
      address: leg.called,
      state: 'connected',
      startedAt: leg.createdAt,
      answeredAt: leg.answeredAt,
    },
  );
}

function adoptStage(step: Step, call: Call, customer: FoundLeg, found: Found) {
  const { stage } = call;
  switch (stage.phase) {
    case 'ivr':
      step.clearTimersOfCall(call.callId);
      if (customer.answeredAt === null) return orderAnswer(step, call);
      return resumeFlow(
        step,
        saveCall(
          step,
          changeLeg(call, customer.legId, { state: 'connected', answeredAt: customer.answeredAt }),
        ),
      );
    case 'queued':
      return step.order({ do: 'switch.play-music', legId: customer.legId });
    case 'offered':
      return adoptOffers(step, call, customer, found);
    case 'talking':
      return adoptTalk(step, { ...call, stage }, customer, found);
    case 'forwarded':
      return adoptForwarded(step, call, stage, customer, found);
    case 'transferring':
      return adoptTransferring(step, call, stage, customer, found);
    case 'parked':
      return adoptParked(step, call, stage, customer);
    default:
      return;
  }
}

function adoptForwarded(step: Step, call: Call, stage: Forwarded, customer: FoundLeg, found: Found) {
  const leg = found.get(stage.legId);
  if (!leg) {
    if (!stage.joined) return notForwarded(step, call, stage, 'unreachable');
    return endCall(step, call.callId, {
      by: 'external',
      cause: customer.partedCause ?? 'NORMAL_UNSPECIFIED',
    });
  }
  if (leg.joinedTo === customer.legId) return legsJoined(step, call, customer.legId, leg.legId);
  step.order({ do: 'switch.play-music', legId: customer.legId });
  if (leg.answeredAt === null) {
    step.setTimer({ guard: 'ring', callId: call.callId, legId: leg.legId }, RING_AGAIN_MS);
  } else if (legOf(call, leg.legId)?.answeredAt == null) legAnswered(step, call, leg.legId);
  else orderJoin(step, call, customer.legId, leg.legId);
}

/**
 * Offers whose leg is gone are over; of the others the one that was answered is joined, or all ring on. There is no
 * customer on the line when he is to be called back.
 */
function adoptOffers(step: Step, known: Call, customer: FoundLeg | null, found: Found) {
  let call = known;
  for (const offer of offersOf(known)) {
    if (!found.has(offer.legId)) call = closeOffer(step, call, offer, 'withdrawn');
  }
  const up = offersOf(call).flatMap((offer) => found.get(offer.legId) ?? []);
  if (up.length === 0) {
    keepPlace(step, call);
    if (customer) step.order({ do: 'switch.play-music', legId: customer.legId });
    return;
  }
  const joined = customer && up.find((leg) => leg.joinedTo === customer.legId);
  const offer = joined && offerOnLeg(call, joined.legId);
  if (joined && offer) {
    return legsJoined(step, offerJoining(step, call, offer), customer.legId, joined.legId);
  }
  const answered = up.find((leg) => leg.answeredAt !== null);
  if (answered) {
    if (legOf(call, answered.legId)?.answeredAt == null) return legAnswered(step, call, answered.legId);
    const its = offerOnLeg(call, answered.legId);
    if (customer) orderJoin(step, its ? offerJoining(step, call, its) : call, customer.legId, answered.legId);
    return;
  }
  for (const { offerId, deadline } of offersOf(call)) {
    step.setTimer({ guard: 'offer', callId: call.callId, offerId }, deadline - step.at);
  }
}
