import type { AgentId } from '@callweave/cti-core';
import { changeQueues, fillQueues, membershipsOf } from '../acd/index.js';
import { changeAgents, mayLeave } from '../agents/change-agents.js';
import { agentsOn } from '../calls/call.js';
import type { KernelSettings } from './kernel.types.js';
import { routesOf } from './restore.js';
import { resizeTrunks } from './trunks.js';
import type { Step } from './world.js';

/**
 * Runs by new settings from here on. Calls are not touched: who waits keeps his place, what rings goes on ringing, who
 * talks goes on talking; only whom a waiting caller may be offered to, and when, is decided anew.
 */
export function takeSettings(step: Step, settings: KernelSettings): void {
  const { world } = step;
  // Long lists are not read anew for nothing.
  if (!isSameGrouping(world.settings, settings)) world.routes = routesOf(settings);
  world.settings = settings;
  resizeTrunks(step);
  const changes = changeQueues(step, settings.queues);
  // Those of a queue that is closing still serve it.
  changeAgents(step, settings.agents, membershipsOf([...world.queues.values()]));
  fillQueues(step, changes);
}

/** Agents whom the settings no longer have go as soon as they have no call; false when there is none. */
export function dismissLeaving(step: Step): boolean {
  const { agents, leaving, parts } = step.world;
  for (const agentId of leaving) {
    const agent = agents.get(agentId);
    if (!agent || !mayLeave(step, agent) || hasCall(step, agentId)) continue;
    leaving.delete(agentId);
    agents.delete(agentId);
    parts.delete(agentId);
    step.emit({ event: 'agent.removed', data: { agentId } });
    return true;
  }
  return false;
}

function hasCall(step: Step, agentId: AgentId): boolean {
  for (const call of step.world.calls.values()) {
    if (call.stage.phase !== 'ended' && agentsOn(call).includes(agentId)) return true;
  }
  return false;
}

function isSameGrouping({ grouping: one }: KernelSettings, { grouping: other }: KernelSettings): boolean {
  return one?.routes === other?.routes && one?.lists === other?.lists && one?.calendars === other?.calendars;
}
