import type { AgentId, CallId } from '@callweave/cti-core';
import { type Agent, callIdOf } from '../../../agents/agent.js';
import { agentsOn, type Call, legOf, offersOf } from '../../../calls/call.js';
import { isApart, sideOf, talkingWith } from '../../../calls/line.js';
import type { World } from '../../world.js';

interface Hand {
  readonly agentId: AgentId;
  readonly callId: CallId;
  readonly as: 'offered' | 'waiting' | 'dialling' | 'talking';
}

/** Who is offered a call, dials, or serves the customer of one. */
function hands(call: Call): Hand[] {
  const { stage, callId } = call;
  const found: Hand[] = [];
  if (stage.phase === 'conference') {
    for (const { agentId } of stage.parties)
      if (agentId !== null) found.push({ agentId, callId, as: 'talking' });
  }
  for (const { agentId, waiting } of offersOf(call))
    found.push({ agentId, callId, as: waiting ? 'waiting' : 'offered' });
  if (stage.phase === 'dialling') found.push({ agentId: stage.agentId, callId, as: 'dialling' });
  if (stage.phase === 'talking') found.push({ agentId: stage.line.agentId, callId, as: 'talking' });
  return found;
}

/** Nobody has two offers, two calls, or one of each, but for those that wait on hold, or for him, beside the one he attends. */
export function* nobodyIsInTwoCalls(world: World): Iterable<string> {
  const busy = new Map<AgentId, string>();
  for (const call of world.calls.values()) {
    for (const { agentId, callId, as } of hands(call)) {
      const seat = world.agents.get(agentId)?.seat;
      if (as === 'waiting' || seat?.others.includes(callId)) continue;
      const other = busy.get(agentId);
      if (other !== undefined) yield `${agentId} is ${as} in ${callId} and ${other}`;
      busy.set(agentId, `${as} in ${callId}`);
    }
  }
}

/** What an agent does and where his call stands tell the same, from both ends. */
export function* agentsAndCallsAgree(world: World): Iterable<string> {
  for (const call of world.calls.values()) {
    for (const hand of hands(call)) {
      const { agentId, callId, as } = hand;
      const seat = world.agents.get(agentId)?.seat;
      if (seat?.others.includes(callId) && as === 'talking') continue;
      if (as === 'waiting') {
        if (seat?.waiting?.callId !== callId) yield `${callId} waits for ${agentId}, who does not know`;
        continue;
      }
      const work = seat?.work;
      const is = work?.is === 'holding' ? 'talking' : work?.is;
      if (work === undefined || is !== as || callIdOf(world.agents.get(agentId) as Agent) !== callId) {
        yield `${callId} has ${agentId} as ${as}, and he is ${JSON.stringify(work)}`;
      }
    }
  }
  for (const agent of world.agents.values()) {
    yield* othersAreHeld(world, agent);
    const work = agent.seat?.work;
    if (work === undefined || work.is === 'idle') continue;
    const call = world.calls.get(work.callId);
    const his = `${agent.agentId} is ${work.is} in ${work.callId}`;
    if (work.is === 'wrap-up') {
      // A server that starts knows no calls that have ended; one that he handed on goes on without him.
      if (call && call.stage.phase !== 'ended' && agentsOn(call).includes(agent.agentId))
        yield `${his}, which is ${call.stage.phase}`;
    } else if (!call) yield `${his}, which is no call`;
    else if (!agentsOn(call).includes(agent.agentId)) yield `${his}, which knows nothing of him`;
    else if (work.is === 'offered') {
      if (!offersOf(call).some(({ offerId }) => offerId === work.offerId))
        yield `${his}, by an offer that is not the call's`;
    } else if (work.is === 'dialling') {
      if (call.stage.phase !== 'dialling') yield `${his}, which is ${call.stage.phase}`;
    } else if (call.stage.phase !== 'talking' && call.stage.phase !== 'conference') {
      // A colleague who is handed on himself hears music.
      const isParty = legOf(call, call.customerLegId)?.agentId === agent.agentId;
      if (!isParty) yield `${his}, which is ${call.stage.phase}`;
    } else if (work.is === 'holding' && call.heldSince === null) yield `${his}, which is not held`;
  }
}

/** The calls beside the one he attends are held by him, or have lost his leg; a call that waits for him is offered to him. */
function* othersAreHeld(world: World, { agentId, seat }: Agent): Iterable<string> {
  if (seat === null) return;
  const atWork = seat.work.is !== 'idle' && seat.work.is !== 'wrap-up' && seat.work.is !== 'offered';
  if (seat.others.length > 0 && !atWork)
    yield `${agentId} holds ${seat.others.join()} and is ${seat.work.is}`;
  if (new Set(seat.others).size !== seat.others.length) yield `${agentId} holds a call twice`;
  for (const callId of seat.others) {
    if (callId === callIdOf({ seat } as Agent)) yield `${agentId} attends ${callId} and holds it`;
    const call = talkingWith(world.calls.get(callId), agentId);
    const side = call && sideOf(call, agentId);
    if (!call || !side) yield `${agentId} holds ${callId}, which does not talk with him`;
    else if (!isApart(call, side) && call.stage.line.at.is !== 'lost')
      yield `${agentId} holds ${callId} and is not apart in it`;
  }
  if (seat.waiting === null) return;
  if (seat.wrapUpDue && !atWork) yield `${agentId} owes a wrap-up and has no call`;
  const { callId, offerId } = seat.waiting;
  const call = world.calls.get(callId);
  if (!call || !offersOf(call).some((offer) => offer.offerId === offerId && offer.waiting))
    yield `${callId} waits for ${agentId}, and does not know`;
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
  const guards = [...world.timers].map(({ guard }) => guard);
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
