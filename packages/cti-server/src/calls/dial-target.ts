import { type AgentId, type LegId, MOST_CALLS, type OfferId } from '@callweave/cti-core';
import { type Agent, mayBeRung } from '../agents/agent.js';
import { withWaiting } from '../agents/agent.machine.js';
import { saveAgent } from '../agents/agent.store.js';
import type { Step } from '../kernel/world.js';
import { type Call, type DialTarget, legOf, type Offer, type Stage, withOffers } from './call.js';
import { announceCall, newLegId, saveCall } from './call.store.js';
import { diallingOver } from './call-back.js';
import { shownWhenDialled } from './caller-id.js';
import { endCall } from './end-call.js';
import { orderJoin } from './join.js';
import { lineOf } from './line.js';
import { openOffers } from './offer.js';
import { ringPhone } from './ring-phone.js';
import { checkWayOut } from './way-out.js';

const TARGET_RING_MS = 60_000;
export const AGENT_RING_MS = 30_000;
/** What a caller hears in China while the far end rings (450 Hz, 1 s on, 4 s off; YD/T 723). */
const RINGBACK = '%(1000,4000,450);loops=-1';

export type Dialling = Extract<Stage, { phase: 'dialling' }>;

/**
 * Whose phone a number is: that of an agent who is logged in there, another extension, or one outside.
 * @throws {CallweaveError} `call.failed`
 */
export function targetOf(step: Step, to: string): DialTarget {
  const { world } = step;
  const agentId = world.seats.get(to) ?? null;
  const internal =
    agentId !== null ||
    world.registered.has(to) ||
    world.settings.agents.some((agent) => agent.extension === to);
  if (internal) return { phone: { is: 'extension', extension: to }, agentId };
  checkWayOut(step, to);
  return { phone: { is: 'outside', number: to }, agentId: null };
}

/** The maker's phone is up: the far end rings, or — after a reload of his — is waiting for him already. */
export function makerAnswered(step: Step, call: Call, stage: Dialling) {
  step.clearTimer({ guard: 'ring', callId: call.callId, legId: stage.legId });
  const target = legOf(call, stage.targetLegId);
  if (target && target.answeredAt !== null) return orderJoin(step, call, target.legId, stage.legId);
  step.order({
    do: 'switch.play',
    legId: stage.legId,
    sound: { kind: 'tone', spec: RINGBACK },
    tag: 'ringback',
  });
  if (target || stage.offer) return;
  const { phone } = stage.target;
  // Who sits there is looked up again: he may have come since, and a server that starts knows the extension alone.
  const agentId =
    stage.target.agentId ?? (phone.is === 'extension' ? step.world.seats.get(phone.extension) : null);
  if (agentId != null) return ringAgent(step, call, stage, agentId);
  const legId = newLegId(step);
  const queue = call.queueId === null ? undefined : step.world.queues.get(call.queueId);
  const callBack = call.callBack ? queue?.callBack : undefined;
  const ringing: Call = { ...call, stage: { ...stage, targetLegId: legId } };
  const rung = ringPhone(step, ringing, {
    legId,
    phone,
    // Who is only asked is no customer, wherever he is.
    party: phone.is === 'outside' && call.consult === null ? 'customer' : 'external',
    ringMs: callBack?.ringMs ?? TARGET_RING_MS,
    inside: { callerNumber: call.caller, callerName: call.callerName ?? call.caller },
    shows: (route) => shownWhenDialled(step, call, route),
    gateway: callBack?.gateway,
  });
  if (rung.call) return announceCall(step, 'call.changed', rung.call);
  diallingOver(step, saveCall(step, { ...call, stage }), { whose: 'customer', cause: rung.cause });
}

/** The far end picked up. */
export function targetAnswered(step: Step, call: Call, stage: Dialling, legId: LegId): void {
  step.clearTimer({ guard: 'ring', callId: call.callId, legId });
  const maker = legOf(call, stage.legId);
  if (maker && maker.answeredAt !== null) orderJoin(step, call, legId, stage.legId);
}

/** A colleague: he sees an offer, unless he is busy and wants no other call to wait. */
function ringAgent(step: Step, call: Call, stage: Dialling, agentId: AgentId): void {
  const agent = step.world.agents.get(agentId);
  const free = agent?.seat?.work.is === 'idle' && mayBeRung(agent);
  if (agent && free) {
    openOffers(step, call, [agent], { ringMs: AGENT_RING_MS, autoAnswer: false });
    return;
  }
  const line = agent && mayWait(agent, call) ? lineOf(step, agent) : null;
  if (agent && line) openWaiting(step, { ...call, stage }, agent, line.legId);
  else endCall(step, call.callId, { by: 'system', cause: 'USER_BUSY' });
}

/** One call may wait for an agent who talks; his own choice is a setting (AGT-4). */
function mayWait({ seat, callWaiting }: Agent, { callId }: Call): boolean {
  if (seat === null || callWaiting !== 'offer' || seat.waiting !== null) return false;
  const talks = seat.work.is === 'talking' || seat.work.is === 'holding';
  return talks && seat.work.callId !== callId && seat.others.length + 1 < MOST_CALLS;
}

/** It waits on the line of one who talks: he is told, and nothing rings. */
function openWaiting(step: Step, call: Call, agent: Agent, legId: LegId): void {
  const { callId } = call;
  const offer: Offer = {
    offerId: step.newId() as OfferId,
    agentId: agent.agentId,
    legId,
    startedAt: step.at,
    deadline: step.at + AGENT_RING_MS,
    autoAnswer: false,
    joining: false,
    waiting: true,
  };
  const next = saveCall(step, withOffers(call, [offer]));
  announceCall(step, 'call.offered', next);
  saveAgent(step, withWaiting(agent, { callId, offerId: offer.offerId }));
  step.setTimer({ guard: 'offer', callId, offerId: offer.offerId }, AGENT_RING_MS);
}
