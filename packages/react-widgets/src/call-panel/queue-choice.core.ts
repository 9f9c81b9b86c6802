import type { AgentSnapshot, Directory, QueueId } from '@callweave/cti-core';

export interface QueueChoiceView {
  /** Queues that the agent may call for, as the settings order them; empty where a choice changes nothing. */
  readonly queues: Directory['queues'];
  /** The one he calls for; null for none, as the server does by itself. */
  readonly chosen: QueueId | null;
}

/**
 * For which queue a number outside is called (AGT-3). An agent of one queue has a choice only when calls for it show a number
 * of its own. One that he has been taken out of is chosen no more.
 */
export function queueChoiceView(
  agent: AgentSnapshot | null,
  directory: Directory | null,
  wanted: QueueId | null,
): QueueChoiceView {
  const his = directory?.queues.filter(({ queueId }) => agent?.queueIds.includes(queueId)) ?? [];
  const matters = his.length > 1 || his[0]?.callerId !== undefined;
  const queues = matters ? his : [];
  return { queues, chosen: queues.find(({ queueId }) => queueId === wanted)?.queueId ?? null };
}
