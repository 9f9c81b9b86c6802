import type {
  AgentId,
  AgentSnapshot,
  AlarmSnapshot,
  CallId,
  CallSnapshot,
  ContactSnapshot,
  CtiEvent,
  SessionState as ServerPicture,
  SupervisionSnapshot,
} from '@callweave/cti-core';
import type { AgentCall, AgentSessionState, MonitorState } from '../agent-session.types.js';
import { concerns, mayBeWrappedUp, withCalls } from './own-calls.js';

/** What this browser knows beside the server's picture. */
export interface OwnFacts {
  readonly agentId: AgentId | null;
  localOf(callId: CallId): AgentCall['local'];
}

/** The next picture after one of the server's events; the same object when it does not concern us. */
export function afterEvent(state: AgentSessionState, event: CtiEvent, own: OwnFacts): AgentSessionState {
  const { data } = event;
  if ('agent' in data) return afterAgent(state, data.agent, own);
  if ('call' in data) return afterCall(state, data.call, own);
  if ('contact' in data) return afterContact(state, data.contact, own);
  if ('supervision' in data) {
    return afterSupervision(state, data.supervision, event.event !== 'supervision.ended', own);
  }
  if (event.event === 'parking.changed') return { ...state, parked: event.data.parked };
  if (event.event === 'switch.changed') {
    const video = event.data.video === true;
    return video === state.video ? state : { ...state, video };
  }
  if (event.event === 'agent.removed') return withoutAgent(state, event.data.agentId, own);
  if (state.monitor === null) return state;
  switch (event.event) {
    case 'queue.removed': {
      const queues = state.monitor.queues.filter((queue) => queue.queueId !== event.data.queueId);
      return { ...state, monitor: { ...state.monitor, queues } };
    }
    case 'queue.changed': {
      const queues = replaced(state.monitor.queues, event.data.queue, (queue) => queue.queueId);
      return { ...state, monitor: { ...state.monitor, queues } };
    }
    case 'alarm.raised':
    case 'alarm.cleared': {
      const { alarm } = event.data;
      const keyOf = ({ alarmId, subject }: AlarmSnapshot) => JSON.stringify([alarmId, subject]);
      const alarms =
        alarm.clearedAt === null
          ? replaced(state.monitor.alarms, alarm, keyOf)
          : state.monitor.alarms.filter((other) => keyOf(other) !== keyOf(alarm));
      return { ...state, monitor: { ...state.monitor, alarms } };
    }
    case 'trunk.changed': {
      const trunks = replaced(state.monitor.trunks, event.data.trunk, (trunk) => trunk.name);
      return { ...state, monitor: { ...state.monitor, trunks } };
    }
    default:
      return state;
  }
}

/** The next picture when a session opens with the server's whole picture. */
export function afterPicture(
  state: AgentSessionState,
  picture: ServerPicture,
  own: OwnFacts,
): AgentSessionState {
  const calls = picture.calls.map((call) => withLocal(call, own)).sort(byArrival);
  const { agent, contacts = [], parked = [], supervision = null, video = false } = picture;
  return withCalls({ ...state, agent, contacts, parked, supervision, video }, calls, own.agentId);
}

/** The next picture when the softphone's part of the calls changed. */
export function afterLegs(state: AgentSessionState, own: OwnFacts): AgentSessionState {
  const calls = state.calls.map((call) => {
    const next = withLocal(call, own);
    return next.local === call.local ? call : next;
  });
  const same = calls.every((call, index) => call === state.calls[index]);
  return same ? state : withCalls(state, calls, own.agentId);
}

function afterAgent(state: AgentSessionState, agent: AgentSnapshot, own: OwnFacts): AgentSessionState {
  const monitor: MonitorState | null = state.monitor && {
    ...state.monitor,
    agents: replaced(state.monitor.agents, agent, (one) => one.agentId),
  };
  if (agent.agentId !== own.agentId) return monitor === null ? state : { ...state, monitor };
  const kept = state.calls.filter((call) => stays(call, agent, own));
  const calls = kept.length === state.calls.length ? state.calls : kept;
  return withCalls({ ...state, agent, monitor }, calls, own.agentId);
}

function withoutAgent(state: AgentSessionState, agentId: AgentId, own: OwnFacts): AgentSessionState {
  const monitor: MonitorState | null = state.monitor && {
    ...state.monitor,
    agents: state.monitor.agents.filter((agent) => agent.agentId !== agentId),
  };
  return agentId === own.agentId
    ? withCalls({ ...state, agent: null, monitor }, [], agentId)
    : { ...state, monitor };
}

function afterCall(state: AgentSessionState, call: CallSnapshot, own: OwnFacts): AgentSessionState {
  const { agent } = state;
  const others = state.calls.filter((other) => other.callId !== call.callId);
  const known = others.length < state.calls.length;
  const isHis = own.agentId !== null && concerns(call, own.agentId, agent);
  if (isHis || (known && stays(call, agent, own))) {
    return withCalls(state, [...others, withLocal(call, own)].sort(byArrival), own.agentId);
  }
  return known ? withCalls(state, others, own.agentId) : state;
}

/** Whether a call that was on his screen is on it still. */
function stays(call: CallSnapshot, agent: AgentSnapshot | null, { agentId }: OwnFacts): boolean {
  return agentId !== null && (concerns(call, agentId, agent) || mayBeWrappedUp(call, agentId, agent));
}

function afterSupervision(
  state: AgentSessionState,
  supervision: SupervisionSnapshot,
  goesOn: boolean,
  own: OwnFacts,
): AgentSessionState {
  const monitor = state.monitor && {
    ...state.monitor,
    supervisions: goesOn
      ? replaced(state.monitor.supervisions, supervision, (one) => one.supervisionId)
      : state.monitor.supervisions.filter((one) => one.supervisionId !== supervision.supervisionId),
  };
  if (supervision.supervisorId !== own.agentId) return monitor === null ? state : { ...state, monitor };
  return { ...state, monitor, supervision: goesOn ? supervision : null };
}

/** He is offered it or works on it; whatever else it does, it leaves his screen. */
function afterContact(
  state: AgentSessionState,
  contact: ContactSnapshot,
  { agentId }: OwnFacts,
): AgentSessionState {
  const others = state.contacts.filter(({ contactId }) => contactId !== contact.contactId);
  const isHis =
    agentId !== null &&
    (contact.offer?.agentId === agentId || (contact.phase === 'active' && contact.agentId === agentId));
  if (isHis) {
    const contacts = [...others, contact].sort((one, other) => one.queuedAt - other.queuedAt);
    return { ...state, contacts };
  }
  return others.length === state.contacts.length ? state : { ...state, contacts: others };
}

function withLocal(call: CallSnapshot, own: OwnFacts): AgentCall {
  return { ...call, local: call.phase === 'ended' ? 'none' : own.localOf(call.callId) };
}

function byArrival(a: CallSnapshot, b: CallSnapshot): number {
  return a.arrivedAt - b.arrivedAt;
}

/** Keeps every item at its place; a new one comes last. */
function replaced<Item>(items: readonly Item[], item: Item, keyOf: (item: Item) => unknown): readonly Item[] {
  const known = items.some((other) => keyOf(other) === keyOf(item));
  return known ? items.map((other) => (keyOf(other) === keyOf(item) ? item : other)) : [...items, item];
}
