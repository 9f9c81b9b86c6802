import { type AgentId, type CallId, CallweaveError } from '@callweave/cti-core';
import type { Step } from '../kernel/world.js';
import type { Call } from './call.js';
import { snapshotOf } from './call.store.js';

/** A switch that accepted the order but never tells what came of it. */
const REPLY_MS = 5_000;

export const REPLIES = ['held', 'retrieved', 'completed'] as const;
export type ReplyUntil = (typeof REPLIES)[number];

/** The command is answered when the switch tells that it happened. */
export function replyWhen(step: Step, callId: CallId, until: ReplyUntil, replyTo: string): void {
  const key = `${until} ${callId}`;
  step.world.pendingReplies.set(key, [...(step.world.pendingReplies.get(key) ?? []), replyTo]);
  step.setTimer({ guard: 'reply', callId, until }, REPLY_MS);
}

export function reply(step: Step, call: Call, until: ReplyUntil, viewer?: AgentId): void {
  for (const to of take(step, call.callId, until)) {
    step.order({ do: 'reply', to, result: { call: snapshotOf(step, call, viewer) } });
  }
}

export function refuseReplies(step: Step, callId: CallId, until: ReplyUntil, error: CallweaveError): void {
  for (const to of take(step, callId, until)) step.order({ do: 'refuse', to, error });
}

/** The call is over, and nothing it was asked for will happen. */
export function settleReplies(step: Step, call: Call): void {
  for (const until of REPLIES) {
    // Hardly ever is there one, and an error is dear to make.
    if (!step.world.pendingReplies.has(`${until} ${call.callId}`)) continue;
    const error = new CallweaveError('call.not-active', 'The call ended meanwhile', {
      details: { callId: call.callId },
    });
    refuseReplies(step, call.callId, until, error);
  }
}

function take(step: Step, callId: CallId, until: ReplyUntil): readonly string[] {
  const key = `${until} ${callId}`;
  const waiting = step.world.pendingReplies.get(key);
  if (!waiting) return [];
  step.world.pendingReplies.delete(key);
  step.clearTimer({ guard: 'reply', callId, until });
  return waiting;
}
