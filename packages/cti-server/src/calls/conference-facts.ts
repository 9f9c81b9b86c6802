import type { AgentId, EndedBy, LegId, OfferOutcome } from '@callweave/cti-core';
import { withWork } from '../agents/agent.machine.js';
import { agentOf, saveAgent } from '../agents/agent.store.js';
import { finishCall } from '../agents/wrap-up.js';
import type { Step } from '../kernel/world.js';
import { isMeant } from './agent-return.js';
import { type Call, type Conferee, legOf, type Offer } from './call.js';
import { agentMark } from './call.mark.js';
import { addLeg, announceCall, callOf, newLegId, snapshotOf } from './call.store.js';
import {
  type ConferenceCall,
  conferenceOf,
  hangUpParty,
  joinPlainly,
  orderIn,
  partyOn,
  saveConference,
  settle,
  withoutParty,
  withParty,
} from './conference.js';
import { endCall, wrapUpOf } from './end-call.js';
import { legGone } from './legs.js';
import { announceOfferEnded, closeOffer } from './offer.js';
import { picturesFor } from './pictures.js';

const RING_SLACK_MS = 2_000;
/** His page answers by itself when it is there again. */
const RETURN_RING_MS = 10_000;
const RETURN_MS = 20_000;

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
  saveAgent(step, withWork(agentOf(step, offer.agentId), { is: 'talking', callId: next.callId }));
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

/** How a leg of a conference ended; `vanished`: its owner did not mean to leave. */
export interface PartyEnd {
  readonly by: EndedBy;
  readonly cause: string;
  readonly vanished: boolean;
}

/** One of them has hung up, did not pick up, or could not be let in. */
export function partyGone(step: Step, before: ConferenceCall, legId: LegId, end: PartyEnd): void {
  if (partyOn(before, legId)) settle(step, withoutGone(step, before, legId, end), end);
}

/** As {@link partyGone}; what the others do then is left to the caller. */
export function withoutGone(step: Step, before: ConferenceCall, legId: LegId, end: PartyEnd): ConferenceCall {
  const party = partyOn(before, legId);
  const { callId } = before;
  if (!party) return before;
  for (const guard of ['join', 'ring'] as const) step.clearTimer({ guard, callId, legId });
  const call = legGone(step, before, legId, party.at === 'ringing' ? 'failed' : 'ended') as ConferenceCall;
  if (party.agentId !== null && end.vanished && party.at !== 'ringing') {
    step.setTimer({ guard: 'return', callId }, step.world.settings.agentReturnMs ?? RETURN_MS);
    return saveConference(step, withParty(call, legId, { at: 'lost' }));
  }
  return takenOut(step, call, party);
}

/** An agent leaves, and the others go on. */
export function leaveConference(step: Step, call: ConferenceCall, agentId: AgentId): void {
  const party = call.stage.parties.find((one) => one.agentId === agentId);
  if (!party) return;
  left(step, hangUpParty(step, call, party.legId), party, { by: 'agent', cause: 'NORMAL_CLEARING' });
}

/** He is out, and the others go on. */
export function left(
  step: Step,
  call: ConferenceCall,
  party: Conferee,
  how: { readonly by: EndedBy; readonly cause: string },
): void {
  settle(step, takenOut(step, call, party), how);
}

/** He goes on to his after-call work. */
function takenOut(
  step: Step,
  call: ConferenceCall,
  { legId, agentId, talksSince }: Conferee,
): ConferenceCall {
  for (const guard of ['join', 'ring'] as const) step.clearTimer({ guard, callId: call.callId, legId });
  const next = saveConference(step, withoutParty(call, legId));
  if (agentId !== null) {
    const talkMs = talksSince === null ? null : step.at - talksSince;
    const wrapUp = talksSince === null ? { wrapUpMs: 0 } : wrapUpOf(step, next);
    finishCall(step, agentId, next.callId, { talkMs, ...wrapUp });
  }
  step.emit({ event: 'call.left', data: { call: snapshotOf(step, next), legId } });
  return next;
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
  const rung = saveConference(step, withParty(call, party.legId, { legId, at: 'ringing' }));
  const next = addLeg(step, rung, {
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
    video: picturesFor(step, call, legId),
  });
  step.setTimer({ guard: 'ring', callId, legId }, RETURN_RING_MS + RING_SLACK_MS);
  announceCall(step, 'call.changed', next);
}

/** Those who were lost did not come back in time: all of them leave, before anybody is left to wait for one of them. */
export function lostTooLong(step: Step, call: ConferenceCall): void {
  let now = call;
  for (const party of call.stage.parties) if (party.at === 'lost') now = takenOut(step, now, party);
  settle(step, now, { by: 'system', cause: 'RECOVERY_ON_TIMER_EXPIRE' });
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

/** Something else took him out of the room: he is let in again, and heard again if he was not muted. */
export function outOfRoom(step: Step, before: Call, legId: LegId): void {
  const call = conferenceOf(before);
  const party = call && partyOn(call, legId);
  if (call && party?.at === 'in')
    orderIn(step, saveConference(step, withParty(call, legId, { at: 'entering' })), legId);
}

/** One who was to enter, or to ring, did not within his time. */
export function partyTimedOut(step: Step, callId: Call['callId'], legId: LegId) {
  const call = conferenceOf(callOf(step, callId));
  const party = call && partyOn(call, legId);
  if (!call || !party || party.at === 'in') return;
  if (legOf(call, legId)?.party === 'customer') return giveUp(step, call, party);
  left(step, hangUpParty(step, call, legId), party, { by: 'system', cause: 'NORMAL_TEMPORARY_FAILURE' });
}

/** A caller is never let go because a room does not take him: he goes on with his agent, without the others. */
function giveUp(step: Step, before: ConferenceCall, customer: Conferee) {
  const { parties, moderator } = before.stage;
  const there = parties.filter(({ agentId, at }) => agentId !== null && (at === 'in' || at === 'entering'));
  const agent = there.find(({ agentId }) => agentId === moderator) ?? there[0];
  let call = before;
  for (const offer of call.stage.invited) call = closeOffer(step, call, offer, 'withdrawn') as ConferenceCall;
  for (const party of parties) {
    if (party === customer || party === agent) continue;
    for (const guard of ['join', 'ring'] as const)
      step.clearTimer({ guard, callId: call.callId, legId: party.legId });
    call = takenOut(step, hangUpParty(step, call, party.legId), party);
  }
  if (!agent) return endCall(step, call.callId, { by: 'system', cause: 'NORMAL_TEMPORARY_FAILURE' });
  joinPlainly(step, call, customer, agent);
}
