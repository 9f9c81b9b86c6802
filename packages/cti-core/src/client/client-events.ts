import type { CallweaveError } from '../errors.js';
import type { AgentId } from '../ids.js';
import type { Role, SessionState } from '../messages/commands.js';
import type { CtiEvent } from '../messages/events.js';

/**
 * Where the client stands.
 *
 * ```
 * stopped ──start──▶ connecting ──welcome──▶ opening ──session.open answered──▶ open
 *    ▲                 ▲    │                   │                                 │
 *    │                 │    └──── broken ───────┼───────────── broken ────────────┘
 *    │        back-off over                     ▼
 *    │                 └─────────────────── waiting
 *    └── stop, from anywhere
 *
 * failed: reached from opening and open when trying again cannot help (token refused twice, session replaced,
 * other protocol); start() tries anew.
 * ```
 */
export type CtiClientState = 'stopped' | 'connecting' | 'opening' | 'open' | 'waiting' | 'failed';

/** The session that opened, or came back. */
export interface OpenSession {
  readonly sessionId: string;
  readonly role: Role;
  readonly agentId: AgentId | null;
  /** The whole picture; null when the session was resumed: the missed events follow. */
  readonly state: SessionState | null;
}

export interface CtiClientEvents {
  /** `error` says why it waits or failed; null otherwise. */
  state: (state: CtiClientState, error: CallweaveError | null) => void;
  session: (session: OpenSession) => void;
  /** Every event, once, in the order of `seq`. */
  event: (event: CtiEvent) => void;
  /** The estimate of the server's clock changed. */
  'clock-offset': (offsetMs: number) => void;
}
