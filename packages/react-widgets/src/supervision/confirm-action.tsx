import type { AgentSnapshot } from '@callweave/cti-core';
import type { ReactElement } from 'react';
import { type Point, Popover } from '../popover/popover.js';
import { useCallweave } from '../provider/callweave-provider.js';
import { actionWord } from './action-words.js';
import type { AgentAction } from './agent-actions.core.js';

interface ConfirmActionProps {
  readonly agent: Pick<AgentSnapshot, 'name'>;
  readonly action: AgentAction;
  readonly at: Point;
  readonly onConfirm: () => void;
  readonly onClose: (why: 'escape' | 'outside' | 'done') => void;
}

/** Says what will happen to whom and asks once more; a second Enter by mistake does nothing. */
export function ConfirmAction({ agent, action, at, onConfirm, onClose }: ConfirmActionProps): ReactElement {
  const { t } = useCallweave();
  const when = action.afterCall ? 'later' : 'now';
  const question = t(`supervise.confirm.${action.name}.${when}`, { name: agent.name });
  return (
    <Popover
      className="cw-float"
      role="alertdialog"
      label={question}
      at={at}
      testId="confirm-action"
      onClose={onClose}
    >
      <p className="cw-float__text">{question}</p>
      <div className="cw-float__actions">
        <button
          type="button"
          className="cw-button cw-button--small"
          data-autofocus=""
          onClick={() => onClose('escape')}
        >
          {t('supervise.cancel')}
        </button>
        <button
          type="button"
          className="cw-button cw-button--small cw-button--danger"
          data-testid="confirm-yes"
          onClick={onConfirm}
        >
          {actionWord(t, action)}
        </button>
      </div>
    </Popover>
  );
}
