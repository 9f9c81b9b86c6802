import type { AgentId } from '@callweave/cti-core';
import type { Requirements } from '../acd/acd.schema.js';

/** What the grouping rules decided about a call (ACD-1): how it is to be distributed, beyond its queue's own rules. */
export interface CallWants {
  /** Points it begins with. */
  readonly priority: number;
  /** Asked of agents beside what the queue asks. */
  readonly requires: Requirements;
  /** Waits for this agent at most so long, then for any. */
  readonly preferred: { readonly agentId: AgentId; readonly waitMs: number } | null;
  /** Name of the rule. */
  readonly decidedBy: string | null;
}

export const NO_WANTS: CallWants = { priority: 0, requires: {}, preferred: null, decidedBy: null };
