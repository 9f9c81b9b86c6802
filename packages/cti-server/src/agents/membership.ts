import type { QueueId } from '@callweave/cti-core';

/** Skill → the level an agent holds, from 1 to 100. */
export type Skills = Readonly<Record<string, number>>;

/** Made once for all pictures of an agent. */
export function queueIdsOf(memberships: readonly Membership[]): QueueId[] {
  return memberships.map(({ queueId }) => queueId);
}

/** An agent's part in a queue, and where he stands in its list. */
export interface Membership {
  readonly queueId: QueueId;
  /** Ring of the bullseye: lower levels are offered calls first. */
  readonly level: number;
  /** Which of his queues he serves first: the lowest. */
  readonly priority: number;
  readonly position: number;
}
