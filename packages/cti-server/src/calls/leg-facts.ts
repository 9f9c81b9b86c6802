import type { CallId, EndedBy, LegId } from '@callweave/cti-core';
import type { Step } from '../kernel/world.js';
import type { LegFailure } from '../media-switch/media-switch.port.js';
import { agentLegEnded, agentVanished, partyParted, returnFailed } from './agent-return.js';
import { attendFailed } from './attend.js';
import {
  type Call,
  changeLeg,
  isBeingJoined,
  legOf,
  type Offer,
  offerOnLeg,
  type Stage,
  withLine,
} from './call.js';
import { announceCall, callOf, liveCall, saveCall } from './call.store.js';
import { diallingOver, isAway } from './call-back.js';
import { makerParted, partingFailed } from './call-beside.js';
import { type ConferenceCall, conferenceOf, partyOn } from './conference.js';
import { invitedAnswered, legOfConferenceEnded, partyAnswered, partyTimedOut } from './conference-facts.js';
import { completingFailed } from './consult.js';
import { dialBack } from './dial-back.js';
import { type Dialling, makerAnswered, targetAnswered } from './dial-target.js';
import { endCall } from './end-call.js';
import { type Forwarded, forwardAnswered } from './forward.js';
import { orderJoin } from './join.js';
import { hangUpLegs, legGone } from './legs.js';
import { isJoining, type Talking } from './line.js';
import { bringOthers, loseOthers, ringForLost } from './lost-line.js';
import { dialledOn } from './next-gateway.js';
import { closeOffer, offerJoining } from './offer.js';
import { returned } from './talk.js';
import { goOn, notForwarded, type TransferOutcome } from './transfer.js';

/** What a leg is to its call at this moment. */
export type LegRole =
  | 'customer'
  | 'offer'
  | 'maker'
  | 'target'
  | 'agent'
  | 'returning'
  | 'external'
  /** Of a conference. */
  | 'party'
  | 'other';

export function roleOf(call: Call, legId: LegId): LegRole {
  if (offerOnLeg(call, legId)) return 'offer';
  if (call.stage.phase === 'dialling') {
    if (call.stage.legId === legId) return 'maker';
    if (call.stage.targetLegId === legId) return 'target';
  }
  if (partyOn(call, legId)) return 'party';
  if (call.customerLegId === legId) return 'customer';
  if (call.stage.phase === 'forwarded' && call.stage.legId === legId) return 'external';
  if (call.stage.phase === 'talking') {
    const { line } = call.stage;
    if (line.at.is === 'here' && line.at.legId === legId) return 'agent';
    if (line.returningLegId === legId) return 'returning';
  }
  return 'other';
}

export function legRinging(step: Step, call: Call, legId: LegId) {
  if (legOf(call, legId)?.state !== 'initiated') return;
  const next = saveCall(step, changeLeg(call, legId, { state: 'alerting' }));
  if (roleOf(call, legId) === 'target') announceCall(step, 'call.changed', next);
}

/** Everyone's answer but the inbound customer's own, which starts his flow. */
export function legAnswered(step: Step, before: Call, legId: LegId) {
  const leg = legOf(before, legId);
  if (!leg || leg.answeredAt !== null) return;
  const call = saveCall(step, changeLeg(before, legId, { state: 'connected', answeredAt: step.at }));
  switch (roleOf(call, legId)) {
    case 'offer': {
      const offer = offerOnLeg(call, legId) as Offer;
      const joining = offerJoining(step, call, offer);
      const conference = conferenceOf(joining);
      if (conference) return invitedAnswered(step, conference, offer);
      if (joining.stage.phase === 'dialling') return targetAnswered(step, joining, joining.stage, legId);
      if (isAway(joining)) return dialBack(step, joining, offer);
      if (joining.customerLegId !== null) orderJoin(step, joining, joining.customerLegId, legId);
      return;
    }
    case 'maker':
      if (leg.agentId !== null) bringOthers(step, leg.agentId, { ...leg, answeredAt: step.at });
      return makerAnswered(step, call, call.stage as Dialling);
    case 'target':
      return targetAnswered(step, call, call.stage as Dialling, legId);
    case 'returning':
      step.clearTimer({ guard: 'ring', callId: call.callId, legId });
      return returningAnswered(step, call, legId);
    case 'external':
      return forwardAnswered(step, call, legId);
    case 'party':
      return partyAnswered(step, call as ConferenceCall, legId);
    default:
      return;
  }
}

