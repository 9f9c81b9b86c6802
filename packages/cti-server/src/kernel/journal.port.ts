import type { JournalEntry } from './kernel.types.js';

/**
 * Where decisions are written down. The kernel does not wait for the disk before it acts: an offer must go out in
 * milliseconds, and what is lost when the machine dies within a batch — the last {@link Journal} batch, some tens of
 * milliseconds — is found again on the channels themselves, whose marks hold what adoption needs.
 */
export interface Journal {
  /**
   * Takes entries, in order, and returns at once; they are written in batches behind. Returns a promise when its
   * queue is full: it settles when there is room again, and until then the runner refuses commands with
   * `server.busy` while calls go on. Past its hard limit it throws `storage.failed`; the entries are then lost to
   * the journal, the calls are not.
   */
  append(entries: readonly JournalEntry[]): undefined | Promise<void>;
  /** Resolves when all that was appended is durable. */
  flush(): Promise<void>;
}
