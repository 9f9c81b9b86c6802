import type { AgentState, QueueSnapshot } from '@callweave/cti-core';
import { memo, type ReactElement, type ReactNode, useId } from 'react';
import { StateMark } from '../agent-bar/state-mark.js';
import { Icon } from '../icons.js';
import { useCallweave } from '../provider/callweave-provider.js';
import { firstWaitsSince, type WaitThresholds, waitHeat } from '../queue-board/queue-tile.core.js';
import { RunningTime } from '../time/running-time.js';
import { useServerTime } from '../time/use-server-now.js';
import { LevelLine } from './level-line.js';
import { levelHeat, levelLine, levelNow, percent } from './queue-wall.core.js';
import { WaitingCallers } from './waiting-callers.js';

interface QueueRowProps {
  readonly queue: QueueSnapshot;
  readonly thresholds: WaitThresholds;
  readonly target: number;
  readonly open: boolean;
  readonly onToggle: (queueId: string) => void;
}

const SHOWN: readonly (readonly ['ready' | 'busy' | 'wrapUp' | 'aux', AgentState])[] = [
  ['ready', 'ready'],
  ['busy', 'talking'],
  ['wrapUp', 'wrap-up'],
  ['aux', 'aux'],
];

/** One queue of the wall; a press anywhere on it shows who waits. Renders for this queue alone. */
export const QueueRow = /* @__PURE__ */ memo(function QueueRow({
  queue,
  thresholds,
  target,
  open,
  onToggle,
}: QueueRowProps) {
  const { t } = useCallweave();
  const id = useId();
  const first = firstWaitsSince(queue);
  const heat = useServerTime((now) => waitHeat(first === null ? null : now - first, thresholds));
  // The line moves on by itself every five minutes.
  const stretch = useServerTime((now) => now - (now % 300_000));
  const level = levelNow(queue);
  const { name, waiting, agents, today } = queue;
  return (
    <li className="cw-queue-row" data-heat={heat} data-testid="queue-row" data-queue={queue.queueId}>
      <div className="cw-queue-row__line">
        <h3 className="cw-queue-row__name">
          <button
            type="button"
            className="cw-queue-row__open"
            aria-expanded={open}
            aria-controls={id}
            onClick={() => onToggle(queue.queueId)}
          >
            {name}
          </button>
        </h3>
        <dl className="cw-queue-row__figures">
          <Figure name="waiting">
            <span className="cw-queue-row__count" data-testid="queue-waiting">
              {waiting.length}
            </span>
            {first === null ? (
              <span className="cw-queue-row__soft">{t('queueWall.nobody')}</span>
            ) : (
              <RunningTime since={first} className="cw-queue-row__longest" />
            )}
          </Figure>
          <Figure name="agents">
            {SHOWN.map(([count, state]) => (
              <span key={count} className="cw-queue-row__state" title={t(`queueWall.state.${count}`)}>
                <StateMark state={state} />
                <span className="cw-visually-hidden">{t(`queueWall.state.${count}`)}</span>
                {agents[count]}
              </span>
            ))}
          </Figure>
          <Figure name="answered">{today.answered}</Figure>
          <Figure name="abandoned">{today.abandoned}</Figure>
          <Figure name="level">
            <span className="cw-queue-row__level" data-heat={levelHeat(level, target)}>
              {percent(level)}
            </span>
            {today.serviceLevel !== null && (
              <span className="cw-queue-row__soft">
                {t('queueWall.levelToday', { percent: percent(today.serviceLevel) })}
              </span>
            )}
          </Figure>
          <Figure name="line">
            <LevelLine name={name} points={levelLine(queue, stretch)} target={target} />
          </Figure>
        </dl>
        <Icon name="chevron" className="cw-queue-row__chevron" data-open={open} />
      </div>
      {open && <WaitingCallers queue={queue} id={id} />}
    </li>
  );
});

interface FigureProps {
  readonly name: string;
  readonly children: ReactNode;
}

function Figure({ name, children }: FigureProps): ReactElement {
  const { t } = useCallweave();
  return (
    <div className={`cw-queue-row__figure cw-queue-row__figure--${name}`}>
      <dt>{t(`queueWall.${name}`)}</dt>
      <dd className="cw-number">{children}</dd>
    </div>
  );
}
