import { type Agent, isOfferable, stateOf } from '../agents/agent.js';
import type { Step } from '../kernel/world.js';
import { reservationEnded } from './places.js';
import { reindexAgent } from './queue.js';
import { touch } from './queue-events.js';

/** Keeps the queues' orders true to an agent's change. */
export function agentChanged(step: Step, before: Agent | null, after: Agent): void {
  const { unmatched, queues, reserved } = step.world;
  const counted = before === null || stateOf(before) !== stateOf(after);
  for (const { queueId } of after.memberships) {
    const queue = queues.get(queueId);
    if (!queue) continue;
    reindexAgent(queue, before, after);
    if (counted) touch(step, queue);
    if (counted && queue.overflow.length > 0) unmatched.rules.add(queueId);
  }
  if (isOfferable(after)) unmatched.agents.add(after.agentId);
  // Nobody waits for one who has left.
  if (after.seat === null)
    for (const callId of [...(reserved.get(after.agentId) ?? [])]) reservationEnded(step, callId);
}
