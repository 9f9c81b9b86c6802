import type { CallId } from '@callweave/cti-core';
import type { Call } from '../calls/call.js';
import { liveCall } from '../calls/call.store.js';
import type { Step } from '../kernel/world.js';
import type { Sound } from '../media-switch/media-switch.port.js';
import type { Place } from './place.js';
import type { Queue } from './queue.js';

/** One message waits for another this long before it tries again. */
const LATER_MS = 3_000;
/** A message whose end is not told is over by then. */
const LONGEST_MS = 120_000;

/** ACD-6: between the music, which goes on by itself, a waiting caller hears the queue's messages, in turn. */
export function startComfort(step: Step, queue: Queue, callId: CallId): void {
  if (queue.comfort !== null) step.setTimer({ guard: 'comfort', callId }, queue.comfort.everyMs);
}

export function comfortDue(step: Step, callId: CallId): void {
  const { call, queue, place } = placeOf(step, callId) ?? {};
  if (!call || !queue?.comfort || !place || call.customerLegId === null) return;
  startComfort(step, queue, callId);
  // While a phone rings for him he may be joined at any moment: no message is begun.
  if (call.stage.phase !== 'queued') return;
  const { sounds, everyMs } = queue.comfort;
  const turn = Math.round((step.at - (call.queuedAt ?? step.at)) / everyMs) - 1;
  const sound = sounds[Math.max(0, turn) % sounds.length];
  if (sound && !say(step, call, place, sound, `comfort-${turn}`)) {
    step.setTimer({ guard: 'comfort', callId }, LATER_MS);
  }
}

/** Says something over the music; false when something else is being said. */
export function say(step: Step, call: Call, place: Place, sound: Sound, tag: string): boolean {
  if (call.customerLegId === null) return true;
  if (place.hears !== null && step.at - place.hears.since < LONGEST_MS) return false;
  place.hears = { tag, since: step.at };
  step.order({ do: 'switch.play', legId: call.customerLegId, sound, tag });
  return true;
}

/** It is said to the end, or could not be. */
export function messageEnded(step: Step, callId: CallId, tag: string): void {
  const place = placeOf(step, callId)?.place;
  if (place?.hears?.tag === tag) place.hears = null;
}

function placeOf(step: Step, callId: CallId) {
  const call = liveCall(step, callId);
  const queue = call?.queueId == null ? undefined : step.world.queues.get(call.queueId);
  const place = queue?.places.get(callId);
  return call && queue && place ? { call, queue, place } : null;
}
