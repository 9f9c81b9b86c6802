import { Look } from './decision.js';
import type { Queue } from './queue.js';
import { type Demand, meets } from './skills.js';
import type { Candidate } from './strategies/index.js';

/**
 * The agent a call is to ring at, among those who are ready in its queue — several where the strategy rings all —, and
 * whom the look passed over.
 */
export function chooseAgents(
  queue: Queue,
  demand: Demand,
): { readonly chosen: readonly Candidate[]; readonly look: Look } {
  const look = new Look();
  const { ready, chosenBy } = queue;
  const { ringsAll, fit: fitOf } = chosenBy;
  const wanted = ringsAll ? queue.ringAtOnce : 1;
  const within = demand.reach === null ? ready.length : firstAbove(queue, demand.reach);
  const chosen: Candidate[] = [];
  let best: Candidate | null = null;
  let bestFit = Number.NEGATIVE_INFINITY;
  for (let from = 0; from < within && chosen.length < wanted && !best; ) {
    const { level } = ready.at(from) as Candidate;
    const until = firstAbove(queue, level);
    const start = chosenBy.goesRound ? behindLastOffered(queue, level) : from;
    for (let turn = 0; turn < until - from && chosen.length < wanted; turn++) {
      const at = start + turn < until ? start + turn : from + (start + turn - until);
      const candidate = ready.at(at) as Candidate;
      if (!meets(candidate.skills, demand)) {
        look.lacksSkill(candidate, demand);
        continue;
      }
      if (!fitOf) {
        chosen.push(candidate);
        continue;
      }
      const fit = fitOf(candidate.skills, demand);
      if (fit > bestFit) {
        best = candidate;
        bestFit = fit;
      }
    }
    from = until;
  }
  if (best) chosen.push(best);
  const detail = best ? `fit ${bestFit}` : null;
  for (const { agentId } of chosen) look.considered.push({ agentId, why: 'chosen', detail });
  if (chosen.length === 0 && within < ready.length) {
    look.areBeyondReach(ready.at(within) as Candidate, ready.length - within);
  }
  return { chosen, look };
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
