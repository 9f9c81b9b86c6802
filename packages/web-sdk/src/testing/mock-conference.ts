import {
  type CallId,
  type CallSnapshot,
  CallweaveError,
  type LegId,
  type LegSnapshot,
  type PersonDestination,
} from '@callweave/cti-core';
import type { MockCallCentre } from './mock-call-centre.js';

type Conference = NonNullable<CallSnapshot['conference']>;

/** More than two hear one another in the mock. */
export class MockConference {
  readonly #centre: MockCallCentre;

  constructor(centre: MockCallCentre) {
    this.#centre = centre;
  }

  /** Caller, consulted and agent come together. */
  open(callId: CallId): CallSnapshot {
    const { main, target } = this.#centre.telephone.intoOne(callId);
    const legs = [...this.#centre.withOwn(main, 'connected'), target];
    return this.#begin({ ...main, legs, heldSince: null }, target.legId);
  }

  invite(callId: CallId, destination: PersonDestination): CallSnapshot {
    const centre = this.#centre;
    const call = centre.allowed(callId, 'invite');
    const { to } = destination;
    const leg = centre.telephone.legOf(
      to === 'agent' ? destination.agentId : null,
      to === 'agent' ? destination.agentId : destination.number,
    );
    const party = { legId: leg.legId, connected: false, muted: false };
    return this.#change(call, { legs: [...call.legs, leg] }, (room) => ({
      ...room,
      parties: [...room.parties, party],
    }));
  }

  /** Whom the agent invited comes in. */
  invitedAnswers(callId: CallId): void {
    const call = this.#centre.call(callId);
    const invited = call.legs.find((leg) => leg.state === 'alerting');
    if (invited === undefined) throw new CallweaveError('call.not-active', 'Nobody is invited.');
    const legs = call.legs.map((leg) => (leg === invited ? answered(leg, this.#centre.clock.now()) : leg));
    this.#begin({ ...call, legs }, invited.legId);
  }

  muteParty(callId: CallId, legId: LegId, muted: boolean): CallSnapshot {
    const call = this.#centre.allowed(callId, 'manageParties');
    return this.#change(call, {}, (room) => ({
      ...room,
      parties: room.parties.map((party) => (party.legId === legId ? { ...party, muted } : party)),
    }));
  }

  lock(callId: CallId, locked: boolean): CallSnapshot {
    return this.#change(this.#centre.allowed(callId, 'manageParties'), {}, (room) => ({ ...room, locked }));
  }

  dropParty(callId: CallId, legId: LegId): CallSnapshot {
    this.#centre.allowed(callId, 'manageParties');
    return this.partyLeaves(callId, legId);
  }

  /** Two who are left talk plainly. */
  partyLeaves(callId: CallId, legId: LegId): CallSnapshot {
    const centre = this.#centre;
    const call = centre.call(callId);
    const legs = call.legs.map((leg) => (leg.legId === legId ? { ...leg, state: 'ended' as const } : leg));
    const { conference = NOBODY, ...facts } = call;
    const parties = conference.parties.filter((party) => party.legId !== legId);
    const next =
      parties.length > 2
        ? centre.put({ ...facts, legs, conference: { ...conference, parties } })
        : centre.put({ ...facts, legs, phase: 'talking' });
    centre.tell('call.left', { call: next, legId });
    return next;
  }

  #begin(call: CallSnapshot, legId: LegId): CallSnapshot {
    const centre = this.#centre;
    const { moderator, locked } = call.conference ?? { ...NOBODY, moderator: centre.agent.agentId };
    const muted = new Set(
      call.conference?.parties.filter((party) => party.muted).map((party) => party.legId),
    );
    const parties = call.legs
      .filter((leg) => leg.state !== 'ended')
      .map((leg) => ({
        legId: leg.legId,
        connected: leg.state === 'connected',
        muted: muted.has(leg.legId),
      }));
    const next = centre.put({ ...call, phase: 'conference', conference: { moderator, locked, parties } });
    centre.tell('call.joined', { call: next, legId });
    centre.work('talking', next.callId);
    return centre.call(next.callId);
  }

  #change(
    call: CallSnapshot,
    facts: Partial<CallSnapshot>,
    how: (room: Conference) => Conference,
  ): CallSnapshot {
    const conference = call.conference && how(call.conference);
    const next = this.#centre.put({ ...call, ...facts, ...(conference ? { conference } : {}) });
    this.#centre.tell('call.changed', { call: next });
    return next;
  }
}

const NOBODY: Conference = { moderator: null, locked: false, parties: [] };

function answered(leg: LegSnapshot, at: number): LegSnapshot {
  return { ...leg, state: 'connected', answeredAt: at };
}
