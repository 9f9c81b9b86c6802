import type { ReactElement } from 'react';
import { useCallweave } from '../provider/callweave-provider.js';
import { formatDuration } from '../time/duration.js';
import { type CallDecision, explanationLines, type Names, type Phrase } from './call-explanation.core.js';

export interface CallExplanationProps {
  /** As the server tells them; null while they are being read. */
  readonly decisions: readonly CallDecision[] | null;
  readonly names?: Names;
}

/** Why a call went to whom it went: every decision in a line, what it looked at folded below (ACD-8). */
export function CallExplanation({ decisions, names = {} }: CallExplanationProps): ReactElement {
  const { t } = useCallweave();
  const say = ({ key, values = {}, otherwise = key }: Phrase): string =>
    t(key, { ...values, defaultValue: otherwise });
  if (decisions === null) return <p className="cw-board__hint">{t('why.loading')}</p>;
  if (decisions.length === 0) return <p className="cw-board__hint">{t('why.empty')}</p>;
  return (
    <ol className="cw-why" aria-label={t('why.label')} data-testid="call-explanation">
      {explanationLines(decisions, names).map((line, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: a call's decisions are only ever added to
        <li key={index} className="cw-why__line" data-tone={line.tone}>
          <span className="cw-why__time cw-number">{formatDuration(line.afterMs)}</span>
          <div className="cw-why__text">
            <p className="cw-why__what">{say(line.what)}</p>
            {line.because.length > 0 && (
              <p className="cw-why__because">{line.because.map(say).join(t('why.and'))}</p>
            )}
            {line.details.length > 0 && (
              <details className="cw-why__details">
                <summary>{t('why.details', { count: line.details.length })}</summary>
                <ul>
                  {line.details.map(say).map((detail) => (
                    <li key={detail}>{detail}</li>
                  ))}
                </ul>
              </details>
            )}
          </div>
        </li>
      ))}
    </ol>
  );
}
