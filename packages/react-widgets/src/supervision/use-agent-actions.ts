import type { AgentSnapshot } from '@callweave/cti-core';
import { useMemo } from 'react';
import { useCallweave } from '../provider/callweave-provider.js';
import { useWallState } from '../wall/use-wall-state.js';
import { type AgentAction, agentActions } from './agent-actions.core.js';
import { carryOut } from './carry-out.js';

export interface AgentActions {
  actionsFor(agent: AgentSnapshot): readonly AgentAction[];
  /** Rejects with what the server refuses. */
  act(agent: AgentSnapshot, action: AgentAction): Promise<void>;
}

/** What the present user may do about agents, and how it is done. */
export function useAgentActions(reasons?: readonly string[]): AgentActions {
  const { session } = useCallweave();
  const role = useWallState((state) => state.role);
  const agent = useWallState((state) => state.agent);
  const supervision = useWallState((state) => state.supervision);
  return useMemo(
    () => ({
      actionsFor: (other) => agentActions({ role, agent, supervision }, other, reasons),
      act: (other, action) => carryOut(session, other.agentId, action),
    }),
    [session, role, agent, supervision, reasons],
  );
}
