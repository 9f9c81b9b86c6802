import { type AgentId, CallweaveError, type PersonDestination } from '@callweave/cti-core';
import { agentOf } from '../agents/agent.store.js';
import type { Step } from '../kernel/world.js';
import { attend } from './attend.js';
import { type Call, legOf, type Phone } from './call.js';
import { callOf, liveCall, saveCall } from './call.store.js';
import { diallingOver } from './call-back.js';
import { callBeside } from './call-beside.js';
import { areFree, pairOf } from './consult-pair.js';
import { phoneOf } from './destination.js';
import { endCall } from './end-call.js';
import { orderJoin } from './join.js';
import { facing, lineOf, talkingWith } from './line.js';
import { notHimself } from './new-call.js';
import { refuseReplies, replyWhen } from './pending-replies.js';

/*
 * Consultation (磋商, AGT-3): two calls of one agent, on his one line.
 *
 *   caller:        talking ─consult─▶ held, with music ────────swap────────▶ talking ⇄ held ──▶ talking with whom was asked
 *   consultation:  ····················dialling ──▶ talking ───swap────────▶ held ⇄ talking ──▶ ended
 *                                          └─ busy, no answer, let go ─▶ ended: the caller waits on for his agent
 *
 * Half-done: the caller hangs up, and the consultation goes on as any call; whom was asked hangs up, and the caller waits on;
 * the agent's phone is gone, and both wait for him (lost-line.ts); the switch does not join the two, and all is as it was.
 */

/**
 * Asks somebody about a caller, who hears music meanwhile. The result is the second call.
 * @throws {CallweaveError} `call.destination-unavailable`, `call.failed`, `request.invalid`, `call.too-many`
 */
export function consult(step: Step, call: Call, agentId: AgentId, destination: PersonDestination): Call {
  const agent = agentOf(step, agentId);
  const target = phoneOf(step, destination);
  if (agent.seat) notHimself(agent, agent.seat, target);
  if (target.agentId !== null && legOf(call, call.customerLegId)?.agentId === target.agentId) {
    throw new CallweaveError('request.invalid', 'He is in this call already', {
      details: { issues: [{ path: ['destination'], message: 'takes part' }] },
    });
  }
  const talking = talkingWith(call, agentId);
  if (talking) saveCall(step, facing(talking, agentId));
  const called = destination.to === 'number' ? destination.number : numberOf(target.phone);
  return callBeside(step, agent, {
    target,
    called,
    data: call.data,
    consultOf: call.callId,
    queueId: null,
    // Whom he asks may be joined with the caller, or be in a conference with him: by then his phone is not asked again.
    video: call.video,
  });
}

function numberOf(phone: Phone): string {
  return phone.is === 'extension' ? phone.extension : phone.number;
}

/**
 * Lets go whom was asked; the agent talks with the caller again.
 * @throws {CallweaveError} `call.not-allowed-now`
 */
export function returnToCaller(step: Step, call: Call, agentId: AgentId, replyTo: string): void {
  const [callerId, consultationId] = callIdsOf(call);
  const consultation = liveCall(step, consultationId);
  if (!consultation || lineOf(step, agentOf(step, agentId)) === null) {
    throw new CallweaveError('call.not-allowed-now', 'His phone is not there', {
      details: { callId: call.callId },
    });
  }
  if (consultation.stage.phase === 'dialling') {
    diallingOver(step, consultation, { whose: 'agent', cause: 'ORIGINATOR_CANCEL' }, 'agent');
  } else endCall(step, consultationId, { by: 'agent', cause: 'NORMAL_CLEARING' });
  attend(step, callerId, agentId, replyTo);
}

/** The caller's call and the consultation, by either of them. */
function callIdsOf({ callId, consult: pair }: Call): [caller: Call['callId'], consultation: Call['callId']] {
  if (pair === null) return [callId, callId];
  return pair.is === 'by' ? [callId, pair.callId] : [pair.callId, callId];
}

/** The call that its agent turns to when he swaps: of a pair the one that is held, otherwise this one. */
export function swappedTo(step: Step, call: Call, agentId: AgentId): Call['callId'] {
  const work = agentOf(step, agentId).seat?.work;
  const isAttended = work !== undefined && work.is !== 'idle' && work.callId === call.callId;
  return isAttended && call.consult !== null ? call.consult.callId : call.callId;
}

/**
 * Joins the caller with whom was asked; the agent is out when the switch has done it.
 * @throws {CallweaveError} `call.not-allowed-now`
 */
export function completeTransfer(step: Step, call: Call, replyTo: string): void {
  const pair = pairOf(step, call);
  const { caller, consultation } = pair ?? {};
  const customerLegId = caller?.customerLegId ?? null;
  const targetLegId = consultation?.customerLegId ?? null;
  const completing = caller?.consult?.is === 'by' && caller.consult.completing;
  if (!caller || !consultation || customerLegId === null || targetLegId === null || completing) {
    throw new CallweaveError('call.not-allowed-now', 'The two are being joined, or one has gone', {
      details: { callId: call.callId },
    });
  }
  if (!areFree({ caller, consultation })) {
    throw new CallweaveError('call.not-allowed-now', 'One of the two talks with somebody else', {
      details: { callId: call.callId },
    });
  }
  saveCall(step, { ...caller, consult: { is: 'by', callId: consultation.callId, completing: true } });
  replyWhen(step, caller.callId, 'completed', replyTo);
  orderJoin(step, caller, targetLegId, customerLegId);
}

/** The switch did not join them: all is as it was, and the agent may try again. */
export function completingFailed(step: Step, call: Call): void {
  if (call.consult?.is !== 'by' || !call.consult.completing) return;
  saveCall(step, { ...call, consult: { ...call.consult, completing: false } });
  const caller = callOf(step, call.callId);
  if (caller.customerLegId !== null) step.order({ do: 'switch.play-music', legId: caller.customerLegId });
  const error = new CallweaveError('call.failed', 'The switch did not join the two', {
    details: { callId: call.callId, cause: 'join' },
  });
  refuseReplies(step, call.callId, 'completed', error);
}
