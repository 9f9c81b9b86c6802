import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync } from 'node:fs';
import { onPath, run } from './run.mjs';

const postgresBin = () => {
  const base = '/usr/lib/postgresql';
  if (!existsSync(base)) return null;
  const versions = readdirSync(base).filter((name) => existsSync(`${base}/${name}/bin/initdb`));
  return versions.length === 0 ? null : `${base}/${versions.sort((a, b) => Number(b) - Number(a))[0]}/bin`;
};

const wanted = [
  { name: 'Chromium', debian: 'chromium', present: () => chromiumPath() !== null },
  { name: 'sipp', debian: 'sip-tester', present: () => onPath('sipp') },
  { name: 'PostgreSQL server', debian: 'postgresql', present: () => postgresBin() !== null },
];

/** Path of a Chromium or Chrome on this machine, or null. */
export function chromiumPath() {
  const candidates = [
    process.env.CALLWEAVE_CHROMIUM,
    '/usr/bin/chromium',
    '/usr/bin/chromium-browser',
    '/usr/bin/google-chrome',
    '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
    'C:\\Program Files\\Google\\Chrome\\Application\\chrome.exe',
  ];
  return candidates.find((path) => path && existsSync(path)) ?? null;
}

/**
 * Makes sure that the real peers of the end-to-end tests are there. As root on Debian they are installed; elsewhere
 * the missing ones are named, and their tests cannot run.
 */
export function ensureSystemPrograms() {
  return ensure(wanted);
}

/** The browser alone, which benches need. */
export function ensureChromium() {
  return ensure(wanted.filter((program) => program.debian === 'chromium'));
}

async function ensure(programs) {
  const missing = programs.filter((program) => !program.present());
  if (missing.length === 0) return;
  const names = missing.map((program) => program.debian);
  if (process.getuid?.() === 0 && onPath('apt-get')) {
    console.log(`Installing ${names.join(', ')} …`);
    const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
    const lock = ['-o', 'DPkg::Lock::Timeout=300'];
    await run('apt-get', [...lock, 'update', '-qq'], { env });
    await run('apt-get', [...lock, 'install', '-y', '-qq', '--no-install-recommends', ...names], {
      env,
      stdio: ['ignore', 'ignore', 'inherit'],
    });
  }
  const still = missing.filter((program) => !program.present());
  if (still.length > 0) {
    console.error(
      `Missing on this machine: ${still.map((program) => `${program.name} (Debian: ${program.debian})`).join(', ')}.`,
    );
    console.error('Install them and run the command again; on Debian as root this happens by itself.');
    process.exit(1);
  }
}

export { postgresBin };

/** The user a PostgreSQL server may run as: itself never as root. */
export function unprivileged(command) {
  if (process.getuid?.() !== 0) return ['sh', ['-c', command]];
  if (spawnSync('id', ['postgres'], { stdio: 'ignore' }).status !== 0)
    throw new Error('no user postgres on this machine');
  return ['su', ['postgres', '-s', '/bin/sh', '-c', command]];
}
