import { type ReactElement, type RefObject, useLayoutEffect, useRef, useState } from 'react';
import type { AgentGrouping, AgentThresholds } from '../agent-wall/agent-wall.core.js';
import { AgentWall } from '../agent-wall/agent-wall.js';
import { AlarmStrip } from '../alarm-strip/alarm-strip.js';
import { Icon } from '../icons.js';
import { useCallweave } from '../provider/callweave-provider.js';
import { DEFAULT_WAIT_THRESHOLDS, type WaitThresholds } from '../queue-board/queue-tile.core.js';
import { QueueWall } from '../queue-wall/queue-wall.js';
import { formatClockTime } from '../time/clock-time.js';
import { useServerTime } from '../time/use-server-now.js';
import { TrunkWall } from '../trunk-wall/trunk-wall.js';
import { useMonitoring } from '../wall/use-monitor.js';
import { useWallState } from '../wall/use-wall-state.js';
import { BoardFigures } from './board-figures.js';
import { useFullScreen } from './use-full-screen.js';
import { usePages } from './use-pages.js';
import { fittingFont } from './wallboard.core.js';

export type WallboardPage = 'queues' | 'agents' | 'trunks';

export interface WallboardProps {
  /** Default all three, queues first. */
  readonly pages?: readonly WallboardPage[];
  /** Turns the pages by itself, in milliseconds; default null: never. */
  readonly turnEveryMs?: number | null;
  readonly grouping?: AgentGrouping;
  readonly agentThresholds?: AgentThresholds;
  readonly waitThresholds?: WaitThresholds;
  /** The service level that is promised, 0 to 1; default 0.8. */
  readonly targetLevel?: number;
}

const ALL_PAGES: readonly WallboardPage[] = ['queues', 'agents', 'trunks'];
/** A page's text is at most so large against the board's shorter side. */
const MOST_FONT = 0.026;

/**
 * The floor on a screen that is read from across the room: large figures, alarms, and pages of queues, agents and trunks. As high as
 * `--cw-wallboard-height`, the window when left out; a button shows it on the whole screen.
 */
export function Wallboard({
  pages = ALL_PAGES,
  turnEveryMs = null,
  grouping = 'none',
  agentThresholds,
  waitThresholds = DEFAULT_WAIT_THRESHOLDS,
  targetLevel = 0.8,
}: WallboardProps): ReactElement {
  const { t, locale } = useCallweave();
  useMonitoring();
  const root = useRef<HTMLElement>(null);
  const body = useRef<HTMLDivElement>(null);
  const screen = useFullScreen(root);
  const { page, turning, show, setTurning } = usePages(pages, pages[0] ?? 'queues', turnEveryMs, body);
  const clock = useServerTime((now) => formatClockTime(locale, now));
  const connected = useWallState((state) => state.connection === 'open');
  const queues = useWallState((state) => state.monitor?.queues.length ?? 0);
  const agents = useWallState((state) => state.monitor?.agents.length ?? 0);
  const room = useRoom(body);
  const shown = page === 'agents' ? { tiles: agents } : { rows: page === 'queues' ? queues : 1 };
  const most = room === null ? 14 : Math.min(room.boardWidth, room.boardHeight) * MOST_FONT;
  const fontSize =
    room === null ? undefined : fittingFont(room, shown, page === 'agents' ? most * 1.4 : most);
  return (
    <section ref={root} className="cw-wallboard" aria-label={t('wallboard.label')}>
      <div className="cw-wallboard__in">
        <header className="cw-wallboard__head">
          <time className="cw-wallboard__clock cw-number">{clock}</time>
          {!connected && (
            <p className="cw-wallboard__offline" role="alert">
              <Icon name="warning" width="1.2em" height="1.2em" />
              {t('wallboard.offline')}
            </p>
          )}
          {screen.refused && (
            <p className="cw-wallboard__offline" role="alert">
              {t('wallboard.fullScreenRefused')}
            </p>
          )}
          <nav className="cw-wallboard__pages" aria-label={t('wallboard.pages')}>
            {pages.length > 1 &&
              pages.map((name) => (
                <button
                  key={name}
                  type="button"
                  className="cw-button cw-button--small"
                  aria-current={name === page ? 'page' : undefined}
                  data-testid={`wallboard-${name}`}
                  onClick={() => show(name)}
                >
                  {t(`wallboard.page.${name}`)}
                </button>
              ))}
            {turnEveryMs !== null && pages.length > 1 && (
              <IconButton
                icon={turning ? 'pause' : 'play'}
                label={t(turning ? 'wallboard.pause' : 'wallboard.play')}
                testId="wallboard-turning"
                onClick={() => setTurning(!turning)}
              />
            )}
            <IconButton
              icon={screen.on ? 'leaveFullScreen' : 'fullScreen'}
              label={t(screen.on ? 'wallboard.leaveFullScreen' : 'wallboard.fullScreen')}
              testId="wallboard-full-screen"
              onClick={screen.toggle}
            />
          </nav>
        </header>
        <BoardFigures thresholds={waitThresholds} target={targetLevel} />
        <AlarmStrip />
        <div ref={body} className="cw-wallboard__page" data-page={page} style={{ fontSize }}>
          {page === 'queues' && <QueueWall thresholds={waitThresholds} targetLevel={targetLevel} />}
          {page === 'agents' && (
            <AgentWall
              toolbar={false}
              initialGrouping={grouping}
              {...(agentThresholds === undefined ? {} : { thresholds: agentThresholds })}
            />
          )}
          {page === 'trunks' && <TrunkWall />}
        </div>
      </div>
    </section>
  );
}

interface IconButtonProps {
  readonly icon: 'pause' | 'play' | 'fullScreen' | 'leaveFullScreen';
  readonly label: string;
  readonly testId: string;
  readonly onClick: () => void;
}

function IconButton({ icon, label, testId, onClick }: IconButtonProps): ReactElement {
  return (
    <button
      type="button"
      className="cw-button cw-button--small cw-button--icon"
      title={label}
      aria-label={label}
      data-testid={testId}
      onClick={onClick}
    >
      <Icon name={icon} width={16} height={16} />
    </button>
  );
}

interface BoardRoom {
  /** Of the page, in pixels. */
  readonly width: number;
  readonly height: number;
  readonly boardWidth: number;
  readonly boardHeight: number;
}

function useRoom(body: RefObject<HTMLElement | null>): BoardRoom | null {
  const [room, setRoom] = useState<BoardRoom | null>(null);
  useLayoutEffect(() => {
    const page = body.current;
    const board = page?.closest('section.cw-wallboard');
    if (!page || !board) return;
    const measure = (): void =>
      setRoom({
        width: page.clientWidth,
        height: page.clientHeight,
        boardWidth: board.clientWidth,
        boardHeight: board.clientHeight,
      });
    measure();
    const observer = new ResizeObserver(measure);
    for (const element of [page, board]) observer.observe(element);
    return () => observer.disconnect();
  }, [body]);
  return room;
}
