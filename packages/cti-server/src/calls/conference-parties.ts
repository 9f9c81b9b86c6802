import {
  type AgentId,
  CallweaveError,
  type EndedBy,
  type LegId,
  type OfferOutcome,
  type PersonDestination,
} from '@callweave/cti-core';
import { agentOf } from '../agents/agent.store.js';
import { finishCall } from '../agents/wrap-up.js';
import type { Step } from '../kernel/world.js';
import { isMeant } from './agent-return.js';
import { type Call, type Conferee, legOf, type Offer, offersOf } from './call.js';
import { agentMark, customerMark } from './call.mark.js';
import { addLeg, announceCall, callOf, liveCall, newLegId, saveCall, snapshotOf } from './call.store.js';
import {
  type ConferenceCall,
  conferenceOf,
  hangUpParty,
  openConference,
  orderIn,
  partyOn,
  saveConference,
  settle,
  withoutParty,
  withParty,
} from './conference.js';
import { agentAt, phoneOf, takesTransfers, unavailable } from './destination.js';
import { AGENT_RING_MS } from './dial-target.js';
import { wrapUpOf } from './end-call.js';
import { legGone } from './legs.js';
import { talkingWith } from './line.js';
import { announceOfferEnded, closeOffer, openOffers } from './offer.js';

/** More than that nobody can follow, and a room of the switch mixes for each. */
const MOST_PARTIES = 16;
const RING_SLACK_MS = 2_000;
/** His page answers by itself when it is there again. */
const RETURN_RING_MS = 10_000;
const RETURN_MS = 20_000;

/**
 * Asks one more in: a colleague sees an offer, any other phone rings.
 * @throws {CallweaveError} `call.destination-unavailable`, `call.too-many`, `call.failed`, `request.invalid`
 */
export function invite(step: Step, before: Call, agentId: AgentId, destination: PersonDestination): void {
  const agent = agentAt(step, destination);
  if (agent !== null && takesPart(before, agent.agentId)) {
    throw new CallweaveError('request.invalid', 'He is in this call already', {
      details: { issues: [{ path: ['destination'], message: 'takes part' }] },
    });
  }
  if (agent !== null && !takesTransfers(agent))
    throw unavailable('The agent is busy, or his phone is not there', agent.agentId);
  const { leg } = phoneOf(step, destination);
  const parties = conferenceOf(before)?.stage.parties.length ?? 2;
  if (parties + offersOf(before).length >= MOST_PARTIES) {
    throw new CallweaveError('call.too-many', `A conference has ${MOST_PARTIES} parties at most`, {
      details: { limit: MOST_PARTIES },
    });
  }
  const talking = talkingWith(before, agentId);
  const call = conferenceOf(before) ?? (talking && openConference(step, talking, agentId));
  if (!call) return;
  if (agent !== null) {
    openOffers(step, call, [agent], { ringMs: AGENT_RING_MS, autoAnswer: false });
    return;
  }
  const legId = newLegId(step);
  const address = leg.kind === 'gateway' ? leg.number : leg.extension;
  const party: Conferee = { legId, agentId: null, at: 'ringing', muted: false, talksSince: null };
  const asked: ConferenceCall = {
    ...call,
    stage: { ...call.stage, parties: [...call.stage.parties, party] },
  };
  const next = addLeg(step, asked, {
    legId,
    party: 'external',
    agentId: null,
    address,
    state: 'initiated',
    startedAt: step.at,
    answeredAt: null,
  });
  step.order({
    do: 'switch.create-leg',
    legId,
    target: leg,
    mark: { ...customerMark(next), party: 'external' },
    // Outside, the number that a customer called is known; that of the customer is not given away.
    callerNumber: call.direction === 'inbound' && leg.kind === 'gateway' ? call.called : call.caller,
    callerName: call.callerName ?? call.caller,
    ringMs: AGENT_RING_MS,
    offerId: null,
  });
  step.setTimer({ guard: 'ring', callId: call.callId, legId }, AGENT_RING_MS + RING_SLACK_MS);
  announceCall(step, 'call.changed', next);
}

function takesPart(call: Call, agentId: AgentId): boolean {
  return (
    offersOf(call).some((offer) => offer.agentId === agentId) ||
    call.legs.some((leg) => leg.agentId === agentId && leg.state !== 'ended' && leg.state !== 'failed')
  );
}

