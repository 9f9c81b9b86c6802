import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { CallweaveError } from '@callweave/cti-core';

interface Owner {
  readonly pid: number;
  /** When the process began, as the kernel counts it; tells a process from a later one with its number. */
  readonly began: string | null;
}

/**
 * Takes a data directory for this process. PGlite has no lock of its own, and two processes on one directory lose rows silently.
 * A lock is never taken from a process that lives. Returns its release.
 * @throws {CallweaveError} `storage.locked`
 */
export function lockDirectory(folder: string): () => void {
  mkdirSync(folder, { recursive: true });
  const file = join(folder, 'callweave.lock');
  const mine: Owner = { pid: process.pid, began: beginning(process.pid) };
  for (let tries = 0; tries < 3; tries += 1) {
    try {
      writeFileSync(file, JSON.stringify(mine), { flag: 'wx' });
      return () => {
        if (sameOwner(read(file), mine)) rmSync(file, { force: true });
      };
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
      const owner = read(file);
      if (owner !== null && lives(owner)) {
        throw new CallweaveError(
          'storage.locked',
          `The data directory ${folder} is used by process ${owner.pid}.`,
          {
            details: { folder, pid: owner.pid },
          },
        );
      }
      rmSync(file, { force: true }); // its process is gone
    }
  }
  throw new CallweaveError(
    'storage.locked',
    `The data directory ${folder} is being taken by another process.`,
  );
}

function read(file: string): Owner | null {
  try {
    return JSON.parse(readFileSync(file, 'utf8')) as Owner;
  } catch {
    return null; // gone, or written half when its process died
  }
}

const sameOwner = (a: Owner | null, b: Owner): boolean =>
  a !== null && a.pid === b.pid && a.began === b.began;

function lives(owner: Owner): boolean {
  try {
    process.kill(owner.pid, 0);
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
  const now = beginning(owner.pid);
  return now === null || owner.began === null || now === owner.began;
}

/** Start time of a process in clock ticks since boot (proc(5), stat field 22); null where there is no /proc. */
function beginning(pid: number): string | null {
  const stat = `/proc/${pid}/stat`;
  if (!existsSync(stat)) return null;
  try {
    const text = readFileSync(stat, 'utf8');
    return text.slice(text.lastIndexOf(')') + 2).split(' ')[19] ?? null;
  } catch {
    return null;
  }
}
