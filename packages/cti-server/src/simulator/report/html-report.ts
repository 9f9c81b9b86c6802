import type { QueueResult, SimulationResult } from '../figures.types.js';
import { barChart, lineChart, stackedChart } from './charts.js';
import { forecastHtml } from './forecast-report.js';
import { hours, percent, seconds, share } from './units.js';

const STYLE = `
:root { color-scheme: light dark; --ink: #1d2430; --soft: #667085; --line: #e4e7ec; --paper: #fff; --ground: #f5f6f8;
  --a: #2563eb; --b: #f59e0b; --c: #94a3b8; }
@media (prefers-color-scheme: dark) { :root { --ink: #e6e9ef; --soft: #98a2b3; --line: #2b3342; --paper: #171c26;
  --ground: #0f131b; --a: #60a5fa; --b: #fbbf24; --c: #64748b; } }
* { box-sizing: border-box; } body { margin: 0; background: var(--ground); color: var(--ink);
  font: 15px/1.5 system-ui, 'PingFang SC', 'Microsoft YaHei', sans-serif; }
main { max-width: 1080px; margin: 0 auto; padding: 32px 20px 64px; } h1 { font-size: 24px; margin: 0; }
h2 { font-size: 15px; margin: 0 0 12px; } p { color: var(--soft); margin: 4px 0 24px; }
section { background: var(--paper); border: 1px solid var(--line); border-radius: 12px; padding: 18px 20px; margin-bottom: 16px; }
.tiles { display: grid; grid-template-columns: repeat(auto-fit, minmax(150px, 1fr)); gap: 12px; margin-bottom: 16px; }
.tile { background: var(--paper); border: 1px solid var(--line); border-radius: 12px; padding: 14px 16px; }
.tile b { display: block; font-size: 22px; font-variant-numeric: tabular-nums; } .tile span { color: var(--soft); font-size: 13px; }
.wide { overflow-x: auto; } table { border-collapse: collapse; width: 100%; font-variant-numeric: tabular-nums; }
th { text-align: right; color: var(--soft); font-weight: 500; font-size: 13px; } td { text-align: right; }
th, td { padding: 6px 10px; border-bottom: 1px solid var(--line); white-space: nowrap; } th:first-child, td:first-child { text-align: left; }
svg { width: 100%; height: auto; display: block; } svg text { fill: var(--soft); font-size: 11px; }
.grid { stroke: var(--line); } .a { stroke: var(--a); fill: none; stroke-width: 2; } .fa { fill: var(--a); } .fb { fill: var(--b); } .fc { fill: var(--c); }
`;

/** The figures as one page that needs nothing else: charts are drawn in it. */
export function htmlReport(result: SimulationResult): string {
  const { total, intervals } = result;
  const tiles: [string, string][] = [
    ['customers', String(total.entered)],
    ['mean wait', seconds(total.meanWaitMs)],
    ['answered in time', share(total.serviceLevel)],
    ['gave up', share(total.abandonment)],
    ['agents occupied', share(result.occupancy)],
  ];
  const at = (fromMs: number): string => `${(fromMs / 3_600_000).toFixed(1)} h`;
  const labels = intervals.map(({ fromMs }) => at(fromMs));
  return `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<title>${escaped(result.name)}</title><style>${STYLE}</style></head><body><main>
<h1>${escaped(result.name)}</h1>
<p>${hours(result.measuredMs)} measured, seed ${result.seed}; ± is half of the 95 % confidence interval, by batch means.</p>
<div class="tiles">${tiles.map(([name, value]) => `<div class="tile"><b>${value}</b><span>${name}</span></div>`).join('')}</div>
<section><h2>Callers waiting, on average</h2>${lineChart(
    labels,
    intervals.map(({ waiting }) => waiting),
  )}</section>
<section><h2>Answered in time</h2>${lineChart(
    labels,
    intervals.map(({ serviceLevel }) => serviceLevel),
    { top: 1, format: percent },
  )}</section>
<section><h2>Agents: busy, ready, pausing</h2>${stackedChart(
    labels,
    intervals.map((one) => [one.agentsBusy, one.agentsReady, one.agentsAux]),
  )}</section>
<section><h2>How long customers waited</h2>${barChart(total.histogram.map(({ upToMs, customers }) => ({ label: edge(upToMs), value: customers })))}</section>
<section class="wide"><h2>Queues</h2><table><thead><tr><th>queue</th><th>entered</th><th>answered</th><th>gave up</th><th>blocked</th><th>sent on</th><th>mean wait</th><th>in time</th><th>missed offers</th></tr></thead>
<tbody>${[...result.queues, total].map(rowOf).join('')}</tbody></table></section>
${total.forecasts.callers > 0 ? forecastHtml(result) : ''}
</main></body></html>
`;
}

function rowOf(queue: QueueResult): string {
  const cells = [
    escaped(queue.queueId ?? 'all'),
    queue.entered,
    queue.answered,
    share(queue.abandonment),
    queue.blocked,
    queue.overflowed,
    seconds(queue.meanWaitMs),
    share(queue.serviceLevel),
    queue.missedOffers,
  ];
  return `<tr>${cells.map((cell) => `<td>${cell}</td>`).join('')}</tr>`;
}

function edge(upToMs: number | null): string {
  if (upToMs === null) return 'more';
  return upToMs === 0 ? 'at once' : `≤ ${upToMs / 1_000} s`;
}

function escaped(text: string): string {
  return text.replace(/[&<>"]/g, (sign) => `&#${sign.charCodeAt(0)};`);
}
