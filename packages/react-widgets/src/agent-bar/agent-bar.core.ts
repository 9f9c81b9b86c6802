import type { AgentSnapshot, CallId } from '@callweave/cti-core';
import type { AgentCall, AgentSessionState } from '@callweave/web-sdk';

/** The bar's buttons, in the order in which they always stand. */
export type BarAction =
  | 'answer'
  | 'reject'
  | 'hold'
  | 'retrieve'
  | 'mute'
  | 'unmute'
  | 'finishWrapUp'
  | 'ready'
  | 'aux'
  | 'hangUp';

export interface AgentBarView {
  readonly agent: AgentSnapshot | null;
  readonly call: AgentCall | null;
  readonly ringing: boolean;
  /** What may be done now, most wanted first; all else is absent, not greyed. */
  readonly actions: readonly BarAction[];
  readonly callId: CallId | null;
  /** When the number beside the state began to run. */
  readonly since: number | null;
  /** Waiting time of the caller so far, or until he was answered; null where it means nothing. */
  waitedMs(now: number): number | null;
}

/** What the bar shows, computed from the session's picture and the capabilities in it: no rule of its own. */
export function agentBarView(state: AgentSessionState): AgentBarView {
  const { agent, activeCall: call, muted } = state;
  const actions: BarAction[] = [];
  if (call?.can.answer) actions.push('answer');
  if (call?.can.reject) actions.push('reject');
  if (call?.can.retrieve) actions.push('retrieve');
  else if (call?.can.hold) actions.push('hold');
  if (call?.can.mute) actions.push(muted ? 'unmute' : 'mute');
  if (agent?.can.finishWrapUp) actions.push('finishWrapUp');
  else if (agent?.can.setReady && agent.state !== 'ready') actions.push('ready');
  if (agent?.can.setAux && agent.state === 'ready') actions.push('aux');
  if (call?.can.hangUp && !call.can.answer) actions.push('hangUp');
  return {
    agent,
    call,
    ringing: call?.can.answer === true,
    actions,
    callId: call?.callId ?? null,
    since: agent?.since ?? null,
    waitedMs(now) {
      if (call?.queuedAt == null) return null;
      return Math.max(0, (call.answeredAt ?? call.endedAt ?? now) - call.queuedAt);
    },
  };
}
