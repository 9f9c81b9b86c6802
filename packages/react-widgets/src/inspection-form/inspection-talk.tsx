import { type ReactElement, useId, useState } from 'react';
import { useCallweave } from '../provider/callweave-provider.js';
import type { InspectionModel, OpenInspection } from './use-inspection.js';

interface TalkProps {
  readonly open: OpenInspection;
  readonly model: InspectionModel;
}

/** What the agent says to his result, and the last word about it. */
export function InspectionTalk({ open, model }: TalkProps): ReactElement | null {
  const { t, locale } = useCallweave();
  const { appeal, decision, can, firstScore, score } = open.inspection;
  const time = new Intl.DateTimeFormat(locale, { dateStyle: 'short', timeStyle: 'short' });
  if (appeal === null && !can.appeal) return null;
  return (
    <div className="cw-talk">
      {appeal !== null && (
        <p className="cw-talk__said">
          <span className="cw-player__soft">{`${t('quality.appeal')} ${time.format(appeal.at)}`}</span>
          {appeal.text}
        </p>
      )}
      {decision !== null && (
        <p className="cw-talk__said" data-testid="decision">
          <span className="cw-player__soft">
            {`${t(decision.granted ? 'quality.granted' : 'quality.refused')} ${time.format(decision.at)} ${decision.by}`}
          </span>
          {decision.text}
          {firstScore !== score && (
            <span className="cw-player__soft cw-number">
              {t('quality.changedFrom', { from: firstScore, to: score })}
            </span>
          )}
        </p>
      )}
      {can.appeal && <Answer purpose="appeal" model={model} />}
      {can.decide && <Answer purpose="decide" model={model} />}
    </div>
  );
}

function Answer({
  purpose,
  model,
}: {
  readonly purpose: 'appeal' | 'decide';
  readonly model: InspectionModel;
}): ReactElement {
  const { t } = useCallweave();
  const id = useId();
  const [text, setText] = useState('');
  const idle = text.trim() === '' || model.busy;
  return (
    <div className="cw-field">
      <label className="cw-field__label" htmlFor={id}>
        {t(`quality.${purpose}Hint`)}
      </label>
      <textarea
        id={id}
        className="cw-input cw-textarea"
        rows={2}
        maxLength={4_000}
        value={text}
        data-testid={`${purpose}-text`}
        onChange={(event) => setText(event.target.value)}
      />
      <div className="cw-filters__actions">
        {purpose === 'appeal' ? (
          <button
            type="button"
            className="cw-button cw-button--accent"
            disabled={idle}
            data-testid="btn-appeal"
            onClick={() => void model.appeal(text.trim())}
          >
            {t('quality.doAppeal')}
          </button>
        ) : (
          (['grant', 'refuse'] as const).map((verdict) => (
            <button
              key={verdict}
              type="button"
              className={`cw-button${verdict === 'grant' ? ' cw-button--accent' : ''}`}
              disabled={idle}
              data-testid={`btn-${verdict}`}
              onClick={() => void model.decide(verdict === 'grant', text.trim())}
            >
              {t(`quality.${verdict}`)}
            </button>
          ))
        )}
      </div>
    </div>
  );
}
