import type { ForecastError, QueueResult, SimulationResult, WaitForecasts } from '../figures.types.js';
import { shownQueues, textTable } from './text-table.js';
import { percent } from './units.js';

const HEAD = ['queue', 'callers', 'wait', 'error', 'of wait', 'bias', '±25 %', '±50 %', 'LES', 'HOL', 'QL'];

/** How well waits were foretold, for a terminal; nothing where nobody had to wait. */
export function forecastText(result: SimulationResult): string[] {
  const queues = shownQueues(result).filter(({ forecasts }) => forecasts.callers > 0);
  if (queues.length === 0) return [];
  return [
    'Waits foretold to callers who found nobody free; LES, HOL, QL: errors of other methods, of the wait',
    ...textTable([HEAD, ...queues.map(rowOf)]),
  ];
}

/** As text, beside the other methods, and by how much was foretold. */
export function forecastHtml({ total: { forecasts } }: SimulationResult): string {
  const methods: readonly (readonly [string, ForecastError])[] = [
    ['callweave, when he came', forecasts.estimate],
    ['callweave, as announced', forecasts.announced],
    ['LES: wait of the last one served', forecasts.lastServed],
    ['HOL: wait so far of the first in line', forecasts.headOfLine],
    ['QL: queue length × handling / agents', forecasts.queueLength],
  ];
  const byMethod = methods
    .filter(([, { count }]) => count > 0)
    .map(([name, error]) => [
      name,
      String(error.count),
      seconds(error.meanErrorMs),
      percent(error.relativeError),
      signed(error.biasMs),
      percent(error.withinQuarter),
      percent(error.withinHalf),
    ]);
  const bySize = forecasts.bySize
    .filter(({ callers }) => callers > 0)
    .map(({ upToMs, callers, meanToldMs, meanWaitMs, meanErrorMs }) => [
      upToMs === null ? 'more' : `≤ ${seconds(upToMs)}`,
      String(callers),
      seconds(meanToldMs),
      seconds(meanWaitMs),
      seconds(meanErrorMs),
    ]);
  return `<section class="wide"><h2>How well waits were foretold: ${forecasts.callers} callers found nobody free</h2>
${table(['method', 'forecasts', 'mean error', 'of the wait', 'bias', 'within 25 %', 'within 50 %'], byMethod)}
${table(['foretold', 'callers', 'foretold on average', 'waited', 'mean error'], bySize)}</section>`;
}

function rowOf({ queueId, forecasts }: QueueResult): string[] {
  const { callers, meanWaitMs, estimate, lastServed, headOfLine, queueLength }: WaitForecasts = forecasts;
  return [
    queueId ?? 'all',
    String(callers),
    seconds(meanWaitMs),
    seconds(estimate.meanErrorMs),
    percent(estimate.relativeError),
    signed(estimate.biasMs),
    percent(estimate.withinQuarter),
    percent(estimate.withinHalf),
    ...[lastServed, headOfLine, queueLength].map(({ relativeError }) => percent(relativeError)),
  ];
}

function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[], cell: 'th' | 'td') =>
    `<tr>${cells.map((text) => `<${cell}>${text}</${cell}>`).join('')}</tr>`;
  return `<table><thead>${line(head, 'th')}</thead><tbody>${rows.map((row) => line(row, 'td')).join('')}</tbody></table>`;
}

function seconds(ms: number): string {
  return Number.isFinite(ms) ? `${(ms / 1_000).toFixed(1)} s` : '–';
}

function signed(ms: number): string {
  return ms > 0 ? `+${seconds(ms)}` : seconds(ms).replace('-', '−');
}
