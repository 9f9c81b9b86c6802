import type { LegId } from '@callweave/cti-core';
import type { Step } from '../kernel/world.js';
import { type Call, legOf, type Stage } from './call.js';
import { customerMark } from './call.mark.js';
import { addLeg, announceCall, markCustomer, newLegId, saveCall } from './call.store.js';
import { orderJoin } from './join.js';
import { hangUpLegs } from './legs.js';

/*
 * A caller is sent on to a number outside (ACD-4):
 *
 *   queued ──rule or key──▶ forwarded: it rings, he hears music ──joined──▶ forwarded: they talk ──either hangs up──▶ ended
 *      ▲                                │
 *      └── not reached, place kept ─────┘
 */

export type Forwarded = Extract<Stage, { phase: 'forwarded' }>;

/** How long beyond its time a leg that never says a word may ring. */
const RING_SLACK_MS = 2_000;

/** Rings a number outside for a waiting caller. */
export function forwardCall(
  step: Step,
  call: Call,
  to: {
    readonly gateway: string;
    readonly number: string;
    readonly ringMs: number;
    readonly callerNumber: string;
  },
): void {
  const legId = newLegId(step);
  const next = addLeg(
    step,
    { ...call, stage: { phase: 'forwarded', legId, joined: false } },
    {
      legId,
      party: 'external',
      agentId: null,
      address: to.number,
      state: 'initiated',
      startedAt: step.at,
      answeredAt: null,
    },
  );
  step.order({
    do: 'switch.create-leg',
    legId,
    target: { kind: 'gateway', gateway: to.gateway, number: to.number },
    mark: { ...customerMark(next), party: 'external' },
    callerNumber: to.callerNumber,
    callerName: to.callerNumber,
    ringMs: to.ringMs,
    offerId: null,
  });
  step.setTimer({ guard: 'ring', callId: call.callId, legId }, to.ringMs + RING_SLACK_MS);
  announceCall(step, 'call.changed', next);
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
  const next = saveCall(step, {
    ...call,
    stage: { ...stage, joined: true },
    answeredAt: call.answeredAt ?? step.at,
  });
  announceCall(step, 'call.changed', next);
  markCustomer(step, next);
  step.signal({ signal: 'call.forwarded', callId: call.callId });
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
