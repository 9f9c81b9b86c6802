import type { LegId } from '@callweave/cti-core';
import type { Step } from '../kernel/world.js';
import { type Call, changeLeg, legOf, lineAt, type Stage, type Transfer } from './call.js';
import { announceCall, markCustomer, newLegId, saveCall, snapshotOf } from './call.store.js';
import { orderJoin } from './join.js';
import { hangUpLegs } from './legs.js';
import { type PhoneRing, ringPhone } from './ring-phone.js';

/*
 * A caller is sent on to a number outside (ACD-4):
 *
 *   queued ──rule or key──▶ forwarded: it rings, he hears music ──joined──▶ forwarded: they talk ──either hangs up──▶ ended
 *      ▲                                │
 *      └── not reached, place kept ─────┘
 */

export type Forwarded = Extract<Stage, { phase: 'forwarded' }>;

/**
 * Rings a number outside, or a phone without an agent, for a waiting caller, or for one whom an agent sends there. False when no
 * gateway is there for it: all is as it was.
 */
export function forwardCall(
  step: Step,
  call: Call,
  to: Pick<PhoneRing, 'phone' | 'ringMs' | 'shows' | 'gateway'> & { readonly transfer: Transfer | null },
): boolean {
  const { transfer, ...ring } = to;
  const legId = newLegId(step);
  const rung = ringPhone(
    step,
    { ...call, stage: { phase: 'forwarded', legId, joined: false, transfer } },
    { ...ring, legId, party: 'external', inside: { callerNumber: call.caller, callerName: call.caller } },
  );
  if (rung.call) announceCall(step, 'call.changed', rung.call);
  return rung.call !== null;
}

/** The far end picked up. */
export function forwardAnswered(step: Step, call: Call, legId: LegId): void {
  step.clearTimer({ guard: 'ring', callId: call.callId, legId });
  if (call.customerLegId !== null) orderJoin(step, call, call.customerLegId, legId);
}

/** Caller and far end hear each other. */
export function forwardJoined(step: Step, call: Call, stage: Forwarded): void {
  step.clearTimer({ guard: 'join', callId: call.callId, legId: stage.legId });
  if (stage.joined) return;
  const { callId } = call;
  const next = saveCall(step, { ...asTalk(step, call, stage), answeredAt: call.answeredAt ?? step.at });
  announceCall(step, 'call.changed', next);
  if (stage.transfer) {
    const { by, destination } = stage.transfer;
    step.emit({ event: 'call.transferred', data: { call: snapshotOf(step, next), by, destination } });
  }
  markCustomer(step, next);
  step.signal({ signal: next.stage.phase === 'talking' ? 'call.joined' : 'call.forwarded', callId });
}

/** An agent who was handed on by a colleague talks with somebody outside as if he had called there. */
function asTalk(step: Step, call: Call, stage: Forwarded): Call {
  const party = legOf(call, call.customerLegId);
  const joined = changeLeg(call, stage.legId, { state: 'connected' });
  if (!party || party.agentId === null) return { ...joined, stage: { ...stage, joined: true } };
  return {
    ...joined,
    customerLegId: stage.legId,
    agentId: party.agentId,
    talkingSince: step.at,
    stage: { phase: 'talking', line: lineAt(party.agentId, party.legId), peerApart: false },
  };
}

/** Nobody was reached there: he goes on waiting. */
export function forwardFailed(step: Step, call: Call, stage: Forwarded): void {
  const { callId } = call;
  step.clearTimer({ guard: 'ring', callId, legId: stage.legId });
  step.clearTimer({ guard: 'join', callId, legId: stage.legId });
  const leg = legOf(call, stage.legId);
  const next = leg ? hangUpLegs(step, call, [leg], 'NORMAL_CLEARING') : call;
  saveCall(step, { ...next, stage: { phase: 'queued' } });
  step.signal({ signal: 'call.forward-failed', callId, number: leg?.address ?? '' });
}
