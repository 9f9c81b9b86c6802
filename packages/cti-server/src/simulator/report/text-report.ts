import type { QueueResult, SimulationResult } from '../figures.types.js';
import { forecastText } from './forecast-report.js';
import { shownQueues, textTable } from './text-table.js';
import { hours, percent, seconds, share } from './units.js';

const HEAD = ['queue', 'entered', 'answered', 'gave up', 'mean wait', 'in time', 'missed', 'longest'];

/** The figures for a terminal. */
export function textReport(result: SimulationResult): string {
  const forecasts = forecastText(result);
  const groups = result.groups.map(
    ({ group, agents, occupancy }) => `${group}: ${agents} agents, ${share(occupancy)} occupied`,
  );
  return [
    `${result.name} (seed ${result.seed}, ${hours(result.measuredMs)} measured)`,
    '',
    ...textTable([HEAD, ...shownQueues(result).map(rowOf)]),
    '',
    ...groups,
    '',
    ...(forecasts.length > 0 ? [...forecasts, ''] : []),
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
