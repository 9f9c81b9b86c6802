import { useSyncExternalStore } from 'react';

const listeners = new Set<() => void>();
let ticker: ReturnType<typeof setInterval> | undefined;
let second = 0;

/** One ticker for all timers on the page, so that they turn over together. */
function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  ticker ??= setInterval(() => {
    for (const notify of listeners) notify();
  }, 250);
  return () => {
    listeners.delete(listener);
    if (listeners.size === 0 && ticker !== undefined) {
      clearInterval(ticker);
      ticker = undefined;
    }
  };
}

/** The server's time in epoch milliseconds, whole seconds; re-renders once a second. */
export function useServerNow(clockOffsetMs: number): number {
  return useSyncExternalStore(
    subscribe,
    () => {
      second = Math.floor((Date.now() + clockOffsetMs) / 1000) * 1000;
      return second;
    },
    () => 0,
  );
}
