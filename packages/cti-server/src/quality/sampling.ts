import { createHash } from 'node:crypto';

export interface Candidate {
  readonly recordingId: string;
  readonly agentId: string;
}

/**
 * Chooses by chance, and always alike: a recording's lot is the SHA-256 of rule, week, agent and itself, and the smallest lots are
 * drawn. So nobody can choose what is looked at, and whoever doubts a draw can repeat it.
 */
export function draw(
  candidates: readonly Candidate[],
  { ruleId, week, perAgent }: { readonly ruleId: string; readonly week: number; readonly perAgent: number },
  /** How many each agent has of this rule and week already. */
  drawn: ReadonlyMap<string, number> = new Map(),
): Candidate[] {
  const byAgent = new Map<string, { lot: string; candidate: Candidate }[]>();
  for (const candidate of candidates) {
    const { agentId, recordingId } = candidate;
    const lot = createHash('sha256').update([ruleId, week, agentId, recordingId].join('\n')).digest('hex');
    const lots = byAgent.get(agentId) ?? [];
    byAgent.set(agentId, lots);
    lots.push({ lot, candidate });
  }
  return [...byAgent].flatMap(([agentId, lots]) =>
    lots
      .sort((one, other) => (one.lot < other.lot ? -1 : 1))
      .slice(0, Math.max(0, perAgent - (drawn.get(agentId) ?? 0)))
      .map(({ candidate }) => candidate),
  );
}

/** The Monday, local midnight, that begins the week of an instant; and the one after it. */
export function weekOf(at: number): { readonly from: number; readonly to: number } {
  const day = new Date(at);
  const monday = day.getDate() - ((day.getDay() + 6) % 7);
  const midnight = (date: number): number => new Date(day.getFullYear(), day.getMonth(), date).getTime();
  return { from: midnight(monday), to: midnight(monday + 7) };
}
