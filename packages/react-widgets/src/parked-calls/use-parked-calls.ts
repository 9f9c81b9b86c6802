import type { CallId } from '@callweave/cti-core';
import { useMemo } from 'react';
import { type Attempt, useAttempt } from '../problem/use-attempt.js';
import { useCallweave, useSessionState } from '../provider/callweave-provider.js';
import { type ParkedCallsView, parkedCallsView } from './parked-calls.core.js';

export interface ParkedCalls extends ParkedCallsView, Omit<Attempt, 'attempt'> {
  readonly pickUp: (callId: CallId) => void;
}

/** The parked calls without their looks. */
export function useParkedCalls(): ParkedCalls {
  const { session } = useCallweave();
  const state = useSessionState();
  const view = useMemo(() => parkedCallsView(state), [state]);
  const { attempt, ...problem } = useAttempt();
  return { ...view, ...problem, pickUp: (callId) => void attempt(session.pickUp(callId)) };
}
