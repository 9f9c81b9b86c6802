import type { AgentSnapshot, AgentState, SupervisionMode } from '@callweave/cti-core';
import { useDeferredValue, useMemo, useState } from 'react';
import { orderKeeper } from '../wall/in-order.js';
import { useMonitor } from '../wall/use-monitor.js';
import { useQueueNames } from '../wall/use-queue-names.js';
import {
  type AgentFilter,
  type AgentGroup,
  type AgentGrouping,
  agentGroups,
  agentsThatFit,
  countStates,
} from './agent-wall.core.js';

/** A wall of agents without its looks. */
export interface AgentWallModel {
  /** Null until the picture came. */
  readonly agents: readonly AgentSnapshot[] | null;
  readonly groups: readonly AgentGroup[];
  /** Of all agents, whatever the filter. */
  readonly counts: Readonly<Record<AgentState, number>>;
  /** How many fit the filter. */
  readonly shown: number;
  readonly filter: AgentFilter;
  readonly grouping: AgentGrouping;
  readonly queueNames: ReadonlyMap<string, string>;
  /** Who calls, and which queue, by the agent whose phone rings. */
  readonly ringing: ReadonlyMap<string, string>;
  /** By agent: how he is supervised. */
  readonly supervised: ReadonlyMap<string, SupervisionMode>;
  setText(text: string): void;
  toggleState(state: AgentState): void;
  clearFilter(): void;
  setGrouping(grouping: AgentGrouping): void;
}

const NO_FILTER: AgentFilter = { text: '', states: [] };
const NOBODY: readonly AgentSnapshot[] = [];

/** All agents, live, as filtered and grouped by the user (SUP-3). */
export function useAgentWall(initialGrouping: AgentGrouping = 'none'): AgentWallModel {
  const monitor = useMonitor();
  const queueNames = useQueueNames();
  const [filter, setFilter] = useState(NO_FILTER);
  const [grouping, setGrouping] = useState(initialGrouping);
  // Typing stays quick; the wall follows.
  const applied = useDeferredValue(filter);
  const [inOrder] = useState(() => orderKeeper(placeOf));
  const agents = monitor?.agents ?? NOBODY;
  const ordered = useMemo(() => inOrder(agents), [agents, inOrder]);
  const fitting = useMemo(() => agentsThatFit(ordered, applied), [ordered, applied]);
  const groups = useMemo(() => agentGroups(fitting, grouping), [fitting, grouping]);
  const counts = useMemo(() => countStates(agents), [agents]);
  const queues = monitor?.queues;
  const ringing = useMemo(() => {
    const byCall = new Map<string, string>();
    for (const { name, waiting } of queues ?? [])
      for (const { callId, caller, offered } of waiting)
        if (offered) byCall.set(callId, [caller, name].filter(Boolean).join(' · '));
    const byAgent = new Map<string, string>();
    if (byCall.size === 0) return byAgent;
    for (const { agentId, callId, state } of agents) {
      const call = state === 'ringing' && callId !== null ? byCall.get(callId) : undefined;
      if (call !== undefined) byAgent.set(agentId, call);
    }
    return byAgent;
  }, [queues, agents]);
  const supervisions = monitor?.supervisions;
  const supervised = useMemo(
    () => new Map(supervisions?.map(({ agentId, mode }) => [agentId as string, mode])),
    [supervisions],
  );
  return {
    agents: monitor === null ? null : agents,
    groups,
    counts,
    shown: fitting.length,
    filter,
    grouping,
    queueNames,
    ringing,
    supervised,
    setText: (text) => setFilter((before) => ({ ...before, text })),
    toggleState: (state) =>
      setFilter(({ text, states }) => ({
        text,
        states: states.includes(state) ? states.filter((other) => other !== state) : [...states, state],
      })),
    clearFilter: () => setFilter(NO_FILTER),
    setGrouping,
  };
}

/** His id, not his extension: that one changes as he logs in. */
function placeOf({ agentId }: AgentSnapshot): string {
  return agentId;
}
