import type { QueueResult, SimulationResult } from '../figures.types.js';

/** Lines of a table for a terminal: the first column to the left, the others to the right. */
export function textTable(rows: readonly (readonly string[])[]): string[] {
  const widths = (rows[0] ?? []).map((_, column) =>
    Math.max(...rows.map((row) => (row[column] ?? '').length)),
  );
  return rows.map((row) =>
    row
      .map((cell, at) => (at === 0 ? cell.padEnd(widths[at] ?? 0) : cell.padStart(widths[at] ?? 0)))
      .join('  '),
  );
}

/** One queue stands for all. */
export function shownQueues({ queues, total }: SimulationResult): readonly QueueResult[] {
  return queues.length === 1 ? [total] : [...queues, total];
}
