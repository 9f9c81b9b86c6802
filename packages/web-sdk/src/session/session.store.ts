import type { AgentSessionState } from '../agent-session.types.js';

export const STOPPED: AgentSessionState = {
  connection: 'stopped',
  connectionError: null,
  softphone: {
    status: 'off',
    error: null,
    microphone: 'unknown',
    inputs: [],
    outputs: [],
    inputId: null,
    outputId: null,
  },
  agent: null,
  role: null,
  calls: [],
  activeCall: null,
  heldCalls: [],
  parked: [],
  supervision: null,
  contacts: [],
  terminalRecordings: [],
  muted: false,
  cameraOff: false,
  video: false,
  clockOffsetMs: 0,
  monitor: null,
};

/** The session's present picture. It is replaced at once; those who wait for changes are told once per tick. */
export class SessionStore {
  readonly #tell: (state: AgentSessionState) => void;
  #state: AgentSessionState = STOPPED;
  #telling = false;

  constructor(tell: (state: AgentSessionState) => void) {
    this.#tell = tell;
  }

  get state(): AgentSessionState {
    return this.#state;
  }

  /** Puts the next picture in place; the same object means that nothing changed. */
  replace(next: AgentSessionState): void {
    if (next === this.#state) return;
    this.#state = next;
    if (this.#telling) return;
    this.#telling = true;
    queueMicrotask(() => {
      this.#telling = false;
      this.#tell(this.#state);
    });
  }

  set(change: Partial<AgentSessionState>): void {
    this.replace({ ...this.#state, ...change });
  }
}
