import type { CallweaveError } from '@callweave/cti-core';
import { useCallback, useMemo, useState } from 'react';
import { useCallweave, useSessionState } from '../provider/callweave-provider.js';
import { type AgentBarView, agentBarView, type BarAction } from './agent-bar.core.js';

export interface AgentBar extends AgentBarView {
  /** Does what the button says; a refusal becomes `error`. */
  readonly act: (action: BarAction) => void;
  readonly setAux: (reason: string) => void;
  readonly setNext: (next: Parameters<ReturnType<typeof useCallweave>['session']['setNext']>[0]) => void;
  readonly logIn: () => void;
  readonly logOut: () => void;
  readonly error: CallweaveError | null;
  readonly dismissError: () => void;
}

/** The agent bar without its looks: what is shown, what may be done, and how to do it. */
export function useAgentBar(): AgentBar {
  const { session } = useCallweave();
  const state = useSessionState();
  const view = useMemo(() => agentBarView(state), [state]);
  const [error, setError] = useState<CallweaveError | null>(null);

  const attempt = useCallback((work: Promise<unknown>) => {
    setError(null);
    work.catch((reason: CallweaveError) => setError(reason));
  }, []);

  const act = useCallback(
    (action: BarAction) => {
      const { activeCall } = session.state;
      if (action === 'ready') return attempt(session.setReady());
      if (action === 'aux') return attempt(session.setAux('break'));
      if (action === 'finishWrapUp') return attempt(session.finishWrapUp());
      if (action === 'mute' || action === 'unmute') return session.setMuted(action === 'mute');
      if (activeCall === null) return;
      attempt(session[action](activeCall.callId));
    },
    [session, attempt],
  );

  return {
    ...view,
    act,
    setAux: (reason) => attempt(session.setAux(reason)),
    setNext: (next) => attempt(session.setNext(next)),
    logIn: () => attempt(session.logIn()),
    logOut: () => attempt(session.logOut()),
    error,
    dismissError: () => setError(null),
  };
}
