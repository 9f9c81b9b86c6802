import type { AgentSnapshot, SupervisionMode } from '@callweave/cti-core';
import type { AgentSessionState } from '@callweave/web-sdk';

/** What a supervisor does while he is on a call; each has keys. */
export type SupervisionAction = SupervisionMode | 'takeOver' | 'stopSupervision';

export const MODES: readonly SupervisionMode[] = ['listen', 'whisper', 'barge'];

export interface SupervisionBarView {
  /** Whom he supervises: the id where the wall does not know the name. */
  readonly name: string;
  /** Null while the wall does not know him. */
  readonly agent: AgentSnapshot | null;
  readonly mode: SupervisionMode;
  /** His own phone rings; he hears nothing yet. */
  readonly ringing: boolean;
  readonly since: number;
  readonly actions: readonly SupervisionAction[];
}

/** The bar of whoever supervises now (SUP-4); null while he does not. */
export function supervisionBarView({
  supervision,
  monitor,
}: Pick<AgentSessionState, 'supervision' | 'monitor'>): SupervisionBarView | null {
  if (supervision === null) return null;
  const { agentId, mode, state, startedAt } = supervision;
  const agent = monitor?.agents.find((one) => one.agentId === agentId) ?? null;
  const ringing = state === 'ringing';
  return {
    name: agent?.name ?? agentId,
    agent,
    mode,
    ringing,
    since: startedAt,
    // Only who is on the line can take the caller.
    actions: [...MODES, ...(ringing ? [] : (['takeOver'] as const)), 'stopSupervision'],
  };
}
