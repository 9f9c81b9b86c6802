/**
 * One line of the table: `ours` and `theirs` are of the same `unit`, `ratio` is how many times better ours is.
 * @typedef {{ name: string, ours: number | string, theirs: number | string | null, unit: string, ratio: number | string | null }} Row
 */

/**
 * All results as one markdown table.
 * @param {readonly { title: string, rows: readonly Row[] }[]} results
 */
export function markdownTable(results) {
  const head = ['what', 'ours', 'compared with', 'ratio', 'unit'];
  const lines = results.flatMap(({ title, rows }) => [
    [`**${title}**`, '', '', '', ''],
    ...rows.map(({ name, ours, theirs, ratio, unit }) => [
      name,
      figure(ours),
      figure(theirs),
      typeof ratio === 'number' ? `${figure(ratio)} ×` : figure(ratio),
      unit,
    ]),
  ]);
  const widths = head.map((title, column) =>
    Math.max(title.length, ...lines.map((line) => line[column].length)),
  );
  const right = (column) => column >= 1 && column <= 3;
  const draw = (line) =>
    `| ${line.map((cell, column) => (right(column) ? cell.padStart(widths[column]) : cell.padEnd(widths[column]))).join(' | ')} |`;
  const rule = `| ${widths.map((width, column) => (right(column) ? `${'-'.repeat(width - 1)}:` : '-'.repeat(width))).join(' | ')} |`;
  return [draw(head), rule, ...lines.map(draw)].join('\n');
}

/** Three digits are all that a bench is good for. */
function figure(value) {
  if (value === null || value === undefined) return '–';
  if (typeof value === 'string') return value;
  if (!Number.isFinite(value)) return '–';
  if (Number.isInteger(value) || Math.abs(value) >= 100) return Math.round(value).toLocaleString('en');
  return value.toPrecision(3);
}