/** An agent who was asked picked up. */
export function invitedAnswered(step: Step, call: ConferenceCall, offer: Offer): void {
  const invited = call.stage.invited.filter(({ offerId }) => offerId !== offer.offerId);
  const party: Conferee = {
    legId: offer.legId,
    agentId: offer.agentId,
    at: 'entering',
    muted: false,
    talksSince: null,
  };
  const next = saveConference(step, {
    ...call,
    stage: { ...call.stage, invited, parties: [...call.stage.parties, party] },
  });
  announceOfferEnded(step, next, offer, 'answered');
  orderIn(step, next, offer.legId);
}

/** An agent who was asked did not come. */
export function invitedFailed(
  step: Step,
  call: Call,
  offer: Offer,
  outcome: Exclude<OfferOutcome, 'answered' | 'withdrawn' | 'answered-elsewhere'>,
): void {
  const next = conferenceOf(closeOffer(step, call, offer, outcome));
  if (next) settle(step, next, { by: 'system', cause: 'NORMAL_CLEARING' });
}

/** One of them picked up: somebody outside, or an agent whose page was loaded anew. */
export function partyAnswered(step: Step, call: ConferenceCall, legId: LegId): void {
  step.clearTimer({ guard: 'ring', callId: call.callId, legId });
  orderIn(step, saveConference(step, withParty(call, legId, { at: 'entering' })), legId);
}

/** One of them has hung up, did not pick up, or could not be let in. */
export function partyGone(
  step: Step,
  before: ConferenceCall,
  legId: LegId,
  end: { readonly by: EndedBy; readonly cause: string; readonly vanished: boolean },
): void {
  const party = partyOn(before, legId);
  const { callId } = before;
  if (!party) return;
  for (const guard of ['join', 'ring'] as const) step.clearTimer({ guard, callId, legId });
  const call = legGone(step, before, legId, party.at === 'ringing' ? 'failed' : 'ended') as ConferenceCall;
  if (party.agentId !== null && end.vanished && party.at !== 'ringing') {
    step.setTimer({ guard: 'return', callId }, step.world.settings.agentReturnMs ?? RETURN_MS);
    settle(step, saveConference(step, withParty(call, legId, { at: 'lost' })), end);
    return;
  }
  left(step, call, party, end);
}

/** An agent leaves, and the others go on. */
export function leaveConference(step: Step, call: ConferenceCall, agentId: AgentId): void {
  const party = call.stage.parties.find((one) => one.agentId === agentId);
  if (!party) return;
  left(step, hangUpParty(step, call, party.legId), party, { by: 'agent', cause: 'NORMAL_CLEARING' });
}

function left(
  step: Step,
  call: ConferenceCall,
  { legId, agentId, talksSince }: Conferee,
  how: { readonly by: EndedBy; readonly cause: string },
): void {
  const next = saveConference(step, withoutParty(call, legId));
  if (agentId !== null) {
    const talkMs = talksSince === null ? null : step.at - talksSince;
    const wrapUp = talksSince === null ? { wrapUpMs: 0 } : wrapUpOf(step, next);
    finishCall(step, agentId, next.callId, { talkMs, ...wrapUp });
  }
  step.emit({ event: 'call.left', data: { call: snapshotOf(step, next), legId } });
  settle(step, next, how);
}

/** His page is there anew: he is rung, and enters again; the leg that he left behind is hung up. */
export function confereeRegistered(step: Step, before: ConferenceCall, agentId: AgentId): void {
  const party = before.stage.parties.find((one) => one.agentId === agentId);
  const { seat } = agentOf(step, agentId);
  if (!party || seat === null) return;
  const { callId } = before;
  for (const guard of ['join', 'ring'] as const) step.clearTimer({ guard, callId, legId: party.legId });
  const call = hangUpParty(step, before, party.legId);
  const legId = newLegId(step);
  const next = addLeg(step, withParty(call, party.legId, { legId, at: 'ringing' }), {
    legId,
    party: 'agent',
    agentId,
    address: seat.extension,
    state: 'initiated',
    startedAt: step.at,
    answeredAt: null,
  });
  step.order({
    do: 'switch.create-leg',
    legId,
    target: { kind: 'extension', extension: seat.extension },
    mark: agentMark(next, { agentId, device: seat.device, extension: seat.extension }),
    callerNumber: call.direction === 'inbound' ? call.caller : call.called,
    callerName: call.callerName ?? call.caller,
    ringMs: RETURN_RING_MS,
    offerId: null,
  });
  step.setTimer({ guard: 'ring', callId, legId }, RETURN_RING_MS + RING_SLACK_MS);
  announceCall(step, 'call.changed', next);
}

