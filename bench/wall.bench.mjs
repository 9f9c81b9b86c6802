// A wall of agents in Chromium while the floor moves: time from a message to the screen, and what the page's one thread spends.
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { chromium } from 'playwright-core';
import { chromiumPath } from '../scripts/steps/programs.mjs';
import { compare, quantile } from './parts/figures.mjs';

const EVENTS_A_SECOND = 50;
const SECONDS = 8;
const FLOORS = [90, 1_000];

export async function run() {
  const page = await bundle();
  const browser = await chromium.launch({ executablePath: chromiumPath(), args: ['--no-sandbox'] });
  try {
    const rows = [];
    for (const count of FLOORS) rows.push(...(await measure(browser, page, count)));
    return { title: `A wall of agents in Chromium, ${EVENTS_A_SECOND} changes a second`, rows };
  } finally {
    await browser.close();
  }
}

async function measure(browser, { script, styles }, count) {
  const page = await browser.newPage({ viewport: { width: 1280, height: 800 } });
  await page.setContent('<!doctype html><div id="root" style="--cw-wall-height: 780px"></div>');
  await page.addStyleTag({ content: styles });
  await page.addScriptTag({ content: script });
  const drawn = await page.evaluate((agents) => window.openWall(agents), count);
  const devtools = await page.context().newCDPSession(page);
  await devtools.send('Performance.enable');
  const during = async (perSecond, scrolls) => {
    const before = await busyOf(devtools);
    const seen = await page.evaluate(
      ([rate, seconds, moves]) => window.changeAgents(rate, seconds, moves),
      [perSecond, SECONDS, scrolls],
    );
    const after = await busyOf(devtools);
    return {
      ...seen,
      script: (after.script - before.script) / SECONDS,
      task: (after.task - before.task) / SECONDS,
    };
  };
  const still = await during(0, false);
  const moving = await during(EVENTS_A_SECOND, false);
  const scrolled = count > 300 ? await during(EVENTS_A_SECOND, true) : null;
  await page.close();
  const name = `${count} agents`;
  const row = (what, value) => compare(`${name}: ${what}`, value, null, 'ms');
  return [
    row('mounted and drawn', drawn),
    row('message → screen, median', quantile(moving.latencies, 0.5)),
    row('message → screen, worst', quantile(moving.latencies, 1)),
    row('script a second, nothing changes (timers alone)', still.script),
    row('script a second', moving.script),
    row('script, style, layout and paint a second', moving.task),
    row('between two frames, 95 %', quantile(moving.frames, 0.95)),
    ...(scrolled === null
      ? []
      : [row('between two frames, 95 %, scrolling', quantile(scrolled.frames, 0.95))]),
  ];
}

/** Milliseconds that the page's thread has worked. */
async function busyOf(devtools) {
  const { metrics } = await devtools.send('Performance.getMetrics');
  const of = (name) => metrics.find((metric) => metric.name === name).value * 1_000;
  return { script: of('ScriptDuration'), task: of('TaskDuration') };
}

async function bundle() {
  const { outputFiles } = await build({
    entryPoints: [fileURLToPath(new URL('./pages/wall.mjs', import.meta.url))],
    bundle: true,
    minify: true,
    write: false,
    outdir: 'unused',
    format: 'iife',
    platform: 'browser',
    target: 'es2022',
    logLevel: 'error',
    define: { 'process.env.NODE_ENV': '"production"' },
  });
  const textOf = (ending) => outputFiles.find(({ path }) => path.endsWith(ending)).text;
  return { script: textOf('.js'), styles: textOf('.css') };
}
