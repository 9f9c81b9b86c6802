import { useSyncExternalStore } from 'react';
import { useCallweave } from '../provider/callweave-provider.js';

const listeners = new Set<() => void>();
let ticker: ReturnType<typeof setInterval> | undefined;

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
    () => wholeSecond(clockOffsetMs),
    () => 0,
  );
}

/** What follows from the server's time; re-renders only when that changes. For many timers on one page. */
export function useServerTime<Shown extends string | number | boolean | null>(
  show: (now: number) => Shown,
): Shown {
  const { session } = useCallweave();
  const current = (): Shown => show(wholeSecond(session.state.clockOffsetMs));
  return useSyncExternalStore(subscribe, current, current);
}

function wholeSecond(clockOffsetMs: number): number {
  return Math.floor((Date.now() + clockOffsetMs) / 1000) * 1000;
}
