import { existsSync, mkdirSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { CallweaveError } from '@callweave/cti-core';
import type { Command } from 'commander';
import { readConfig } from '../config/config.js';
import { placeOf } from '../server.js';
import { type BackupCounts, backUp, restoreBackup } from '../storage/backup.js';
import { type Database, openDatabase } from '../storage/database.js';

interface Flags {
  readonly config?: string;
}

/** `callweave backup` and `callweave restore`. An embedded database must not be in use by a server. */
export function databaseCommands(program: Command): void {
  const configOption = [
    '-c, --config <file>',
    'configuration file (default: callweave.config.* here)',
  ] as const;

  program
    .command('backup <file>')
    .description('write the whole database to a file that any later version can restore')
    .option(...configOption)
    .action(async (file: string, flags: Flags) => {
      if (existsSync(file))
        throw new CallweaveError('config.invalid', `${file} is there already; name another.`);
      report('Wrote', file, await withDatabase(flags, (database) => backUp(database, resolve(file))));
    });

  program
    .command('restore <file>')
    .description('put a backup into an empty database, all of it or nothing')
    .option(...configOption)
    .action(async (file: string, flags: Flags) => {
      report(
        'Restored',
        file,
        await withDatabase(flags, (database) => restoreBackup(database, resolve(file))),
      );
    });
}

async function withDatabase<T>(
  { config: file }: Flags,
  work: (database: Database) => Promise<T>,
): Promise<T> {
  const config = await readConfig(file === undefined ? {} : { file: resolve(file) });
  const folder = file === undefined ? process.cwd() : dirname(resolve(file));
  const place = placeOf(config, folder);
  mkdirSync(dirname(place.dataDir), { recursive: true });
  const database = await openDatabase(place.database);
  try {
    return await work(database);
  } finally {
    await database.destroy();
  }
}

function report(what: string, file: string, counts: BackupCounts): void {
  console.log(`${what} ${file}:`);
  for (const [table, rows] of Object.entries(counts)) console.log(`  ${table.padEnd(16)} ${rows}`);
}
