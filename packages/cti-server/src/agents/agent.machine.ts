import type {
  AgentSnapshot,
  CallId,
  ContactId,
  DeviceKind,
  EpochMs,
  LegId,
  NextState,
} from '@callweave/cti-core';
import type { Agent, Availability, HeldContact, Seat, Work } from './agent.js';

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
 * Everything here is pure: an agent in, the next agent out. `since` is set by whoever keeps the result.
 */

/** A new session; it begins in aux(logged-in), so that nobody is called before he says so. */
export function loggedIn(
  agent: Agent,
  session: { readonly device: DeviceKind; readonly extension: string; readonly registered: boolean },
  at: EpochMs,
): Agent {
  return {
    ...agent,
    seat: {
      ...session,
      reachable: session.device !== 'browser' || session.registered,
      availability: { is: 'aux', reason: 'logged-in' },
      work: { is: 'idle' },
      next: null,
      idleSince: at,
      lingeringLegId: null,
      coolingDown: false,
      supervising: false,
      contacts: [],
      contactsSince: at,
      resting: false,
    },
  };
}

export function loggedOut(agent: Agent): Agent {
  return { ...agent, seat: null };
}

/** Ready or aux, now; ends a wrap-up, and forgets what was planned for afterwards. */
export function withAvailability(agent: Agent, availability: Availability, at: EpochMs): Agent {
  return onSeat(agent, (seat) => ({
    ...seat,
    availability,
    work: seat.work.is === 'wrap-up' ? { is: 'idle' } : seat.work,
    next: null,
    idleSince: at,
  }));
}

export function withNext(agent: Agent, next: NextState | null): Agent {
  return onSeat(agent, (seat) => ({ ...seat, next }));
}

export function withWork(agent: Agent, work: Work): Agent {
  return onSeat(agent, (seat) => ({ ...seat, work }));
}

/** After-call work of a call that is over. */
export function inWrapUp(agent: Agent, callId: CallId, endsAt: EpochMs | null, forced: boolean): Agent {
  return withWork(agent, { is: 'wrap-up', callId, endsAt, forced });
}

/** The work is over: what he chose for afterwards takes effect. */
export function released(agent: Agent, at: EpochMs): Agent {
  const { seat } = agent;
  if (seat === null) return agent;
  const idle: Seat = { ...seat, work: { is: 'idle' }, next: null, idleSince: at };
  switch (seat.next?.state) {
    case 'logged-out':
      return loggedOut(agent);
    case 'ready':
      return { ...agent, seat: { ...idle, availability: { is: 'ready' } } };
    case 'aux':
      return { ...agent, seat: { ...idle, availability: { is: 'aux', reason: seat.next.reason } } };
    default:
      return { ...agent, seat: idle };
  }
}

/** An offer was taken back: nothing happened to him, and he keeps his place among the idle. */
export function withdrawn(agent: Agent): Agent {
  return agent.seat === null ? agent : released(agent, agent.seat.idleSince);
}

/** An offer he did not take; `aside` puts him in aux(rona). What he chose himself goes before. */
export function missed(agent: Agent, aside: boolean, at: EpochMs): Agent {
  const counted = { ...agent, today: { ...agent.today, missed: agent.today.missed + 1 } };
  const chosen = agent.seat?.next ?? null;
  const next = released(counted, at);
  if (!aside || chosen !== null) return next;
  return onSeat(next, (seat) => ({ ...seat, availability: { is: 'aux', reason: 'rona' } }));
}

export function withTalk(agent: Agent, talkMs: number): Agent {
  const { calls, talkMs: before, missed, contacts } = agent.today;
  const counted = { calls: calls + 1, talkMs: before + Math.max(0, talkMs), missed };
  return { ...agent, today: contacts === undefined ? counted : { ...counted, contacts } };
}

/** A contact is offered to him. */
export function withContactOffered(agent: Agent, contact: Omit<HeldContact, 'is'>): Agent {
  return onSeat(agent, (seat) => ({ ...seat, contacts: [...seat.contacts, { ...contact, is: 'offered' }] }));
}

/** He accepted it. */
export function withContactAccepted(agent: Agent, contactId: ContactId, at: EpochMs): Agent {
  const { today } = agent;
  return onSeat({ ...agent, today: { ...today, contacts: (today.contacts ?? 0) + 1 } }, (seat) => ({
    ...seat,
    contacts: seat.contacts.map((one) => (one.contactId === contactId ? { ...one, is: 'active' } : one)),
    contactsSince: at,
  }));
}

/** It is taken from him, and nothing happened: he keeps his place among the idle. */
export function withoutContact(agent: Agent, contactId: ContactId): Agent {
  return onSeat(agent, (seat) => ({
    ...seat,
    contacts: seat.contacts.filter((one) => one.contactId !== contactId),
  }));
}

/** He is done with it. */
export function withContactDone(agent: Agent, contactId: ContactId, at: EpochMs): Agent {
  return onSeat(withoutContact(agent, contactId), (seat) => ({ ...seat, contactsSince: at }));
}

/** A contact he did not take. `aside` puts him in aux(rona): at once, or when his call is over unless he chose otherwise. */
export function missedContact(agent: Agent, contactId: ContactId, aside: boolean, at: EpochMs): Agent {
  const { today } = agent;
  const counted = withContactDone({ ...agent, today: { ...today, missed: today.missed + 1 } }, contactId, at);
  if (!aside) return counted;
  return onSeat(counted, (seat) => {
    if (seat.work.is !== 'idle') return { ...seat, next: seat.next ?? { state: 'aux', reason: 'rona' } };
    return seat.availability.is === 'aux'
      ? seat
      : { ...seat, availability: { is: 'aux', reason: 'rona' }, idleSince: at };
  });
}

export function withRest(agent: Agent, resting: boolean): Agent {
  return onSeat(agent, (seat) => ({ ...seat, resting }));
}

export const NO_FIGURES: AgentSnapshot['today'] = { calls: 0, talkMs: 0, missed: 0 };

export function withRegistration(agent: Agent, registered: boolean, reachable: boolean): Agent {
  return onSeat(agent, (seat) => ({ ...seat, registered, reachable }));
}

export function withLingeringLeg(agent: Agent, legId: LegId | null): Agent {
  return onSeat(agent, (seat) => ({ ...seat, lingeringLegId: legId }));
}

export function withCoolDown(agent: Agent, coolingDown: boolean): Agent {
  return onSeat(agent, (seat) => ({ ...seat, coolingDown }));
}

export function withSupervising(agent: Agent, supervising: boolean): Agent {
  return onSeat(agent, (seat) => ({ ...seat, supervising }));
}

export function withDevice(agent: Agent, device: DeviceKind, extension: string, registered: boolean): Agent {
  return onSeat(agent, (seat) => ({
    ...seat,
    device,
    extension,
    registered,
    reachable: device !== 'browser' || registered,
  }));
}

function onSeat(agent: Agent, change: (seat: Seat) => Seat): Agent {
  return agent.seat === null ? agent : { ...agent, seat: change(agent.seat) };
}
