import type { CallweaveError, Directory } from '@callweave/cti-core';
import type { AgentSession } from '@callweave/web-sdk';

export interface DirectoryState {
  /** The newest that was read; null before the first. */
  readonly directory: Directory | null;
  /** Why the last reading failed; the older list stays. */
  readonly error: CallweaveError | null;
}

/** The directory of one session, read once for all widgets that show it. */
export class DirectoryStore {
  readonly #session: AgentSession;
  readonly #listeners = new Set<() => void>();
  #reading: Promise<void> | null = null;
  state: DirectoryState = { directory: null, error: null };

  constructor(session: AgentSession) {
    this.#session = session;
  }

  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };

  /** Reads it anew; while a reading is on its way, joins that. */
  refresh(): Promise<void> {
    this.#reading ??= this.#session
      .listDirectory()
      .then(
        (directory) => this.#set({ directory, error: null }),
        (error: CallweaveError) => this.#set({ ...this.state, error }),
      )
      .finally(() => {
        this.#reading = null;
      });
    return this.#reading;
  }

  #set(state: DirectoryState): void {
    this.state = state;
    for (const notify of [...this.#listeners]) notify();
  }
}

const stores = new WeakMap<AgentSession, DirectoryStore>();

export function directoryOf(session: AgentSession): DirectoryStore {
  let store = stores.get(session);
  if (store === undefined) {
    store = new DirectoryStore(session);
    stores.set(session, store);
  }
  return store;
}
