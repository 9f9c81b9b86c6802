import type { OpeningHours } from '../acd/acd.schema.js';
import type { GroupingSettings, Route, RouteTarget } from './grouping.schema.js';

/** What a site has, by name; routes may name nothing else. */
export interface Known {
  readonly queues: ReadonlySet<string>;
  readonly agents: ReadonlySet<string>;
  readonly lookups: ReadonlySet<string>;
}

export interface GroupingMistake {
  /** Place in the settings, joined by dots. */
  readonly path: string;
  readonly message: string;
}

/** Everything in well-formed settings that does not fit together: names of nothing, rules of one name, empty openings. */
export function checkGrouping(settings: GroupingSettings, known: Known): GroupingMistake[] {
  return [
    ...Object.entries(settings.routes).flatMap(([name, route]) =>
      checkRoute(`routes.${name}`, route, settings, known),
    ),
    ...Object.entries(settings.calendars).flatMap(([name, hours]) => checkHours(`calendars.${name}`, hours)),
  ];
}

function checkRoute(path: string, route: Route, settings: GroupingSettings, known: Known): GroupingMistake[] {
  const mistakes: GroupingMistake[] = [];
  const mistake = (at: string, message: string) => mistakes.push({ path: `${path}.${at}`, message });
  const target = (at: string, { queueId, preferredAgentId }: RouteTarget) => {
    if (!known.queues.has(queueId)) mistake(`${at}.queueId`, `there is no queue ${queueId}`);
    if (typeof preferredAgentId === 'string' && !known.agents.has(preferredAgentId)) {
      mistake(`${at}.preferredAgentId`, `there is no agent ${preferredAgentId}`);
    }
  };
  if (route.lookup && !known.lookups.has(route.lookup.source)) {
    mistake('lookup.source', `there is no lookup ${route.lookup.source}`);
  }
  const names = new Set<string>();
  route.rules.forEach(({ name, when, then }, at) => {
    if (names.has(name)) mistake(`rules.${at}.name`, `rule ${name} is there twice`);
    names.add(name);
    for (const list of when.list ?? []) {
      if (!Object.hasOwn(settings.lists, list)) mistake(`rules.${at}.when.list`, `there is no list ${list}`);
    }
    if (when.hours && !Object.hasOwn(settings.calendars, when.hours.calendar)) {
      mistake(`rules.${at}.when.hours.calendar`, `there is no calendar ${when.hours.calendar}`);
    }
    target(`rules.${at}.then`, then);
  });
  target('otherwise', route.otherwise);
  return mistakes;
}

/** Openings that are none, and days that are not. */
export function checkHours(path: string, { weekly, days }: OpeningHours): GroupingMistake[] {
  const check = (at: string, openings: readonly { readonly from: string; readonly to: string }[]) =>
    openings.flatMap(({ from, to }, index) =>
      from === to
        ? [
            {
              path: `${path}.${at}.${index}`,
              message: `it opens and closes at ${from}; all day is 00:00 to 24:00`,
            },
          ]
        : [],
    );
  return [
    ...check('weekly', weekly),
    ...Object.entries(days).flatMap(([date, openings]) => [
      ...check(`days.${date}`, openings),
      ...(isDate(date) ? [] : [{ path: `${path}.days.${date}`, message: 'there is no such day' }]),
    ]),
  ];
}

/** `2026-02-30` is written as a date is, and is none. */
function isDate(date: string): boolean {
  const at = new Date(date);
  return Number.isFinite(at.getTime()) && at.toISOString().startsWith(date);
}
