import type { EpochMs, RoutingDecision } from '@callweave/cti-core';
import { type Agent, isOfferable, mayBeOffered } from '../agents/agent.js';
import type { Parts } from './members.js';
import { type AnyPlace, byEntry, scoreAt } from './place.js';
import type { Lane, Member, Queue } from './queue.js';
import { meets } from './skills.js';

type PassedOver = RoutingDecision['passedOver'][number];

/** Callers named who went without; the rest is not. */
const NAMED = 5;

export interface ChosenCall {
  readonly queue: Queue;
  readonly lane: Lane;
  readonly place: AnyPlace;
  readonly passedOver: PassedOver[];
}

interface Best {
  readonly queue: Queue;
  readonly lane: Lane;
  readonly place: AnyPlace;
  readonly priority: number;
  readonly score: number;
}

/**
 * The best waiting call or contact over all queues of an agent who became free, of channels he has room in: of the queue he serves first, the highest score,
 * then the longest wait. Within a lane the first is the best, so only the first of each is looked at.
 */
export function chooseCall(
  agent: Agent,
  { queues, members }: Parts,
  at: EpochMs,
  switchUp: boolean,
): ChosenCall | null {
  const takesCalls = switchUp && isOfferable(agent);
  let best: Best | null = null;
  const seen: (Best & { readonly why: 'lacks-skill' | 'beyond-reach' | null })[] = [];
  for (let part = 0; part < queues.length; part++) {
    const queue = queues[part] as Queue;
    if (queue.lanes.size === 0) continue;
    const { level, priority } = members[part] as Member;
    if (!(queue.channel === 'voice' ? takesCalls : mayBeOffered(agent, queue.channel))) continue;
    for (const lane of queue.lanes.values()) {
      const place = lane.places.first;
      if (!place) continue;
      const one: Best = { queue, lane, place, priority, score: scoreAt(queue, place, at) };
      const within = lane.demand.reach === null || level <= lane.demand.reach;
      const why = !within ? 'beyond-reach' : !meets(agent.skills, lane.demand) ? 'lacks-skill' : null;
      if (why === null && (!best || goesBefore(one, best))) best = one;
      if (seen.length < NAMED + 1) seen.push({ ...one, why });
    }
  }
  if (!best) return null;
  const chosen = best;
  const passedOver = seen
    .filter(({ place }) => place !== chosen.place)
    .slice(0, NAMED)
    .map(({ place, score, priority, why }): PassedOver => {
      const said = {
        queueId: place.queueId,
        why: why ?? (priority > chosen.priority ? 'lower-queue-priority' : 'lower-score'),
        score: Math.round(score * 1_000) / 1_000,
      } as const;
      return 'callId' in place ? { callId: place.callId, ...said } : { contactId: place.contactId, ...said };
    });
  return { queue: chosen.queue, lane: chosen.lane, place: chosen.place, passedOver };
}

function goesBefore(one: Best, other: Best): boolean {
  if (one.priority !== other.priority) return one.priority < other.priority;
  // Floating sums of equal parts may differ in the last bit.
  if (Math.abs(one.score - other.score) > 1e-9) return one.score > other.score;
  return byEntry(one.place, other.place) < 0;
}
