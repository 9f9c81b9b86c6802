import { type Agent, type Seat, stateOf } from '../agents/agent.js';
import { takesContacts } from '../agents/room.js';
import type { Step } from '../kernel/world.js';
import { reservationEnded } from './places.js';
import { reindexAgent, voiceChangeOf } from './queue.js';
import { touch } from './queue-events.js';

/** Keeps the queues' orders true to an agent's change. */
export function agentChanged(step: Step, before: Agent | null, after: Agent): void {
  const { unmatched, queues, reserved } = step.world;
  const voice = voiceChangeOf(before, after);
  const counted = before === null || stateOf(before) !== stateOf(after);
  for (const { queueId } of after.memberships) {
    const queue = queues.get(queueId);
    if (!queue) continue;
    reindexAgent(queue, before, after, voice, step.at);
    if (counted) touch(step, queue);
    if (counted && queue.overflow.length > 0) unmatched.rules.add(queueId);
  }
  const room = takesContacts(after);
  if (room || voice.offerable) unmatched.agents.add(after.agentId);
  if (room && !step.world.switchUp) unmatched.withoutSwitch.add(after.agentId);
  if (before?.seat && before.seat.contacts.length > 0) letGo(step, before.seat, after);
  // Nobody waits for one who has left.
  if (after.seat === null)
    for (const callId of [...(reserved.get(after.agentId) ?? [])]) reservationEnded(step, callId);
}

/** Whoever logs out gives his contacts back; whoever pauses keeps those he has taken, and is offered none. */
function letGo(step: Step, { contacts }: Seat, { agentId, seat }: Agent): void {
  if (seat?.availability.is === 'ready') return;
  for (const { contactId, is } of contacts) {
    if (seat === null || is === 'offered') step.signal({ signal: 'contact.let-go', contactId, agentId });
  }
}
