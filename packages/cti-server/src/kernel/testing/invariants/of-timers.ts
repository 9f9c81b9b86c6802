import type { CallId, EpochMs } from '@callweave/cti-core';
import type { Place } from '../../../acd/place.js';
import { isLive, legOf, offersOf } from '../../../calls/call.js';
import { type TimerGuard, timerKey } from '../../timer-guards.js';
import type { World } from '../../world.js';

/** What a timer was set for is still there. */
export function* timersGuardSomethingLive(world: World): Iterable<string> {
  for (const [key, guard] of world.timers) {
    if (timerKey(guard) !== key) yield `${key} is kept under another name`;
    if (!lives(world, guard)) yield `${key} guards nothing`;
  }
  for (const [callId, keys] of world.timersOfCall) {
    if (keys.size === 0) yield `${callId} keeps an empty list of timers`;
    for (const key of keys) if (!world.timers.has(key)) yield `${callId} keeps ${key}, which is not set`;
  }
}

function lives(world: World, guard: TimerGuard): boolean {
  if (!('callId' in guard)) return livesWithoutCall(world, guard);
  const call = world.calls.get(guard.callId);
  if (!call || call.stage.phase === 'ended') return false;
  const place = placeIn(world, guard.callId);
  const { stage } = call;
  switch (guard.guard) {
    case 'answer':
    case 'farewell':
      return stage.phase === 'ivr';
    case 'flow':
      return world.flowRuns.get(guard.callId)?.tag === guard.tag;
    case 'lookup':
      return world.lookups.get(guard.key) === guard.callId;
    case 'offer':
      return offersOf(call).some(({ offerId }) => offerId === guard.offerId);
    case 'join':
    case 'ring': {
      const leg = legOf(call, guard.legId);
      return leg !== undefined && isLive(leg);
    }
    case 'parted':
      return stage.phase === 'talking' && stage.line.parted;
    case 'return':
      return stage.phase === 'talking' && stage.line.at.is === 'lost';
    case 'reply':
      return world.pendingReplies.has(`${guard.until} ${guard.callId}`);
    case 'reserved':
      return place !== null && place.reservedFor !== null;
    case 'relax':
    case 'waited':
    case 'comfort':
    case 'announce':
    case 'call-back':
      return place !== null;
  }
}

function livesWithoutCall(world: World, guard: Exclude<TimerGuard, { callId: CallId }>): boolean {
  switch (guard.guard) {
    case 'wrap-up': {
      const work = world.agents.get(guard.agentId)?.seat?.work;
      return work?.is === 'wrap-up' && work.callId === guard.ofCallId;
    }
    case 'grace': {
      const seat = world.agents.get(guard.agentId)?.seat;
      return seat?.device === 'browser' && !seat.registered;
    }
    case 'rest':
      return world.agents.get(guard.agentId)?.seat?.resting === true;
    case 'contact-offer': {
      const stage = world.contacts.get(guard.contactId)?.stage;
      return stage?.phase === 'offered' && stage.offer.offerId === guard.offerId;
    }
    case 'contact-relax': {
      const contact = world.contacts.get(guard.contactId);
      return (
        contact !== undefined && world.queues.get(contact.queueId)?.contacts.has(guard.contactId) === true
      );
    }
    case 'cool-down':
      return world.agents.get(guard.agentId)?.seat?.coolingDown === true;
    case 'linger':
      return world.lingering.has(guard.legId);
    case 'supervision': {
      const supervision = world.supervisions.get(guard.supervisorId);
      return supervision?.legId === guard.legId && supervision.stage.is === guard.stage;
    }
    case 'recording':
      return world.recordings.has(guard.path);
    case 'queues':
      return world.dirtyQueues.size > 0;
  }
}

/** Every wait has a deadline: nobody stands where only somebody else's word could move him on. */
export function* everyWaitHasADeadline(world: World, at: EpochMs): Iterable<string> {
  if (!world.switchUp) return;
  for (const call of world.calls.values()) {
    const { callId, stage } = call;
    const guards = [...(world.timersOfCall.get(callId) ?? [])].flatMap((key) => world.timers.get(key) ?? []);
    const has = (name: TimerGuard['guard']) => guards.some(({ guard }) => guard === name);
    for (const { offerId, legId, joining } of stage.phase === 'offered' ? stage.offers : []) {
      const timer: TimerGuard = joining
        ? { guard: 'join', callId, legId }
        : { guard: 'offer', callId, offerId };
      if (!world.timers.has(timerKey(timer))) yield `offer ${offerId} of ${callId} lasts for ever`;
    }
    if (stage.phase === 'dialling' && !has('ring') && !has('offer') && !has('join')) {
      yield `${callId} is dialled for ever`;
    }
    if (stage.phase === 'talking' && stage.line.at.is === 'lost' && !has('return')) {
      yield `${callId} waits for an agent who is lost, for ever`;
    }
    const queue = call.queueId === null ? undefined : world.queues.get(call.queueId);
    const place = queue?.places.get(callId);
    if (!queue || !place) continue;
    if (place.reservedFor !== null && !has('reserved'))
      yield `${callId} waits for ${place.reservedFor}, for ever`;
    if (place.relaxed < queue.relax.length && !has('relax')) yield `${callId} is never relaxed again`;
    if (queue.comfort !== null && !has('comfort')) yield `${callId} hears no messages any more`;
    const waitedMs = at - place.countsFrom;
    const limitAhead = queue.overflow.some(({ when }) => when.is === 'waited' && when.ms > waitedMs);
    if (stage.phase === 'queued' && limitAhead && !has('waited')) {
      yield `no rule looks at ${callId} again, however long it waits`;
    }
  }
}

function placeIn(world: World, callId: CallId): Place | null {
  for (const queue of world.queues.values()) {
    const place = queue.places.get(callId);
    if (place) return place;
  }
  return null;
}
