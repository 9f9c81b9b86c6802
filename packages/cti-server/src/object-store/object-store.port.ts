import type { Readable } from 'node:stream';

/** From the first byte to the last, both counted. */
export interface ByteSpan {
  readonly first: number;
  readonly last: number;
}

/**
 * Where files are kept for long: a folder, or a bucket of an S3-compatible store. A key is a relative path with `/` between
 * its parts. One contract suite holds every adapter to the same behaviour.
 */
export interface ObjectStore {
  /** For people: where it is. */
  readonly place: string;
  /**
   * Keeps what `body` gives, under `key`, whole or not at all; what was there is replaced.
   * @throws {CallweaveError} `storage.failed`: it is full, away, or refuses
   */
  put(key: string, body: Readable): Promise<void>;
  /**
   * Reads an object, or a part of it.
   * @throws {CallweaveError} `recording.unknown` when it is not there; `storage.failed`
   */
  read(key: string, span?: ByteSpan): Promise<Readable>;
  /**
   * Bytes of an object; null when there is none.
   * @throws {CallweaveError} `storage.failed`
   */
  size(key: string): Promise<number | null>;
  /**
   * Removes it; one that is not there is removed already.
   * @throws {CallweaveError} `storage.failed`
   */
  remove(key: string): Promise<void>;
}
