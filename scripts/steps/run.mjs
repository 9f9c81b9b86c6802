import { spawn, spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

export const root = fileURLToPath(new URL('../..', import.meta.url));

const { packageManager } = JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8'));

/** Runs a command to its end with its output on the terminal; resolves with the exit code. */
export function run(command, args, options = {}) {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, { cwd: root, stdio: ['ignore', 'inherit', 'inherit'], ...options });
    child.on('error', reject);
    child.on('exit', (code, signal) => resolve(code ?? (signal ? 1 : 0)));
  });
}

/** Runs a command that must succeed; otherwise says which step failed and ends the process. */
export async function must(step, command, args, options) {
  const started = Date.now();
  const code = await run(command, args, options);
  const seconds = ((Date.now() - started) / 1000).toFixed(1);
  if (code !== 0) {
    console.error(`✗ ${step} failed after ${seconds} s (exit code ${code})`);
    process.exit(1);
  }
  console.log(`✓ ${step} (${seconds} s)`);
}

/** True when a program of this name is on the PATH. */
export function onPath(program) {
  return (
    spawnSync(process.platform === 'win32' ? 'where' : 'which', [program], { stdio: 'ignore' }).status === 0
  );
}

/** The command that runs the pinned pnpm, installed or not. */
export function pnpm(args) {
  const present = spawnSync('pnpm', ['--version'], { encoding: 'utf8', shell: process.platform === 'win32' });
  const wanted = packageManager.replace('pnpm@', '');
  if (present.status === 0 && present.stdout.trim() === wanted) return ['pnpm', args];
  return ['npx', ['--yes', packageManager, ...args]];
}

/** A program that the workspace installed. */
export function bin(name) {
  return fileURLToPath(new URL(`../../node_modules/.bin/${name}`, import.meta.url));
}
