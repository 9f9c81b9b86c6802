import { type AgentId, CallweaveError, type LegId } from '@callweave/cti-core';
import type { Step } from '../kernel/world.js';
import { agentWith } from './agent.change.js';
import { type Agent, auxReasonOf, callIdOf, stateOf } from './agent.js';
import { withCoolDown, withLingeringLeg, withRest } from './agent.machine.js';
import { AgentNews, StateNews } from './agent.news.js';

/** A leg that was told to hang up and says nothing for this long is thought gone. */
const LINGER_MS = 3_000;

/** @throws {CallweaveError} `agent.unknown` */
export function agentOf(step: Step, agentId: AgentId): Agent {
  const agent = step.world.agents.get(agentId);
  if (!agent) throw new CallweaveError('agent.unknown', 'No such agent', { details: { agentId } });
  return agent;
}

/** Keeps the next value of an agent and says what changed; the one place where `since` is set. */
export function saveAgent(
  step: Step,
  next: Agent,
  reason: string | null = null,
  by: AgentId | null = null,
): Agent {
  const before = agentOf(step, next.agentId);
  if (before === next) return before;
  const from = stateOf(before);
  const to = stateOf(next);
  const changed = from !== to || auxReasonOf(before) !== auxReasonOf(next);
  const after = changed ? agentWith(next, { since: step.at }) : next;
  step.world.agents.set(after.agentId, after);
  if (before.seat?.extension !== after.seat?.extension) {
    if (before.seat) step.world.seats.delete(before.seat.extension);
    if (after.seat) step.world.seats.set(after.seat.extension, after.agentId);
  }
  if (before.seat && !after.seat) {
    step.clearTimer({ guard: 'grace', agentId: after.agentId });
    step.clearTimer({ guard: 'cool-down', agentId: after.agentId });
    step.clearTimer({ guard: 'rest', agentId: after.agentId });
  }
  if (changed) {
    if (from === 'logged-out') step.emitUndrawn(new AgentNews('agent.logged-in', after));
    step.emitUndrawn(new StateNews(after, from, to, { reason, by }));
    if (to === 'logged-out') step.emitUndrawn(new AgentNews('agent.logged-out', after));
  }
  // Another call is news, too, though his state is the same.
  else if (callIdOf(before) !== callIdOf(after) || before.seat?.others !== after.seat?.others)
    announceAgent(step, after);
  step.signal({ signal: 'agent.changed', before, after });
  return after;
}

/** Tells of a change that is not a change of state. */
export function announceAgent(step: Step, agent: Agent): void {
  step.emitUndrawn(new AgentNews('agent.changed', agent));
}

/** No offers to him until this leg of his is gone. */
export function awaitLegsEnd(step: Step, agentId: AgentId, legId: LegId): void {
  const agent = step.world.agents.get(agentId);
  if (!agent?.seat) return;
  const older = agent.seat.lingeringLegId;
  if (older !== null) forget(step, older);
  step.world.lingering.set(legId, agentId);
  step.setTimer({ guard: 'linger', legId }, LINGER_MS);
  saveAgent(step, withLingeringLeg(agent, legId));
}

/** The leg is gone, or thought so. */
export function lingeringLegEnded(step: Step, legId: LegId): void {
  const agentId = step.world.lingering.get(legId);
  if (agentId === undefined) return;
  forget(step, legId);
  const agent = step.world.agents.get(agentId);
  if (agent?.seat?.lingeringLegId === legId) saveAgent(step, withLingeringLeg(agent, null));
}

function forget(step: Step, legId: LegId): void {
  step.world.lingering.delete(legId);
  step.clearTimer({ guard: 'linger', legId });
}

/** Offers nothing to him for a moment. */
export function coolDown(step: Step, agentId: AgentId, forMs: number): void {
  const agent = step.world.agents.get(agentId);
  if (!agent?.seat) return;
  step.setTimer({ guard: 'cool-down', agentId }, forMs);
  saveAgent(step, withCoolDown(agent, true));
}

/** Offers no contacts of other channels to him for a moment. */
export function rest(step: Step, agentId: AgentId, forMs: number): void {
  const agent = step.world.agents.get(agentId);
  if (!agent?.seat) return;
  step.setTimer({ guard: 'rest', agentId }, forMs);
  saveAgent(step, withRest(agent, true));
}

export function rested(step: Step, agentId: AgentId): void {
  const agent = step.world.agents.get(agentId);
  if (agent?.seat?.resting) saveAgent(step, withRest(agent, false));
}

export function cooledDown(step: Step, agentId: AgentId): void {
  const agent = step.world.agents.get(agentId);
  if (agent?.seat?.coolingDown) saveAgent(step, withCoolDown(agent, false));
}