/** He is back, and his party is there to be joined, or attends another call itself. */
function returningAnswered(step: Step, call: Call, legId: LegId) {
  if (call.stage.phase !== 'talking' || call.customerLegId === null) return;
  if (!call.stage.peerApart) return orderJoin(step, call, call.customerLegId, legId);
  returned(step, call, call.stage.line);
  step.order({ do: 'switch.play-music', legId });
}

export type LegEnd =
  | { readonly is: 'failed'; readonly failure: LegFailure; readonly cause: string }
  | { readonly is: 'ended'; readonly cause: string; readonly by: 'far-end' | 'switch' };

/** A leg other than an offer's is gone; with that of an agent go those of his calls on hold. */
export function legEnded(step: Step, call: Call, legId: LegId, end: LegEnd) {
  const agentId = legOf(call, legId)?.agentId ?? null;
  if (agentId === null || (step.world.agents.get(agentId)?.seat?.others ?? []).length === 0)
    return legOfCallEnded(step, call, legId, end);
  const wasToBringHimBack = roleOf(call, legId) === 'returning';
  loseOthers(step, agentId, legId);
  legOfCallEnded(step, callOf(step, call.callId), legId, end);
  // A leg that fails at once would be followed by the next without end.
  if (!wasToBringHimBack) ringForLost(step, agentId);
}

/** How far that goes depends on what it was to the call. */
function legOfCallEnded(step: Step, before: Call, legId: LegId, end: LegEnd) {
  if (end.is === 'failed' && dialledOn(step, before, legId, end.cause)) return;
  const call = liveCall(step, before.callId);
  if (!call) return;
  switch (roleOf(call, legId)) {
    case 'customer':
      if (call.callBack?.is === 'promised') {
        legGone(step, call, legId, 'ended');
        return step.signal({ signal: 'call.awaits-call-back', callId: call.callId });
      }
      return endCall(step, call.callId, {
        by: customersEnd(call, legId, end),
        cause: end.cause,
        goneLegId: legId,
      });
    case 'target':
      return diallingOver(
        step,
        call,
        { whose: 'customer', cause: end.cause, goneLegId: legId },
        customersEnd(call, legId, end),
      );
    case 'maker':
      return diallingOver(
        step,
        call,
        { whose: 'agent', cause: end.cause, goneLegId: legId },
        end.is === 'ended' && end.by === 'far-end' ? 'agent' : 'system',
      );
    case 'agent':
      if (call.stage.phase !== 'talking') return;
      return agentLegEnded(step, call, call.stage.line, legId, {
        cause: end.cause,
        by: end.is === 'ended' ? end.by : 'switch',
      });
    case 'returning':
      return returnFailed(step, legGone(step, call, legId, 'failed'), legId);
    case 'party':
      return legOfConferenceEnded(step, call as ConferenceCall, legId, end);
    case 'external':
      return externalGone(step, call, call.stage as Forwarded, legId, end);
    default:
      legGone(step, call, legId, end.is);
  }
}

function externalGone(step: Step, call: Call, stage: Forwarded, legId: LegId, end: LegEnd) {
  if (!stage.joined) return notForwarded(step, legGone(step, call, legId, 'failed'), stage, outcomeOf(end));
  const by = end.is === 'ended' && end.by === 'far-end' ? 'external' : 'system';
  return endCall(step, call.callId, { by, cause: end.cause, goneLegId: legId });
}

function outcomeOf(end: LegEnd): TransferOutcome {
  if (end.is === 'ended') return 'rejected';
  switch (end.failure) {
    case 'no-answer':
    case 'cancelled':
      return 'no-answer';
    case 'busy':
    case 'rejected':
      return end.failure;
    default:
      return 'unreachable';
  }
}

function customersEnd(call: Call, legId: LegId, end: LegEnd): EndedBy {
  if (end.is === 'failed' || end.by === 'switch') return 'system';
  return legOf(call, legId)?.party === 'agent' ? 'agent' : 'customer';
}

/** A called agent did not take an internal call: it is over for both. */
export function dialOfferFailed(
  step: Step,
  call: Call,
  offer: Offer,
  outcome: 'no-answer' | 'rejected' | 'busy' | 'unreachable',
) {
  closeOffer(step, call, offer, outcome);
  const cause = {
    'no-answer': 'NO_ANSWER',
    rejected: 'CALL_REJECTED',
    busy: 'USER_BUSY',
    unreachable: 'USER_NOT_REGISTERED',
  };
  endCall(step, call.callId, { by: outcome === 'rejected' ? 'agent' : 'system', cause: cause[outcome] });
}