/** Those who were lost did not come back in time. */
export function lostTooLong(step: Step, call: ConferenceCall): void {
  for (const party of call.stage.parties) {
    const now = conferenceOf(liveCall(step, call.callId));
    if (party.at === 'lost' && now)
      left(step, now, party, { by: 'system', cause: 'RECOVERY_ON_TIMER_EXPIRE' });
  }
}

/** A leg's own end, told by the switch: whether he may come back, and who it was. */
export function legOfConferenceEnded(
  step: Step,
  call: ConferenceCall,
  legId: LegId,
  end: { readonly is: 'failed' | 'ended'; readonly cause: string; readonly by?: 'far-end' | 'switch' },
): void {
  const byHimself = end.is === 'ended' && end.by === 'far-end';
  const party = legOf(call, legId)?.party;
  const by: EndedBy = !byHimself
    ? 'system'
    : party === 'agent'
      ? 'agent'
      : party === 'external'
        ? 'external'
        : 'customer';
  partyGone(step, call, legId, {
    by,
    cause: end.cause,
    vanished: end.is === 'ended' && !(byHimself && isMeant(end.cause)),
  });
}

/**
 * Mutes one of them for all others, or lets him be heard again.
 * @throws {CallweaveError} `request.invalid` when he is not in
 */
export function muteParty(step: Step, call: Call, legId: LegId, muted: boolean): void {
  const conference = conferenceOf(call);
  const party = conference && partyOn(conference, legId);
  if (!conference || !party) throw noSuchParty(legId);
  if (party.muted === muted) return;
  if (party.at === 'in') step.order({ do: 'switch.mute', legId, muted });
  announceCall(step, 'call.changed', saveConference(step, withParty(conference, legId, { muted })));
}

/**
 * Lets one of them go, or calls off who rings.
 * @throws {CallweaveError} `request.invalid` when he is not in
 */
export function dropParty(step: Step, call: Call, legId: LegId): void {
  const conference = conferenceOf(call);
  const offer = conference?.stage.invited.find((one) => one.legId === legId);
  if (conference && offer) {
    const next = conferenceOf(closeOffer(step, conference, offer, 'withdrawn'));
    if (next) settle(step, next, { by: 'agent', cause: 'NORMAL_CLEARING' });
    return;
  }
  const party = conference && partyOn(conference, legId);
  if (!conference || !party) throw noSuchParty(legId);
  for (const guard of ['join', 'ring'] as const) step.clearTimer({ guard, callId: conference.callId, legId });
  left(step, hangUpParty(step, conference, legId), party, { by: 'agent', cause: 'NORMAL_CLEARING' });
}

/** Nobody else is let in, or again. */
export function lockConference(step: Step, call: Call, locked: boolean): void {
  const conference = conferenceOf(call);
  if (!conference || conference.stage.locked === locked) return;
  const next = saveCall(step, { ...conference, stage: { ...conference.stage, locked } });
  announceCall(step, 'call.changed', next);
}

/** Something else took him out of the room: he is let in again, and heard again if he was not muted. */
export function outOfRoom(step: Step, before: Call, legId: LegId): void {
  const call = conferenceOf(before);
  const party = call && partyOn(call, legId);
  if (call && party?.at === 'in')
    orderIn(step, saveConference(step, withParty(call, legId, { at: 'entering' })), legId);
}

/** One who was to enter, or to ring, did not within his time. */
export function partyTimedOut(step: Step, callId: Call['callId'], legId: LegId): void {
  const call = conferenceOf(callOf(step, callId));
  const party = call && partyOn(call, legId);
  if (!call || !party || party.at === 'in') return;
  left(step, hangUpParty(step, call, legId), party, { by: 'system', cause: 'NORMAL_TEMPORARY_FAILURE' });
}

function noSuchParty(legId: LegId): CallweaveError {
  return new CallweaveError('request.invalid', 'No such party of the conference', {
    details: { issues: [{ path: ['legId'], message: legId }] },
  });
}
