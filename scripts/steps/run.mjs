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

/** Runs a command to its end and keeps its output. */
export function runQuietly(command, args, options = {}) {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, { cwd: root, stdio: ['ignore', 'pipe', 'pipe'], ...options });
    const said = [];
    child.stdout.on('data', (part) => said.push(part));
    child.stderr.on('data', (part) => said.push(part));
    child.on('error', reject);
    child.on('close', (code, signal) => {
      resolve({ code: code ?? (signal ? 1 : 0), output: Buffer.concat(said).toString() });
    });
  });
}

/** Runs a command that must succeed, quietly; when it fails shows what it said and ends the process. */
export async function must(step, command, args, options) {
  const started = Date.now();
  process.stdout.write(`… ${step}\n`);
  const { code, output } = await runQuietly(command, args, options);
  if (code !== 0) console.error(output);
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
