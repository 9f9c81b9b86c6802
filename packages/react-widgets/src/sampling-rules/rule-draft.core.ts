import type { CallDirection, SamplingRule } from '@callweave/cti-core';

/** A rule while it is written: numbers and lists are what was typed. */
export interface RuleDraft {
  readonly ruleId: string;
  readonly isNew: boolean;
  readonly name: string;
  readonly sheetId: string;
  readonly perAgentPerWeek: string;
  /** None: all. */
  readonly queues: readonly string[];
  readonly directions: readonly CallDirection[];
  /** Ids and codes, with commas or spaces between them; empty: all. */
  readonly agents: string;
  readonly dispositions: string;
  readonly minSeconds: string;
  readonly maxSeconds: string;
  readonly active: boolean;
}

/** What keeps a rule from being saved, by the field. */
export type RuleProblems = Readonly<
  Partial<Record<keyof RuleDraft, 'needed' | 'count' | 'seconds' | 'longest'>>
>;

export const DIRECTIONS: readonly CallDirection[] = ['inbound', 'outbound', 'internal'];

export function ruleDraftOf(rule: SamplingRule): RuleDraft {
  const seconds = (ms: number | undefined): string => (ms === undefined ? '' : String(ms / 1_000));
  return {
    ruleId: rule.ruleId,
    isNew: false,
    name: rule.name,
    sheetId: rule.sheetId,
    perAgentPerWeek: String(rule.perAgentPerWeek),
    queues: rule.queues ?? [],
    directions: rule.directions ?? [],
    agents: (rule.agents ?? []).join(', '),
    dispositions: (rule.dispositions ?? []).join(', '),
    minSeconds: seconds(rule.minMs),
    maxSeconds: seconds(rule.maxMs),
    active: rule.active,
  };
}

export function newRuleDraft(ruleId: string, sheetId: string): RuleDraft {
  const rule = { ruleId, name: '', sheetId, perAgentPerWeek: 3, minMs: 30_000, active: true };
  return { ...ruleDraftOf(rule), isNew: true };
}

export function ruleProblems(draft: RuleDraft): RuleProblems {
  const found: { -readonly [Field in keyof RuleDraft]?: RuleProblems[Field] } = {};
  if (draft.name.trim() === '') found.name = 'needed';
  if (draft.sheetId === '') found.sheetId = 'needed';
  const count = Number(draft.perAgentPerWeek);
  if (!Number.isInteger(count) || count < 1 || count > 100) found.perAgentPerWeek = 'count';
  for (const field of ['minSeconds', 'maxSeconds'] as const)
    if (draft[field].trim() !== '' && !(Number(draft[field]) >= 0)) found[field] = 'seconds';
  const [least, most] = [msOf(draft.minSeconds), msOf(draft.maxSeconds)];
  if (least !== undefined && most !== undefined && most < least) found.maxSeconds ??= 'longest';
  return found;
}

/** As the server takes it; only of a draft without problems. */
export function ruleOf(draft: RuleDraft): SamplingRule {
  const some = <Item>(items: readonly Item[]): readonly Item[] | undefined =>
    items.length === 0 ? undefined : items;
  return {
    ruleId: draft.ruleId,
    name: draft.name.trim(),
    sheetId: draft.sheetId,
    perAgentPerWeek: Number(draft.perAgentPerWeek),
    queues: some(draft.queues),
    directions: some(draft.directions),
    agents: some(wordsOf(draft.agents)),
    dispositions: some(wordsOf(draft.dispositions)),
    minMs: msOf(draft.minSeconds),
    maxMs: msOf(draft.maxSeconds),
    active: draft.active,
  };
}

/** With it when it was not there, without it when it was. */
export function toggled<Item>(items: readonly Item[], item: Item): readonly Item[] {
  return items.includes(item) ? items.filter((one) => one !== item) : [...items, item];
}

function wordsOf(typed: string): readonly string[] {
  return [...new Set(typed.split(/[\s,，、;；]+/).filter(Boolean))];
}

function msOf(seconds: string): number | undefined {
  return seconds.trim() === '' ? undefined : Math.round(Number(seconds) * 1_000);
}
