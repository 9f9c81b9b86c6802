import type { GroupingDecision } from '@callweave/cti-core';
import type { RouteTarget } from './grouping.schema.js';
import type { PreparedRoute, RouteFacts } from './route-table.js';

/** Rules named in an explanation; the rest is counted. */
const NAMED = 20;

/** Why a route decided as it did (ACD-8). It holds no number and no data of the caller. */
export type RouteExplanation = Pick<GroupingDecision, 'lookup' | 'passedOver' | 'passedOverMore'>;

export interface RouteChoice {
  /** The rule's name, or `otherwise`. */
  readonly rule: string;
  readonly target: RouteTarget;
  readonly why: RouteExplanation;
}

/** The first rule of which every condition holds; pure. */
export function chooseRoute(route: PreparedRoute, facts: RouteFacts): RouteChoice {
  const passedOver: { rule: string; failed: string[] }[] = [];
  const found = route.rules.findIndex(({ name, conditions }) => {
    if (passedOver.length >= NAMED) return conditions.every((condition) => condition.holds(facts));
    const failed = conditions.flatMap((condition) => (condition.holds(facts) ? [] : [condition.name]));
    if (failed.length > 0) passedOver.push({ rule: name, failed });
    return failed.length === 0;
  });
  const rule = route.rules[found];
  const before = rule ? found : route.rules.length;
  return {
    rule: rule?.name ?? 'otherwise',
    target: rule?.target ?? route.otherwise,
    why: { lookup: facts.lookup, passedOver, passedOverMore: before - passedOver.length },
  };
}
