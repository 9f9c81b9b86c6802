#!/usr/bin/env node
// Everything that is checked without running a test; the same here and in CI.
import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { prepare } from './steps/prepare.mjs';
import { bin, root, run } from './steps/run.mjs';

await prepare();

const tsconfigs = ['packages', 'examples', 'tests']
  .flatMap((folder) => readdirSync(join(root, folder)).map((name) => `${folder}/${name}`))
  .flatMap((folder) => ['tsconfig.json', 'tsconfig.server.json'].map((file) => `${folder}/${file}`))
  .filter((file) => existsSync(join(root, file)));
const published = readdirSync(join(root, 'packages')).map((name) => `packages/${name}`);

const checks = [
  ['lint and format', 'biome', ['check', '--error-on-warnings', '.']],
  ...tsconfigs.map((file) => [
    `types ${file.replace('/tsconfig.json', '')}`,
    'tsc',
    ['--noEmit', '-p', file],
  ]),
  ['dependency directions', 'depcruise', ['--config', '.dependency-cruiser.cjs', 'packages', 'examples']],
  ['unused code', 'knip', ['--no-progress', '--treat-config-hints-as-errors']],
  ...published.map((folder) => [`package ${folder}`, 'publint', [folder, '--strict', '--pack', 'npm']]),
  ...published.map((folder) => [
    `types of ${folder} as installed`,
    'attw',
    ['--pack', folder, '--profile', 'esm-only', '--exclude-entrypoints', 'styles.css', 'script'],
  ]),
  ['size limits', 'size-limit', []],
  ...published
    .filter((folder) => existsSync(join(root, folder, 'api-extractor.json')))
    .map((folder) => [
      `API report ${folder}`,
      'api-extractor',
      [
        'run',
        '--config',
        `${folder}/api-extractor.json`,
        ...(process.argv.includes('--update') ? ['--local'] : []),
      ],
    ]),
  ['API reference', 'typedoc', []],
];

const only = process.argv.slice(2).filter((word) => !word.startsWith('--'));
const failed = [];
for (const [name, program, args] of checks) {
  if (only.length > 0 && !only.some((word) => name.includes(word))) continue;
  const started = Date.now();
  const code = await run(bin(program), args);
  console.log(`${code === 0 ? '✓' : '✗'} ${name} (${((Date.now() - started) / 1000).toFixed(1)} s)`);
  if (code !== 0) failed.push(name);
}
if (failed.length > 0) {
  console.error(`Checks that failed: ${failed.join(', ')}`);
  process.exit(1);
}
