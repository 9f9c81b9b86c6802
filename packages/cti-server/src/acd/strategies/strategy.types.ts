import type { Channel } from '@callweave/cti-core';
import type { Agent } from '../../agents/agent.js';
import type { Skills } from '../../agents/membership.js';
import type { Demand } from '../skills.js';

/** An agent on whom a call may be rung now, as a queue keeps him in its order. */
export interface Candidate {
  readonly agentId: Agent['agentId'];
  /** Ring of the bullseye: lower levels come first, whatever the strategy. */
  readonly level: number;
  /** Where he stands in the queue's settings; the order among equals. */
  readonly position: number;
  /** The strategy's own key: lower comes first. */
  readonly key: number;
  readonly skills: Skills;
}

/** How a queue chooses among the agents who are ready. To add one, see `docs/guide/distribution.md`. */
export interface Strategy {
  /** One line for explanations: what the chosen agent is, among those who are ready. */
  readonly chooses: string;
  /** Read when an agent becomes ready, or his figures change while he is: lower comes first. */
  key(agent: Agent, channel: Channel): number;
  /** The look begins behind the agent of this level who was offered a call last, and goes round. */
  readonly goesRound?: boolean;
  /** Not one is chosen: as many as the queue's `ringAtOnce` are rung, in this order. */
  readonly ringsAll?: boolean;
  /** The order depends on the call: of those who meet its demand, the highest is chosen; equals by `key`. */
  fit?(skills: Skills, demand: Demand): number;
}
