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
  const { ringsAll, fit: fitOf } = queue.chosenBy;
  const wanted = ringsAll ? queue.ringAtOnce : 1;
  const chosen: Candidate[] = [];
  let best: Candidate | null = null;
  let bestFit = Number.NEGATIVE_INFINITY;
  for (const candidate of inOrder(queue)) {
    if (best && candidate.level > best.level) break;
    if (demand.reach !== null && candidate.level > demand.reach) {
      look.isBeyondReach(candidate);
      // Levels rise: nobody behind him is within reach either.
      look.beyondReach = countBeyond(queue, demand.reach);
      break;
    }
    if (!meets(candidate.skills, demand)) {
      look.lacksSkill(candidate, demand);
      continue;
    }
    if (!fitOf) {
      chosen.push(candidate);
      if (chosen.length === wanted) break;
      continue;
    }
    const fit = fitOf(candidate.skills, demand);
    if (fit > bestFit) {
      best = candidate;
      bestFit = fit;
    }
  }
  if (best) chosen.push(best);
  const detail = best ? `fit ${bestFit}` : null;
  for (const { agentId } of chosen) look.considered.push({ agentId, why: 'chosen', detail });
  return { chosen, look };
}

function countBeyond(queue: Queue, reach: number): number {
  let count = 0;
  for (const { level } of queue.ready) if (level > reach) count += 1;
  return count;
}

/** The ready in the strategy's order; where it goes round, each level from behind the one offered last. */
function* inOrder(queue: Queue): Iterable<Candidate> {
  if (!queue.chosenBy.goesRound) {
    yield* queue.ready;
    return;
  }
  for (let from = 0; from < queue.ready.length; ) {
    const level = (queue.ready.at(from) as Candidate).level;
    const until = queue.ready.indexWhere((candidate) => candidate.level > level);
    const last = queue.lastOffered.get(level) ?? -1;
    const start = queue.ready.indexWhere(
      (candidate) => candidate.level > level || (candidate.level === level && candidate.position > last),
    );
    for (let at = start; at < until; at++) yield queue.ready.at(at) as Candidate;
    for (let at = from; at < start; at++) yield queue.ready.at(at) as Candidate;
    from = until;
  }
}
