import type { AgentSnapshot, AgentState } from '@callweave/cti-core';

export interface AgentGroup {
  /** A state, or `all` when the board is not grouped. */
  readonly key: AgentState | 'all';
  readonly agents: readonly AgentSnapshot[];
}

const ORDER: readonly AgentState[] = [
  'ringing',
  'talking',
  'holding',
  'dialling',
  'ready',
  'wrap-up',
  'aux',
  'logged-out',
];

/** Tiles in an order that never moves: by agent id, and within groups likewise. */
export function agentGroups(
  agents: readonly AgentSnapshot[],
  grouping: 'none' | 'state',
): readonly AgentGroup[] {
  const sorted = [...agents].sort((a, b) => a.agentId.localeCompare(b.agentId, 'en', { numeric: true }));
  if (grouping === 'none') return [{ key: 'all', agents: sorted }];
  return ORDER.map((state) => ({
    key: state,
    agents: sorted.filter((agent) => agent.state === state),
  })).filter((group) => group.agents.length > 0);
}

/** Where a state has lasted too long: wrap-up over two minutes, a break over fifteen, ringing over fifteen seconds. */
export function agentHeat(agent: AgentSnapshot, now: number): 'calm' | 'warm' {
  const limits: Partial<Record<AgentState, number>> = {
    'wrap-up': 120_000,
    aux: 900_000,
    ringing: 15_000,
    holding: 60_000,
  };
  const limit = limits[agent.state];
  return limit !== undefined && now - agent.since > limit ? 'warm' : 'calm';
}
