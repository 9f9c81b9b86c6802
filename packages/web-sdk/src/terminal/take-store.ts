import { type CallId, CallweaveError } from '@callweave/cti-core';

/** One recording in the making, as it lies in the browser's own database. */
export interface Take {
  readonly recordingId: string;
  readonly callId: CallId;
  /** Whose it is: another agent at this machine does not send it. */
  readonly agentId: string;
  readonly startedAt: number;
  readonly type: string;
  /** Whether its page was still recording; one that is gone left it so. */
  readonly open: boolean;
}

export interface TakeLength {
  readonly durationMs: number;
  readonly bytes: number;
}

interface Chunk extends TakeLength {
  readonly recordingId: string;
  readonly index: number;
  readonly sound: ArrayBuffer;
}

const NAME = 'callweave-terminal';

/**
 * Recordings in IndexedDB, a second a chunk: a page that is closed or crashes loses the last of them at most. All pages of an
 * origin share it.
 */
export class TakeStore {
  #database: Promise<IDBDatabase> | null = null;

  /** Opens a new one, or says that it is closed. @throws {CallweaveError} `storage.failed` */
  async put(take: Take): Promise<void> {
    await this.#do('readwrite', (takes) => takes.put(take));
  }

  async all(): Promise<Take[]> {
    return this.#do<Take[]>('readonly', (takes) => takes.getAll());
  }

  /** `index` counts from 0; `durationMs` is that of the whole so far. */
  async append(recordingId: string, index: number, durationMs: number, sound: Blob): Promise<void> {
    const chunk: Chunk = {
      recordingId,
      index,
      durationMs,
      bytes: sound.size,
      sound: await sound.arrayBuffer(),
    };
    await this.#do('readwrite', (_, chunks) => chunks.put(chunk));
  }

  /** All that was kept of it, in order. */
  async read({ recordingId, type }: Take): Promise<{ sound: Blob } & TakeLength> {
    const range = IDBKeyRange.bound([recordingId, 0], [recordingId, Number.MAX_SAFE_INTEGER]);
    const chunks = await this.#do<Chunk[]>('readonly', (_, all) => all.getAll(range));
    const sound = new Blob(
      chunks.map((chunk) => chunk.sound),
      { type },
    );
    return { sound, bytes: sound.size, durationMs: chunks.at(-1)?.durationMs ?? 0 };
  }

  async remove(recordingId: string): Promise<void> {
    const range = IDBKeyRange.bound([recordingId, 0], [recordingId, Number.MAX_SAFE_INTEGER]);
    await this.#do('readwrite', (takes, chunks) => {
      chunks.delete(range);
      return takes.delete(recordingId);
    });
  }

  close(): void {
    this.#database?.then((database) => database.close()).catch(() => undefined);
    this.#database = null;
  }

  /** Resolves when it is written. */
  async #do<Result>(
    mode: IDBTransactionMode,
    work: (takes: IDBObjectStore, chunks: IDBObjectStore) => IDBRequest,
  ): Promise<Result> {
    try {
      this.#database ??= open();
      const database = await this.#database;
      return await new Promise<Result>((resolve, reject) => {
        // What was told as kept is on the disk.
        const transaction = database.transaction(['takes', 'chunks'], mode, { durability: 'strict' });
        const request = work(transaction.objectStore('takes'), transaction.objectStore('chunks'));
        transaction.oncomplete = () => resolve(request.result as Result);
        transaction.onabort = () => reject(transaction.error);
        transaction.onerror = () => reject(transaction.error);
      });
    } catch (cause) {
      throw new CallweaveError(
        'storage.failed',
        'The browser keeps no recordings: its disk or quota is full.',
        {
          cause,
        },
      );
    }
  }
}

function open(): Promise<IDBDatabase> {
  return new Promise((resolve, reject) => {
    const request = indexedDB.open(NAME, 1);
    request.onupgradeneeded = () => {
      request.result.createObjectStore('takes', { keyPath: 'recordingId' });
      request.result.createObjectStore('chunks', { keyPath: ['recordingId', 'index'] });
    };
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });
}
