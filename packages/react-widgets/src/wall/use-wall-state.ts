import type { AgentSessionState } from '@callweave/web-sdk';
import { useSyncExternalStore } from 'react';
import { useCallweave } from '../provider/callweave-provider.js';
import { frameStoreOf } from './frame-store.js';

/**
 * A slice of the session's picture, at most once a frame; re-renders only when the slice is another one, so `select` must not
 * make a new object each time.
 */
export function useWallState<Slice>(select: (state: AgentSessionState) => Slice): Slice {
  const { session } = useCallweave();
  const store = frameStoreOf(session);
  const current = (): Slice => select(store.state);
  return useSyncExternalStore(store.subscribe, current, current);
}
