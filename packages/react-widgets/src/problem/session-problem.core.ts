import type { AgentSessionState } from '@callweave/web-sdk';

export type SessionProblem =
  | 'connection'
  | 'connectionFailed'
  | 'microphoneDenied'
  | 'microphoneMissing'
  | 'softphone';

/** The one problem to mend first, or null: without a connection the rest means nothing, without sound no call can be taken. */
export function sessionProblem(state: AgentSessionState): SessionProblem | null {
  if (state.connection === 'failed') return 'connectionFailed';
  if (state.connection === 'reconnecting') return 'connection';
  if (state.softphone.status === 'off') return null;
  if (state.softphone.microphone === 'denied') return 'microphoneDenied';
  if (state.softphone.microphone === 'missing') return 'microphoneMissing';
  if (state.softphone.status === 'failed') return 'softphone';
  return null;
}
