import type { QueueId } from '@callweave/cti-core';
import { type ReactElement, useId } from 'react';
import { useCallweave } from '../provider/callweave-provider.js';
import type { QueueChoice as Choice } from './use-queue-choice.js';

interface QueueChoiceProps {
  readonly choice: Choice;
  readonly disabled: boolean;
}

/** For which queue the number is called, with the number that is shown there (AGT-3); nothing where there is no choice. */
export function QueueChoice({ choice, disabled }: QueueChoiceProps): ReactElement | null {
  const { t } = useCallweave();
  const id = useId();
  if (choice.queues.length === 0) return null;
  const word = ({ name, callerId }: (typeof choice.queues)[number]): string =>
    callerId === undefined ? name : `${name} · ${callerId}`;
  const chosen = choice.queues.find(({ queueId }) => queueId === choice.chosen);
  return (
    <div className="cw-panel__for">
      <label className="cw-field__label" htmlFor={id}>
        {t('panel.callsFor')}
      </label>
      <select
        id={id}
        className="cw-select cw-number"
        value={choice.chosen ?? ''}
        title={chosen && word(chosen)}
        disabled={disabled}
        data-testid="dial-queue"
        onChange={({ target }) => choice.choose(target.value === '' ? null : (target.value as QueueId))}
      >
        <option value="">{t('panel.callsForNone')}</option>
        {choice.queues.map((queue) => (
          <option key={queue.queueId} value={queue.queueId}>
            {word(queue)}
          </option>
        ))}
      </select>
    </div>
  );
}
