import type { CallweaveError } from '@callweave/cti-core';
import type { ReactElement } from 'react';
import { Icon } from '../icons.js';
import { useCallweave } from '../provider/callweave-provider.js';

interface ErrorNoteProps {
  readonly error: CallweaveError | null;
  readonly onDismiss: () => void;
}

/** What was refused and what to do about it; nothing when nothing was. */
export function ErrorNote({ error, onDismiss }: ErrorNoteProps): ReactElement | null {
  const { t } = useCallweave();
  return <Note error={error} action={t('problem.dismiss')} onAction={onDismiss} />;
}

/** What could not be done, and another try at it; nothing when all went well. */
export function RetryNote({
  error,
  onRetry,
}: {
  readonly error: CallweaveError | null;
  readonly onRetry: () => void;
}): ReactElement | null {
  const { t } = useCallweave();
  return <Note error={error} action={t('problem.retry')} onAction={onRetry} />;
}

function Note({
  error,
  action,
  onAction,
}: {
  readonly error: CallweaveError | null;
  readonly action: string;
  readonly onAction: () => void;
}): ReactElement | null {
  const { t } = useCallweave();
  if (error === null) return null;
  return (
    <p className="cw-note" role="alert">
      <Icon name="warning" />
      <span className="cw-note__text">{errorText(error, t)}</span>
      <button type="button" className="cw-button cw-button--small" onClick={onAction}>
        {action}
      </button>
    </p>
  );
}

/** In the user's words where there are some; else the server's. */
export function errorText(error: CallweaveError, t: ReturnType<typeof useCallweave>['t']): string {
  return t(`problem.code.${error.code.replace('.', '-')}`, {
    defaultValue: `${error.message} ${error.remedy}`,
  });
}
