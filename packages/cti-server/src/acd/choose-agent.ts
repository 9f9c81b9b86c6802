import { Look } from './decision.js';
import type { Queue } from './queue.js';
import { type Demand, meets } from './skills.js';
import type { Candidate } from './strategies/index.js';

/** The agent a call is to ring at, among those who are ready in its queue; and whom the look passed over. */
export function chooseAgent(
  queue: Queue,
  demand: Demand,
): { readonly chosen: Candidate | null; readonly look: Look } {
  const look = new Look();
  const { ready, chosenBy } = queue;
  const within = demand.reach === null ? ready.length : firstAbove(queue, demand.reach);
  let best: Candidate | null = null;
  let bestFit = Number.NEGATIVE_INFINITY;
  for (let from = 0; from < within && !best; ) {
    const { level } = ready.at(from) as Candidate;
    const until = firstAbove(queue, level);
    const start = chosenBy.goesRound ? behindLastOffered(queue, level) : from;
    for (let turn = 0; turn < until - from; turn++) {
      const at = start + turn < until ? start + turn : from + (start + turn - until);
      const candidate = ready.at(at) as Candidate;
      if (!meets(candidate.skills, demand)) {
        look.lacksSkill(candidate, demand);
        continue;
      }
      if (!chosenBy.fit) {
        best = candidate;
        break;
      }
      const fit = chosenBy.fit(candidate.skills, demand);
      if (fit > bestFit) {
        best = candidate;
        bestFit = fit;
      }
    }
    from = until;
  }
  if (best) {
    const detail = chosenBy.fit ? `fit ${bestFit}` : null;
    look.considered.push({ agentId: best.agentId, why: 'chosen', detail });
  } else if (within < ready.length) {
    look.areBeyondReach(ready.at(within) as Candidate, ready.length - within);
  }
  return { chosen: best, look };
}

/** Levels rise along the ready: from this index on all stand in outer rings. */
function firstAbove({ ready }: Queue, level: number): number {
  return ready.indexWhere((candidate) => candidate.level > level);
}

/** Where a look that goes round begins: behind the agent of this level who was offered a call last. */
function behindLastOffered({ ready, lastOffered }: Queue, level: number): number {
  const last = lastOffered.get(level) ?? -1;
  return ready.indexWhere(
    (candidate) => candidate.level > level || (candidate.level === level && candidate.position > last),
  );
}
