import type { CallweaveError, SamplingRule, ScoreSheet } from '@callweave/cti-core';
import { useCallback, useEffect, useMemo, useState } from 'react';
import { useCallweave } from '../provider/callweave-provider.js';
import {
  newRuleDraft,
  type RuleDraft,
  type RuleProblems,
  ruleDraftOf,
  ruleOf,
  ruleProblems,
} from './rule-draft.core.js';

export interface SamplingRulesModel {
  /** Null before the first answer. */
  readonly rules: readonly SamplingRule[] | null;
  readonly sheets: readonly ScoreSheet[];
  readonly draft: RuleDraft | null;
  /** What was typed and not saved. */
  readonly dirty: boolean;
  /** Empty until saving was tried. */
  readonly problems: RuleProblems;
  readonly busy: boolean;
  /** What was done last: saved, or so many drawn. */
  readonly done: 'saved' | { readonly drawn: number } | null;
  readonly error: CallweaveError | null;
  readonly open: (ruleId: string) => void;
  readonly begin: () => void;
  readonly change: (next: RuleDraft) => void;
  readonly save: () => void;
  readonly remove: () => void;
  /** Draws of last week at once. */
  readonly draw: () => void;
  readonly close: () => void;
  readonly refresh: () => void;
}

/** Rules of samples by chance, and the one that is written, without their looks (REC-4). */
export function useSamplingRules(): SamplingRulesModel {
  const { session } = useCallweave();
  const { quality } = session;
  const [rules, setRules] = useState<readonly SamplingRule[] | null>(null);
  const [sheets, setSheets] = useState<readonly ScoreSheet[]>([]);
  const [draft, setDraft] = useState<RuleDraft | null>(null);
  const [dirty, setDirty] = useState(false);
  const [tried, setTried] = useState(false);
  const [busy, setBusy] = useState(false);
  const [done, setDone] = useState<SamplingRulesModel['done']>(null);
  const [error, setError] = useState<CallweaveError | null>(null);
  const refresh = useCallback(() => {
    setError(null);
    quality.rules().then(setRules, setError);
    quality.sheets().then(setSheets, setError);
  }, [quality]);
  useEffect(() => refresh(), [refresh]);
  const found = useMemo(() => (draft === null ? {} : ruleProblems(draft)), [draft]);
  const show = (next: RuleDraft | null): void => {
    setDraft(next);
    setDirty(next?.isNew === true);
    setTried(false);
    setDone(null);
    setError(null);
  };
  const work = <Result>(promise: Promise<Result>, then: (result: Result) => void): void => {
    setBusy(true);
    setError(null);
    promise.then(then, setError).finally(() => setBusy(false));
  };
  const without = (ruleId: string) => (rules ?? []).filter((one) => one.ruleId !== ruleId);

  return {
    rules,
    sheets,
    draft,
    dirty,
    problems: tried ? found : {},
    busy,
    done,
    error,
    open(ruleId) {
      const rule = rules?.find((one) => one.ruleId === ruleId);
      if (rule !== undefined) show(ruleDraftOf(rule));
    },
    begin: () => show(newRuleDraft(crypto.randomUUID(), sheets[0]?.sheetId ?? '')),
    change(next) {
      setDraft(next);
      setDirty(true);
      setDone(null);
    },
    save() {
      setTried(true);
      if (draft === null || busy || Object.keys(found).length > 0) return;
      work(quality.saveRule(ruleOf(draft)), (rule) => {
        setRules([...without(rule.ruleId), rule].sort((a, b) => a.name.localeCompare(b.name)));
        show(ruleDraftOf(rule));
        setDone('saved');
      });
    },
    remove() {
      if (draft === null || draft.isNew || busy) return;
      work(quality.removeRule(draft.ruleId), () => {
        setRules(without(draft.ruleId));
        show(null);
      });
    },
    draw() {
      if (draft !== null && !dirty && !busy) work(quality.draw(draft.ruleId), (drawn) => setDone({ drawn }));
    },
    close: () => show(null),
    refresh,
  };
}
