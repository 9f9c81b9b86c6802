import { useSyncExternalStore } from 'react';

const listeners = new Set<() => void>();
const notify = (): void => {
  for (const listener of listeners) listener();
};

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  window.addEventListener('popstate', listener);
  return () => {
    listeners.delete(listener);
    window.removeEventListener('popstate', listener);
  };
}

/** The page's path; four pages need no router. */
export function useRoute(): string {
  return useSyncExternalStore(subscribe, () => location.pathname);
}

export function go(path: string): void {
  history.pushState(null, '', path);
  notify();
}
