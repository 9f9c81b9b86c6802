#!/usr/bin/env node
// Measures, one bench after the other, and prints one table. `npm run bench -- offer` runs one of them, `--long` those that
// have a long form at length.
import { fork } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { availableParallelism, cpus, loadavg } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { markdownTable } from '../bench/parts/table.mjs';
import { prepare } from './steps/prepare.mjs';
import { ensureChromium } from './steps/programs.mjs';
import { root } from './steps/run.mjs';

const SUFFIX = '.bench.mjs';
/** Few benches take half of it on two cores, and those say so; a stuck one must not hold the others up. */
const DEADLINE_MS = 120_000;

const all = readdirSync(join(root, 'bench'))
  .filter((file) => file.endsWith(SUFFIX))
  .map((file) => file.slice(0, -SUFFIX.length))
  .sort();
const { values, positionals } = parseArgs({
  options: { help: { type: 'boolean', short: 'h' }, long: { type: 'boolean', default: false } },
  allowPositionals: true,
});
const unknown = positionals.filter((name) => !all.includes(name));
if (values.help || unknown.length > 0) {
  if (unknown.length > 0) console.error(`There is no bench ${unknown.join(', ')}.`);
  console.log(
    `npm run bench -- [--long] [name …]\n\nBenches: ${all.join(', ')}. bench/README.md says what they measure.`,
  );
  process.exit(unknown.length > 0 ? 1 : 0);
}
const chosen = positionals.length > 0 ? positionals : all;

await prepare();
if (chosen.some((name) => name === 'softphone' || name === 'wall')) await ensureChromium();

const load = () => loadavg()[0].toFixed(1);
const loadBefore = load();
const results = [];
const failures = [];
for (const name of chosen) {
  const started = Date.now();
  process.stderr.write(`… ${name}\n`);
  try {
    results.push(await measure(name));
    process.stderr.write(`✓ ${name} (${((Date.now() - started) / 1000).toFixed(0)} s)\n`);
  } catch (error) {
    failures.push(name);
    process.stderr.write(`✗ ${name}: ${error.message}\n`);
  }
}

console.log(`\n${markdownTable(results)}\n`);
console.log(
  `${availableParallelism()} cores, ${cpus()[0]?.model.trim() ?? 'unknown processor'}, Node ${process.version}; ` +
    `load ${loadBefore} before, ${load()} after. Compare within a run: ratios say more than the figures.`,
);
process.exit(failures.length > 0 ? 1 : 0);

/** Runs one bench in a process of its own, so that none leaves anything behind for the next. */
function measure(name) {
  return new Promise((resolve, reject) => {
    const child = fork(join(root, 'bench/processes/bench.mjs'), [name, ...(values.long ? ['--long'] : [])], {
      cwd: root,
    });
    let deadline;
    const within = (ms) => {
      clearTimeout(deadline);
      deadline = setTimeout(() => {
        child.kill('SIGKILL');
        reject(new Error(`not finished after ${ms / 1000} s`));
      }, ms);
    };
    within(DEADLINE_MS);
    let result = null;
    child.on('message', (message) => {
      if (message.deadlineMs) within(message.deadlineMs);
      if (message.result) result = message.result;
    });
    child.on('error', reject);
    child.on('exit', (code) => {
      clearTimeout(deadline);
      if (code === 0 && result !== null) resolve(result);
      else reject(new Error(`ended with exit code ${code}; what it said stands above`));
    });
  });
}
