import { createQueue, givenUpKey, Memory, restoreContact } from '../acd/index.js';
import { membershipsOf } from '../acd/queue.js';
import type { Agent, Availability, Seat, Work } from '../agents/agent.js';
import { NO_FIGURES, withWaiting } from '../agents/agent.machine.js';
import type { AgentSettings } from '../agents/change-agents.js';
import { channelsOf } from '../agents/channels.js';
import { queueIdsOf } from '../agents/membership.js';
import { finishCall } from '../agents/wrap-up.js';
import { agentsOn, type Call, isLive, offersOf } from '../calls/call.js';
import { liveCall } from '../calls/call.store.js';
import { agentOn, type Contact, type ContactStage } from '../contacts/contact.js';
import { prepareRoutes, type RouteTable } from '../grouping/index.js';
import { FewMap } from './collections/few-map.js';
import { OldestFirst } from './collections/oldest-first.js';
import type { KernelSettings, RestoredAgent, RestoredContact, RestoredState } from './kernel.types.js';
import { restoredCall } from './restore-call.js';
import { SetTimers } from './set-timers.js';
import type { Step, World, WorldConditions } from './world.js';

/** Callers whose last agent is remembered. */
export const LAST_AGENTS_KEPT = 200_000;
const GIVEN_UP_KEPT = 10_000;
const OF_A_SERVER: WorldConditions = { clockZeroMs: 0, endedCallsKept: 5_000 };

/** The world as the settings and the database know it; what has become of the calls, `switch.up` will tell. */
export function createWorld(
  settings: KernelSettings,
  restored?: RestoredState,
  conditions: WorldConditions = OF_A_SERVER,
): World {
  const world: World = {
    settings,
    conditions,
    agents: new Map(),
    leaving: new Set(),
    seats: new Map(),
    calls: new Map(),
    endedCalls: new OldestFirst(),
    contacts: new Map(),
    endedContacts: new OldestFirst(),
    legs: new Map(),
    lingering: new FewMap(),
    queues: new Map(),
    parts: new Map(),
    dirtyQueues: new Set(),
    unmatched: {
      agents: new FewMap(),
      calls: new FewMap(),
      contacts: new FewMap(),
      withoutSwitch: new FewMap(),
      rules: new FewMap(),
    },
    reserved: new Map(),
    lastAgents: new Memory(LAST_AGENTS_KEPT),
    givenUp: new Memory(GIVEN_UP_KEPT),
    entries: 0,
    routes: routesOf(settings),
    flowRuns: new FewMap(),
    lookups: new Map(),
    recordings: new Map(),
    registered: new Set(),
    supervisions: new Map(),
    supervisorLegs: new Map(),
    trunks: new Map(),
    timers: new SetTimers(),
    pendingReplies: new Map(),
    switchUp: false,
    switchVideo: false,
  };
  for (const queue of settings.queues) {
    const before = restored?.queues?.find((one) => one.queueId === queue.queueId);
    world.queues.set(queue.queueId, createQueue(queue, before));
  }
  for (const { caller, agentId, at } of restored?.lastAgents ?? [])
    world.lastAgents.remember(caller, agentId, at);
  for (const { queueId, caller, since, at } of restored?.givenUp ?? [])
    world.givenUp.remember(givenUpKey(queueId, caller), since, at);
  const agentsBefore = new Map(restored?.agents.map((agent) => [agent.agentId, agent]));
  const memberships = membershipsOf(settings.queues);
  for (const { agentId, name, extension, skills, channels, team, leads, callWaiting } of [
    ...settings.agents,
    ...leavingOf(world, restored),
  ]) {
    const before = agentsBefore.get(agentId);
    const seat = before ? restoredSeat(before) : null;
    const free = seat !== null && !world.seats.has(seat.extension);
    if (free) world.seats.set(seat.extension, agentId);
    const his = memberships.get(agentId) ?? [];
    world.agents.set(agentId, {
      agentId,
      name,
      defaultExtension: extension,
      skills: skills ?? {},
      channels: channelsOf(channels),
      team: team ?? null,
      leads: leads ?? null,
      memberships: his,
      queueIds: queueIdsOf(his),
      callWaiting: callWaiting ?? 'busy',
      seat: free ? seat : null,
      since: before?.since ?? 0,
      today: before?.today ?? NO_FIGURES,
    });
  }
  for (const trunk of restored?.trunks ?? []) world.trunks.set(trunk.name, trunk);
  for (const before of restored?.calls ?? []) {
    if (before.phase === 'ended') continue;
    const call = restoredCall(before, (agentId) => world.agents.has(agentId));
    world.calls.set(call.callId, call);
    for (const leg of call.legs) if (isLive(leg)) world.legs.set(leg.legId, call.callId);
  }
  for (const agent of world.agents.values()) leadToAttended(world, agent);
  for (const call of world.calls.values()) letWait(world, call);
  for (const call of world.calls.values())
    if (!isPaired(world, call)) world.calls.set(call.callId, { ...call, consult: null });
  for (const before of restored?.ended ?? []) {
    if (world.calls.has(before.callId)) continue;
    const call = restoredCall(before, (agentId) => world.agents.has(agentId));
    world.calls.set(call.callId, call);
    world.endedCalls.add(
      call.callId,
      call.legs.flatMap(({ agentId }) => agentId ?? []),
    );
  }
  for (const before of restored?.contacts ?? [])
    if (before.phase !== 'ended') restoreHeld(world, restoredContact(before));
  return world;
}

