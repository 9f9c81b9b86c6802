import type { ReactElement } from 'react';
import { useCallweave } from '../provider/callweave-provider.js';
import { formatClockTime } from '../time/clock-time.js';
import { type LevelPoint, percent } from './queue-wall.core.js';

interface LevelLineProps {
  readonly name: string;
  readonly points: readonly LevelPoint[];
  /** What is promised, 0 to 1: a dashed line. */
  readonly target: number;
}

const WIDTH = 120;
const HEIGHT = 32;
const EDGE = 3;
/** So many abandoned calls fill the height of a bar. */
const FULL_BAR = 8;

/** Half an hour of service level as a line, abandoned calls as bars below it; a screen reader hears the figures. */
export function LevelLine({ name, points, target }: LevelLineProps): ReactElement {
  const { t, locale } = useCallweave();
  if (points.length === 0) return <span className="cw-level-line__none">{t('queueWall.noLine')}</span>;
  const x = (index: number): number => EDGE + (index * (WIDTH - 2 * EDGE)) / (points.length - 1);
  const y = (level: number): number => HEIGHT - EDGE - level * (HEIGHT - 2 * EDGE);
  const words = points
    .filter(({ level, abandoned }) => level !== null || abandoned > 0)
    .map(({ at, level, abandoned }) =>
      t('queueWall.point', { time: formatClockTime(locale, at), percent: percent(level), abandoned }),
    )
    .join('; ');
  const label = t('queueWall.lineOf', { name, points: words });
  return (
    <svg
      className="cw-level-line"
      viewBox={`0 0 ${WIDTH} ${HEIGHT}`}
      preserveAspectRatio="xMinYMid"
      role="img"
      aria-label={label}
    >
      <title>{label}</title>
      {points.map(({ at, abandoned }, index) => {
        const height = Math.min(1, abandoned / FULL_BAR) * (HEIGHT - EDGE);
        return (
          abandoned > 0 && (
            <rect
              key={at}
              className="cw-level-line__abandoned"
              x={Math.min(Math.max(x(index) - 4, 0), WIDTH - 8)}
              y={HEIGHT - height}
              width="8"
              height={height}
            />
          )
        );
      })}
      <line className="cw-level-line__target" x1="0" x2={WIDTH} y1={y(target)} y2={y(target)} />
      {pieces(points).map((piece) =>
        piece.length === 1 ? (
          piece.map(([index, level]) => (
            <circle key={index} className="cw-level-line__dot" cx={x(index)} cy={y(level)} r="2" />
          ))
        ) : (
          <polyline
            key={piece[0]?.[0]}
            className="cw-level-line__level"
            points={piece.map(([index, level]) => `${x(index)},${y(level)}`).join(' ')}
          />
        ),
      )}
    </svg>
  );
}

/** Runs of stretches in which somebody was answered; the line breaks between them. */
function pieces(points: readonly LevelPoint[]): (readonly [number, number])[][] {
  const runs: (readonly [number, number])[][] = [];
  let open: (readonly [number, number])[] | null = null;
  for (const [index, { level }] of points.entries()) {
    if (level === null) {
      open = null;
      continue;
    }
    if (open === null) {
      open = [];
      runs.push(open);
    }
    open.push([index, level]);
  }
  return runs;
}
