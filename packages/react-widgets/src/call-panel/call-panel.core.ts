import type { AgentCall, AgentSessionState } from '@callweave/web-sdk';

export interface CallPanelView {
  readonly call: AgentCall | null;
  /** What the panel is for at this moment. */
  readonly mode: 'idle' | 'paused' | 'ringing' | 'dialling' | 'talking' | 'held' | 'ended';
  readonly canDial: boolean;
  readonly canSendDigits: boolean;
  readonly recording: boolean;
  readonly connecting: boolean;
  /** When the talk began; null before the answer. */
  readonly talkingSince: number | null;
}

/** What the call panel shows, computed from the session's picture. */
export function callPanelView(state: AgentSessionState): CallPanelView {
  const { activeCall: call, agent } = state;
  return {
    call,
    mode: modeOf(state),
    canDial: call === null && agent?.can.makeCall === true,
    canSendDigits: call?.can.sendDigits === true,
    recording: call !== null && call.phase === 'talking' && call.recordingId !== null,
    connecting: call?.local === 'connecting',
    talkingSince: call?.answeredAt ?? null,
  };
}

function modeOf({ activeCall: call, agent }: AgentSessionState): CallPanelView['mode'] {
  if (call === null) return agent?.state === 'ready' ? 'idle' : 'paused';
  if (call.phase === 'ended') return 'ended';
  if (call.can.answer || call.phase === 'offered') return 'ringing';
  if (call.phase === 'dialling') return 'dialling';
  return call.heldSince === null ? 'talking' : 'held';
}

/** Keeps what a telephone number may hold, as a person types or pastes it. */
export function cleanNumber(typed: string): string {
  return typed.replace(/[^\d+*#]/g, '').slice(0, 32);
}
