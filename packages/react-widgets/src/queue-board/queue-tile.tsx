import type { QueueSnapshot } from '@callweave/cti-core';
import type { ReactElement } from 'react';
import { useCallweave } from '../provider/callweave-provider.js';
import { formatDuration } from '../time/duration.js';
import { queueTileView } from './queue-tile.core.js';

export interface QueueTileProps {
  readonly queue: QueueSnapshot;
  /** The server's time, epoch milliseconds. */
  readonly now: number;
}

/** One queue: who waits and how long, what came of the day's calls, who serves it. */
export function QueueTile({ queue, now }: QueueTileProps): ReactElement {
  const { t } = useCallweave();
  const view = queueTileView(queue, now);
  const figures: [string, string][] = [
    [t('queues.answered'), String(queue.today.answered)],
    [t('queues.abandoned'), String(queue.today.abandoned)],
    ...(queue.today.overflowed > 0
      ? [[t('queues.overflowed'), String(queue.today.overflowed)] as [string, string]]
      : []),
    [t('queues.serviceLevel'), view.serviceLevelPercent === null ? '–' : `${view.serviceLevelPercent}%`],
    [
      t('queues.averageWait'),
      queue.today.averageWaitMs === null ? '–' : formatDuration(queue.today.averageWaitMs),
    ],
  ];
  return (
    <article
      className="cw-queue"
      data-heat={view.heat}
      data-testid="queue-tile"
      data-queue={queue.queueId}
      aria-label={queue.name}
    >
      <header className="cw-queue__head">
        <h3 className="cw-queue__name">{queue.name}</h3>
        <p className="cw-queue__agents">
          <span data-state="ready">{`${t('queues.ready')} ${queue.agents.ready}`}</span>
          <span data-state="talking">{`${t('queues.busy')} ${queue.agents.busy}`}</span>
          <span data-state="aux">{`${t('queues.aux')} ${queue.agents.aux}`}</span>
        </p>
      </header>
      <p className="cw-queue__waiting">
        <span className="cw-queue__count cw-number" data-testid="queue-waiting">
          {view.waiting}
        </span>
        <span className="cw-queue__wait">
          <span>{t('queues.waiting')}</span>
          <span className="cw-number">
            {view.longestMs === null
              ? t('queues.nobody')
              : t('queues.longest', { time: formatDuration(view.longestMs) })}
          </span>
          {queue.estimatedWaitMs !== null && queue.estimatedWaitMs > 0 && (
            <span className="cw-number">
              {t('queues.estimatedWait', { time: formatDuration(queue.estimatedWaitMs) })}
            </span>
          )}
        </span>
      </p>
      <dl className="cw-queue__figures">
        {figures.map(([term, value]) => (
          <div key={term}>
            <dt>{term}</dt>
            <dd className="cw-number">{value}</dd>
          </div>
        ))}
      </dl>
    </article>
  );
}
