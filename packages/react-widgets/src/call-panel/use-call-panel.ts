import type { CallweaveError } from '@callweave/cti-core';
import { useMemo, useState } from 'react';
import { useCallweave, useSessionState } from '../provider/callweave-provider.js';
import { type CallPanelView, callPanelView, cleanNumber } from './call-panel.core.js';

export interface CallPanel extends CallPanelView {
  readonly number: string;
  readonly setNumber: (number: string) => void;
  /** Adds a key to the number, or sends it into the call when one is connected. */
  readonly press: (key: string) => void;
  readonly dial: () => void;
  readonly sentDigits: string;
  readonly error: CallweaveError | null;
  readonly dismissError: () => void;
}

/** The call panel without its looks. */
export function useCallPanel(): CallPanel {
  const { session } = useCallweave();
  const state = useSessionState();
  const view = useMemo(() => callPanelView(state), [state]);
  const [number, setNumber] = useState('');
  const [sent, setSent] = useState({ callId: '', digits: '' });
  const [error, setError] = useState<CallweaveError | null>(null);
  const callId = view.call?.callId ?? null;

  const attempt = (work: Promise<unknown>): void => {
    setError(null);
    work.catch((reason: CallweaveError) => setError(reason));
  };

  return {
    ...view,
    number,
    setNumber: (typed) => setNumber(cleanNumber(typed)),
    press(key) {
      if (!view.canSendDigits || callId === null) {
        setNumber((before) => cleanNumber(before + key));
        return;
      }
      setSent((before) => ({ callId, digits: (before.callId === callId ? before.digits : '') + key }));
      attempt(session.sendDigits(callId, key));
    },
    dial() {
      if (number === '') return;
      attempt(session.makeCall(number).then(() => setNumber('')));
    },
    sentDigits: sent.callId === callId ? sent.digits : '',
    error,
    dismissError: () => setError(null),
  };
}
