import type { LegId } from '@callweave/cti-core';
import type { Step } from '../kernel/world.js';
import type { LegTarget } from '../media-switch/media-switch.port.js';
import { type Call, changeLeg, legOf, lineAt, type Stage, type Transfer } from './call.js';
import { customerMark } from './call.mark.js';
import { addLeg, announceCall, markCustomer, newLegId, saveCall, snapshotOf } from './call.store.js';
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

/** Rings a number outside, or a phone without an agent, for a waiting caller, or for one whom an agent sends there. */
export function forwardCall(
  step: Step,
  call: Call,
  to: {
    readonly target: LegTarget;
    readonly ringMs: number;
    readonly callerNumber: string;
    readonly transfer: Transfer | null;
  },
): void {
  const legId = newLegId(step);
  const next = addLeg(
    step,
    { ...call, stage: { phase: 'forwarded', legId, joined: false, transfer: to.transfer } },
    {
      legId,
      party: 'external',
      agentId: null,
      address: to.target.kind === 'gateway' ? to.target.number : to.target.extension,
      state: 'initiated',
      startedAt: step.at,
      answeredAt: null,
    },
  );
  step.order({
    do: 'switch.create-leg',
    legId,
    target: to.target,
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
