import {
  type AgentId,
  CallweaveError,
  type Destination,
  type EventData,
  type QueueId,
} from '@callweave/cti-core';
import { type Agent, mayBeRung } from '../agents/agent.js';
import { agentOf } from '../agents/agent.store.js';
import { clearWrapUpTimer } from '../agents/wrap-up.js';
import type { Step } from '../kernel/world.js';
import type { OutboundRoute } from '../outbound/index.js';
import { type Call, isBeingJoined, type Offer, type Stage, type Transfer } from './call.js';
import { announceCall, callOf, liveCall, markCustomer, saveCall, snapshotOf } from './call.store.js';
import { PART_MS } from './call-beside.js';
import { shownOnTransfer } from './caller-id.js';
import { agentAt, phoneOf, takesTransfers, unavailable } from './destination.js';
import { AGENT_RING_MS } from './dial-target.js';
import { endCall } from './end-call.js';
import { type Forwarded, forwardCall, forwardFailed } from './forward.js';
import { leaveCall } from './leave-call.js';
import { hangUpLegs } from './legs.js';
import { facing, isTogether, legAt, type TalkingCall, talkingWith } from './line.js';
import { closeOffer, openOffers } from './offer.js';

/*
 * A caller is handed on without asking (盲转, AGT-3). He hears music from the first moment to the last:
 *
 *   talking ──parted──▶ transferring: a colleague's phone rings ──joined──▶ talking
 *             │                          └──not taken──▶ back to whoever handed him on ──not taken──▶ queued, or ended
 *             ├──▶ queued, at the place of his time
 *             └──▶ forwarded: it rings outside ──joined──▶ forwarded; not reached: as a colleague who did not take him
 */

export type Transferring = Extract<Stage, { phase: 'transferring' }>;
export type TransferOutcome = EventData<'call.transfer-failed'>['outcome'];

/** Why the last attempt came to nothing, as a Q.850 name. */
const CAUSES = {
  'no-answer': 'NO_ANSWER',
  rejected: 'CALL_REJECTED',
  busy: 'USER_BUSY',
  unreachable: 'USER_NOT_REGISTERED',
} as const;

/**
 * Hands a caller on; the agent is rid of him at once.
 * @throws {CallweaveError} `call.destination-unavailable`, `queue.unknown`, `agent.unknown`, `call.failed`, `request.invalid`
 */
export function transferCall(step: Step, before: Call, agentId: AgentId, destination: Destination): void {
  checkDestination(step, before, agentId, destination);
  const transfer: Transfer = { by: agentId, destination, startedAt: step.at };
  handOn(step, before, agentId, {
    phase: 'transferring',
    transfer,
    offer: null,
    to: 'destination',
    from: null,
  });
}

function checkDestination(step: Step, call: Call, by: AgentId, destination: Destination) {
  if (destination.to === 'queue') return checkQueue(step, destination.queueId);
  const agent = agentAt(step, destination);
  if (agent === null) {
    phoneOf(step, destination);
    return;
  }
  const takesPart =
    agent.agentId === by || call.legs.some((leg) => leg.agentId === agent.agentId && isUp(leg));
  if (takesPart) {
    throw new CallweaveError('request.invalid', 'He is in this call already', {
      details: { issues: [{ path: ['destination'], message: 'takes part' }] },
    });
  }
  if (!takesTransfers(agent))
    throw unavailable('The agent is busy, or his phone is not there', agent.agentId);
}

function isUp({ state }: Call['legs'][number]): boolean {
  return state !== 'ended' && state !== 'failed';
}

function checkQueue(step: Step, queueId: QueueId): void {
  const queue = step.world.queues.get(queueId);
  if (queue?.channel === 'voice' && !queue.closing) return;
  throw new CallweaveError('queue.unknown', 'There is no such queue of callers', { details: { queueId } });
}

/** The agent leaves, and the caller goes on to the next stage once he is parted from him. */
export function handOn(
  step: Step,
  before: Call,
  agentId: AgentId,
  stage: Transferring | Extract<Stage, { phase: 'parked' }>,
): Call {
  const talking = talkingWith(before, agentId) as TalkingCall;
  const call = facing(talking, agentId);
  const { callId, customerLegId, talkingSince } = call;
  const legId = legAt(call, 'line');
  const together = isTogether(step, call);
  if (together && legId !== null) step.order({ do: 'switch.part', legId });
  for (const guard of ['parted', 'return'] as const) step.clearTimer({ guard, callId });
  saveCall(step, { ...call, stage, heldSince: null, talkingSince: null });
  const next = leaveCall(step, callOf(step, callId), agentId, talkingSince);
  if (customerLegId !== null) step.clearTimer({ guard: 'join', callId, legId: customerLegId });
  if (together && customerLegId !== null)
    step.setTimer({ guard: 'part', callId, legId: customerLegId }, PART_MS);
  announceCall(step, stage.phase === 'parked' ? 'call.parked' : 'call.changed', next);
  markCustomer(step, next);
  if (!together) goOn(step, next);
  return next;
}

