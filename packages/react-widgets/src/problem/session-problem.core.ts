import type { AgentSnapshot } from '@callweave/cti-core';
import type { AgentSessionState } from '@callweave/web-sdk';

export type SessionProblem =
  | 'connection'
  | 'connectionFailed'
  | 'microphoneDenied'
  | 'microphoneMissing'
  | 'softphone'
  /** Registered as far as the page knows, and not as the server sees it. */
  | 'unreachable';

/** The one problem to mend first, or null: without a connection the rest means nothing, without sound no call can be taken. */
export function sessionProblem(state: AgentSessionState): SessionProblem | null {
  if (state.connection === 'failed') return 'connectionFailed';
  if (state.connection === 'reconnecting') return 'connection';
  if (state.softphone.status === 'off') return null;
  if (state.softphone.microphone === 'denied') return 'microphoneDenied';
  if (state.softphone.microphone === 'missing') return 'microphoneMissing';
  if (state.softphone.status === 'failed') return 'softphone';
  if (state.softphone.status === 'registered' && isLost(state.agent)) return 'unreachable';
  return null;
}

function isLost(agent: AgentSnapshot | null): boolean {
  return agent !== null && agent.device === 'browser' && agent.state !== 'logged-out' && !agent.reachable;
}
