import type { AgentId } from '@callweave/cti-core';
import { useCallback, useEffect, useSyncExternalStore } from 'react';
import { useCallweave } from '../provider/callweave-provider.js';
import { type DirectoryState, directoryOf } from './directory.store.js';

const EVERY_MS = 3_000;

export interface DirectoryModel extends DirectoryState {
  /** The agent's name, or his id while it is not known. */
  readonly nameOf: (agentId: AgentId) => string;
  readonly refresh: () => void;
}

/**
 * Whom the agent can reach (AGT-3): `live` reads it again every three seconds, `once` only when it was never read,
 * `off` shows what there is.
 */
export function useDirectory(how: 'live' | 'once' | 'off'): DirectoryModel {
  const { session } = useCallweave();
  const store = directoryOf(session);
  const state = useSyncExternalStore(
    store.subscribe,
    () => store.state,
    () => store.state,
  );
  const isOpen = useSyncExternalStore(
    (listener) => session.subscribe(listener),
    () => session.state.connection === 'open',
    () => session.state.connection === 'open',
  );
  useEffect(() => {
    // Asked before the connection is there, it would be refused, and not asked again.
    if (!isOpen) return;
    if (how === 'off' || (how === 'once' && store.state.directory !== null)) return;
    void store.refresh();
    if (how === 'once') return;
    const timer = setInterval(() => void store.refresh(), EVERY_MS);
    return () => clearInterval(timer);
  }, [how, store, isOpen]);
  const { directory } = state;
  const nameOf = useCallback(
    (agentId: AgentId) => directory?.agents.find((agent) => agent.agentId === agentId)?.name ?? agentId,
    [directory],
  );
  return { ...state, nameOf, refresh: () => void store.refresh() };
}
