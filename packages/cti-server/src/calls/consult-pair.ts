import { type CallId, CallweaveError } from '@callweave/cti-core';
import type { Step } from '../kernel/world.js';
import type { Call, Consult } from './call.js';
import { announceCall, liveCall, saveCall } from './call.store.js';
import { type TalkingCall, talkingWith } from './line.js';
import { refuseReplies } from './pending-replies.js';

/** A caller who waits, and the call in which somebody is asked about him. */
export interface ConsultPair {
  readonly caller: TalkingCall;
  readonly consultation: TalkingCall;
}

/** The two, by either of them, when both talk. */
export function pairOf(step: Step, call: Call): ConsultPair | null {
  const { consult } = call;
  const other = consult && liveCall(step, consult.callId);
  if (!consult || !other) return null;
  const [caller, consultation] = consult.is === 'by' ? [call, other] : [other, call];
  const agentId = consultation.stage.phase === 'talking' ? consultation.stage.line.agentId : null;
  if (agentId === null) return null;
  const talking = talkingWith(caller, agentId);
  const asking = talkingWith(consultation, agentId);
  return talking && asking ? { caller: talking, consultation: asking } : null;
}

/** Caller and whom was asked can be brought together: neither is an agent who talks with somebody else meanwhile. */
export function areFree({ caller, consultation }: ConsultPair): boolean {
  return !caller.stage.peerApart && !consultation.stage.peerApart;
}

/** What is said of a call in the picture of the other one has changed. */
export function announcePartner(step: Step, consult: Consult): void {
  const partner = liveCall(step, consult.callId);
  if (partner) announceCall(step, 'call.changed', partner);
}

/** One of the two is over, or no consultation any more: the other goes on by itself. */
export function unlink(step: Step, endedId: CallId, consult: Consult | null): void {
  const partner = consult && liveCall(step, consult.callId);
  if (partner?.consult?.callId !== endedId) return;
  const { callId, customerLegId } = partner;
  announceCall(step, 'call.changed', saveCall(step, { ...partner, consult: null }));
  if (partner.consult.is !== 'by' || !partner.consult.completing) return;
  if (customerLegId !== null) step.clearTimer({ guard: 'join', callId, legId: customerLegId });
  const error = new CallweaveError('call.failed', 'Whom was asked has gone', { details: { callId } });
  refuseReplies(step, callId, 'completed', error);
}

/** A call is made to ask about another. */
export function link(step: Step, callerId: CallId, consultationId: CallId): void {
  const caller = liveCall(step, callerId);
  if (!caller) return;
  const consult = { is: 'by', callId: consultationId, completing: false } as const;
  announceCall(step, 'call.changed', saveCall(step, { ...caller, consult }));
}
