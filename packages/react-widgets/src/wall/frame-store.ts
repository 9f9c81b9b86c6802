import type { AgentSession, AgentSessionState } from '@callweave/web-sdk';

/** Where no frame is drawn, as in a hidden tab, the picture is looked at this often, in milliseconds. */
const HIDDEN_MS = 250;

/**
 * The session's picture as of the last frame. A floor of a thousand agents changes fifty times a second: what happens between
 * two frames is shown at once in the next.
 */
export class FrameStore {
  readonly #session: AgentSession;
  readonly #listeners = new Set<() => void>();
  #shown: AgentSessionState;
  #leave: (() => void) | undefined;
  #cancel: (() => void) | undefined;

  constructor(session: AgentSession) {
    this.#session = session;
    this.#shown = session.state;
  }

  /** The session's own while nobody waits for frames. */
  get state(): AgentSessionState {
    if (this.#leave === undefined) this.#shown = this.#session.state;
    return this.#shown;
  }

  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    this.#leave ??= this.#session.subscribe(() => this.#soon());
    return () => {
      this.#listeners.delete(listener);
      if (this.#listeners.size > 0) return;
      this.#leave?.();
      this.#cancel?.();
      this.#leave = undefined;
      this.#cancel = undefined;
    };
  };

  #soon(): void {
    this.#cancel ??= nextFrame(() => {
      this.#cancel = undefined;
      this.#shown = this.#session.state;
      for (const notify of this.#listeners) notify();
    });
  }
}

function nextFrame(work: () => void): () => void {
  if (document.hidden) {
    const timer = setTimeout(work, HIDDEN_MS);
    return () => clearTimeout(timer);
  }
  const frame = requestAnimationFrame(work);
  return () => cancelAnimationFrame(frame);
}

const stores = new WeakMap<AgentSession, FrameStore>();

/** One for all walls of a session. */
export function frameStoreOf(session: AgentSession): FrameStore {
  let store = stores.get(session);
  if (store === undefined) {
    store = new FrameStore(session);
    stores.set(session, store);
  }
  return store;
}
