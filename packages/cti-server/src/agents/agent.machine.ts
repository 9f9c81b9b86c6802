import type {
  AgentSnapshot,
  CallId,
  ContactId,
  DeviceKind,
  EpochMs,
  LegId,
  NextState,
} from '@callweave/cti-core';
import { agentWith, seatWith } from './agent.change.js';
import type { Agent, Availability, HeldContact, Seat, Work, WrapUpDue } from './agent.js';
import { queueIdsOf } from './membership.js';

/*
 * Three independent facts — session (a seat or none), availability, work — make one derived state:
 *
 *   logged-out ──log-in──▶ aux(logged-in) ◀─set-aux─▶ ready ──offer──▶ ringing ──join──▶ talking ⇄ holding
 *       ▲                       ▲  │                    ▲  ▲              │                  │
 *       │                       │  └──call.make──▶ dialling ─┼──join──────┼─▶ talking        │ call over
 *       │                       └───────RONA────────────┼──┼──────────────┤                  ▼
 *       │                                               │  └──withdrawn───┘        (next) or wrap-up
 *       └──log-out, next = logged-out───────────────────┴──finish, limit, set-ready, set-aux──┘
 *
 * With several calls (AGT-4) `work` is the one he attends, and `others` wait on hold: talking, holding ──consult──▶ dialling ──▶
 * talking; what he attends ends, and he is holding the next; only the end of the last leads to after-call work.
 *
 * Everything here is pure: an agent in, the next agent out. `since` is set by whoever keeps the result.
 */

/** A new session; it begins in aux(logged-in), so that nobody is called before he says so. */
export function loggedIn(
  agent: Agent,
  session: { readonly device: DeviceKind; readonly extension: string; readonly registered: boolean },
  at: EpochMs,
): Agent {
  const { device, extension, registered } = session;
  return agentWith(agent, {
    seat: {
      device,
      extension,
      registered,
      reachable: device !== 'browser' || registered,
      availability: { is: 'aux', reason: 'logged-in' },
      work: { is: 'idle' },
      others: [],
      waiting: null,
      wrapUpDue: null,
      next: null,
      idleSince: at,
      lingeringLegId: null,
      coolingDown: false,
      supervising: false,
      contacts: [],
      contactsSince: at,
      resting: false,
    },
  });
}

export function loggedOut(agent: Agent): Agent {
  return agentWith(agent, { seat: null });
}

/** Ready or aux, now; ends a wrap-up, and forgets what was planned for afterwards. */
export function withAvailability(agent: Agent, availability: Availability, at: EpochMs): Agent {
  return onSeat(agent, (seat) => ({
    availability,
    work: seat.work.is === 'wrap-up' ? { is: 'idle' } : seat.work,
    next: null,
    idleSince: at,
  }));
}

export function withNext(agent: Agent, next: NextState | null): Agent {
  return onSeat(agent, () => ({ next }));
}

export function withWork(agent: Agent, work: Work): Agent {
  return onSeat(agent, () => ({ work }));
}

/** He dials beside the call he attends, which waits on hold. */
export function withCallBeside(agent: Agent, callId: CallId): Agent {
  return onSeat(agent, (seat) => ({
    work: { is: 'dialling', callId },
    others: seat.work.is === 'idle' ? seat.others : [...seat.others, seat.work.callId],
  }));
}

/** He turns to another of his calls, and holds the one he attended. */
export function withAttended(agent: Agent, callId: CallId, is: 'talking' | 'holding'): Agent {
  return onSeat(agent, (seat) => {
    if (seat.work.is === 'idle' || seat.work.callId === callId) return { work: { is, callId } };
    const others = [...seat.others.filter((other) => other !== callId), seat.work.callId];
    return { work: { is, callId }, others };
  });
}

/** One more call waits on hold for him. */
export function withOther(agent: Agent, callId: CallId): Agent {
  return onSeat(agent, (seat) => ({ others: [...seat.others, callId] }));
}

/** One of those on hold is over. */
export function withoutOther(agent: Agent, callId: CallId): Agent {
  return onSeat(agent, (seat) => ({ others: seat.others.filter((other) => other !== callId) }));
}

/** What he attends, or what waits for him, became another call: callers change hands. */
export function withCallRenamed(agent: Agent, from: CallId, to: CallId): Agent {
  return onSeat(agent, (seat) => ({
    work: seat.work.is !== 'idle' && seat.work.callId === from ? { ...seat.work, callId: to } : seat.work,
    others: seat.others.includes(from) ? seat.others.map((one) => (one === from ? to : one)) : seat.others,
  }));
}

/** A colleague's call waits for him; or no more. */
export function withWaiting(agent: Agent, waiting: Seat['waiting']): Agent {
  return onSeat(agent, () => ({ waiting }));
}

export function withWrapUpDue(agent: Agent, wrapUpDue: WrapUpDue | null): Agent {
  return agent.seat?.wrapUpDue === wrapUpDue ? agent : onSeat(agent, () => ({ wrapUpDue }));
}

/** After-call work of a call that is over. */
export function inWrapUp(agent: Agent, callId: CallId, endsAt: EpochMs | null, forced: boolean): Agent {
  return withWork(agent, { is: 'wrap-up', callId, endsAt, forced });
}