/** A leg stands alone: its partner left, or it was parted from it. */
export function legParted(step: Step, call: Call, legId: LegId) {
  const { stage } = call;
  if (stage.phase === 'dialling' && stage.legId === legId) return makerParted(step, call, stage, legId);
  if (stage.phase === 'talking') return partyStandsAlone(step, call, stage, legId);
  if (call.customerLegId !== legId) return;
  if (stage.phase === 'transferring' || stage.phase === 'parked') return goOn(step, call);
  // A join that came too late fell apart again: he still waits, and must not hear silence.
  if (isBeingJoined(call)) return;
  if (stage.phase === 'queued' || stage.phase === 'offered' || isRinging(stage)) {
    step.order({ do: 'switch.play-music', legId });
  }
}

/** Whoever is held by parting hears music; any other parting is somebody's end, or a mistake. */
function partyStandsAlone(step: Step, call: Call, stage: Talking, legId: LegId) {
  const { line, peerApart } = stage;
  const joins = [legId, line.at.is === 'here' ? line.at.legId : legId].some((one) =>
    isJoining(step, call, one),
  );
  if (call.customerLegId !== legId) {
    if (peerApart && !joins) step.order({ do: 'switch.play-music', legId });
    return;
  }
  if (!line.apart) return partyParted(step, call, line);
  saveCall(step, withLine(call, { ...line, parted: true }));
  if (!joins) step.order({ do: 'switch.play-music', legId });
}

function isRinging(stage: Stage): boolean {
  return stage.phase === 'forwarded' && !stage.joined;
}

/** A leg rang without a word, long past its time. */
export function ringTimedOut(step: Step, callId: CallId, legId: LegId) {
  const call = liveCall(step, callId);
  if (!call) return;
  if (roleOf(call, legId) === 'returning') return returnFailed(step, call, legId);
  if (call.stage.phase === 'conference') return partyTimedOut(step, callId, legId);
  if (call.stage.phase === 'forwarded') return notForwarded(step, call, call.stage, 'no-answer');
  if (call.stage.phase !== 'dialling') return;
  const whose = call.stage.legId === legId ? 'agent' : 'customer';
  diallingOver(step, call, { whose, cause: 'NO_ANSWER' });
}

/** The switch did not part what it was told to part. */
export function partFailed(step: Step, call: Call) {
  if (call.stage.phase === 'dialling' && call.stage.parting) return partingFailed(step, call, call.stage);
  // His agent has hung up, which parts him as well.
  if (call.stage.phase === 'transferring' || call.stage.phase === 'parked') goOn(step, call);
}

/** The switch did not join what it was told to join. Offers to queued callers are the queue's to treat. */
export function joinFailed(step: Step, call: Call, legId: LegId) {
  const { stage } = call;
  if (stage.phase === 'conference') return partyTimedOut(step, call.callId, legId);
  if (stage.phase === 'dialling') {
    return diallingOver(step, call, { whose: 'customer', cause: 'NORMAL_TEMPORARY_FAILURE' });
  }
  if (stage.phase === 'forwarded' && !stage.joined) return notForwarded(step, call, stage, 'unreachable');
  if (stage.phase !== 'talking') return;
  const { line } = stage;
  if (line.returningLegId === legId) return returnFailed(step, call, legId);
  if (call.customerLegId === legId && call.consult?.is === 'by' && call.consult.completing) {
    return completingFailed(step, call);
  }
  if (line.apart || stage.peerApart) return attendFailed(step, { ...call, stage });
  if (line.at.is === 'here' && line.at.legId === legId && line.parted) {
    const leg = legOf(call, legId);
    return agentVanished(step, leg ? hangUpLegs(step, call, [leg], 'NORMAL_CLEARING') : call, line);
  }
  // Two who were left of a conference stand alone, and are joined again in a moment.
  if (line.at.is !== 'here' || line.parted) return;
  for (const alone of [call.customerLegId, line.at.legId])
    if (alone !== null && step.world.legs.get(alone) === call.callId)
      step.order({ do: 'switch.play-music', legId: alone });
  partyParted(step, call, line);
}
