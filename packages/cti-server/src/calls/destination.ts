import { type AgentId, CallweaveError, type Destination, type PersonDestination } from '@callweave/cti-core';
import { type Agent, mayBeRung } from '../agents/agent.js';
import { agentOf } from '../agents/agent.store.js';
import type { Step } from '../kernel/world.js';
import type { DialTarget } from './call.js';
import { targetOf } from './dial-target.js';

/**
 * The phone at which a person is reached.
 * @throws {CallweaveError} `agent.unknown`, `call.destination-unavailable`, `call.failed`
 */
export function phoneOf(step: Step, to: PersonDestination): DialTarget {
  if (to.to === 'number') return targetOf(step, to.number);
  const { agentId, seat } = agentOf(step, to.agentId);
  if (seat === null) throw unavailable('The agent is not logged in', agentId);
  return { phone: { is: 'extension', extension: seat.extension }, agentId };
}

/** Who would be offered a caller who is handed on there; null for a queue, or a phone without an agent. */
export function agentAt(step: Step, destination: Destination): Agent | null {
  if (destination.to === 'queue') return null;
  const { agentId } = phoneOf(step, destination);
  return agentId === null ? null : agentOf(step, agentId);
}

/** True when a colleague can be given a caller without being asked: he has no call, though he may pause. */
export function takesTransfers(agent: Agent): boolean {
  return agent.seat?.work.is === 'idle' && mayBeRung(agent);
}

export function unavailable(message: string, agentId: AgentId): CallweaveError {
  return new CallweaveError('call.destination-unavailable', message, { details: { agentId } });
}
