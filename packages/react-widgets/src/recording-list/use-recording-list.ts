import type { CallweaveError, FoundRecording, RecordingQuery, RecordingRights } from '@callweave/cti-core';
import { useCallback, useEffect, useRef, useState } from 'react';
import { useCallweave } from '../provider/callweave-provider.js';
import { NO_FILTERS, type RecordingFilters, recordingQuery } from './recording-list.core.js';

const NO_RIGHTS: RecordingRights = { download: false, remove: false, hold: false };

export interface RecordingListModel {
  readonly filters: RecordingFilters;
  readonly change: (filters: Partial<RecordingFilters>) => void;
  /** Searches by what stands in the fields. */
  readonly search: () => void;
  /** Empties the fields, and searches. */
  readonly reset: () => void;
  /** Null before the first answer. */
  readonly recordings: readonly FoundRecording[] | null;
  readonly can: RecordingRights;
  readonly busy: 'searching' | 'more' | null;
  readonly hasMore: boolean;
  readonly loadMore: () => void;
  readonly error: CallweaveError | null;
}

interface Found {
  readonly recordings: readonly FoundRecording[] | null;
  readonly can: RecordingRights;
  readonly query: RecordingQuery;
  readonly next: string | null;
}

/** The search for recordings without its looks; `always` is asked for beside what is typed. */
export function useRecordingList(always: RecordingQuery = {}): RecordingListModel {
  const { session } = useCallweave();
  const [filters, setFilters] = useState(NO_FILTERS);
  const [found, setFound] = useState<Found>({ recordings: null, can: NO_RIGHTS, query: {}, next: null });
  const [busy, setBusy] = useState<RecordingListModel['busy']>('searching');
  const [error, setError] = useState<CallweaveError | null>(null);
  const running = useRef(new AbortController());
  const alwaysKey = JSON.stringify(always);

  const ask = useCallback(
    (query: RecordingQuery, before: readonly FoundRecording[]) => {
      running.current.abort();
      running.current = new AbortController();
      const { signal } = running.current;
      setBusy(before.length > 0 ? 'more' : 'searching');
      setError(null);
      session.recordings.find(query, { signal }).then(
        ({ recordings, next, can }) => {
          if (signal.aborted) return;
          setFound({ recordings: [...before, ...recordings], next, can, query });
          setBusy(null);
        },
        (reason: CallweaveError) => {
          if (signal.aborted) return;
          setError(reason);
          setBusy(null);
        },
      );
    },
    [session],
  );
  const searchBy = useCallback(
    (typed: RecordingFilters) => ask({ ...recordingQuery(typed), ...JSON.parse(alwaysKey) }, []),
    [ask, alwaysKey],
  );
  const first = useRef(filters);
  first.current = filters;
  useEffect(() => {
    searchBy(first.current);
    return () => running.current.abort();
  }, [searchBy]);

  return {
    filters,
    change: (change) => setFilters((before) => ({ ...before, ...change })),
    search: () => searchBy(filters),
    reset() {
      setFilters(NO_FILTERS);
      searchBy(NO_FILTERS);
    },
    recordings: found.recordings,
    can: found.can,
    busy,
    hasMore: found.next !== null,
    loadMore() {
      if (found.next !== null && busy === null)
        ask({ ...found.query, after: found.next }, found.recordings ?? []);
    },
    error,
  };
}
