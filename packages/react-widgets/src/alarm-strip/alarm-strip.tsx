import type { AlarmSnapshot } from '@callweave/cti-core';
import type { TFunction } from 'i18next';
import { type ReactElement, useEffect, useRef, useState } from 'react';
import { Icon, type IconName } from '../icons.js';
import { useCallweave } from '../provider/callweave-provider.js';
import { percent } from '../queue-wall/queue-wall.core.js';
import { formatDuration } from '../time/duration.js';
import { RunningTime } from '../time/running-time.js';
import { unitOf } from './alarm-strip.core.js';
import { type ShownAlarm, useAlarmStrip } from './use-alarm-strip.js';

const ICONS: Record<AlarmSnapshot['severity'], IconName> = {
  critical: 'alarm',
  warning: 'warning',
  info: 'info',
};

/** Alarms that are on (SUP-5): what, about whom, since when, how bad; a supervisor acknowledges them for his own page. */
export function AlarmStrip(): ReactElement | null {
  const { t } = useCallweave();
  const { alarms, acknowledge } = useAlarmStrip();
  return (
    <section className="cw-alarms" aria-label={t('alarms.label')}>
      <Announcer alarms={alarms} />
      {alarms !== null && alarms.length > 0 && (
        <ul className="cw-alarms__list">
          {alarms.map(({ key, alarm, subject, acknowledged }) => (
            <li
              key={key}
              className="cw-alarm"
              data-severity={alarm.severity}
              data-acknowledged={acknowledged}
              data-testid="alarm"
            >
              <Icon name={ICONS[alarm.severity]} width="1.2em" height="1.2em" />
              <span className="cw-visually-hidden">{t(`alarms.severity.${alarm.severity}`)}</span>
              <span className="cw-alarm__what">
                <strong>{subject ?? t('alarms.switch')}</strong> {alarmText(alarm, t)}
              </span>
              <RunningTime since={alarm.raisedAt} className="cw-alarm__since" />
              {acknowledged ? (
                <span className="cw-alarm__seen">{t('alarms.acknowledged')}</span>
              ) : (
                <button
                  type="button"
                  className="cw-button cw-button--small"
                  aria-label={t('alarms.acknowledgeOf', { subject: subject ?? t('alarms.switch') })}
                  onClick={() => acknowledge(key)}
                >
                  {t('alarms.acknowledge')}
                </button>
              )}
            </li>
          ))}
        </ul>
      )}
    </section>
  );
}

/** What is wrong, with the value when it was raised and the threshold. */
function alarmText(alarm: AlarmSnapshot, t: TFunction): string {
  const unit = unitOf(alarm.measure);
  const said = (value: number | null): string => {
    if (value === null) return '–';
    return unit === 'time' ? formatDuration(value) : unit === 'share' ? percent(value) : String(value);
  };
  return t(`alarms.measure.${alarm.measure}`, { value: said(alarm.value), threshold: said(alarm.threshold) });
}

/** New alarms are told to a screen reader once. */
function Announcer({ alarms }: { readonly alarms: readonly ShownAlarm[] | null }): ReactElement {
  const { t } = useCallweave();
  const told = useRef<ReadonlySet<string>>(new Set());
  const [words, setWords] = useState('');
  useEffect(() => {
    if (alarms === null) return;
    const fresh = alarms.filter(({ key }) => !told.current.has(key));
    told.current = new Set(alarms.map(({ key }) => key));
    if (fresh.length === 0) return;
    setWords(
      fresh.map(({ alarm, subject }) => `${subject ?? t('alarms.switch')} ${alarmText(alarm, t)}`).join('; '),
    );
  }, [alarms, t]);
  return (
    <output className="cw-visually-hidden" aria-live="assertive" data-testid="alarm-announcer">
      {words}
    </output>
  );
}
