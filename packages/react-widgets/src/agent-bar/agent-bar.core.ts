import type { AgentSnapshot, CallId } from '@callweave/cti-core';
import type { AgentCall, AgentSessionState } from '@callweave/web-sdk';
import { isHandedOn } from '../call-lines/call-words.js';

/** The bar's buttons, in the order in which they always stand. */
export type BarAction =
  | 'answer'
  /** Of a video call; `answer` leaves the camera off. */
  | 'answerWithVideo'
  | 'reject'
  | 'hold'
  | 'retrieve'
  | 'mute'
  | 'unmute'
  /** Opens the picker: transfer or consult. */
  | 'transfer'
  | 'pauseRecording'
  | 'resumeRecording'
  | 'finishWrapUp'
  | 'ready'
  | 'aux'
  | 'hangUp';

/** What is wanted more seldom, in the menu beside them. */
export type MoreAction = 'invite' | 'park' | 'startRecording' | 'stopRecording';

export interface AgentBarView {
  readonly agent: AgentSnapshot | null;
  readonly call: AgentCall | null;
  /** The call that rings: the present one, or one that waits beside it. */
  readonly ringingCall: AgentCall | null;
  /** The present one rings; it changes the whole bar. */
  readonly ringing: boolean;
  /** What may be done now, most wanted first; all else is absent, not greyed. */
  readonly actions: readonly BarAction[];
  readonly more: readonly MoreAction[];
  readonly callId: CallId | null;
  /** When the number beside the state began to run. */
  readonly since: number | null;
  /** The caller is with somebody else, or on his way there; the agent wraps him up. */
  readonly handedOn: boolean;
  /** Waiting time of the caller so far, or until he was answered; null where it means nothing. */
  waitedMs(now: number): number | null;
}

/** What the bar shows, computed from the session's picture and the capabilities in it: no rule of its own. */
export function agentBarView(state: AgentSessionState): AgentBarView {
  const { agent, activeCall: call, calls } = state;
  const ringing = call?.can.answer === true;
  return {
    agent,
    call,
    ringingCall: ringing ? call : (calls.find((other) => other.can.answer) ?? null),
    ringing,
    actions: actionsOf(state),
    more: moreOf(call),
    callId: call?.callId ?? null,
    since: agent?.since ?? null,
    handedOn: isHandedOn(state),
    waitedMs(now) {
      if (call?.queuedAt == null) return null;
      return Math.max(0, (call.answeredAt ?? call.endedAt ?? now) - call.queuedAt);
    },
  };
}

function actionsOf({ agent, activeCall: call, muted }: AgentSessionState): BarAction[] {
  const actions: BarAction[] = [];
  if (call?.can.answer) actions.push('answer');
  // By this page's softphone alone: on a telephone the person presses its own key.
  if (call?.can.answer && call.video === true && call.local === 'ringing') actions.push('answerWithVideo');
  if (call?.can.reject) actions.push('reject');
  if (call?.can.retrieve) actions.push('retrieve');
  else if (call?.can.hold) actions.push('hold');
  if (call?.can.mute) actions.push(muted ? 'unmute' : 'mute');
  if (call?.can.transfer || call?.can.consult) actions.push('transfer');
  if (call?.can.resumeRecording) actions.push('resumeRecording');
  else if (call?.can.pauseRecording) actions.push('pauseRecording');
  if (agent?.can.finishWrapUp) actions.push('finishWrapUp');
  else if (agent?.can.setReady && agent.state !== 'ready') actions.push('ready');
  if (agent?.can.setAux && agent.state === 'ready') actions.push('aux');
  if (call?.can.hangUp && !call.can.answer) actions.push('hangUp');
  return actions;
}

function moreOf(call: AgentCall | null): MoreAction[] {
  const more: MoreAction[] = [];
  if (call?.can.invite) more.push('invite');
  if (call?.can.park) more.push('park');
  if (call?.can.record) more.push('startRecording');
  if (call?.can.stopRecording) more.push('stopRecording');
  return more;
}
