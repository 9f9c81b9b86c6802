import type { Estimate } from '../estimate.js';
import type { QueueResult, SimulationResult } from '../figures.types.js';

const HEAD = ['queue', 'entered', 'answered', 'gave up', 'mean wait', 'in time', 'missed', 'longest'];

/** The figures for a terminal. */
export function textReport(result: SimulationResult): string {
  const queues = result.queues.length === 1 ? [result.total] : [...result.queues, result.total];
  const table = [HEAD, ...queues.map(rowOf)];
  const widths = HEAD.map((_, column) => Math.max(...table.map((row) => (row[column] ?? '').length)));
  const line = (row: readonly string[]): string =>
    row
      .map((cell, at) => (at === 0 ? cell.padEnd(widths[at] ?? 0) : cell.padStart(widths[at] ?? 0)))
      .join('  ');
  const groups = result.groups.map(
    ({ group, agents, occupancy }) => `${group}: ${agents} agents, ${share(occupancy)} occupied`,
  );
  return [
    `${result.name} (seed ${result.seed}, ${hours(result.measuredMs)} measured)`,
    '',
    ...table.map(line),
    '',
    ...groups,
    '',
    'After ± the half-width of the 95 % confidence interval, by batch means.',
  ].join('\n');
}

function rowOf(queue: QueueResult): string[] {
  return [
    queue.queueId ?? 'all',
    String(queue.entered),
    String(queue.answered),
    `${queue.abandoned} (${percent(queue.abandonment.value)})`,
    seconds(queue.meanWaitMs),
    share(queue.serviceLevel),
    String(queue.missedOffers),
    `${Math.round(queue.longestWaitMs / 1_000)} s`,
  ];
}

export function seconds({ value, halfWidth }: Estimate): string {
  return `${(value / 1_000).toFixed(1)} s${uncertain(halfWidth / 1_000, 1)}`;
}

export function share({ value, halfWidth }: Estimate): string {
  return `${percent(value)}${uncertain(halfWidth * 100, 1)}`;
}

export function percent(value: number): string {
  return Number.isFinite(value) ? `${(value * 100).toFixed(1)} %` : '–';
}

export function hours(ms: number): string {
  return `${(ms / 3_600_000).toFixed(1)} h`;
}

function uncertain(halfWidth: number, digits: number): string {
  return Number.isFinite(halfWidth) ? ` ±${halfWidth.toFixed(digits)}` : '';
}
