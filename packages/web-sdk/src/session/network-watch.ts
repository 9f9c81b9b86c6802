/** Tells when the machine's network is back or another one is used. Listens between start and stop only. */
export class NetworkWatch {
  readonly #changed: () => void;
  #stop: (() => void) | null = null;

  constructor(changed: () => void) {
    this.#changed = changed;
  }

  start(): void {
    if (this.#stop !== null || typeof globalThis.addEventListener !== 'function') return;
    const { navigator } = globalThis as { navigator?: Navigator & { connection?: EventTarget } };
    const connection = navigator?.connection;
    const listener = (): void => {
      // `change` also comes when the network goes; there is nothing to try then.
      if (navigator?.onLine !== false) this.#changed();
    };
    globalThis.addEventListener('online', listener);
    connection?.addEventListener?.('change', listener);
    this.#stop = () => {
      globalThis.removeEventListener('online', listener);
      connection?.removeEventListener?.('change', listener);
    };
  }

  stop(): void {
    this.#stop?.();
    this.#stop = null;
  }
}
