/*
 * A model of the order in which FreeSWITCH's mod_callcenter gives calls to agents, written from its documented strategies
 * and the ORDER BY of its queries: members by `score` (base score + seconds waited) descending; for each, the tiers' agents
 * by the strategy, the first who is free. It knows order only: no channels, no retries, whole seconds as the module has.
 */

export type ReferenceStrategy =
  | 'longest-idle-agent'
  | 'round-robin'
  | 'top-down'
  | 'agent-with-least-talk-time'
  | 'agent-with-fewest-calls'
  | 'sequentially-by-agent-order';

export interface Tier {
  readonly agent: string;
  readonly level: number;
  readonly position: number;
}

interface AgentRow extends Tier {
  free: boolean;
  lastBridgeEnd: number;
  lastOfferedCall: number;
  talkTime: number;
  callsAnswered: number;
}

interface Member {
  readonly call: string;
  readonly joinedAt: number;
  readonly baseScore: number;
  /** Top-down goes on behind this one. */
  readonly lastTier: Tier | null;
}

/** `tier-rule-wait-second`, and whether a level's number multiplies it; levels begin at 0. */
export interface TierRules {
  readonly waitSeconds: number;
  readonly multiplyByLevel: boolean;
}

export class ReferenceQueue {
  readonly #agents: AgentRow[];
  readonly #members: Member[] = [];
  readonly #strategy: ReferenceStrategy;
  readonly #tierRules: TierRules | null;
  #offers = 0;

  constructor(strategy: ReferenceStrategy, tiers: readonly Tier[], tierRules: TierRules | null = null) {
    this.#strategy = strategy;
    this.#tierRules = tierRules;
    this.#agents = tiers.map((tier) => ({
      ...tier,
      free: true,
      lastBridgeEnd: 0,
      lastOfferedCall: 0,
      talkTime: 0,
      callsAnswered: 0,
    }));
  }

  joins(call: string, at: number, baseScore = 0): void {
    this.#members.push({ call, joinedAt: at, baseScore, lastTier: null });
  }

  /** The agent did not answer: the member waits again, with the time he has, and the agent may be tried again. */
  misses(agent: string, call: string, joinedAt: number): void {
    const row = this.#agents.find((one) => one.agent === agent);
    if (!row) return;
    row.free = true;
    this.#members.push({ call, joinedAt, baseScore: 0, lastTier: row });
  }

  /** Another queue offered him a call: `last_offered_call` is the agent's, not the tier's. */
  offeredElsewhere(agent: string): void {
    const row = this.#agents.find((one) => one.agent === agent);
    if (row) row.lastOfferedCall = ++this.#offers;
  }

  leaves(call: string): void {
    const index = this.#members.findIndex((member) => member.call === call);
    if (index >= 0) this.#members.splice(index, 1);
  }

  /** The agent's talk began at `from`. */
  ends(agent: string, from: number, at: number): void {
    const row = this.#agents.find((one) => one.agent === agent);
    if (!row) return;
    row.free = true;
    row.lastBridgeEnd = at;
    row.talkTime += at - from;
    row.callsAnswered += 1;
  }

  /** One round of its dispatcher: every waiting member, best score first, is matched with the first free agent. */
  dispatch(at: number): { readonly call: string; readonly agent: string }[] {
    const score = ({ joinedAt, baseScore }: Member) => at - joinedAt + baseScore;
    const byScore = [...this.#members].sort((one, other) => score(other) - score(one));
    return byScore.flatMap((member) => {
      const agent = this.#inOrder(member).find((row) => row.free && this.#reaches(row, at - member.joinedAt));
      if (!agent) return [];
      agent.free = false;
      agent.lastOfferedCall = ++this.#offers;
      this.leaves(member.call);
      return [{ call: member.call, agent: agent.agent }];
    });
  }

  /** `tier-rules-apply`: further levels are reached with time; `tier-rule-no-agent-no-wait` is off. */
  #reaches({ level }: Tier, waited: number): boolean {
    if (this.#tierRules === null || level === 0) return true;
    const { waitSeconds, multiplyByLevel } = this.#tierRules;
    return waited >= (multiplyByLevel ? level * waitSeconds : waitSeconds);
  }

  #inOrder({ lastTier }: Member): readonly AgentRow[] {
    const by = (...keys: ((row: AgentRow) => number)[]) =>
      [...this.#agents].sort(
        (one, other) => keys.map((key) => key(one) - key(other)).find((difference) => difference !== 0) ?? 0,
      );
    const { level, position, last } = {
      level: (row: AgentRow) => row.level,
      position: (row: AgentRow) => row.position,
      last: (row: AgentRow) => row.lastOfferedCall,
    };
    switch (this.#strategy) {
      case 'longest-idle-agent':
        return by(level, (row) => row.lastBridgeEnd, position);
      case 'agent-with-least-talk-time':
        return by(level, (row) => row.talkTime, position);
      case 'agent-with-fewest-calls':
        return by(level, (row) => row.callsAnswered, position);
      case 'sequentially-by-agent-order':
        return by(level, position, last);
      case 'top-down':
        return by(level, position, last).filter(
          (row) =>
            lastTier === null ||
            row.level > lastTier.level ||
            (row.level === lastTier.level && row.position > lastTier.position),
        );
      case 'round-robin': {
        const latest = by((row) => -row.lastOfferedCall)[0];
        const all = by(level, position, last);
        if (!latest || latest.lastOfferedCall === 0) return all;
        const behind = all.filter((row) => row.level === latest.level && row.position > latest.position);
        return [...behind, ...all];
      }
    }
  }
}
