import { type AgentId, CallweaveError, type LegId, type PersonDestination } from '@callweave/cti-core';
import type { Step } from '../kernel/world.js';
import { type Call, type Conferee, offersOf } from './call.js';
import { announceCall, newLegId, saveCall } from './call.store.js';
import { shownOnTransfer } from './caller-id.js';
import {
  type ConferenceCall,
  conferenceOf,
  hangUpParty,
  openConference,
  partyOn,
  saveConference,
  settle,
  withParty,
} from './conference.js';
import { left } from './conference-facts.js';
import { agentAt, phoneOf, takesTransfers, unavailable } from './destination.js';
import { AGENT_RING_MS } from './dial-target.js';
import { talkingWith } from './line.js';
import { closeOffer, openOffers } from './offer.js';
import { ringPhone } from './ring-phone.js';

/** More than that nobody can follow, and a room of the switch mixes for each. */
const MOST_PARTIES = 16;
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
  const { phone } = phoneOf(step, destination);
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
  const party: Conferee = { legId, agentId: null, at: 'ringing', muted: false, talksSince: null };
  const asked: ConferenceCall = {
    ...call,
    stage: { ...call.stage, parties: [...call.stage.parties, party] },
  };
  const rung = ringPhone(step, asked, {
    legId,
    phone,
    party: 'external',
    ringMs: AGENT_RING_MS,
    inside: { callerNumber: call.caller, callerName: call.callerName ?? call.caller },
    // The number that a customer called is known outside; his own is not given away.
    shows: (route) => shownOnTransfer(step, call, agentId, route),
  });
  if (rung.call) announceCall(step, 'call.changed', rung.call);
}

function takesPart(call: Call, agentId: AgentId): boolean {
  return (
    offersOf(call).some((offer) => offer.agentId === agentId) ||
    call.legs.some((leg) => leg.agentId === agentId && leg.state !== 'ended' && leg.state !== 'failed')
  );
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

function noSuchParty(legId: LegId): CallweaveError {
  return new CallweaveError('request.invalid', 'No such party of the conference', {
    details: { issues: [{ path: ['legId'], message: legId }] },
  });
}