/** An agent's line, which several of his calls list, leads to the one he attends. */
function leadToAttended({ calls, legs }: World, { agentId, seat }: Agent): void {
  if (seat === null || seat.work.is === 'idle' || seat.work.is === 'wrap-up') return;
  const { callId } = seat.work;
  for (const leg of calls.get(callId)?.legs ?? [])
    if (leg.agentId === agentId && isLive(leg)) legs.set(leg.legId, callId);
}

/** A colleague's call waits for one who talks. */
function letWait({ agents }: World, call: Call): void {
  for (const { agentId, offerId, waiting } of offersOf(call)) {
    const agent = waiting ? agents.get(agentId) : undefined;
    if (agent) agents.set(agentId, withWaiting(agent, { callId: call.callId, offerId }));
  }
}

/** Of a caller and the call about him both are known. */
function isPaired({ calls }: World, { callId, consult }: Call): boolean {
  if (consult === null) return true;
  return calls.get(consult.callId)?.consult?.callId === callId;
}

/** Its agent has it again, if he is still logged in; the rest waits for the first step. */
function restoreHeld({ contacts, agents }: World, contact: Contact): void {
  const { contactId, channel, stage } = contact;
  contacts.set(contactId, contact);
  const agentId = agentOn(contact);
  const agent = agentId === null ? undefined : agents.get(agentId);
  if (!agent?.seat || stage.phase === 'queued' || stage.phase === 'ended') return;
  const held = [...agent.seat.contacts, { contactId, channel, is: stage.phase }];
  agents.set(agent.agentId, { ...agent, seat: { ...agent.seat, contacts: held } });
}

/** Who was logged in and is in the settings no longer: he goes, with his calls to their end if he has any. */
function leavingOf({ settings, leaving }: World, restored?: RestoredState): AgentSettings[] {
  const known = new Set(settings.agents.map(({ agentId }) => agentId));
  const gone = restored?.agents.filter(({ agentId, state }) => !known.has(agentId) && state !== 'logged-out');
  return (gone ?? []).map(({ agentId, name, extension }) => {
    leaving.add(agentId);
    return { agentId, name, extension: extension ?? '' };
  });
}

export function routesOf({ grouping }: KernelSettings): RouteTable {
  return grouping ? prepareRoutes(grouping) : new Map();
}

/** First step of a run: contacts stand where they stood, wrap-ups go on, and who was busy with a call that is unknown is free again. */
export function startRestored(step: Step): void {
  const waiting = [...step.world.contacts.values()].sort(
    (one, other) => one.queuedAt - other.queuedAt || (one.contactId < other.contactId ? -1 : 1),
  );
  for (const contact of waiting) restoreContact(step, contact);
  for (const agent of step.world.agents.values()) {
    forgetOthers(step, agent);
    const work = agent.seat?.work;
    if (!work || work.is === 'idle') continue;
    if (work.is === 'wrap-up') {
      if (work.endsAt === null) continue;
      const guard = { guard: 'wrap-up', agentId: agent.agentId, ofCallId: work.callId } as const;
      step.setTimer(guard, work.endsAt - step.at);
      continue;
    }
    const call = liveCall(step, work.callId);
    if (!call || !agentsOn(call).includes(agent.agentId))
      finishCall(step, agent.agentId, work.callId, { talkMs: null, wrapUpMs: 0 });
  }
}

/** Calls on hold of which nothing is known any more. */
function forgetOthers(step: Step, { agentId, seat }: Agent): void {
  for (const callId of seat?.others ?? []) {
    const call = liveCall(step, callId);
    if (!call || !agentsOn(call).includes(agentId))
      finishCall(step, agentId, callId, { talkMs: null, wrapUpMs: 0 });
  }
}

function restoredSeat(before: RestoredAgent): Seat | null {
  if (before.state === 'logged-out' || before.device === null || before.extension === null) return null;
  const reason = before.state === 'aux' ? (before.auxReason ?? 'logged-in') : before.auxAfter;
  const availability: Availability = reason === undefined ? { is: 'ready' } : { is: 'aux', reason };
  return {
    device: before.device,
    extension: before.extension,
    availability,
    work: restoredWork(before),
    others: before.otherCalls ?? [],
    waiting: null,
    wrapUpDue: before.wrapUpDue ?? null,
    next: before.next,
    registered: false,
    reachable: before.reachable,
    idleSince: before.since,
    lingeringLegId: null,
    coolingDown: false,
    supervising: false,
    contacts: [],
    contactsSince: before.since,
    resting: false,
  };
}

function restoredContact(before: RestoredContact): Contact {
  const { contactId, channel, queueId, customer, data, priority, requires, queuedAt, acceptedAt } = before;
  const wants = { priority, requires };
  const stage = restoredContactStage(before);
  return { contactId, channel, queueId, customer, data, wants, queuedAt, acceptedAt, stage };
}

function restoredContactStage({ phase, offer, agentId }: RestoredContact): ContactStage {
  if (phase === 'offered' && offer !== null) return { phase, offer };
  if (phase === 'active' && agentId !== null) return { phase, agentId };
  return { phase: 'queued' };
}

function restoredWork({ state, callId, offerId, wrapUpEndsAt, wrapUpForced }: RestoredAgent): Work {
  if (callId === null) return { is: 'idle' };
  switch (state) {
    case 'ringing':
      return offerId === null ? { is: 'idle' } : { is: 'offered', callId, offerId };
    case 'dialling':
    case 'talking':
    case 'holding':
      return { is: state, callId };
    case 'wrap-up':
      return { is: 'wrap-up', callId, endsAt: wrapUpEndsAt, forced: wrapUpForced ?? false };
    default:
      return { is: 'idle' };
  }
}