/** The work is over: what he chose for afterwards takes effect. */
export function released(agent: Agent, at: EpochMs): Agent {
  const { seat } = agent;
  if (seat === null) return agent;
  const { next } = seat;
  if (next?.state === 'logged-out') return loggedOut(agent);
  const availability = next === null ? seat.availability : availabilityOf(next);
  return onSeat(agent, () => ({
    availability,
    work: { is: 'idle' },
    wrapUpDue: null,
    next: null,
    idleSince: at,
  }));
}

/** An offer was taken back: nothing happened to him, and he keeps his place among the idle. */
export function withdrawn(agent: Agent): Agent {
  return agent.seat === null ? agent : released(agent, agent.seat.idleSince);
}

/** An offer he did not take; `aside` puts him in aux(rona). What he chose himself goes before. */
export function missed(agent: Agent, aside: boolean, at: EpochMs): Agent {
  const { today } = agent;
  const counted = agentWith(agent, { today: { ...today, missed: today.missed + 1 } });
  const chosen = agent.seat?.next ?? null;
  const next = released(counted, at);
  if (!aside || chosen !== null) return next;
  return onSeat(next, () => ({ availability: { is: 'aux', reason: 'rona' } }));
}

export function withTalk(agent: Agent, talkMs: number): Agent {
  const { calls, talkMs: before, missed, contacts } = agent.today;
  const counted = { calls: calls + 1, talkMs: before + Math.max(0, talkMs), missed };
  return agentWith(agent, { today: contacts === undefined ? counted : { ...counted, contacts } });
}

/** A contact is offered to him. */
export function withContactOffered(agent: Agent, contact: Omit<HeldContact, 'is'>): Agent {
  return onSeat(agent, (seat) => ({ contacts: [...seat.contacts, { ...contact, is: 'offered' }] }));
}

/** He accepted it. */
export function withContactAccepted(agent: Agent, contactId: ContactId, at: EpochMs): Agent {
  const { today } = agent;
  return onSeat(agentWith(agent, { today: { ...today, contacts: (today.contacts ?? 0) + 1 } }), (seat) => ({
    contacts: seat.contacts.map((one) => (one.contactId === contactId ? { ...one, is: 'active' } : one)),
    contactsSince: at,
  }));
}

/** It is taken from him, and nothing happened: he keeps his place among the idle. */
export function withoutContact(agent: Agent, contactId: ContactId): Agent {
  return onSeat(agent, (seat) => ({
    contacts: seat.contacts.filter((one) => one.contactId !== contactId),
  }));
}

/** He is done with it. */
export function withContactDone(agent: Agent, contactId: ContactId, at: EpochMs): Agent {
  return onSeat(withoutContact(agent, contactId), () => ({ contactsSince: at }));
}

/** A contact he did not take. `aside` puts him in aux(rona): at once, or when his call is over unless he chose otherwise. */
export function missedContact(agent: Agent, contactId: ContactId, aside: boolean, at: EpochMs): Agent {
  const { today } = agent;
  const counted = withContactDone(
    agentWith(agent, { today: { ...today, missed: today.missed + 1 } }),
    contactId,
    at,
  );
  if (!aside) return counted;
  return onSeat(counted, (seat) => {
    if (seat.work.is !== 'idle') return { next: seat.next ?? { state: 'aux', reason: 'rona' } };
    return seat.availability.is === 'aux'
      ? {}
      : { availability: { is: 'aux', reason: 'rona' }, idleSince: at };
  });
}

export function withMemberships(agent: Agent, memberships: Agent['memberships']): Agent {
  return agentWith(agent, { memberships, queueIds: queueIdsOf(memberships) });
}

export function withRest(agent: Agent, resting: boolean): Agent {
  return onSeat(agent, () => ({ resting }));
}

export const NO_FIGURES: AgentSnapshot['today'] = { calls: 0, talkMs: 0, missed: 0 };

export function withRegistration(agent: Agent, registered: boolean, reachable: boolean): Agent {
  return onSeat(agent, () => ({ registered, reachable }));
}

export function withLingeringLeg(agent: Agent, legId: LegId | null): Agent {
  return onSeat(agent, () => ({ lingeringLegId: legId }));
}

export function withCoolDown(agent: Agent, coolingDown: boolean): Agent {
  return onSeat(agent, () => ({ coolingDown }));
}

export function withSupervising(agent: Agent, supervising: boolean): Agent {
  return onSeat(agent, () => ({ supervising }));
}

export function withDevice(agent: Agent, device: DeviceKind, extension: string, registered: boolean): Agent {
  return onSeat(agent, () => ({
    device,
    extension,
    registered,
    reachable: device !== 'browser' || registered,
  }));
}

/** The agent with these facts of his seat in place of its own. */
function onSeat(agent: Agent, change: (seat: Seat) => Partial<Seat>): Agent {
  return agent.seat === null ? agent : agentWith(agent, { seat: seatWith(agent.seat, change(agent.seat)) });
}

function availabilityOf(next: Exclude<NextState, { state: 'logged-out' }>): Availability {
  return next.state === 'ready' ? { is: 'ready' } : { is: 'aux', reason: next.reason };
}
