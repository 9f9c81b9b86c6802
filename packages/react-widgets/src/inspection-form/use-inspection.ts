import type { CallweaveError, ScoreSheet, SheetAnswer } from '@callweave/cti-core';
import type { InspectionWithRights, InspectionWithSheet } from '@callweave/web-sdk';
import { useEffect, useMemo, useState } from 'react';
import { type Attempt, useAttempt } from '../problem/use-attempt.js';
import { useCallweave } from '../provider/callweave-provider.js';
import {
  type InspectionDraft,
  type InspectionView,
  inspectionView,
  withAnswer,
} from './inspection-form.core.js';

export interface OpenInspection extends InspectionView {
  readonly inspection: InspectionWithRights;
  readonly sheet: ScoreSheet;
  readonly draft: InspectionDraft;
}

export interface InspectionModel extends Omit<Attempt, 'attempt'> {
  /** Null while it is read. */
  readonly open: OpenInspection | null;
  readonly loadError: CallweaveError | null;
  readonly reload: () => void;
  readonly busy: boolean;
  readonly answer: (questionId: string, change: Partial<SheetAnswer>) => void;
  readonly comment: (text: string) => void;
  readonly save: () => void;
  readonly submit: () => void;
  /** Each resolves to whether it was done. */
  readonly appeal: (text: string) => Promise<boolean>;
  readonly decide: (granted: boolean, text: string) => Promise<boolean>;
}

/** One inspection without its looks; what is typed outlives a refusal. */
export function useInspection(
  inspectionId: string,
  onChange: (inspection: InspectionWithRights) => void = () => undefined,
): InspectionModel {
  const { session } = useCallweave();
  const [loaded, setLoaded] = useState<InspectionWithSheet | null>(null);
  const [draft, setDraft] = useState<InspectionDraft>({ answers: {}, comment: '' });
  const [loadError, setLoadError] = useState<CallweaveError | null>(null);
  const [tries, setTries] = useState(0);
  const [busy, setBusy] = useState(false);
  const { attempt, ...problem } = useAttempt();

  const put = (next: InspectionWithSheet): void => {
    setLoaded(next);
    setDraft({ answers: next.inspection.answers, comment: next.inspection.comment });
  };
  // biome-ignore lint/correctness/useExhaustiveDependencies: a further try reads anew
  useEffect(() => {
    const given = new AbortController();
    setLoaded(null);
    setLoadError(null);
    session.quality.inspection(inspectionId, { signal: given.signal }).then(
      (found) => !given.signal.aborted && put(found),
      (error: CallweaveError) => !given.signal.aborted && setLoadError(error),
    );
    return () => given.abort();
  }, [session, inspectionId, tries]);

  const run = async (work: () => Promise<InspectionWithSheet>): Promise<boolean> => {
    if (busy) return false;
    setBusy(true);
    const done = await attempt(
      work().then((next) => {
        put(next);
        onChange(next.inspection);
      }),
    );
    setBusy(false);
    return done;
  };
  const view = useMemo(
    () => loaded && inspectionView(loaded.inspection, loaded.sheet, draft),
    [loaded, draft],
  );
  const { quality } = session;
  return {
    open: loaded && view && { ...loaded, ...view, draft },
    loadError,
    reload: () => setTries((before) => before + 1),
    busy,
    ...problem,
    answer: (id, change) =>
      setDraft((before) => ({ ...before, answers: withAnswer(before.answers, id, change) })),
    comment: (text) => setDraft((before) => ({ ...before, comment: text })),
    save: () => void run(() => quality.save(inspectionId, draft)),
    submit: () =>
      void run(async () => {
        await quality.save(inspectionId, draft);
        return quality.submit(inspectionId);
      }),
    appeal: (text) => run(() => quality.appeal(inspectionId, text)),
    decide: (granted, text) =>
      run(() =>
        quality.decide(inspectionId, {
          granted,
          text,
          ...(granted && view?.changed ? { answers: draft.answers } : {}),
        }),
      ),
  };
}
