const WIDTH = 1000;
const HEIGHT = 220;
const LEFT = 46;
const BOTTOM = 24;
const TOP = 8;
const LINES = 4;

interface Scale {
  /** Upper end of the axis; left out, the highest value. */
  readonly top?: number;
  readonly format?: (value: number) => string;
}

/** One line over time; where nothing is known it is broken. */
export function lineChart(
  labels: readonly string[],
  values: readonly (number | null)[],
  scale: Scale = {},
): string {
  const top = scale.top ?? roundUp(Math.max(0, ...values.map((value) => value ?? 0)));
  let pen = 'M';
  const path = values
    .map((value, at) => {
      if (value === null) {
        pen = 'M';
        return '';
      }
      const point = `${pen}${x(at, values.length)} ${y(value, top)}`;
      pen = 'L';
      return point;
    })
    .join('');
  return frame(labels, top, scale.format, `<path class="a" d="${path}"/>`);
}

/** Areas upon each other, the first at the bottom. */
export function stackedChart(labels: readonly string[], rows: readonly (readonly number[])[]): string {
  const top = roundUp(Math.max(0, ...rows.map((row) => row.reduce((sum, value) => sum + value, 0))));
  const areas = ['fa', 'fc', 'fb'].map((name, layer) => {
    const height = (row: readonly number[], layers: number) =>
      row.slice(0, layers).reduce((sum, value) => sum + value, 0);
    const upper = rows.map((row, at) => `${x(at, rows.length)} ${y(height(row, layer + 1), top)}`);
    const lower = rows.map((row, at) => `${x(at, rows.length)} ${y(height(row, layer), top)}`).reverse();
    return `<path class="${name}" d="M${[...upper, ...lower].join('L')}Z"/>`;
  });
  return frame(labels, top, undefined, areas.join(''));
}

export function barChart(bars: readonly { readonly label: string; readonly value: number }[]): string {
  const top = roundUp(Math.max(0, ...bars.map(({ value }) => value)));
  const room = (WIDTH - LEFT) / bars.length;
  const drawn = bars.map(({ label, value }, at) => {
    const left = LEFT + at * room;
    const height = HEIGHT - BOTTOM - y(value, top);
    return `<rect class="fa" rx="3" x="${left + room * 0.15}" width="${room * 0.7}" y="${y(value, top)}" height="${height}"><title>${label}: ${value}</title></rect><text x="${left + room / 2}" y="${HEIGHT - 6}" text-anchor="middle">${label}</text>`;
  });
  return frame([], top, undefined, drawn.join(''));
}

function frame(
  labels: readonly string[],
  top: number,
  format: Scale['format'] = (value) => String(Math.round(value * 100) / 100),
  drawn: string,
): string {
  const grid = Array.from({ length: LINES + 1 }, (_, line) => {
    const value = (top * line) / LINES;
    return `<line class="grid" x1="${LEFT}" x2="${WIDTH}" y1="${y(value, top)}" y2="${y(value, top)}"/><text x="${LEFT - 6}" y="${y(value, top) + 4}" text-anchor="end">${format(value)}</text>`;
  });
  const step = Math.max(1, Math.ceil(labels.length / 12));
  const times = labels.map((label, at) =>
    at % step === 0 ? `<text x="${x(at, labels.length)}" y="${HEIGHT - 6}">${label}</text>` : '',
  );
  return `<svg viewBox="0 0 ${WIDTH} ${HEIGHT}" role="img">${grid.join('')}${drawn}${times.join('')}</svg>`;
}

function x(at: number, count: number): number {
  return Math.round((LEFT + (at * (WIDTH - LEFT)) / Math.max(1, count - 1)) * 10) / 10;
}

function y(value: number, top: number): number {
  const share = top === 0 ? 0 : Math.min(1, value / top);
  return Math.round((HEIGHT - BOTTOM - share * (HEIGHT - BOTTOM - TOP)) * 10) / 10;
}

/** The next of 1, 2, 2.5, 5, 10 … above. */
function roundUp(value: number): number {
  if (value <= 0) return 1;
  const power = 10 ** Math.floor(Math.log10(value));
  for (const step of [1, 2, 2.5, 5, 10]) if (step * power >= value) return step * power;
  return 10 * power;
}
