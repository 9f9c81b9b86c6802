import type { AgentSession } from '@callweave/web-sdk';
import { useSyncExternalStore } from 'react';
import { useCallweave } from '../provider/callweave-provider.js';

/** What this page has acknowledged; every strip of a session shows the same, and no other page does. */
class AcknowledgedStore {
  keys: ReadonlySet<string> = new Set();
  readonly #listeners = new Set<() => void>();

  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };

  add(key: string): void {
    this.keys = new Set([...this.keys, key]);
    for (const notify of this.#listeners) notify();
  }
}

const stores = new WeakMap<AgentSession, AcknowledgedStore>();

/** Alarms that were acknowledged here, by key. */
export function useAcknowledged(): { readonly keys: ReadonlySet<string>; acknowledge(key: string): void } {
  const { session } = useCallweave();
  let store = stores.get(session);
  if (store === undefined) {
    store = new AcknowledgedStore();
    stores.set(session, store);
  }
  const own = store;
  const keys = useSyncExternalStore(
    own.subscribe,
    () => own.keys,
    () => own.keys,
  );
  return { keys, acknowledge: (key) => own.add(key) };
}
