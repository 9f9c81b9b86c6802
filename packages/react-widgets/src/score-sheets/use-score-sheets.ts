import type { CallweaveError, ScoreSheet } from '@callweave/cti-core';
import { useCallback, useEffect, useMemo, useState } from 'react';
import { useCallweave } from '../provider/callweave-provider.js';
import {
  contentOf,
  draftOf,
  newDraft,
  type SheetDraft,
  type SheetProblems,
  sheetProblems,
} from './sheet-draft.core.js';

export interface ScoreSheetsModel {
  /** The newest version of each; null before the first answer. */
  readonly sheets: readonly ScoreSheet[] | null;
  readonly draft: SheetDraft | null;
  /** What was typed and not saved. */
  readonly dirty: boolean;
  /** Empty until saving was tried. */
  readonly problems: SheetProblems;
  readonly saving: boolean;
  /** The version that was saved last; null once something is typed. */
  readonly savedVersion: number | null;
  readonly error: CallweaveError | null;
  readonly open: (sheetId: string) => void;
  readonly begin: () => void;
  readonly change: (next: SheetDraft) => void;
  readonly save: () => void;
  readonly close: () => void;
  readonly refresh: () => void;
}

/** Ids of sheets and questions; they stay through all versions. */
export const newId = (): string => crypto.randomUUID();

/** Score sheets, and the one that is written, without their looks (REC-4). */
export function useScoreSheets(): ScoreSheetsModel {
  const { session } = useCallweave();
  const [sheets, setSheets] = useState<readonly ScoreSheet[] | null>(null);
  const [draft, setDraft] = useState<SheetDraft | null>(null);
  const [dirty, setDirty] = useState(false);
  const [tried, setTried] = useState(false);
  const [saving, setSaving] = useState(false);
  const [savedVersion, setSavedVersion] = useState<number | null>(null);
  const [error, setError] = useState<CallweaveError | null>(null);
  const refresh = useCallback(() => {
    setError(null);
    session.quality.sheets().then(setSheets, setError);
  }, [session]);
  useEffect(() => refresh(), [refresh]);
  const found = useMemo(() => (draft === null ? {} : sheetProblems(draft)), [draft]);
  const show = (next: SheetDraft | null): void => {
    setDraft(next);
    setDirty(false);
    setTried(false);
    setSavedVersion(null);
    setError(null);
  };
  const put = (sheet: ScoreSheet): void => {
    show(draftOf(sheet));
    setSavedVersion(sheet.version);
    const others = (before: readonly ScoreSheet[]) =>
      before.filter(({ sheetId }) => sheetId !== sheet.sheetId);
    setSheets((before) => [...others(before ?? []), sheet].sort((a, b) => a.name.localeCompare(b.name)));
  };

  return {
    sheets,
    draft,
    dirty,
    problems: tried ? found : {},
    saving,
    savedVersion,
    error,
    open(sheetId) {
      const sheet = sheets?.find((one) => one.sheetId === sheetId);
      if (sheet !== undefined) show(draftOf(sheet));
    },
    begin: () => show(newDraft(newId)),
    change(next) {
      setDraft(next);
      setDirty(true);
      setSavedVersion(null);
    },
    save() {
      setTried(true);
      if (draft === null || saving || Object.keys(found).length > 0) return;
      setSaving(true);
      setError(null);
      session.quality
        .saveSheet(draft.sheetId, contentOf(draft))
        .then(put, setError)
        .finally(() => setSaving(false));
    },
    close: () => show(null),
    refresh,
  };
}
