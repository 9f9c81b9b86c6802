import { mkdirSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { systemClock } from '@callweave/cti-core';
import type { Command } from 'commander';
import { readConfig } from '../config/config.js';
import { openRecordingStore } from '../recording-store/open-store.js';
import { RecordingFiles } from '../recording-store/recording-files.js';
import { copyRecording, keptRecordings, verifyRecording } from '../recording-store/verify-recordings.js';
import { placeOf } from '../server.js';
import { type Database, openDatabase } from '../storage/database.js';

interface Flags {
  readonly config?: string;
}

/** `callweave recordings verify` and `copy`. An embedded database must not be in use by a server. */
export function recordingCommands(program: Command): void {
  const recordings = program.command('recordings').description('check recordings, or copy them for a backup');
  const configOption = [
    '-c, --config <file>',
    'configuration file (default: callweave.config.* here)',
  ] as const;

  recordings
    .command('verify')
    .description('compare every recording with its checksum')
    .option(...configOption)
    .action((flags: Flags) => eachRecording(flags, async (files, file) => verifyRecording(files, file)));

  recordings
    .command('copy <folder>')
    .description('copy those that are not in the folder yet, each checked')
    .option(...configOption)
    .action((folder: string, flags: Flags) =>
      eachRecording(flags, async (files, file) => copyRecording(files, file, resolve(folder))),
    );
}

/** Goes through all, counts what was found, and names what is not as it should be. */
async function eachRecording(
  { config: configFile }: Flags,
  look: (files: RecordingFiles, file: Parameters<typeof verifyRecording>[1]) => Promise<string>,
): Promise<void> {
  const config = await readConfig(configFile === undefined ? {} : { file: resolve(configFile) });
  const folder = configFile === undefined ? process.cwd() : dirname(resolve(configFile));
  const place = placeOf(config, folder);
  mkdirSync(dirname(place.dataDir), { recursive: true });
  const database: Database = await openDatabase(place.database);
  try {
    const store = await openRecordingStore(config.recordings, folder);
    const files = new RecordingFiles(resolve(folder, config.recordings.path), store, systemClock);
    const counts = new Map<string, number>();
    for await (const file of keptRecordings(database)) {
      const found = await look(files, file);
      counts.set(found, (counts.get(found) ?? 0) + 1);
      if (found === 'changed' || found === 'missing') console.log(`${found.padEnd(8)} ${file.path}`);
    }
    console.log(
      counts.size === 0
        ? 'There are no recordings.'
        : [...counts].map(([found, count]) => `${count} ${found}`).join(', '),
    );
    if (counts.has('changed') || counts.has('missing')) process.exitCode = 1;
  } finally {
    await database.destroy();
  }
}
