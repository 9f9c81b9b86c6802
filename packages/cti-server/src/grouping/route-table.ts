import type { CallData, EpochMs, GroupingDecision } from '@callweave/cti-core';
import type { GroupingSettings, Route, RouteConditions, RouteTarget } from './grouping.schema.js';
import { isOpen } from './hours.js';
import { type NumberSet, numberSet } from './number-set.js';

/** How the question to the CRM went; `none` when the route asks nothing. */
export type LookupState = GroupingDecision['lookup'];

/** What rules look at. */
export interface RouteFacts {
  readonly at: EpochMs;
  readonly called: string;
  readonly caller: string;
  readonly trunk: string | null;
  /** Keys that led him through the menus. */
  readonly keys: string;
  readonly data: CallData;
  readonly lookup: LookupState;
}

/** One condition of a rule, ready to be asked. */
export interface Condition {
  /** As the settings name it: `caller`, `hours`, `data.level` … */
  readonly name: string;
  holds(facts: RouteFacts): boolean;
}

/** A route whose lists and calendars are at hand. */
export interface PreparedRoute {
  readonly lookup: Route['lookup'];
  readonly rules: readonly {
    readonly name: string;
    readonly conditions: readonly Condition[];
    readonly target: RouteTarget;
  }[];
  readonly otherwise: RouteTarget;
}

export type RouteTable = ReadonlyMap<string, PreparedRoute>;

/** Prepares all routes, so that a call costs no more than a few look-ups in sets. */
export function prepareRoutes({ routes, lists, calendars }: GroupingSettings): RouteTable {
  const sets = new Map(Object.entries(lists).map(([name, patterns]) => [name, numberSet(patterns)]));
  return new Map(
    Object.entries(routes).map(([name, { lookup, rules, otherwise }]) => [
      name,
      {
        lookup,
        rules: rules.map((rule) => ({
          name: rule.name,
          conditions: conditionsOf(rule.when, sets, calendars),
          target: rule.then,
        })),
        otherwise,
      },
    ]),
  );
}

function conditionsOf(
  { called, trunk, caller, list, keys, hours, data }: RouteConditions,
  lists: ReadonlyMap<string, NumberSet>,
  calendars: GroupingSettings['calendars'],
): Condition[] {
  const conditions: Condition[] = [];
  const add = (name: string, holds: Condition['holds']) => conditions.push({ name, holds });
  const addNumbers = (name: string, patterns: readonly string[], of: (facts: RouteFacts) => string) => {
    const numbers = numberSet(patterns);
    add(name, (facts) => numbers.has(of(facts)));
  };
  if (called) addNumbers('called', called, (facts) => facts.called);
  if (trunk) add('trunk', (facts) => facts.trunk !== null && trunk.includes(facts.trunk));
  if (caller) addNumbers('caller', caller, (facts) => facts.caller);
  if (list) {
    const named = list.flatMap((name) => lists.get(name) ?? []);
    add('list', (facts) => named.some((numbers) => numbers.has(facts.caller)));
  }
  if (keys) addNumbers('keys', keys, (facts) => facts.keys);
  if (hours) {
    const calendar = Object.hasOwn(calendars, hours.calendar) ? calendars[hours.calendar] : undefined;
    add('hours', (facts) => calendar !== undefined && isOpen(calendar, facts.at) === hours.open);
  }
  for (const [key, values] of Object.entries(data ?? {})) {
    const wanted = new Set(values);
    add(`data.${key}`, (facts) => Object.hasOwn(facts.data, key) && wanted.has(facts.data[key] ?? ''));
  }
  return conditions;
}
