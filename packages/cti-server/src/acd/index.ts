export { createQueue, type Queue } from './queue.js';
export { newQueueDay, publishQueues, snapshotOfQueue } from './queue-events.js';
export { type FailedOutcome, offerFailed, offerLegEnded, offerTimedOut } from './rona.js';
export {
  agentChanged,
  callEnded,
  callJoined,
  enqueue,
  enqueueAgain,
  keepPlace,
  match,
  restorePlace,
} from './routing.js';
