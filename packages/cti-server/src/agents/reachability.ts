import type { AgentId } from '@callweave/cti-core';
import type { Step } from '../kernel/world.js';
import { withRegistration } from './agent.machine.js';
import { announceAgent, saveAgent } from './agent.store.js';

/** A page reload is back well within it; its agent is then never seen to go. */
const GRACE_MS = 3_000;

/** A softphone registered anew. */
export function extensionRegistered(step: Step, extension: string): void {
  extensionFound(step, extension);
  const agentId = step.world.seats.get(extension);
  const device = agentId === undefined ? undefined : step.world.agents.get(agentId)?.seat?.device;
  if (agentId !== undefined && device === 'browser') step.signal({ signal: 'agent.registered', agentId });
}

/** A softphone is registered, and may have been so for long: not the sign of a new page. */
export function extensionFound(step: Step, extension: string): void {
  step.world.registered.add(extension);
  const agentId = step.world.seats.get(extension);
  const agent = agentId === undefined ? undefined : step.world.agents.get(agentId);
  if (!agent?.seat || agent.seat.device !== 'browser') return;
  const wasReachable = agent.seat.reachable;
  step.clearTimer({ guard: 'grace', agentId: agent.agentId });
  const after = saveAgent(step, withRegistration(agent, true, true));
  if (!wasReachable) announceAgent(step, after);
}

/**
 * A softphone says that it is still there. Without it, one that the switch could not reach once would be left out until its
 * page is loaded anew.
 */
export function extensionRefreshed(step: Step, extension: string): void {
  if (!step.world.registered.has(extension)) extensionFound(step, extension);
}

/** No offer is made from now on; the agent shows as unreachable only when he stays away. */
export function extensionUnregistered(step: Step, extension: string): void {
  step.world.registered.delete(extension);
  const agentId = step.world.seats.get(extension);
  const agent = agentId === undefined ? undefined : step.world.agents.get(agentId);
  if (!agent?.seat?.registered || agent.seat.device !== 'browser') return;
  saveAgent(step, withRegistration(agent, false, agent.seat.reachable));
  step.setTimer(
    { guard: 'grace', agentId: agent.agentId },
    step.world.settings.unregisterGraceMs ?? GRACE_MS,
  );
}

export function graceEnded(step: Step, agentId: AgentId): void {
  const agent = step.world.agents.get(agentId);
  if (!agent?.seat || agent.seat.registered || !agent.seat.reachable) return;
  announceAgent(step, saveAgent(step, withRegistration(agent, false, false)));
}

/** The switch could not find a softphone that we thought registered. */
export function foundUnreachable(step: Step, agentId: AgentId): void {
  const agent = step.world.agents.get(agentId);
  if (!agent?.seat || agent.seat.device !== 'browser') return;
  step.world.registered.delete(agent.seat.extension);
  step.clearTimer({ guard: 'grace', agentId });
  announceAgent(step, saveAgent(step, withRegistration(agent, false, false)));
}
