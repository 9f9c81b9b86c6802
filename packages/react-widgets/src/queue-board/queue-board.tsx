import type { ReactElement } from 'react';
import { useCallweave, useSessionState } from '../provider/callweave-provider.js';
import { useServerNow } from '../time/use-server-now.js';
import { useMonitor } from '../wall/use-monitor.js';
import { QueueTile } from './queue-tile.js';

/** All queues, live (SUP-2). */
export function QueueBoard(): ReactElement {
  const { t } = useCallweave();
  const monitor = useMonitor();
  const now = useServerNow(useSessionState().clockOffsetMs);
  return (
    <section className="cw-board" aria-label={t('queues.label')}>
      {monitor === null && <p className="cw-board__hint">{t('queues.loading')}</p>}
      {monitor?.queues.length === 0 && <p className="cw-board__hint">{t('queues.empty')}</p>}
      {monitor !== null && (
        <div className="cw-board__grid cw-board__grid--queues">
          {monitor.queues.map((queue) => (
            <QueueTile key={queue.queueId} queue={queue} now={now} />
          ))}
        </div>
      )}
    </section>
  );
}
