import type { CallweaveError, InspectionState } from '@callweave/cti-core';
import type { InspectionPage, InspectionQuery, InspectionWithRights } from '@callweave/web-sdk';
import { useCallback, useEffect, useRef, useState } from 'react';
import { useCallweave } from '../provider/callweave-provider.js';

export interface InspectionListModel {
  readonly state: InspectionState | '';
  readonly choose: (state: InspectionState | '') => void;
  /** Null before the first answer. */
  readonly inspections: readonly InspectionWithRights[] | null;
  readonly busy: boolean;
  readonly hasMore: boolean;
  readonly loadMore: () => void;
  readonly refresh: () => void;
  readonly error: CallweaveError | null;
}

/** Inspections by state, page by page, without their looks; an agent has his own. */
export function useInspectionList(always: InspectionQuery = {}): InspectionListModel {
  const { session } = useCallweave();
  const [state, setState] = useState<InspectionState | ''>(always.state ?? '');
  const [found, setFound] = useState<InspectionPage | null>(null);
  const [busy, setBusy] = useState(true);
  const [error, setError] = useState<CallweaveError | null>(null);
  const running = useRef(new AbortController());
  const alwaysKey = JSON.stringify(always);
  const ask = useCallback(
    (before: InspectionPage | null) => {
      running.current.abort();
      running.current = new AbortController();
      const { signal } = running.current;
      setBusy(true);
      setError(null);
      const query = { ...JSON.parse(alwaysKey), state: state || undefined, after: before?.next ?? undefined };
      session.quality.inspections(query, { signal }).then(
        ({ inspections, next }) => {
          if (signal.aborted) return;
          setFound({ inspections: [...(before?.inspections ?? []), ...inspections], next });
          setBusy(false);
        },
        (reason: CallweaveError) => {
          if (signal.aborted) return;
          setError(reason);
          setBusy(false);
        },
      );
    },
    [session, alwaysKey, state],
  );
  useEffect(() => {
    ask(null);
    return () => running.current.abort();
  }, [ask]);
  return {
    state,
    choose: setState,
    inspections: found?.inspections ?? null,
    busy,
    hasMore: found !== null && found.next !== null,
    loadMore: () => found !== null && found.next !== null && !busy && ask(found),
    refresh: () => ask(null),
    error,
  };
}
