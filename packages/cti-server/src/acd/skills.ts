import type { Skills } from '../agents/membership.js';
import type { QueueSettings, Requirements } from './acd.schema.js';

/** What a waiting call asks of an agent at present. */
export interface Demand {
  readonly requires: readonly (readonly [skill: string, level: number])[];
  /** The highest member level that may be offered it; null for all. */
  readonly reach: number | null;
  /** Two demands of one name ask the same. */
  readonly name: string;
}

/** Asked of thousands of agents in one look, therefore without iterators. */
export function meets(skills: Skills, { requires }: Demand): boolean {
  for (let at = 0; at < requires.length; at++) {
    const asked = requires[at] as Demand['requires'][number];
    if ((skills[asked[0]] ?? 0) < asked[1]) return false;
  }
  return true;
}

/** The first skill an agent lacks, for explanations. */
export function lacking(skills: Skills, { requires }: Demand): string | null {
  for (const [skill, level] of requires) if ((skills[skill] ?? 0) < level) return `${skill}≥${level}`;
  return null;
}

/**
 * Demands by step of relaxation (ACD-3): before the first, the queue's own; each step replaces what it names. What the
 * call itself asks is relaxed by a step only where the step names that skill.
 */
export function demandsOf(queue: Pick<QueueSettings, 'requires' | 'relax'>, own: Requirements): Demand[] {
  let requires: Requirements = { ...queue.requires, ...own };
  let reach: number | null = firstReach(queue);
  const demands = [demandOf(requires, reach)];
  for (const step of queue.relax) {
    if (step.requires !== undefined) requires = relaxed(own, step.requires);
    if (step.reach !== undefined) reach = step.reach;
    demands.push(demandOf(requires, reach));
  }
  return demands;
}

/** A queue that widens its reach begins with the innermost ring; one that never does reaches all at once. */
function firstReach({ relax }: Pick<QueueSettings, 'relax'>): number | null {
  return relax.some((step) => step.reach !== undefined) ? 1 : null;
}

function relaxed(own: Requirements, step: Requirements): Requirements {
  const kept = Object.fromEntries(Object.entries(own).map(([skill, level]) => [skill, step[skill] ?? level]));
  return { ...step, ...kept };
}

function demandOf(requires: Requirements, reach: number | null): Demand {
  const asked = Object.entries(requires).filter(([, level]) => level > 0);
  const sorted = asked.sort(([one], [other]) => (one < other ? -1 : 1));
  return {
    requires: sorted,
    reach,
    name: `${reach ?? ''}|${sorted.map(([skill, level]) => `${skill}:${level}`).join(' ')}`,
  };
}
