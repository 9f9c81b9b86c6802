import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { must, pnpm, root } from './run.mjs';

/** Folders that the steps themselves write. */
const untracked = ['node_modules', 'dist', 'temp', 'etc', '.git', '.callweave'];
const stamps = join(root, 'node_modules', '.callweave');

/** Runs `work` unless its inputs (files and folders) are what they were when it last succeeded. */
async function unlessUnchanged(name, inputs, outputs, work) {
  const hash = createHash('sha256').update(process.version);
  const visit = (path) => {
    const stat = statSync(path, { throwIfNoEntry: false });
    if (stat === undefined) return;
    if (stat.isDirectory()) {
      for (const entry of readdirSync(path).sort()) {
        if (!untracked.includes(entry)) visit(join(path, entry));
      }
    } else hash.update(path).update(readFileSync(path));
  };
  for (const input of inputs) visit(join(root, input));
  const digest = hash.digest('hex');
  const stamp = join(stamps, name);
  const complete = outputs.every((output) => existsSync(join(root, output)));
  if (complete && existsSync(stamp) && readFileSync(stamp, 'utf8') === digest) return;
  await work();
  mkdirSync(stamps, { recursive: true });
  writeFileSync(stamp, digest);
}

/** Installs what the lock file names and builds all packages; does nothing when both are up to date. */
export async function prepare() {
  const major = Number(process.versions.node.split('.')[0]);
  if (major < 20) {
    console.error(`Callweave needs Node 20 or newer; this is ${process.version}.`);
    process.exit(1);
  }
  const manifests = ['packages', 'examples', 'tests'].flatMap((folder) =>
    readdirSync(join(root, folder)).map((name) => `${folder}/${name}/package.json`),
  );
  await unlessUnchanged(
    'install',
    ['pnpm-lock.yaml', 'pnpm-workspace.yaml', 'package.json', 'bench/package.json', ...manifests],
    ['node_modules/.bin/vitest'],
    () =>
      must(
        'install',
        ...pnpm(['install', '--frozen-lockfile', '--prefer-offline', '--reporter=append-only']),
      ),
  );
  await unlessUnchanged(
    'build',
    ['packages', 'examples', 'tsconfig.base.json', 'tsconfig.paths.json', 'pnpm-lock.yaml'],
    [
      'packages/cti-server/dist/cli.js',
      'packages/web-sdk/dist/index.js',
      'examples/tv-shopping/dist/server/main.js',
    ],
    () => must('build', ...pnpm(['-r', '--workspace-concurrency=2', 'run', 'build'])),
  );
}
