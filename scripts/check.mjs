#!/usr/bin/env node
// Everything that is checked without running a test; the same here and in CI.
//   npm run check                  all of it, several steps at a time
//   npm run check -- types knip    the steps whose names contain one of these words
//   npm run check -- --update      writes the API reports instead of comparing them
import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { availableParallelism, tmpdir } from 'node:os';
import { join } from 'node:path';
import { prepare } from './steps/prepare.mjs';
import { bin, pnpm, root, runQuietly } from './steps/run.mjs';

const LANES = Math.min(4, availableParallelism());
const STEP_TIMEOUT_MS = 300_000;

await prepare();

const packed = mkdtempSync(join(tmpdir(), 'callweave-packed-'));
const packages = readdirSync(join(root, 'packages')).map((name) => `packages/${name}`);
const tsconfigs = ['packages', 'examples', 'tests']
  .flatMap((folder) => readdirSync(join(root, folder)).map((name) => `${folder}/${name}`))
  .flatMap((folder) => ['tsconfig.json', 'tsconfig.server.json'].map((file) => `${folder}/${file}`))
  .filter((file) => existsSync(join(root, file)));

/** What a registry would get: `pnpm pack` puts the licence in and real versions for `workspace:`. */
const publishedAs = (folder) => {
  const { name, version } = JSON.parse(readFileSync(join(root, folder, 'package.json'), 'utf8'));
  return join(packed, `${name.replace('@', '').replace('/', '-')}-${version}.tgz`);
};
const packageChecks = (tarball) => [
  ['tar', ['-tf', tarball, 'package/LICENSE', 'package/README.md']],
  [bin('publint'), [tarball, '--strict']],
  [bin('attw'), [tarball, '--profile', 'esm-only', '--exclude-entrypoints', 'styles.css', 'script']],
];

/** A clone of a single commit has no `main` to compare with; then the notes themselves are read, no more. */
const hasMain = spawnSync('git', ['rev-parse', '--verify', '--quiet', 'main'], { cwd: root }).status === 0;
const update = process.argv.includes('--update') ? ['--update'] : [];

/** Name and commands, run in order. The longest come first, so that no lane waits for one at the end. */
const steps = [
  ['API reference', [[bin('typedoc'), []]]],
  [
    'packages as published',
    [
      pnpm(['--recursive', '--filter', './packages/*', 'pack', '--pack-destination', packed]),
      ...packages.flatMap((folder) => packageChecks(publishedAs(folder))),
    ],
  ],
  ...tsconfigs.map((file) => [
    `types ${file.replace('/tsconfig.json', '')}`,
    [[bin('tsc'), ['--noEmit', '-p', file]]],
  ]),
  ['API reports', [[process.execPath, ['scripts/steps/api-reports.mjs', ...update]]]],
  ['unused code (knip)', [[bin('knip'), ['--no-progress', '--treat-config-hints-as-errors']]]],
  ['lint and format', [[bin('biome'), ['check', '--error-on-warnings', '.']]]],
  [
    'dependency directions',
    [[bin('depcruise'), ['--config', '.dependency-cruiser.cjs', 'packages', 'examples']]],
  ],
  ['size limits', [[bin('size-limit'), []]]],
  ['release notes', [[bin('changeset'), ['status', ...(hasMain ? [] : ['--since=HEAD'])]]]],
];

const only = process.argv.slice(2).filter((word) => !word.startsWith('--'));
const wanted = steps.filter(([name]) => only.length === 0 || only.some((word) => name.includes(word)));
const seconds = (since) => `${((Date.now() - since) / 1000).toFixed(1)} s`;
const failed = [];

async function check([name, commands]) {
  const started = Date.now();
  for (const [program, args] of commands) {
    const { code, output } = await runQuietly(program, args, { timeout: STEP_TIMEOUT_MS });
    if (code === 0) continue;
    failed.push(name);
    console.log(`✗ ${name} (${seconds(started)})\n${output.trimEnd()}\n`);
    return;
  }
  console.log(`✓ ${name} (${seconds(started)})`);
}

async function lane() {
  for (let step = wanted.shift(); step !== undefined; step = wanted.shift()) await check(step);
}

const started = Date.now();
try {
  await Promise.all(Array.from({ length: LANES }, lane));
} finally {
  rmSync(packed, { recursive: true, force: true });
}
if (failed.length > 0) {
  console.error(`Checks that failed: ${failed.join(', ')}`);
  process.exit(1);
}
console.log(`All checks passed in ${seconds(started)}.`);
