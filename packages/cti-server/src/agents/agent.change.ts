import type { Agent, Seat } from './agent.js';

/*
 * Copies with a change, field by field; why, and what `Required` is for, see calls/call.change.ts.
 */

/** The agent with these facts in place of his own. */
export function agentWith(agent: Agent, change: Partial<Agent>): Agent {
  const next: Required<Agent> = {
    agentId: agent.agentId,
    name: agent.name,
    defaultExtension: agent.defaultExtension,
    skills: agent.skills,
    channels: agent.channels,
    team: agent.team,
    leads: agent.leads,
    memberships: agent.memberships,
    queueIds: agent.queueIds,
    callWaiting: agent.callWaiting,
    seat: agent.seat,
    since: agent.since,
    today: agent.today,
  };
  return Object.assign(next, change);
}

/** As {@link agentWith}, of his seat. */
export function seatWith(seat: Seat, change: Partial<Seat>): Seat {
  const next: Required<Seat> = {
    device: seat.device,
    extension: seat.extension,
    availability: seat.availability,
    work: seat.work,
    others: seat.others,
    waiting: seat.waiting,
    wrapUpDue: seat.wrapUpDue,
    next: seat.next,
    registered: seat.registered,
    reachable: seat.reachable,
    idleSince: seat.idleSince,
    lingeringLegId: seat.lingeringLegId,
    coolingDown: seat.coolingDown,
    supervising: seat.supervising,
    contacts: seat.contacts,
    contactsSince: seat.contactsSince,
    resting: seat.resting,
  };
  return Object.assign(next, change);
}
