import type { GroupingDecision, RoutingDecision } from '@callweave/cti-core';

/** One decision about a call, as `GET /api/v1/calls/:id/decisions` tells it; `at` in epoch milliseconds. */
export type CallDecision = { readonly at: number } & (
  | { readonly kind: 'grouped'; readonly decision: GroupingDecision }
  | { readonly kind: 'routed'; readonly decision: RoutingDecision }
);

/** Words of the widget's language by their key, with what goes into them. */
export interface Phrase {
  readonly key: string;
  readonly values?: Readonly<Record<string, string | number>>;
  /** Shown when the language has no such word: a site's own rule, or a newer server's. */
  readonly otherwise?: string;
}

export interface ExplanationLine {
  /** Since the first decision. */
  readonly afterMs: number;
  readonly tone: 'grouped' | 'waiting' | 'offered' | 'overflowed';
  readonly what: Phrase;
  /** Why so, the most telling first. */
  readonly because: readonly Phrase[];
  /** The agents, callers or rules that were looked at, for whoever wants to know. */
  readonly details: readonly Phrase[];
}

/** Who is meant by an id; what is not known is shown as it is. */
export interface Names {
  readonly agents?: Readonly<Record<string, string>>;
  readonly queues?: Readonly<Record<string, string>>;
}

/** A call's distribution as a story: what was decided, when, and why (ACD-8). */
export function explanationLines(decisions: readonly CallDecision[], names: Names = {}): ExplanationLine[] {
  const ordered = [...decisions].sort((one, other) => one.at - other.at);
  const start = ordered[0]?.at ?? 0;
  return ordered.map((decision) => ({
    afterMs: decision.at - start,
    ...(decision.kind === 'grouped' ? grouped(decision.decision, names) : routed(decision.decision, names)),
  }));
}

type Told = Omit<ExplanationLine, 'afterMs'>;

function grouped({ rule, queueId, lookup, passedOver }: GroupingDecision, names: Names): Told {
  const queue = queueName(names, queueId);
  return {
    tone: 'grouped',
    what:
      rule === 'otherwise'
        ? { key: 'why.groupedOtherwise', values: { queue } }
        : { key: 'why.grouped', values: { queue, rule } },
    because: lookup === 'none' ? [] : [{ key: `why.lookup.${lookup}`, otherwise: lookup }],
    details: passedOver.map(({ rule: name, failed }) => ({
      key: 'why.ruleFailed',
      values: { rule: name, failed: failed.join(', ') },
    })),
  };
}

function routed(decision: RoutingDecision, names: Names): Told {
  const { outcome, trigger, rule } = decision;
  const queue = queueName(names, decision.queueId);
  const ruleWord: Phrase = { key: `why.rule.${rule}`, otherwise: rule };
  switch (outcome.is) {
    case 'waiting':
      return {
        tone: 'waiting',
        what: { key: `why.waits.${trigger}`, values: { queue }, otherwise: trigger },
        because: [...(rule === 'no agent' ? [] : [ruleWord]), ...absences(decision), ...demands(decision)],
        details: looks(decision, names),
      };
    case 'offered': {
      const agent = agentName(names, outcome.agentId);
      const others = outcome.also?.length ?? 0;
      return {
        tone: 'offered',
        what:
          others === 0
            ? { key: 'why.offered', values: { agent } }
            : { key: 'why.offeredAll', values: { agent, others } },
        because: [ruleWord, ...demands(decision)],
        details: looks(decision, names),
      };
    }
    case 'overflowed': {
      const [kind = '', id] = outcome.to.split(' ');
      const to = id === undefined ? '' : kind === 'agent' ? agentName(names, id) : queueName(names, id);
      return {
        tone: 'overflowed',
        what: { key: `why.overflowed.${kind}`, values: { to }, otherwise: outcome.to },
        because: [ruleWord],
        details: looks(decision, names),
      };
    }
  }
}

/** Where the queue's agents were, when none was to be had. */
function absences({ skipped }: RoutingDecision): Phrase[] {
  return (['lacksSkill', 'beyondReach', 'busy', 'wrapUp', 'aux', 'loggedOut'] as const).flatMap((where) =>
    skipped[where] > 0 ? [{ key: `why.skipped.${where}`, values: { count: skipped[where] } }] : [],
  );
}

function demands({ asked }: RoutingDecision): Phrase[] {
  const skills = Object.entries(asked.requires).map(([skill, level]) => `${skill} ≥ ${level}`);
  return skills.length === 0 ? [] : [{ key: 'why.asked', values: { skills: skills.join(', ') } }];
}

function looks({ considered, passedOver }: RoutingDecision, names: Names): Phrase[] {
  return [
    ...considered
      .filter(({ why }) => why !== 'chosen')
      .map(({ agentId, why, detail }) => ({
        key: `why.agent.${why}`,
        values: { agent: agentName(names, agentId), detail: detail ?? '' },
        otherwise: `${agentId}: ${why}`,
      })),
    ...passedOver.map(({ queueId, why }) => ({
      key: `why.passedOver.${why}`,
      values: { queue: queueName(names, queueId) },
      otherwise: why,
    })),
  ];
}

const agentName = ({ agents = {} }: Names, id: string): string => agents[id] ?? id;
const queueName = ({ queues = {} }: Names, id: string): string => queues[id] ?? id;
