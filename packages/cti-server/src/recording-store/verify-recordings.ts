import { createWriteStream } from 'node:fs';
import { mkdir, rename, rm, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { CallweaveError } from '@callweave/cti-core';
import type { Database } from '../storage/database.js';
import type { Place, RecordingFiles } from './recording-files.js';

export interface StoredFile {
  readonly recordingId: string;
  readonly place: Place;
  readonly path: string;
  readonly bytes: number;
  readonly sha256: string;
}

/** What a recording's bytes were found to be. */
export type Verdict = 'whole' | 'changed' | 'missing';

const PAGE = 500;

/** Every recording that was kept and not deleted, oldest first. */
export async function* keptRecordings(database: Database): AsyncIterable<StoredFile> {
  let after = '';
  for (;;) {
    const page = await database
      .selectFrom('recordings')
      .select(['recording_id as recordingId', 'place', 'path', 'bytes', 'sha256'])
      .where('state', '=', 'stored')
      .where('recording_id', '>', after)
      .orderBy('recording_id')
      .limit(PAGE)
      .execute();
    for (const row of page) {
      after = row.recordingId;
      if (row.sha256 !== null) yield { ...row, bytes: row.bytes ?? 0, sha256: row.sha256 };
    }
    if (page.length < PAGE) return;
  }
}

/**
 * Compares a recording with its checksum.
 * @throws {CallweaveError} `storage.failed` when the store is away: then nothing was found out
 */
export async function verifyRecording(files: RecordingFiles, file: StoredFile): Promise<Verdict> {
  try {
    return (await files.sumOf(file.place, file.path)) === file.sha256 ? 'whole' : 'changed';
  } catch (error) {
    if (error instanceof CallweaveError && error.code === 'recording.unknown') return 'missing';
    throw error;
  }
}

/**
 * Copies a recording into a folder, unless it is there whole already; what does not have its checksum is not kept there.
 * @throws {CallweaveError} `storage.failed`
 */
export async function copyRecording(
  files: RecordingFiles,
  file: StoredFile,
  folder: string,
): Promise<'copied' | 'there' | Exclude<Verdict, 'whole'>> {
  const target = join(folder, file.path);
  const there = await stat(target).catch(() => null);
  if (there?.size === file.bytes) return 'there';
  const verdict = await verifyRecording(files, file);
  if (verdict !== 'whole') return verdict;
  const part = `${target}.part`;
  try {
    await mkdir(dirname(target), { recursive: true });
    await pipeline(await files.read(file.place, file.path), createWriteStream(part));
    await rename(part, target);
    return 'copied';
  } catch (cause) {
    await rm(part, { force: true }).catch(() => undefined);
    throw new CallweaveError('storage.failed', `${target} could not be written`, { cause });
  }
}
