import { type ReactElement, type ReactNode, useMemo } from 'react';
import { useCallweave } from '../provider/callweave-provider.js';
import { type WaitThresholds, waitHeat } from '../queue-board/queue-tile.core.js';
import { levelHeat, percent } from '../queue-wall/queue-wall.core.js';
import { RunningTime } from '../time/running-time.js';
import { useServerTime } from '../time/use-server-now.js';
import { useWallState } from '../wall/use-wall-state.js';
import { wallboardFigures } from './wallboard.core.js';

interface BoardFiguresProps {
  readonly thresholds: WaitThresholds;
  readonly target: number;
}

/** The floor in large figures. */
export function BoardFigures({ thresholds, target }: BoardFiguresProps): ReactElement | null {
  const queues = useWallState((state) => state.monitor?.queues);
  const agents = useWallState((state) => state.monitor?.agents);
  const figures = useMemo(
    () => (queues === undefined || agents === undefined ? null : wallboardFigures({ queues, agents })),
    [queues, agents],
  );
  const since = figures?.longestSince ?? null;
  const heat = useServerTime((now) => waitHeat(since === null ? null : now - since, thresholds));
  if (figures === null) return null;
  return (
    <dl className="cw-wallboard__figures">
      <Figure name="waiting" heat={heat}>
        {figures.waiting}
      </Figure>
      <Figure name="longest" heat={heat}>
        {since === null ? '–' : <RunningTime since={since} />}
      </Figure>
      <Figure name="level" heat={levelHeat(figures.level, target)}>
        {percent(figures.level)}
      </Figure>
      <Figure name="ready" state="ready">
        {figures.ready}
      </Figure>
      <Figure name="talking" state="talking">
        {figures.busy}
      </Figure>
      <Figure name="wrapUp" state="wrap-up">
        {figures.wrapUp}
      </Figure>
      <Figure name="aux" state="aux">
        {figures.aux}
      </Figure>
      <Figure name="answered">{figures.answered}</Figure>
      <Figure name="abandoned">{figures.abandoned}</Figure>
    </dl>
  );
}

interface FigureProps {
  readonly name: string;
  readonly heat?: 'calm' | 'warm' | 'hot';
  readonly state?: 'ready' | 'talking' | 'wrap-up' | 'aux';
  readonly children: ReactNode;
}

function Figure({ name, heat, state, children }: FigureProps): ReactElement {
  const { t } = useCallweave();
  return (
    <div
      className="cw-board-figure cw-agent-colours"
      data-heat={heat}
      data-state={state}
      data-testid={`board-${name}`}
    >
      <dt>{t(`wallboard.${name}`)}</dt>
      <dd className="cw-number">{children}</dd>
    </div>
  );
}
