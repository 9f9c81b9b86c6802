import type { Directory, PersonDestination } from '@callweave/cti-core';
import type { AgentCall, AgentSessionState } from '@callweave/web-sdk';
import { isHandedOn } from '../call-lines/call-words.js';

export interface CallPanelView {
  readonly call: AgentCall | null;
  /** What the panel is for at this moment. */
  readonly mode: 'idle' | 'paused' | 'ringing' | 'dialling' | 'talking' | 'held' | 'ended';
  readonly canDial: boolean;
  /** With pictures, where the switch carries them and this page has the telephone. */
  readonly canDialWithVideo: boolean;
  /** What is dialled is a call beside the present one, which waits meanwhile. */
  readonly dialsBeside: boolean;
  /** Whom is dialled may be asked about the present caller. */
  readonly canConsult: boolean;
  readonly canSendDigits: boolean;
  /** What is said is recorded, or left out at the moment; null when nothing is. */
  readonly recording: 'running' | 'paused' | null;
  /** The caller is with somebody else, or on his way there; the agent wraps him up. */
  readonly handedOn: boolean;
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
    canDial: agent?.can.makeCall === true,
    canDialWithVideo: canDialWithVideo(state),
    dialsBeside: agent?.state === 'talking' || agent?.state === 'holding',
    canConsult: call?.can.consult === true,
    canSendDigits: call?.can.sendDigits === true,
    recording: isHandedOn(state) ? null : recordingOf(call),
    handedOn: isHandedOn(state),
    connecting: call?.local === 'connecting',
    talkingSince: call?.answeredAt ?? null,
  };
}

/** A call beside another is on its line, and has pictures only if that one has. */
function canDialWithVideo({ agent, activeCall: call, softphone, video }: AgentSessionState): boolean {
  if (agent?.can.makeCall !== true || !video || softphone.status !== 'registered') return false;
  const beside = agent.state === 'talking' || agent.state === 'holding';
  return !beside || call?.video === true;
}

function recordingOf(call: AgentCall | null): CallPanelView['recording'] {
  if (call === null || call.phase === 'ended') return null;
  return call.recording ?? null;
}

function modeOf(state: AgentSessionState): CallPanelView['mode'] {
  const { activeCall: call, agent } = state;
  if (call === null) return agent?.state === 'ready' ? 'idle' : 'paused';
  if (call.phase === 'ended' || isHandedOn(state)) return 'ended';
  if (call.can.answer) return 'ringing';
  if (call.phase === 'dialling' || call.phase === 'offered') return 'dialling';
  return call.heldSince === null ? 'talking' : 'held';
}

/** Keeps what a telephone number may hold, as a person types or pastes it. */
export function cleanNumber(typed: string): string {
  return typed.replace(/[^\d+*#]/g, '').slice(0, 32);
}

/** Whom a number reaches: a colleague by his extension, anybody else outside. */
export function personAt(number: string, directory: Directory | null): PersonDestination {
  const colleague = directory?.agents.find(({ extension }) => extension === number);
  return colleague === undefined ? { to: 'number', number } : { to: 'agent', agentId: colleague.agentId };
}
