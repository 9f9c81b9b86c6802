import { once } from 'node:events';
import { Worker } from 'node:worker_threads';
import { CallweaveError } from '@callweave/cti-core';
import { PARSED_BY_ENGINES, parseValue } from '../type-parsers.js';
import { lockDirectory } from './directory-lock.js';

export interface EngineResult {
  readonly rows: Record<string, unknown>[];
  readonly affected: number;
}

interface Answer {
  readonly ready?: true;
  readonly id: number;
  readonly result?: {
    readonly rows: (string | null)[][];
    readonly fields: { readonly name: string; readonly oid: number }[];
    readonly affected: number;
    readonly syncs?: number;
  };
  readonly error?: { readonly message: string; readonly code?: string; readonly detail?: string };
}

interface Pending {
  resolve(result: EngineResult): void;
  reject(error: Error): void;
  readonly deadline: NodeJS.Timeout;
}

/** A statement that failed in the database; `code` is PostgreSQL's SQLSTATE. */
export class StatementError extends Error {
  override readonly name = 'StatementError';
  constructor(
    message: string,
    readonly code: string | undefined,
  ) {
    super(message);
  }
}

const OPEN_MS = 60_000;

/**
 * The embedded PostgreSQL in a worker thread. A statement that passes its deadline ends the worker, since PGlite knows no
 * `statement_timeout`; the next statement opens it again. Nothing acknowledged is lost.
 */
export class PgliteEngine {
  #worker: Worker | null = null;
  #opening: Promise<Worker> | null = null;
  #release: (() => void) | null = null;
  #closed = false;
  #lastId = 0;
  readonly #pending = new Map<number, Pending>();
  /** How often the disk was told to keep what it has, since the worker began. */
  syncs = 0;

  /** `folder` null keeps everything in memory, for tests. */
  constructor(
    private readonly folder: string | null,
    private readonly statementMs = 30_000,
  ) {
    if (folder !== null) this.#release = lockDirectory(folder);
  }

  async query(sql: string, parameters: readonly unknown[]): Promise<EngineResult> {
    if (this.#closed) throw new CallweaveError('storage.failed', 'The database is closed.');
    const worker = await this.#open();
    this.#lastId += 1;
    const id = this.#lastId;
    return new Promise((resolve, reject) => {
      const deadline = setTimeout(() => {
        this.#end(
          new CallweaveError(
            'storage.failed',
            `A statement took longer than ${this.statementMs} ms and was ended.`,
          ),
        );
      }, this.statementMs);
      this.#pending.set(id, { resolve, reject, deadline });
      worker.postMessage({ id, sql, parameters });
    });
  }

  async close(): Promise<void> {
    if (this.#closed) return;
    this.#closed = true;
    const worker = this.#worker;
    if (worker !== null) {
      const exited = once(worker, 'exit');
      worker.postMessage({ id: 0, close: true });
      const slow = setTimeout(() => void worker.terminate(), 10_000);
      await exited;
      clearTimeout(slow);
    }
    this.#release?.();
  }

  #open(): Promise<Worker> {
    if (this.#worker !== null) return Promise.resolve(this.#worker);
    this.#opening ??= new Promise<Worker>((resolve, reject) => {
      const worker = new Worker(new URL('./pglite.worker.mjs', import.meta.url), {
        workerData: { folder: this.folder, parsedByEngines: PARSED_BY_ENGINES },
      });
      const late = setTimeout(() => {
        reject(new CallweaveError('storage.failed', `The embedded database did not open in ${OPEN_MS} ms.`));
        void worker.terminate();
      }, OPEN_MS);
      worker.on('message', (answer: Answer) => {
        if (answer.ready) {
          clearTimeout(late);
          this.#worker = worker;
          resolve(worker);
        } else this.#answered(answer);
      });
      worker.on('error', (cause) => {
        clearTimeout(late);
        const error = new CallweaveError('storage.failed', `The embedded database failed: ${cause.message}`, {
          cause,
        });
        reject(error);
        this.#end(error);
      });
    }).finally(() => {
      this.#opening = null;
    });
    return this.#opening;
  }

  #answered(answer: Answer): void {
    const pending = this.#pending.get(answer.id);
    if (pending === undefined) return;
    this.#pending.delete(answer.id);
    clearTimeout(pending.deadline);
    if (answer.error !== undefined) {
      pending.reject(new StatementError(answer.error.message, answer.error.code));
      return;
    }
    const { rows, fields, affected, syncs } = answer.result ?? { rows: [], fields: [], affected: 0 };
    this.syncs = syncs ?? this.syncs;
    pending.resolve({
      affected,
      rows: rows.map((row) =>
        Object.fromEntries(fields.map((field, at) => [field.name, parseValue(field.oid, row[at] ?? null)])),
      ),
    });
  }

  /** Ends the worker and what waits for it. */
  #end(error: Error): void {
    const worker = this.#worker;
    this.#worker = null;
    void worker?.terminate();
    for (const pending of this.#pending.values()) {
      clearTimeout(pending.deadline);
      pending.reject(error);
    }
    this.#pending.clear();
  }
}
