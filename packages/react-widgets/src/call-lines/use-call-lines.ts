import type { CallId } from '@callweave/cti-core';
import { useMemo } from 'react';
import { type Attempt, useAttempt } from '../problem/use-attempt.js';
import { useCallweave, useSessionState } from '../provider/callweave-provider.js';
import { type CallLinesView, callLinesView, type LineAction, type PairAction } from './call-lines.core.js';

export interface CallLines extends CallLinesView, Omit<Attempt, 'attempt'> {
  readonly act: (action: LineAction, callId: CallId) => void;
  readonly actOnPair: (action: PairAction) => void;
}

/** The agent's other calls without their looks. */
export function useCallLines(): CallLines {
  const { session } = useCallweave();
  const state = useSessionState();
  const view = useMemo(() => callLinesView(state), [state]);
  const { attempt, ...problem } = useAttempt();
  return {
    ...view,
    ...problem,
    act(action, callId) {
      const call = session.state.calls.find((one) => one.callId === callId);
      // A held call that has nothing to do with the present one may know no swap.
      const order = action === 'swap' && call?.can.swap === false ? 'retrieve' : action;
      void attempt(session[order](callId));
    },
    actOnPair(action) {
      const { activeCall } = session.state;
      if (activeCall !== null) void attempt(session[action](activeCall.callId));
    },
  };
}
