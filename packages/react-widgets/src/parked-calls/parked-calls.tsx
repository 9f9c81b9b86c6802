import type { ReactElement } from 'react';
import { ActionButton } from '../action-button/action-button.js';
import { useDirectory } from '../directory/use-directory.js';
import { ErrorNote } from '../problem/error-note.js';
import { useCallweave, useSessionState } from '../provider/callweave-provider.js';
import { formatDuration } from '../time/duration.js';
import { useServerNow } from '../time/use-server-now.js';
import type { ParkedLine } from './parked-calls.core.js';
import { useParkedCalls } from './use-parked-calls.js';

/** Calls that wait in a slot for whoever picks them up (驻留, 代接), with the time that is left (AGT-4). */
export function ParkedCalls(): ReactElement {
  const { t } = useCallweave();
  const parked = useParkedCalls();
  return (
    <section className="cw-parked" aria-label={t('parked.label')}>
      <h3 className="cw-parked__title">
        {t('parked.label')}
        {parked.lines.length > 0 && <span className="cw-parked__count">{parked.lines.length}</span>}
      </h3>
      {parked.lines.length === 0 ? (
        <p className="cw-parked__empty">{t('parked.empty')}</p>
      ) : (
        <ul className="cw-parked__list">
          {parked.lines.map((line) => (
            <Line
              key={line.callId}
              line={line}
              onPickUp={parked.canPickUp ? () => parked.pickUp(line.callId) : null}
            />
          ))}
        </ul>
      )}
      <ErrorNote error={parked.error} onDismiss={parked.dismissError} />
    </section>
  );
}

function Line({
  line,
  onPickUp,
}: {
  readonly line: ParkedLine;
  readonly onPickUp: (() => void) | null;
}): ReactElement {
  const { t } = useCallweave();
  const { clockOffsetMs } = useSessionState();
  const { nameOf } = useDirectory('once');
  const now = useServerNow(clockOffsetMs);
  const who = (line.callerName ?? line.caller) || t('bar.unknownCaller');
  return (
    <li className="cw-parked__line" data-testid="parked-line" data-warm={line.isWarm(now)}>
      <span className="cw-parked__slot cw-number" title={t('parked.slot', { slot: line.slot })}>
        {line.slot}
      </span>
      <span className="cw-parked__who">
        <strong>{who}</strong>
        <span className="cw-parked__fact">
          {line.own ? t('parked.byYou') : t('parked.by', { who: nameOf(line.by) })}
        </span>
      </span>
      <span className="cw-parked__times cw-number">
        <span>{formatDuration(now - line.since)}</span>
        <span className="cw-parked__left">
          {line.leftMs(now) === 0
            ? t('parked.returning')
            : t('parked.left', { time: formatDuration(line.leftMs(now)) })}
        </span>
      </span>
      {onPickUp !== null && (
        <ActionButton
          icon="phone"
          word={t('action.pickUp')}
          label={t('lines.actionFor', { action: t('action.pickUp'), who })}
          tone="go"
          small
          testId="btn-pick-up"
          onClick={onPickUp}
        />
      )}
    </li>
  );
}
