import {
  type AgentId,
  type AgentSnapshot,
  type AgentsCall,
  type CtiEvent,
  callCapabilities,
  contactCapabilities,
  withOwnOffer,
} from '@callweave/cti-core';
import type { JournalEntry } from '../../kernel/index.js';

/** Who looks at an event. */
export interface Viewer {
  readonly agentId: AgentId | null;
  readonly monitoring: boolean;
  /** A supervisor or an administrator: who supervises whom is shown to nobody else. */
  readonly leads: boolean;
  /** With whom an agent talks, where this viewer may know it. */
  readonly callOf?: (agent: AgentSnapshot) => AgentsCall | undefined;
}

/** True when the viewer may see the event: his own calls and state, and on a wall everybody's state, queues and trunks. */
export function visibleTo(entry: JournalEntry, viewer: Viewer): boolean {
  switch (entry.event) {
    case 'queue.changed':
    case 'queue.removed':
    case 'trunk.changed':
      return viewer.monitoring;
    case 'contact.routed':
    case 'call.grouped':
    case 'call.routed':
      return viewer.monitoring;
    case 'contact.queued':
      return viewer.agentId !== null && entry.data.givenBackBy === viewer.agentId;
    case 'contact.offer-ended':
      return viewer.agentId !== null && entry.data.agentId === viewer.agentId;
    case 'contact.offered':
    case 'contact.accepted':
      return viewer.agentId !== null && entry.agentId === viewer.agentId;
    case 'contact.ended':
      return viewer.agentId !== null && entry.data.contact.agentId === viewer.agentId;
    case 'switch.changed':
    case 'parking.changed':
      return true;
    case 'supervision.started':
    case 'supervision.changed':
    case 'supervision.mode-changed':
    case 'supervision.ended':
      // Whether the agent himself is told is said by the picture of his call.
      return (viewer.monitoring && viewer.leads) || entry.data.supervision.supervisorId === viewer.agentId;
    case 'alarm.raised':
    case 'alarm.cleared':
      return viewer.monitoring && viewer.leads;
    case 'agent.logged-in':
    case 'agent.logged-out':
    case 'agent.state-changed':
    case 'agent.changed':
      return viewer.monitoring || entry.data.agent.agentId === viewer.agentId;
    case 'agent.removed':
      return viewer.monitoring || entry.data.agentId === viewer.agentId;
    case 'recording.started':
    case 'recording.paused':
    case 'recording.resumed':
    case 'recording.stopped':
    case 'recording.stored':
    case 'recording.failed':
      return false; // the call's own picture says that it is recorded
    default:
      return viewer.agentId !== null && takesPart(entry, viewer.agentId);
  }
}

function takesPart(entry: Extract<JournalEntry, { data: { call: unknown } }>, agentId: AgentId): boolean {
  const { call } = entry.data;
  if (entry.event === 'call.offer-ended' && entry.data.agentId === agentId) return true;
  if (entry.event === 'call.transferred' && entry.data.by === agentId) return true;
  // Whom an agent asked is in the caller's call already when the consultation ends; and who wraps up a caller whom he handed on,
  // parked or sent to a queue would see him on his way for as long as another talks with him.
  if (
    (entry.event === 'call.ended' || entry.event === 'call.answered') &&
    call.legs.some((leg) => leg.agentId === agentId && leg.answeredAt !== null)
  )
    return true;
  return (
    call.agentId === agentId ||
    call.offer?.agentId === agentId ||
    call.alsoOffered?.some((offer) => offer.agentId === agentId) ||
    call.legs.some((leg) => leg.agentId === agentId && leg.state !== 'ended')
  );
}

/** The event as this viewer gets it: `can` speaks of him. */
export function asSeenBy(entry: JournalEntry, viewer: Viewer): CtiEvent {
  const { type, seq, at, event, data } = entry;
  if ('contact' in data) {
    const contact = { ...data.contact, can: contactCapabilities(data.contact, viewer.agentId) };
    return { type, seq, at, event, data: { ...data, contact } } as CtiEvent;
  }
  if ('agent' in data)
    return { type, seq, at, event, data: { ...data, agent: agentAsSeenBy(data.agent, viewer) } } as CtiEvent;
  if (!('call' in data)) return { type, seq, at, event, data } as CtiEvent;
  const seen = withOwnOffer(data.call, viewer.agentId);
  const call = { ...seen, can: callCapabilities(seen, viewer.agentId) };
  return { type, seq, at, event, data: { ...data, call } } as CtiEvent;
}

/** That somebody listens in, and with whom an agent talks, is no colleague's business. */
export function agentAsSeenBy(agent: AgentSnapshot, { agentId, leads, callOf }: Viewer): AgentSnapshot {
  const call = callOf?.(agent);
  const told = call === undefined ? agent : { ...agent, call };
  if (leads || agent.supervising !== true || agent.agentId === agentId) return told;
  const { supervising: _, ...seen } = told;
  return seen;
}
