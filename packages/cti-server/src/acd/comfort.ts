import type { CallId } from '@callweave/cti-core';
import { liveCall } from '../calls/call.store.js';
import type { Step } from '../kernel/world.js';
import type { Queue } from './queue.js';

/** ACD-6: between the music, which goes on by itself, a waiting caller hears the queue's messages, in turn. */
export function startComfort(step: Step, queue: Queue, callId: CallId): void {
  if (queue.comfort !== null) step.setTimer({ guard: 'comfort', callId }, queue.comfort.everyMs);
}

export function comfortDue(step: Step, callId: CallId): void {
  const call = liveCall(step, callId);
  const queue = call?.queueId == null ? undefined : step.world.queues.get(call.queueId);
  const place = queue?.places.get(callId);
  if (!call || !queue?.comfort || !place || call.customerLegId === null) return;
  startComfort(step, queue, callId);
  // While a phone rings for him he may be joined at any moment: no message is begun.
  if (call.stage.phase !== 'queued') return;
  const { sounds, everyMs } = queue.comfort;
  const turn = Math.round((step.at - (call.queuedAt ?? step.at)) / everyMs) - 1;
  const sound = sounds[Math.max(0, turn) % sounds.length];
  if (sound) {
    step.order({ do: 'switch.play', legId: call.customerLegId, sound, tag: `comfort-${turn}` });
  }
}
