import { useMemo, useState, useSyncExternalStore } from 'react';
import { type Attempt, useAttempt } from '../problem/use-attempt.js';
import { useCallweave, useSessionState } from '../provider/callweave-provider.js';
import {
  type DispositionCodes,
  type DispositionView,
  dispositionView,
  LONGEST_NOTE,
  withTag,
} from './disposition.core.js';
import { type Draft, draftsOf } from './drafts.store.js';

export interface Disposition extends DispositionView, Omit<Attempt, 'attempt'> {
  readonly choose: (code: string | null) => void;
  readonly addTag: (typed: string) => void;
  readonly removeTag: (tag: string) => void;
  /** What is typed about this call and not saved. */
  readonly draft: string;
  readonly write: (text: string) => void;
  readonly saveNote: () => void;
  readonly saving: boolean;
  /** Notes of calls that are gone, which could not be saved. */
  readonly leftBehind: readonly Draft[];
  readonly retry: (draft: Draft) => void;
  readonly discard: (draft: Draft) => void;
}

/** The disposition panel without its looks; drafts outlive the call and the widget. */
export function useDisposition(codes: DispositionCodes): Disposition {
  const { session } = useCallweave();
  const state = useSessionState();
  const view = useMemo(() => dispositionView(state, codes), [state, codes]);
  const store = draftsOf(session);
  const drafts = useSyncExternalStore(
    store.subscribe,
    () => store.drafts,
    () => store.drafts,
  );
  const { attempt, ...problem } = useAttempt();
  const [saving, setSaving] = useState(false);
  const { call } = view;

  return {
    ...view,
    ...problem,
    choose: (code) => void (call && attempt(session.setDisposition(call.callId, code))),
    addTag(typed) {
      const tags = withTag(view.tags, typed);
      if (call !== null && tags !== view.tags) void attempt(session.setTags(call.callId, tags));
    },
    removeTag(tag) {
      if (call === null) return;
      const tags = view.tags.filter((one) => one !== tag);
      void attempt(session.setTags(call.callId, tags));
    },
    draft: (call && drafts.get(call.callId)?.text) ?? '',
    write(text) {
      if (call === null) return;
      const who = call.callerName ?? (call.direction === 'inbound' ? call.caller : call.called);
      store.write(call.callId, who, text.slice(0, LONGEST_NOTE));
    },
    saveNote() {
      if (call === null || saving) return;
      setSaving(true);
      void attempt(store.save(call.callId)).then(() => setSaving(false));
    },
    saving,
    leftBehind: [...drafts.values()].filter((draft) => draft.error !== null),
    retry: ({ callId }) => void attempt(store.save(callId)),
    discard: ({ callId }) => store.discard(callId),
  };
}
