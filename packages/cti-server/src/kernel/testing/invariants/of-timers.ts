import type { CallId, EpochMs } from '@callweave/cti-core';
import type { Place } from '../../../acd/place.js';
import { isLive, legOf, offersOf, type Stage } from '../../../calls/call.js';
import { guardOf } from '../../../supervision/supervision.store.js';
import type { TimerGuard } from '../../timer-guards.js';
import type { World } from '../../world.js';

/** What a timer was set for is still there. */
export function* timersGuardSomethingLive(world: World): Iterable<string> {
  const keys = new Set<string>();
  for (const { key, guard } of world.timers) {
    if (keys.has(key)) yield `${key} is set twice`;
    keys.add(key);
    if (!lives(world, guard)) yield `${key} guards nothing`;
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
    case 'parked':
      return stage.phase === 'parked';
    case 'join':
    case 'part':
    case 'ring': {
      const leg = legOf(call, guard.legId);
      return leg !== undefined && isLive(leg);
    }
    case 'parted':
      return stage.phase === 'talking' && stage.line.parted;
    case 'return':
      if (stage.phase === 'conference') return stage.parties.some(({ at }) => at === 'lost');
      return stage.phase === 'talking' && stage.line.at.is === 'lost';
    case 'reply':
      return world.pendingReplies.has(`${guard.until} ${guard.callId}`);
    case 'recording-pause':
      return call.recording?.paused === true;
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

/** A supervisor takes him over, which has a deadline of its own. */
function isBeingTaken({ supervisions, timers }: World, callId: CallId): boolean {
  return [...supervisions.values()].some(
    (one) => one.callId === callId && one.stage.is === 'taking-over' && timers.has(guardOf(one)),
  );
}

/** Every wait has a deadline: nobody stands where only somebody else's word could move him on. */
export function* everyWaitHasADeadline(world: World, at: EpochMs): Iterable<string> {
  if (!world.switchUp) return;
  for (const call of world.calls.values()) {
    const { callId, stage } = call;
    const guards = world.timers.ofCall(callId).map(({ guard }) => guard);
    const has = (name: TimerGuard['guard']) => guards.some(({ guard }) => guard === name);
    for (const { offerId, legId, joining } of stage.phase === 'offered' ? stage.offers : []) {
      const timer: TimerGuard = joining
        ? { guard: 'join', callId, legId }
        : { guard: 'offer', callId, offerId };
      if (!world.timers.has(timer)) yield `offer ${offerId} of ${callId} lasts for ever`;
    }
    if (stage.phase === 'conference') yield* conferenceHasDeadlines(world, callId, stage);
    const isCalled = has('ring') || has('offer') || has('join') || has('part');
    if (stage.phase === 'dialling' && !isCalled) {
      yield `${callId} is dialled for ever`;
    }
    if (stage.phase === 'transferring' && !isCalled) yield `${callId} is handed on for ever`;
    if (stage.phase === 'forwarded' && !stage.joined && !isCalled) yield `${callId} rings outside for ever`;
    if (stage.phase === 'parked' && !has('parked')) yield `${callId} is parked for ever`;
    if (
      stage.phase === 'talking' &&
      stage.line.at.is === 'lost' &&
      !has('return') &&
      !isBeingTaken(world, callId)
    ) {
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

function* conferenceHasDeadlines(
  world: World,
  callId: CallId,
  { parties, invited }: Extract<Stage, { phase: 'conference' }>,
): Iterable<string> {
  const has = (guard: TimerGuard) => world.timers.has(guard);
  for (const { legId, at } of parties) {
    if (at === 'entering' && !has({ guard: 'join', callId, legId }))
      yield `${legId} enters ${callId} for ever`;
    if (at === 'ringing' && !has({ guard: 'ring', callId, legId })) yield `${legId} rings for ever`;
    if (at === 'lost' && !has({ guard: 'return', callId })) yield `${legId} is lost in ${callId} for ever`;
  }
  for (const { offerId } of invited)
    if (!has({ guard: 'offer', callId, offerId })) yield `${callId} invites by ${offerId} for ever`;
}

function placeIn(world: World, callId: CallId): Place | null {
  for (const queue of world.queues.values()) {
    const place = queue.places.get(callId);
    if (place) return place;
  }
  return null;
}
