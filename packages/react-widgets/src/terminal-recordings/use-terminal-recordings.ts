import type { CallId } from '@callweave/cti-core';
import type { TerminalRecording } from '@callweave/web-sdk';
import { useEffect, useMemo, useState } from 'react';
import { type Attempt, useAttempt } from '../problem/use-attempt.js';
import { useCallweave, useSessionState } from '../provider/callweave-provider.js';
import { type TerminalRecordingsView, terminalRecordingsView } from './terminal-recordings.core.js';

export interface TerminalRecordingsModel extends TerminalRecordingsView, Omit<Attempt, 'attempt'> {
  /** The last one that the server has whole; null until there is one, and when the next begins. */
  readonly kept: TerminalRecording | null;
  readonly start: () => void;
  readonly stop: (callId: CallId) => void;
  /** Sends one now that waits or was refused. */
  readonly retry: (recordingId: string) => void;
  readonly discard: (recordingId: string) => void;
}

/** The browser's own recordings without their looks (AGT-7). */
export function useTerminalRecordings(): TerminalRecordingsModel {
  const { session } = useCallweave();
  const state = useSessionState();
  const view = useMemo(() => terminalRecordingsView(state), [state]);
  const { attempt, ...problem } = useAttempt();
  const [kept, setKept] = useState<TerminalRecording | null>(null);
  useEffect(() => session.on('terminal-recording-stored', setKept), [session]);
  return {
    ...view,
    ...problem,
    kept,
    start() {
      if (view.startable === null) return;
      setKept(null);
      void attempt(session.startTerminalRecording(view.startable));
    },
    stop: (callId) => void attempt(session.stopTerminalRecording(callId)),
    retry: (recordingId) => void attempt(session.retryTerminalRecording(recordingId)),
    discard: (recordingId) => void attempt(session.discardTerminalRecording(recordingId)),
  };
}
