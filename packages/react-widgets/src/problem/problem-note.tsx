import type { CallweaveError } from '@callweave/cti-core';
import type { ReactElement } from 'react';
import { Icon } from '../icons.js';
import { useCallweave, useSessionState } from '../provider/callweave-provider.js';
import { errorText } from './error-note.js';
import { sessionProblem } from './session-problem.core.js';

interface ProblemNoteProps {
  readonly error: CallweaveError | null;
  readonly onDismiss: () => void;
}

/** What is wrong and what to do about it, where the hand is; nothing when all is well. */
export function ProblemNote({ error, onDismiss }: ProblemNoteProps): ReactElement | null {
  const { t, session } = useCallweave();
  const problem = sessionProblem(useSessionState());
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
      {problem === null && (
        <button type="button" className="cw-button cw-button--small" onClick={onDismiss}>
          {t('problem.dismiss')}
        </button>
      )}
    </div>
  );
}
