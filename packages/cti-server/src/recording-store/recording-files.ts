import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { mkdir, rename, stat, statfs } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { Readable } from 'node:stream';
import { CallweaveError, type Clock } from '@callweave/cti-core';
import { FolderStore } from '../object-store/folder-store.js';
import type { ByteSpan, ObjectStore } from '../object-store/object-store.port.js';
import { pathOf } from '../storage/projections.js';

/** Where a recording lies: where the switch wrote it, or in the store for long. */
export type Place = 'spool' | 'store';

export interface CheckedFile {
  readonly path: string;
  readonly bytes: number;
  readonly sha256: string;
}

/** Looks until the switch has closed a file: twice the same size, so long after one another. */
const TRIES = 20;
const BETWEEN_MS = 250;
/** A WAV file without sound is its header alone. */
const HEADER_BYTES = 44;

/**
 * The bytes of recordings: the folder that the switch writes and the server reads (the spool), and where they are kept for
 * long. Without a store of its own the spool is the store, and nothing is moved.
 */
export class RecordingFiles {
  readonly #spool: FolderStore;

  constructor(
    private readonly folder: string,
    private readonly store: ObjectStore | null,
    private readonly clock: Clock,
  ) {
    this.#spool = new FolderStore(folder);
  }

  /** For people: where recordings end up. */
  get place(): string {
    return (this.store ?? this.#spool).place;
  }

  /** The folder of a day must be there before the switch writes into it. */
  async prepareDay(at: number): Promise<void> {
    await mkdir(dirname(this.#spool.fileOf(pathOf('x', at))), { recursive: true });
  }

  /** Bytes that the spool's disk still takes. */
  async freeBytes(): Promise<number> {
    const { bavail, bsize } = await statfs(this.folder);
    return bavail * bsize;
  }

  /**
   * Waits until the switch has closed the file (its size rests), and sums it up.
   * @throws {CallweaveError} `recording.unknown` when no file with sound came in five seconds
   */
  async check(recordingId: string, startedAt: number): Promise<CheckedFile> {
    // Ordered before midnight, begun after it.
    const paths = [...new Set([pathOf(recordingId, startedAt), pathOf(recordingId, startedAt - 60_000)])];
    let before = -1;
    for (let tries = 0; tries < TRIES; tries += 1) {
      for (const path of paths) {
        const size = await this.#spool.size(path);
        if (size === null) continue;
        if (size > HEADER_BYTES && size === before)
          return { path, bytes: size, sha256: await sum(createReadStream(this.#spool.fileOf(path))) };
        before = size;
        break;
      }
      await new Promise<void>((done) => {
        this.clock.after(BETWEEN_MS, done);
      });
    }
    throw new CallweaveError(
      'recording.unknown',
      before < 0
        ? `The switch wrote no file ${paths[0]} into ${this.#spool.place}.`
        : `The file ${paths[0]} holds no sound.`,
    );
  }

  /**
   * Brings a file from the spool into the store, reads it back, and only then lets go of the one in the spool. May be repeated.
   * @throws {CallweaveError} `storage.failed`: the store is away, full, or gave back something else
   */
  async keep({ path, sha256 }: Pick<CheckedFile, 'path' | 'sha256'>): Promise<Place> {
    if (this.store === null) return 'spool';
    await this.store.put(path, createReadStream(this.#spool.fileOf(path)));
    const kept = await sum(await this.store.read(path));
    if (kept !== sha256) {
      throw new CallweaveError(
        'storage.failed',
        `${path} came out of ${this.store.place} other than it went in.`,
        {
          details: { expected: sha256, found: kept },
        },
      );
    }
    await this.#spool.remove(path);
    return 'store';
  }

  /** What comes in from browsers lies here until it is whole; on the spool's own disk. */
  get uploads(): string {
    return join(this.folder, 'uploads');
  }

  /**
   * Moves a file that came in whole into the spool, under its day.
   * @throws {CallweaveError} `recording.damaged` when its checksum is another; then it stays where it is
   */
  async take(
    file: string,
    told: {
      readonly recordingId: string;
      readonly startedAt: number;
      readonly sha256: string;
      readonly ending: string;
    },
  ): Promise<CheckedFile> {
    const sha256 = await sum(createReadStream(file));
    if (sha256 !== told.sha256) {
      throw new CallweaveError('recording.damaged', 'What came in is not what was sent.', {
        details: { expected: told.sha256, found: sha256 },
      });
    }
    const path = pathOf(told.recordingId, told.startedAt).replace(/wav$/, told.ending);
    const { size } = await stat(file);
    await mkdir(dirname(this.#spool.fileOf(path)), { recursive: true });
    await rename(file, this.#spool.fileOf(path));
    return { path, bytes: size, sha256 };
  }

  /** @throws {CallweaveError} `recording.unknown`, `storage.failed` */
  read(place: Place, path: string, span?: ByteSpan): Promise<Readable> {
    return this.#at(place).read(path, span);
  }

  /** Null when it is not there. @throws {CallweaveError} `storage.failed` */
  size(place: Place, path: string): Promise<number | null> {
    return this.#at(place).size(path);
  }

  /** @throws {CallweaveError} `storage.failed` */
  remove(place: Place, path: string): Promise<void> {
    return this.#at(place).remove(path);
  }

  /** The checksum of what is there now. @throws {CallweaveError} `recording.unknown`, `storage.failed` */
  async sumOf(place: Place, path: string): Promise<string> {
    return sum(await this.read(place, path));
  }

  #at(place: Place): ObjectStore {
    if (place === 'spool') return this.#spool;
    if (this.store !== null) return this.store;
    throw new CallweaveError(
      'recording.unknown',
      'The recording lies in a store that the settings name no longer: recordings.store.',
    );
  }
}

/** SHA-256, hexadecimal. */
async function sum(body: Readable): Promise<string> {
  const hash = createHash('sha256');
  for await (const part of body as AsyncIterable<Uint8Array>) hash.update(part);
  return hash.digest('hex');
}
