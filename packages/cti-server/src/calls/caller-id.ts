import type { AgentId, QueueId } from '@callweave/cti-core';
import type { Step } from '../kernel/world.js';
import type { OutboundRoute } from '../outbound/index.js';
import type { Call } from './call.js';

/*
 * Whose number a far end outside sees. The first that there is counts:
 *
 *   a call for a queue, or back to its caller   the queue's callerId
 *   whoever came by a number of ours            that number: he called it, and knows it
 *   an agent's call                             the agent's callerId, the rule's, the installation's, his extension
 *
 * The queue's counts for callers who are handed on, asked about or invited to only where it says so (`callerIdOnTransfer`).
 */

type Route = Pick<OutboundRoute, 'callerId'>;

/** What somebody sees who is dialled: a customer who is called or called back, or whoever is asked about one. */
export function shownWhenDialled(step: Step, call: Call, route: Route): string {
  const { queueId, consult, callBack } = call;
  const asked = consult?.is === 'about' ? step.world.calls.get(consult.callId) : undefined;
  const ofQueue = callerIdOf(step, queueId) ?? (asked ? onTransfer(step, asked.queueId) : null);
  return ofQueue ?? ((callBack && call.called) || ofAgent(step, call, call.agentId, route));
}

/** What somebody sees to whom an agent hands a caller on, or whom he asks into a conference. */
export function shownOnTransfer(step: Step, call: Call, by: AgentId | null, route: Route): string {
  if (call.direction === 'inbound') {
    return onTransfer(step, call.queueId) ?? (call.called || ofAgent(step, call, by, route));
  }
  return callerIdOf(step, call.queueId) ?? ofAgent(step, call, by, route);
}

/** What somebody sees to whom a rule or a key of a queue leads a caller. */
export function shownOnOverflow(
  step: Step,
  { caller, called, queueId }: Call,
  shows: 'caller' | 'called' | 'queue',
): string {
  if (shows === 'caller') return caller;
  return (shows === 'queue' ? callerIdOf(step, queueId) : null) ?? called;
}

function callerIdOf({ world }: Step, queueId: QueueId | null): string | null {
  return queueId === null ? null : (world.queues.get(queueId)?.callerId ?? null);
}

function onTransfer(step: Step, queueId: QueueId | null): string | null {
  const queue = queueId === null ? undefined : step.world.queues.get(queueId);
  return queue?.callerIdOnTransfer ? queue.callerId : null;
}

function ofAgent({ world }: Step, { caller }: Call, agentId: AgentId | null, { callerId }: Route): string {
  const { agents, outboundCallerId } = world.settings;
  const own = agents.find((agent) => agent.agentId === agentId)?.callerId;
  return own ?? callerId ?? outboundCallerId ?? caller;
}
