import { type ReactElement, useCallback, useState } from 'react';
import { useCallweave } from '../provider/callweave-provider.js';
import { DEFAULT_WAIT_THRESHOLDS, type WaitThresholds } from '../queue-board/queue-tile.core.js';
import { useMonitoring } from '../wall/use-monitor.js';
import { useWallState } from '../wall/use-wall-state.js';
import { QueueRow } from './queue-row.js';

export interface QueueWallProps {
  /** From which longest wait on a row turns warm and hot; default 20 and 60 seconds. */
  readonly thresholds?: WaitThresholds;
  /** The service level that is promised, 0 to 1; default 0.8. */
  readonly targetLevel?: number;
}

const COLUMNS = ['queue', 'waiting', 'agents', 'answered', 'abandoned', 'level', 'line'] as const;

/**
 * All queues, live (SUP-2): who waits and how long, what came of the day's calls, agents by state, the service level of the last half
 * hour as a number and a line. A press on a queue shows who waits in it.
 */
export function QueueWall({
  thresholds = DEFAULT_WAIT_THRESHOLDS,
  targetLevel = 0.8,
}: QueueWallProps): ReactElement {
  const { t } = useCallweave();
  useMonitoring();
  const queues = useWallState((state) => state.monitor?.queues);
  const [opened, setOpened] = useState<readonly string[]>([]);
  const toggle = useCallback((queueId: string) => {
    setOpened((before) =>
      before.includes(queueId) ? before.filter((other) => other !== queueId) : [...before, queueId],
    );
  }, []);
  return (
    <section className="cw-queue-wall" aria-label={t('queueWall.label')}>
      {queues === undefined && <p className="cw-board__hint">{t('queues.loading')}</p>}
      {queues?.length === 0 && <p className="cw-board__hint">{t('queues.empty')}</p>}
      {queues !== undefined && queues.length > 0 && (
        <>
          <div className="cw-queue-wall__columns" aria-hidden="true">
            {COLUMNS.map((name) => (
              <span key={name} data-column={name}>
                {t(`queueWall.${name}`)}
              </span>
            ))}
          </div>
          <ul className="cw-queue-wall__rows">
            {queues.map((queue) => (
              <QueueRow
                key={queue.queueId}
                queue={queue}
                thresholds={thresholds}
                target={targetLevel}
                open={opened.includes(queue.queueId)}
                onToggle={toggle}
              />
            ))}
          </ul>
        </>
      )}
    </section>
  );
}
