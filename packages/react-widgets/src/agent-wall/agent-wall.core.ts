import type { AgentSnapshot, AgentState } from '@callweave/cti-core';
import { compareNames } from '../wall/in-order.js';

/** How tiles stand together. */
export type AgentGrouping = 'none' | 'team' | 'state';

export interface AgentGroup {
  /** A state, a team, empty for those without a team, or `all` when the wall is not grouped. */
  readonly key: string;
  readonly agents: readonly AgentSnapshot[];
}

/** After so many milliseconds a state has lasted too long; states left out never do. */
export type AgentThresholds = Partial<Record<AgentState, number>>;

export const DEFAULT_AGENT_THRESHOLDS: AgentThresholds = {
  'wrap-up': 120_000,
  aux: 900_000,
  ringing: 15_000,
  holding: 60_000,
};

/** The order in which a wall names states: what goes on first. */
export const STATES: readonly AgentState[] = [
  'ringing',
  'talking',
  'holding',
  'dialling',
  'ready',
  'wrap-up',
  'aux',
  'logged-out',
];

/** Agents, sorted before, in their groups. Within a group nobody changes his place; the empty groups are left out. */
export function agentGroups(
  agents: readonly AgentSnapshot[],
  grouping: AgentGrouping,
): readonly AgentGroup[] {
  if (grouping === 'none') return agents.length === 0 ? [] : [{ key: 'all', agents }];
  const groups = new Map<string, AgentSnapshot[]>();
  for (const agent of agents) {
    const key = grouping === 'state' ? agent.state : (agent.team ?? '');
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [agent]);
    else group.push(agent);
  }
  const keys = grouping === 'state' ? STATES : [...groups.keys()].sort(byTeam);
  return keys.flatMap((key) => {
    const members = groups.get(key);
    return members === undefined ? [] : [{ key, agents: members }];
  });
}

/** Those without a team stand last. */
function byTeam(one: string, other: string): number {
  if (one === '' || other === '') return one === '' ? 1 : -1;
  return compareNames(one, other);
}

export interface AgentFilter {
  /** Part of a name, an extension, an id, a team, or of whom he talks with. */
  readonly text: string;
  /** Empty: all. */
  readonly states: readonly AgentState[];
}

/** The agents that fit, in the order they had. */
export function agentsThatFit(
  agents: readonly AgentSnapshot[],
  { text, states }: AgentFilter,
): readonly AgentSnapshot[] {
  const wanted = text.trim().toLocaleLowerCase();
  if (wanted === '' && states.length === 0) return agents;
  return agents.filter(
    ({ name, extension, agentId, team, state, call }) =>
      (states.length === 0 || states.includes(state)) &&
      [name, extension, agentId, team, call?.name, call?.number].some((word) =>
        word?.toLocaleLowerCase().includes(wanted),
      ),
  );
}

/** How many are in each state. */
export function countStates(agents: readonly AgentSnapshot[]): Readonly<Record<AgentState, number>> {
  const counts = Object.fromEntries(STATES.map((state) => [state, 0])) as Record<AgentState, number>;
  for (const { state } of agents) counts[state] += 1;
  return counts;
}

/** With whom he is rung, dials or talks, and for which queue; undefined when nothing is told of it. */
export function callLine({ call }: Pick<AgentSnapshot, 'call'>): string | undefined {
  if (call === undefined) return undefined;
  return [call.name ?? call.number, call.queueName].filter(Boolean).join(' · ');
}

/** Whether a state has lasted longer than its threshold. */
export function agentHeat(
  { state, since }: Pick<AgentSnapshot, 'state' | 'since'>,
  now: number,
  thresholds: AgentThresholds = DEFAULT_AGENT_THRESHOLDS,
): 'calm' | 'warm' {
  const limit = thresholds[state];
  return limit !== undefined && now - since > limit ? 'warm' : 'calm';
}
