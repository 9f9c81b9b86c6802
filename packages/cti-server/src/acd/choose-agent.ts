import { Look } from './decision.js';
import type { Queue } from './queue.js';
import type { Ring } from './ring.js';
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
  const { reach } = demand;
  const chosen: Candidate[] = [];
  const wanted = chosenBy.ringsAll ? queue.ringAtOnce : 1;
  let detail: string | null = null;
  let outside: Ring | null = null;
  let within = 0;
  for (const ring of ready.rings) {
    const { length } = ring;
    if (length === 0) continue;
    if (reach !== null && ring.level > reach) {
      outside = ring;
      break;
    }
    within += length;
    if (chosenBy.fit) detail = chooseFittest(ring, demand, chosenBy.fit, chosen, look);
    else chooseInOrder(ring, demand, startIn(queue, ring), wanted, chosen, look);
    if (chosen.length >= wanted) break;
  }
  for (const { agentId } of chosen) look.considered.push({ agentId, why: 'chosen', detail });
  if (chosen.length === 0 && outside) look.areBeyondReach(outside.at(0), ready.length - within);
  return { chosen, look };
}

/** As many as are wanted, from a place in the ring and round again. */
function chooseInOrder(
  ring: Ring,
  demand: Demand,
  start: number,
  wanted: number,
  chosen: Candidate[],
  look: Look,
): void {
  const { length } = ring;
  for (let turn = 0; turn < length && chosen.length < wanted; turn++) {
    const at = start + turn < length ? start + turn : start + turn - length;
    const candidate = ring.at(at);
    if (meets(candidate.skills, demand)) chosen.push(candidate);
    else look.lacksSkill(candidate, demand);
  }
}

/** The one of the ring who fits best, the first among equals; says how well, or null when nobody meets the demand. */
function chooseFittest(
  ring: Ring,
  demand: Demand,
  fitOf: NonNullable<Queue['chosenBy']['fit']>,
  chosen: Candidate[],
  look: Look,
): string | null {
  let best: Candidate | null = null;
  let bestFit = Number.NEGATIVE_INFINITY;
  for (let at = 0; at < ring.length; at++) {
    const candidate = ring.at(at);
    if (!meets(candidate.skills, demand)) {
      look.lacksSkill(candidate, demand);
      continue;
    }
    const fit = fitOf(candidate.skills, demand);
    if (fit > bestFit) {
      best = candidate;
      bestFit = fit;
    }
  }
  if (best === null) return null;
  chosen.push(best);
  return `fit ${bestFit}`;
}

/** Where the look into a ring begins; one that goes round, behind the agent who was offered a call last. */
function startIn({ chosenBy, lastOffered }: Queue, ring: Ring): number {
  return chosenBy.goesRound ? ring.behind(lastOffered.get(ring.level) ?? -1) : 0;
}
