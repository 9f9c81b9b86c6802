import { randomUUID } from 'node:crypto';
import { createReadStream, createWriteStream } from 'node:fs';
import { mkdir, open, rename, rm, stat } from 'node:fs/promises';
import { dirname, join, resolve, sep } from 'node:path';
import type { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { CallweaveError } from '@callweave/cti-core';
import type { ByteSpan, ObjectStore } from './object-store.port.js';

/** A folder of a disk, or of a network file system. What is kept is on the disk (fsync) before it has its name. */
export class FolderStore implements ObjectStore {
  readonly place: string;
  readonly #folder: string;

  constructor(folder: string) {
    this.#folder = resolve(folder);
    this.place = `the folder ${this.#folder}`;
  }

  async put(key: string, body: Readable): Promise<void> {
    // It may break before anything reads it; whoever reads it then is told.
    body.on('error', () => undefined);
    const file = this.fileOf(key);
    const part = join(dirname(file), `.${randomUUID()}.part`);
    try {
      await mkdir(dirname(file), { recursive: true });
      await pipeline(body, createWriteStream(part));
      const written = await open(part, 'r+');
      try {
        await written.sync();
      } finally {
        await written.close();
      }
      await rename(part, file);
    } catch (cause) {
      await rm(part, { force: true }).catch(() => undefined);
      throw this.#failure(`${key} could not be kept in ${this.place}`, cause);
    }
  }

  async read(key: string, span?: ByteSpan): Promise<Readable> {
    const file = this.fileOf(key);
    if ((await this.size(key)) === null)
      throw new CallweaveError('recording.unknown', `${key} is not in ${this.place}.`);
    return span === undefined
      ? createReadStream(file)
      : createReadStream(file, { start: span.first, end: span.last });
  }

  async size(key: string): Promise<number | null> {
    try {
      return (await stat(this.fileOf(key))).size;
    } catch (cause) {
      if ((cause as NodeJS.ErrnoException).code === 'ENOENT') return null;
      throw this.#failure(`${key} cannot be looked at in ${this.place}`, cause);
    }
  }

  async remove(key: string): Promise<void> {
    try {
      await rm(this.fileOf(key), { force: true });
    } catch (cause) {
      throw this.#failure(`${key} could not be removed from ${this.place}`, cause);
    }
  }

  /** @throws {CallweaveError} `recording.unknown` for a key that leads out of the folder */
  fileOf(key: string): string {
    const file = resolve(this.#folder, key);
    if (file.startsWith(this.#folder + sep)) return file;
    throw new CallweaveError('recording.unknown', 'The path of the recording leads out of the store.');
  }

  #failure(message: string, cause: unknown): CallweaveError {
    if (cause instanceof CallweaveError) return cause;
    const code = (cause as NodeJS.ErrnoException).code ?? 'unknown';
    return new CallweaveError('storage.failed', `${message}: ${code}`, { cause, details: { cause: code } });
  }
}
