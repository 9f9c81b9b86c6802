import type { CallId, EndedBy, LegId } from '@callweave/cti-core';
import type { Step } from '../kernel/world.js';
import type { LegFailure } from '../media-switch/media-switch.port.js';
import { agentLegEnded, agentVanished, partyParted, returnFailed } from './agent-return.js';
import { type Call, changeLeg, legOf, type Offer, offerOnLeg, type Stage } from './call.js';
import { announceCall, liveCall, saveCall } from './call.store.js';
import { dialBack, diallingOver, isAway } from './call-back.js';
import { endCall } from './end-call.js';
import { type Forwarded, forwardAnswered, forwardFailed } from './forward.js';
import { orderJoin } from './join.js';
import { hangUpLegs, legGone } from './legs.js';
import { type Dialling, makerAnswered, targetAnswered } from './make-call.js';
import { closeOffer, offerJoining } from './offer.js';

/** What a leg is to its call at this moment. */
export type LegRole =
  | 'customer'
  | 'offer'
  | 'maker'
  | 'target'
  | 'agent'
  | 'returning'
  | 'external'
  | 'other';

export function roleOf(call: Call, legId: LegId): LegRole {
  if (offerOnLeg(call, legId)) return 'offer';
  if (call.stage.phase === 'dialling') {
    if (call.stage.legId === legId) return 'maker';
    if (call.stage.targetLegId === legId) return 'target';
  }
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
      if (joining.stage.phase === 'dialling') return targetAnswered(step, joining, joining.stage, legId);
      if (isAway(joining)) return dialBack(step, joining, offer);
      if (joining.customerLegId !== null) orderJoin(step, joining, joining.customerLegId, legId);
      return;
    }
    case 'maker':
      return makerAnswered(step, call, call.stage as Dialling);
    case 'target':
      return targetAnswered(step, call, call.stage as Dialling, legId);
    case 'returning':
      step.clearTimer({ guard: 'ring', callId: call.callId, legId });
      if (call.customerLegId !== null) orderJoin(step, call, call.customerLegId, legId);
      return;
    case 'external':
      return forwardAnswered(step, call, legId);
    default:
      return;
  }
}

export type LegEnd =
  | { readonly is: 'failed'; readonly failure: LegFailure; readonly cause: string }
  | { readonly is: 'ended'; readonly cause: string; readonly by: 'far-end' | 'switch' };

/** A leg other than an offer's is gone; how far that goes depends on what it was to the call. */
export function legEnded(step: Step, call: Call, legId: LegId, end: LegEnd) {
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
    case 'external':
      return externalGone(step, call, call.stage as Forwarded, legId, end);
    default:
      legGone(step, call, legId, end.is);
  }
}

function externalGone(step: Step, call: Call, stage: Forwarded, legId: LegId, end: LegEnd) {
  if (!stage.joined) return forwardFailed(step, legGone(step, call, legId, 'failed'), stage);
  const by = end.is === 'ended' && end.by === 'far-end' ? 'external' : 'system';
  return endCall(step, call.callId, { by, cause: end.cause, goneLegId: legId });
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

/** A leg was parked because its partner left. */
export function legParted(step: Step, call: Call, legId: LegId) {
  if (call.customerLegId !== legId) return;
  if (call.stage.phase === 'talking') return partyParted(step, call, call.stage.line);
  // A join that came too late fell apart again: he still waits, and must not hear silence.
  if (call.stage.phase === 'queued' || call.stage.phase === 'offered' || isRinging(call.stage)) {
    step.order({ do: 'switch.play-music', legId });
  }
}

function isRinging(stage: Stage): boolean {
  return stage.phase === 'forwarded' && !stage.joined;
}

/** A leg rang without a word, long past its time. */
export function ringTimedOut(step: Step, callId: CallId, legId: LegId) {
  const call = liveCall(step, callId);
  if (!call) return;
  if (roleOf(call, legId) === 'returning') return returnFailed(step, call, legId);
  if (call.stage.phase === 'forwarded') return forwardFailed(step, call, call.stage);
  if (call.stage.phase !== 'dialling') return;
  const whose = call.stage.legId === legId ? 'agent' : 'customer';
  diallingOver(step, call, { whose, cause: 'NO_ANSWER' });
}

/** The switch did not join what it was told to join. Offers to queued callers are the queue's to treat. */
export function joinFailed(step: Step, call: Call, legId: LegId) {
  if (call.stage.phase === 'dialling') {
    return diallingOver(step, call, { whose: 'customer', cause: 'NORMAL_TEMPORARY_FAILURE' });
  }
  if (call.stage.phase === 'forwarded' && !call.stage.joined) return forwardFailed(step, call, call.stage);
  if (call.stage.phase !== 'talking') return;
  const { line } = call.stage;
  if (line.returningLegId === legId) return returnFailed(step, call, legId);
  if (line.at.is === 'here' && line.at.legId === legId && line.parted) {
    const leg = legOf(call, legId);
    agentVanished(step, leg ? hangUpLegs(step, call, [leg], 'NORMAL_CLEARING') : call, line);
  }
}