/** The caller stands alone, with music: now the one he is handed to is rung. */
export function goOn(step: Step, call: Call) {
  if (call.customerLegId !== null) {
    step.clearTimer({ guard: 'part', callId: call.callId, legId: call.customerLegId });
    if (!isBeingJoined(call)) step.order({ do: 'switch.play-music', legId: call.customerLegId });
  }
  if (call.stage.phase !== 'transferring' || call.stage.offer !== null) return;
  const { destination } = call.stage.transfer;
  if (destination.to === 'queue') return toQueue(step, call, call.stage.transfer, destination.queueId);
  let agent: Agent | null;
  try {
    agent = agentAt(step, destination);
  } catch (error) {
    if (!(error instanceof CallweaveError)) throw error;
    return transferFailed(step, call, call.stage, 'unreachable');
  }
  if (agent === null) return toPhone(step, call, call.stage.transfer, destination);
  if (!takesTransfers(agent)) return transferFailed(step, call, call.stage, 'busy');
  openOffers(step, call, [agent], { ringMs: AGENT_RING_MS, autoAnswer: false });
}

/** He waits in the order of his time, as if he had come there first. */
function toQueue(step: Step, call: Call, { by, destination }: Transfer, queueId: QueueId): void {
  const { callId } = call;
  const next = saveCall(step, { ...call, stage: { phase: 'queued' } });
  const picture = snapshotOf(step, { ...next, queueId });
  step.emit({ event: 'call.transferred', data: { call: picture, by, destination } });
  step.signal({ signal: 'call.to-queue', callId, queueId });
}

function toPhone(
  step: Step,
  call: Call,
  transfer: Transfer,
  destination: Exclude<Destination, { to: 'queue' }>,
) {
  const { phone } = phoneOf(step, destination);
  const shows = (route: OutboundRoute) => shownOnTransfer(step, call, transfer.by, route);
  if (forwardCall(step, call, { phone, ringMs: AGENT_RING_MS, shows, transfer })) return;
  transferFailed(step, call, { transfer, to: 'destination', from: null }, 'unreachable');
}

/** Nobody was reached where a caller was sent: by an agent, who is told, or by a rule of his queue. */
export function notForwarded(step: Step, call: Call, stage: Forwarded, outcome: TransferOutcome) {
  if (stage.transfer === null) return forwardFailed(step, call, stage);
  const { callId } = call;
  step.clearTimer({ guard: 'ring', callId, legId: stage.legId });
  step.clearTimer({ guard: 'join', callId, legId: stage.legId });
  const leg = call.legs.find((one) => one.legId === stage.legId);
  const next = leg ? hangUpLegs(step, call, [leg], 'NORMAL_CLEARING') : call;
  transferFailed(step, next, { transfer: stage.transfer, to: 'destination', from: null }, outcome);
}

/** A colleague who was rung for a caller did not take him. */
export function transferOfferFailed(step: Step, call: Call, offer: Offer, outcome: TransferOutcome): void {
  const { stage } = closeOffer(step, call, offer, outcome);
  if (stage.phase === 'transferring') transferFailed(step, callOf(step, call.callId), stage, outcome);
}

/**
 * Nobody took the caller: he comes back to whoever handed him on, or parked him, and is rung at his phone; when that is
 * impossible or fails, he waits in his queue again; one who has no queue is let go.
 */
export function transferFailed(
  step: Step,
  call: Call,
  { transfer, to, from }: Pick<Transferring, 'transfer' | 'to' | 'from'>,
  outcome: TransferOutcome,
) {
  if (from !== null) return void step.signal({ signal: 'call.not-picked-up', callId: call.callId, from });
  if (to === 'back') return backToQueue(step, call, CAUSES[outcome]);
  const told = () => announceFailed(step, call, transfer, outcome);
  if (recall(step, call, transfer)) return told();
  if (call.queueId === null) {
    told();
    return backToQueue(step, call, CAUSES[outcome]);
  }
  saveCall(step, { ...call, stage: { phase: 'queued' } });
  told();
  backToQueue(step, callOf(step, call.callId), CAUSES[outcome]);
}

function announceFailed(
  step: Step,
  call: Call,
  { by, destination }: Transfer,
  outcome: TransferOutcome,
): void {
  const now = liveCall(step, call.callId);
  if (now === null) return;
  step.emit({
    event: 'call.transfer-failed',
    data: { call: snapshotOf(step, now), by, destination, outcome },
  });
}

/** Rings whoever handed the caller on, or parked him; false when he cannot be rung. */
export function recall(step: Step, call: Call, transfer: Transfer): boolean {
  const agent = step.world.agents.get(transfer.by);
  const takesPart = call.legs.some((leg) => leg.agentId === transfer.by && isUp(leg));
  if (!agent || takesPart || !mayBeRung(agent)) return false;
  clearWrapUpTimer(step, agent.agentId);
  const stage: Transferring = { phase: 'transferring', transfer, offer: null, to: 'back', from: null };
  openOffers(step, saveCall(step, { ...call, stage }), [agentOf(step, agent.agentId)], {
    ringMs: AGENT_RING_MS,
    autoAnswer: false,
  });
  return true;
}

/** Without anybody who has him he waits in his queue, at the place of his time; or that was it. */
export function backToQueue(step: Step, call: Call, cause: string) {
  const { callId } = call;
  if (call.queueId === null) return endCall(step, callId, { by: 'system', cause });
  saveCall(step, { ...call, stage: { phase: 'queued' } });
  step.signal({ signal: 'call.back-to-queue', callId });
}
