import type { CallId, CallweaveError } from '@callweave/cti-core';
import { useCallback, useMemo, useState } from 'react';
import { useAttempt } from '../problem/use-attempt.js';
import { useCallweave, useSessionState } from '../provider/callweave-provider.js';
import type { PickerPurpose } from '../transfer-picker/transfer-picker.core.js';
import { type AgentBarView, agentBarView, type BarAction, type MoreAction } from './agent-bar.core.js';

export interface AgentBar extends AgentBarView {
  /** Does what the button says; a refusal becomes `error`. */
  readonly act: (action: BarAction | MoreAction) => void;
  readonly setAux: (reason: string) => void;
  readonly setNext: (next: Parameters<ReturnType<typeof useCallweave>['session']['setNext']>[0]) => void;
  readonly logIn: () => void;
  readonly logOut: () => void;
  /** For which call a destination is being chosen, and what for; null while it is not. */
  readonly picking: { readonly callId: CallId; readonly purpose: PickerPurpose } | null;
  readonly stopPicking: () => void;
  readonly error: CallweaveError | null;
  readonly dismissError: () => void;
}

/** The agent bar without its looks: what is shown, what may be done, and how to do it. */
export function useAgentBar(): AgentBar {
  const { session } = useCallweave();
  const state = useSessionState();
  const view = useMemo(() => agentBarView(state), [state]);
  const { attempt, error, dismissError } = useAttempt();
  const [picking, setPicking] = useState<AgentBar['picking']>(null);
  const stopPicking = useCallback(() => setPicking(null), []);

  const act = useCallback(
    (action: BarAction | MoreAction): void => {
      const callId = session.state.activeCall?.callId;
      if (action === 'mute' || action === 'unmute') session.setMuted(action === 'mute');
      else if (action === 'ready') void attempt(session.setReady());
      else if (action === 'aux') void attempt(session.setAux('break'));
      else if (action === 'finishWrapUp') void attempt(session.finishWrapUp());
      else if (callId === undefined) return;
      else if (action === 'transfer' || action === 'invite') {
        setPicking((before) => (before?.purpose === action ? null : { callId, purpose: action }));
      } else if (action === 'answerWithVideo') void attempt(session.answer(callId, { video: true }));
      else void attempt(session[action](callId));
    },
    [session, attempt],
  );

  return {
    ...view,
    act,
    setAux: (reason) => void attempt(session.setAux(reason)),
    setNext: (next) => void attempt(session.setNext(next)),
    logIn: () => void attempt(session.logIn()),
    logOut: () => void attempt(session.logOut()),
    picking,
    stopPicking,
    error,
    dismissError,
  };
}
