import type { AgentId, CallId } from '@callweave/cti-core';
import { type Agent, callIdOf } from '../../../agents/agent.js';
import { agentsOn, type Call, offersOf } from '../../../calls/call.js';
import type { World } from '../../world.js';

/** Who is offered a call, dials, or serves the customer of one. */
function hands({ stage, callId }: Call): { agentId: AgentId; callId: CallId; as: string }[] {
  const found: { agentId: AgentId; callId: CallId; as: string }[] = [];
  if (stage.phase === 'offered') {
    for (const { agentId } of stage.offers) found.push({ agentId, callId, as: 'offered' });
  }
  if (stage.phase === 'dialling') {
    found.push({ agentId: stage.agentId, callId, as: 'dialling' });
    if (stage.offer) found.push({ agentId: stage.offer.agentId, callId, as: 'offered' });
  }
  if (stage.phase === 'talking') found.push({ agentId: stage.line.agentId, callId, as: 'talking' });
  return found;
}

/** Nobody has two offers, two calls, or one of each. */
export function* nobodyIsInTwoCalls(world: World): Iterable<string> {
  const busy = new Map<AgentId, string>();
  for (const call of world.calls.values()) {
    for (const { agentId, callId, as } of hands(call)) {
      const other = busy.get(agentId);
      if (other !== undefined) yield `${agentId} is ${as} in ${callId} and ${other}`;
      busy.set(agentId, `${as} in ${callId}`);
    }
  }
}

/** What an agent does and where his call stands tell the same, from both ends. */
export function* agentsAndCallsAgree(world: World): Iterable<string> {
  for (const call of world.calls.values()) {
    for (const { agentId, callId, as } of hands(call)) {
      const work = world.agents.get(agentId)?.seat?.work;
      const is = work?.is === 'holding' ? 'talking' : work?.is;
      if (work === undefined || is !== as || callIdOf(world.agents.get(agentId) as Agent) !== callId) {
        yield `${callId} has ${agentId} as ${as}, and he is ${JSON.stringify(work)}`;
      }
    }
  }
  for (const agent of world.agents.values()) {
    const work = agent.seat?.work;
    if (work === undefined || work.is === 'idle') continue;
    const call = world.calls.get(work.callId);
    const his = `${agent.agentId} is ${work.is} in ${work.callId}`;
    if (work.is === 'wrap-up') {
      // A server that starts knows no calls that have ended; one that was taken from him goes on without him.
      if (call && call.stage.phase !== 'ended' && agentsOn(call).includes(agent.agentId))
        yield `${his}, which still has him`;
    } else if (!call) yield `${his}, which is no call`;
    else if (!agentsOn(call).includes(agent.agentId)) yield `${his}, which knows nothing of him`;
    else if (work.is === 'offered') {
      if (!offersOf(call).some(({ offerId }) => offerId === work.offerId))
        yield `${his}, by an offer that is not the call's`;
    } else if (work.is === 'dialling') {
      if (call.stage.phase !== 'dialling') yield `${his}, which is ${call.stage.phase}`;
    } else if (call.stage.phase !== 'talking') yield `${his}, which is ${call.stage.phase}`;
    else if (work.is === 'holding' && call.heldSince === null) yield `${his}, which is not held`;
  }
}

/** Extensions, seats and registrations tell the same. */
export function* seatsAgree(world: World): Iterable<string> {
  for (const [extension, agentId] of world.seats) {
    if (world.agents.get(agentId)?.seat?.extension !== extension)
      yield `${agentId} does not sit at ${extension}`;
  }
  for (const { agentId, seat } of world.agents.values()) {
    if (seat === null) continue;
    if (world.seats.get(seat.extension) !== agentId) yield `nobody finds ${agentId} at ${seat.extension}`;
    if (seat.device === 'browser' && seat.registered !== world.registered.has(seat.extension)) {
      yield `${agentId} is ${seat.registered ? '' : 'not '}registered, and ${seat.extension} tells otherwise`;
    }
    if (seat.registered && !seat.reachable) yield `${agentId} is registered and not reachable`;
    if (seat.lingeringLegId !== null && world.lingering.get(seat.lingeringLegId) !== agentId) {
      yield `${agentId} waits for the end of ${seat.lingeringLegId}, of which nobody knows`;
    }
  }
}

/** Whoever is kept from offers for a moment is let go again. */
export function* statesAreReachable(world: World): Iterable<string> {
  const guards = [...world.timers.values()];
  for (const { agentId, seat } of world.agents.values()) {
    if (seat === null) continue;
    const has = (guard: string) =>
      guards.some((one) => one.guard === guard && 'agentId' in one && one.agentId === agentId);
    if (seat.coolingDown && !has('cool-down')) yield `${agentId} cools down for ever`;
    if (seat.work.is === 'wrap-up' && seat.work.endsAt !== null && !has('wrap-up')) {
      yield `${agentId} is in a wrap-up whose limit nobody watches`;
    }
    if (world.switchUp && seat.device === 'browser' && !seat.registered && seat.reachable && !has('grace')) {
      yield `${agentId} is gone, and shows as reachable for ever`;
    }
  }
  for (const legId of world.lingering.keys()) {
    if (!guards.some((one) => one.guard === 'linger' && one.legId === legId))
      yield `${legId} lingers for ever`;
  }
}
