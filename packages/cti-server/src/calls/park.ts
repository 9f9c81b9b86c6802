import { type AgentId, type CallId, CallweaveError, type ParkedCall } from '@callweave/cti-core';
import { agentSnapshotOf, stateOf } from '../agents/agent.js';
import { agentOf } from '../agents/agent.store.js';
import { clearWrapUpTimer } from '../agents/wrap-up.js';
import type { Step, World } from '../kernel/world.js';
import type { Call, ParkedAt, Transfer } from './call.js';
import { announceCall, callOf, liveCall, saveCall } from './call.store.js';
import { AGENT_RING_MS } from './dial-target.js';
import { openOffers } from './offer.js';
import { backToQueue, handOn, recall } from './transfer.js';

/*
 * A caller waits in a slot, with music, for whoever picks him up (代接, AGT-3):
 *
 *   talking ──park──▶ parked ──pick-up──▶ transferring ──joined──▶ talking
 *                      ▲  │                    └─ not taken ─▶ parked again
 *                      │  └─ too long ─▶ transferring, back to whoever parked him ─▶ queued, or ended: as in transfer.ts
 */

/** How long he is kept there. */
const PARKED_MS = 120_000;

/**
 * Parks a caller; the agent goes on to his after-call work.
 * @throws {CallweaveError} `call.slot-taken`
 */
export function parkCall(step: Step, call: Call, by: AgentId, wanted: string | undefined): void {
  const taken = slotsInUse(step.world);
  const slot = wanted ?? lowestFree(taken);
  if (taken.has(slot)) {
    throw new CallweaveError('call.slot-taken', 'Another call is parked there', { details: { slot } });
  }
  const until = step.at + (step.world.settings.parkingMs ?? PARKED_MS);
  handOn(step, call, by, { phase: 'parked', parked: { slot, by, since: step.at, until } });
  step.setTimer({ guard: 'parked', callId: call.callId }, until - step.at);
  announceParking(step);
}

/**
 * Rings an agent's own phone for a parked call, and asks it to pick up by itself.
 * @throws {CallweaveError} `call.unknown`, `call.not-allowed-now`, `agent.not-allowed-now`
 */
export function pickUp(step: Step, callId: CallId, agentId: AgentId): void {
  const call = callOf(step, callId);
  const agent = agentOf(step, agentId);
  if (call.stage.phase !== 'parked') {
    throw new CallweaveError('call.not-allowed-now', 'The call is not parked any more', {
      details: { callId, phase: call.stage.phase },
    });
  }
  if (!agentSnapshotOf(agent).can.pickUp) {
    throw new CallweaveError('agent.not-allowed-now', `No call can be picked up in state ${stateOf(agent)}`, {
      details: { state: stateOf(agent), needs: 'can.pickUp' },
    });
  }
  const { parked } = call.stage;
  clearWrapUpTimer(step, agentId);
  step.clearTimer({ guard: 'parked', callId });
  const transfer: Transfer = { by: agentId, destination: { to: 'agent', agentId }, startedAt: step.at };
  const next = saveCall(step, {
    ...call,
    stage: { phase: 'transferring', transfer, offer: null, to: 'destination', from: parked },
  });
  openOffers(step, next, [agentOf(step, agentId)], { ringMs: AGENT_RING_MS, autoAnswer: true });
  announceParking(step);
}

/** Whoever picked him up did not come: he waits where he was. */
export function parkAgain(step: Step, callId: CallId, parked: ParkedAt): void {
  const call = liveCall(step, callId);
  if (call?.stage.phase !== 'transferring') return;
  const next = saveCall(step, { ...call, stage: { phase: 'parked', parked } });
  step.setTimer({ guard: 'parked', callId }, parked.until - step.at);
  announceCall(step, 'call.parked', next);
  announceParking(step);
}

/** Nobody picked him up: he comes back to whoever parked him, or waits in his queue. */
export function parkedTooLong(step: Step, call: Call): void {
  if (call.stage.phase !== 'parked') return;
  const { by } = call.stage.parked;
  const transfer: Transfer = { by, destination: { to: 'agent', agentId: by }, startedAt: step.at };
  if (!recall(step, call, transfer)) backToQueue(step, call, 'NO_ANSWER');
  announceParking(step);
}

/** All that anybody may pick up, the longest parked first. */
export function parkedCalls({ calls }: World): ParkedCall[] {
  const found: ParkedCall[] = [];
  for (const { callId, stage, caller, callerName, queueId } of calls.values()) {
    if (stage.phase === 'parked') found.push({ callId, caller, callerName, queueId, ...stage.parked });
  }
  return found.sort((one, other) => one.since - other.since || (one.slot < other.slot ? -1 : 1));
}

export function announceParking(step: Step): void {
  step.emit({ event: 'parking.changed', data: { parked: parkedCalls(step.world) } });
}

/** A slot is kept for one who is being picked up. */
function slotsInUse({ calls }: World): Set<string> {
  const slots = new Set<string>();
  for (const { stage } of calls.values()) {
    if (stage.phase === 'parked') slots.add(stage.parked.slot);
    if (stage.phase === 'transferring' && stage.from !== null) slots.add(stage.from.slot);
  }
  return slots;
}

function lowestFree(taken: ReadonlySet<string>): string {
  let slot = 1;
  while (taken.has(String(slot))) slot += 1;
  return String(slot);
}
