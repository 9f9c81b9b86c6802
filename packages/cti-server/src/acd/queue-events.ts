import type { CallId, QueueSnapshot } from '@callweave/cti-core';
import { offerOf } from '../calls/call.js';
import type { Step, World } from '../kernel/world.js';
import { type Queue, queueSnapshotOf } from './queue.js';
import { touch } from './routing.js';

/** Pictures a step may draw at most; the rest follows at once in steps of their own, so that calls come between. */
const BATCH = 20;
const NEXT_BATCH_MS = 1;

export function snapshotOfQueue(world: World, queue: Queue): QueueSnapshot {
  return queueSnapshotOf(queue, (callId: CallId) => {
    const call = world.calls.get(callId);
    return { caller: call?.caller ?? '', offered: call ? offerOf(call) !== null : false };
  });
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
    if (queue) step.emit({ event: 'queue.changed', data: { queue: snapshotOfQueue(step.world, queue) } });
  }
}

/** Day figures begin anew. */
export function newQueueDay(step: Step): void {
  for (const queue of step.world.queues.values()) {
    Object.assign(queue.today, { entered: 0, answered: 0, abandoned: 0, inTime: 0, waitedMs: 0 });
    touch(step, queue);
  }
}
