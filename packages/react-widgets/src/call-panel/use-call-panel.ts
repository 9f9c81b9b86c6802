import { useMemo, useState } from 'react';
import { useDirectory } from '../directory/use-directory.js';
import { type Attempt, useAttempt } from '../problem/use-attempt.js';
import { useCallweave, useSessionState } from '../provider/callweave-provider.js';
import { type CallPanelView, callPanelView, cleanNumber, personAt } from './call-panel.core.js';
import { type QueueChoice, useQueueChoice } from './use-queue-choice.js';

export interface CallPanel extends CallPanelView, Omit<Attempt, 'attempt'> {
  readonly number: string;
  readonly setNumber: (number: string) => void;
  /** Adds a key to the number, or sends it into the call when one is connected. */
  readonly press: (key: string) => void;
  readonly dial: () => void;
  readonly dialWithVideo: () => void;
  /** Asks whoever has this number about the present caller. */
  readonly consult: () => void;
  /** In a call keys are sent into it, unless another is dialled beside it. */
  readonly padSends: boolean;
  readonly setPadSends: (sends: boolean) => void;
  readonly sentDigits: string;
  /** For which queue a number is dialled. */
  readonly queueChoice: QueueChoice;
}

/** The call panel without its looks. */
export function useCallPanel(): CallPanel {
  const { session } = useCallweave();
  const state = useSessionState();
  const view = useMemo(() => callPanelView(state), [state]);
  const [number, setNumber] = useState('');
  const [sent, setSent] = useState({ callId: '', digits: '' });
  const { attempt, ...problem } = useAttempt();
  const queueChoice = useQueueChoice();
  const callId = view.call?.callId ?? null;
  const [dialsBeside, setDialsBeside] = useState<string | null>(null);
  const padSends = view.canSendDigits && !(view.canDial && dialsBeside === callId);
  const { directory } = useDirectory(view.canConsult && !padSends ? 'once' : 'off');
  const done = (): void => {
    setNumber('');
    setDialsBeside(null);
  };

  return {
    ...view,
    number,
    setNumber: (typed) => setNumber(cleanNumber(typed)),
    press(key) {
      if (!padSends || callId === null) {
        setNumber((before) => cleanNumber(before + key));
        return;
      }
      setSent((before) => ({ callId, digits: (before.callId === callId ? before.digits : '') + key }));
      void attempt(session.sendDigits(callId, key));
    },
    dial() {
      if (number === '') return;
      const { chosen } = queueChoice;
      const options = chosen === null ? {} : { queueId: chosen };
      void attempt(session.makeCall(number, undefined, options).then(done));
    },
    dialWithVideo() {
      if (number === '') return;
      void attempt(session.makeCall(number, {}, { video: true }).then(done));
    },
    consult() {
      if (number === '' || callId === null) return;
      void attempt(session.consult(callId, personAt(number, directory)).then(done));
    },
    padSends,
    setPadSends: (sends) => setDialsBeside(sends ? null : callId),
    sentDigits: sent.callId === callId ? sent.digits : '',
    queueChoice,
    ...problem,
  };
}
