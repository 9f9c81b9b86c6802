import type { CallweaveError } from '@callweave/cti-core';
import { type ReactElement, useEffect, useState } from 'react';
import { Icon } from '../icons.js';
import { useCallweave, useSessionState } from '../provider/callweave-provider.js';
import { errorText } from './error-note.js';
import { type SessionProblem, sessionProblem } from './session-problem.core.js';

interface ProblemNoteProps {
  readonly error: CallweaveError | null;
  readonly onDismiss: () => void;
}

/** What is wrong and what to do about it, where the hand is; nothing when all is well. */
export function ProblemNote({ error, onDismiss }: ProblemNoteProps): ReactElement | null {
  const { t, session } = useCallweave();
  const problem = useSettled(sessionProblem(useSessionState()));
  if (problem === null && error === null) return null;
  return (
    <div className="cw-note" role="alert" data-testid="cw-problem">
      <Icon name="warning" />
      <span className="cw-note__text">
        {problem !== null ? t(`problem.${problem}`) : error !== null && errorText(error, t)}
      </span>
      {problem === 'connectionFailed' && (
        <button type="button" className="cw-button cw-button--small" onClick={() => void session.start()}>
          {t('problem.retry')}
        </button>
      )}
      {problem === 'unreachable' && (
        <button
          type="button"
          className="cw-button cw-button--small"
          data-testid="btn-register"
          onClick={() => session.renewRegistration()}
        >
          {t('problem.register')}
        </button>
      )}
      {problem === null && (
        <button type="button" className="cw-button cw-button--small" onClick={onDismiss}>
          {t('problem.dismiss')}
        </button>
      )}
    </div>
  );
}

/** A page that registers is found by the server a moment later: that is no problem to show. */
const FOUND_MS = 2_000;

function useSettled(problem: SessionProblem | null): SessionProblem | null {
  const [lasting, setLasting] = useState(false);
  const isLost = problem === 'unreachable';
  useEffect(() => {
    if (!isLost) return;
    const timer = setTimeout(() => setLasting(true), FOUND_MS);
    return () => {
      clearTimeout(timer);
      setLasting(false);
    };
  }, [isLost]);
  return isLost && !lasting ? null : problem;
}
