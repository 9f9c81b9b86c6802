import type { CallId, ContactId, QueueSnapshot } from '@callweave/cti-core';
import { offerOf } from '../calls/call.js';
import { isAway } from '../calls/call-back.js';
import type { Step, World } from '../kernel/world.js';
import { NO_QUEUE_FIGURES, type Queue, queueSnapshotOf } from './queue.js';
import { forgetOld } from './recent.js';

/** Pictures a step may draw at most; the rest follows at once in steps of their own, so that calls come between. */
const BATCH = 20;
const NEXT_BATCH_MS = 1;
/** Walls get a queue's picture this long after its first change, however many more there were. */
const PUBLISH_MS = 100;

export function snapshotOfQueue(world: World, queue: Queue): QueueSnapshot {
  return queueSnapshotOf(
    queue,
    (callId: CallId) => {
      const call = world.calls.get(callId);
      return {
        caller: call?.caller ?? '',
        queuedAt: call?.queuedAt ?? 0,
        offered: call ? offerOf(call) !== null : false,
        ...(call && isAway(call) ? { callBack: true } : {}),
      };
    },
    (contactId: ContactId) => {
      const contact = world.contacts.get(contactId);
      return {
        customer: contact?.customer ?? '',
        queuedAt: contact?.queuedAt ?? 0,
        offered: contact?.stage.phase === 'offered',
      };
    },
  );
}

/** Publishes the queues that changed since the last time. */
export function publishQueues(step: Step): void {
  const { dirtyQueues, queues } = step.world;
  let left = BATCH;
  for (const queueId of dirtyQueues) {
    if (left-- === 0) {
      step.setTimer({ guard: 'queues' }, NEXT_BATCH_MS);
      return;
    }
    dirtyQueues.delete(queueId);
    const queue = queues.get(queueId);
    if (!queue) continue;
    queue.dirty = false;
    forgetOld(queue.recent, step.at);
    step.emit({ event: 'queue.changed', data: { queue: snapshotOfQueue(step.world, queue) } });
  }
}

/** Day figures begin anew. */
export function newQueueDay(step: Step): void {
  for (const queue of step.world.queues.values()) {
    Object.assign(queue.today, NO_QUEUE_FIGURES);
    touch(step, queue);
  }
}

/** The queue's picture has changed. */
export function touch(step: Step, queue: Queue): void {
  if (queue.dirty) return;
  queue.dirty = true;
  if (step.world.dirtyQueues.size === 0) step.setTimer({ guard: 'queues' }, PUBLISH_MS);
  step.world.dirtyQueues.add(queue.queueId);
}
