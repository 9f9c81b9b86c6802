import { type CallData, type CallId, CallweaveError, type LegId } from '@callweave/cti-core';
import { type Agent, agentSnapshotOf, canBeReached, stateOf } from '../agents/agent.js';
import { withWork } from '../agents/agent.machine.js';
import { saveAgent } from '../agents/agent.store.js';
import { clearWrapUpTimer } from '../agents/wrap-up.js';
import type { Step } from '../kernel/world.js';
import { type Call, type DialTarget, legOf, type Stage } from './call.js';
import { agentMark, customerMark } from './call.mark.js';
import { addLeg, announceCall, liveCall, newLegId, saveCall } from './call.store.js';
import { checkedData } from './call-data.js';
import { NO_WANTS } from './call-wants.js';
import { endCall } from './end-call.js';
import { orderJoin } from './join.js';
import { hangUpLegs } from './legs.js';
import { openOffers } from './offer.js';

const OWN_RING_MS = 30_000;
const TARGET_RING_MS = 60_000;
const AGENT_RING_MS = 30_000;
const RING_SLACK_MS = 2_000;
/** What a caller hears in China while the far end rings (450 Hz, 1 s on, 4 s off; YD/T 723). */
const RINGBACK = '%(1000,4000,450);loops=-1';

export type Dialling = Extract<Stage, { phase: 'dialling' }>;

/**
 * Calls a number for an agent: his own phone first, then the far end.
 * @throws {CallweaveError} `agent.not-allowed-now`, `call.failed`, `request.invalid`, `call.data-too-large`
 */
export function makeCall(step: Step, agent: Agent, to: string, data: CallData): Call {
  const { seat } = agent;
  if (seat === null) throw new CallweaveError('agent.not-logged-in', 'The agent is not logged in');
  if (!agentSnapshotOf(agent).can.makeCall) {
    throw new CallweaveError('agent.not-allowed-now', `No call can be made in state ${stateOf(agent)}`, {
      details: { state: stateOf(agent), needs: 'can.makeCall' },
    });
  }
  const target = targetOf(step, to);
  if (target.agentId === agent.agentId || to === seat.extension) {
    throw new CallweaveError('request.invalid', 'An agent cannot call himself', {
      details: { issues: [{ path: ['to'], message: 'own extension' }] },
    });
  }
  const legId = newLegId(step);
  const call: Call = {
    callId: step.newId() as CallId,
    direction: target.leg.kind === 'gateway' ? 'outbound' : 'internal',
    stage: { phase: 'dialling', agentId: agent.agentId, legId, target, targetLegId: null, offer: null },
    caller: seat.extension,
    callerName: agent.name,
    called: to,
    trunk: target.leg.kind === 'gateway' ? target.leg.gateway : null,
    customerLegId: null,
    queueId: null,
    agentId: agent.agentId,
    keys: '',
    flowPlace: null,
    data: checkedData({}, data),
    legs: [],
    arrivedAt: step.at,
    queuedAt: null,
    standsSince: null,
    answeredAt: null,
    heldSince: null,
    talkingSince: null,
    wants: NO_WANTS,
    overflowedFrom: [],
    callBack: null,
    recording: null,
    message: null,
  };
  clearWrapUpTimer(step, agent.agentId);
  const next = ringMaker(step, call, agent, legId);
  announceCall(step, 'call.dialling', next);
  saveAgent(step, withWork(agent, { is: 'dialling', callId: call.callId }));
  return next;
}

function targetOf(step: Step, to: string): DialTarget {
  const { world } = step;
  const agentId = world.seats.get(to) ?? null;
  const internal =
    agentId !== null ||
    world.registered.has(to) ||
    world.settings.agents.some((agent) => agent.extension === to);
  if (internal) return { leg: { kind: 'extension', extension: to }, agentId };
  const gateway = world.settings.outboundGateway;
  if (gateway === null) {
    throw new CallweaveError('call.failed', 'No gateway is set for outbound calls', {
      details: { cause: 'no-outbound-gateway' },
    });
  }
  return { leg: { kind: 'gateway', gateway, number: to }, agentId: null };
}

function ringMaker(step: Step, call: Call, agent: Agent, legId: LegId): Call {
  const seat = agent.seat;
  if (seat === null) return call;
  const next = addLeg(step, call, {
    legId,
    party: 'agent',
    agentId: agent.agentId,
    address: seat.extension,
    state: 'initiated',
    startedAt: step.at,
    answeredAt: null,
  });
  step.order({
    do: 'switch.create-leg',
    legId,
    target: { kind: 'extension', extension: seat.extension },
    mark: agentMark(next, { agentId: agent.agentId, device: seat.device, extension: seat.extension }),
    callerNumber: call.callBack ? call.caller : call.called,
    callerName: call.callBack ? call.caller : call.called,
    ringMs: OWN_RING_MS,
    offerId: null,
  });
  step.setTimer({ guard: 'ring', callId: call.callId, legId }, OWN_RING_MS + RING_SLACK_MS);
  return next;
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
  if (target) return;
  const { agentId, leg } = stage.target;
  if (agentId !== null) {
    const agent = step.world.agents.get(agentId);
    const free =
      agent?.seat?.work.is === 'idle' &&
      !agent.seat.supervising &&
      canBeReached(agent.seat) &&
      agent.seat.lingeringLegId === null;
    if (!agent || !free) return endCall(step, call.callId, { by: 'system', cause: 'USER_BUSY' });
    openOffers(step, call, [agent], { ringMs: AGENT_RING_MS, autoAnswer: false });
    return;
  }
  const legId = newLegId(step);
  const next = addLeg(
    step,
    { ...call, stage: { ...stage, targetLegId: legId } },
    {
      legId,
      party: leg.kind === 'gateway' ? 'customer' : 'external',
      agentId: null,
      address: leg.kind === 'gateway' ? leg.number : leg.extension,
      state: 'initiated',
      startedAt: step.at,
      answeredAt: null,
    },
  );
  const mark = customerMark(next);
  const queue = call.queueId === null ? undefined : step.world.queues.get(call.queueId);
  const ringMs = call.callBack && queue ? queue.callBack.ringMs : TARGET_RING_MS;
  step.order({
    do: 'switch.create-leg',
    legId,
    target: leg,
    mark: { ...mark, party: leg.kind === 'gateway' ? 'customer' : 'external' },
    // A customer who is called back sees the number he called.
    callerNumber: call.callBack ? call.called : call.caller,
    callerName: call.callBack ? call.called : (call.callerName ?? call.caller),
    ringMs,
    offerId: null,
  });
  step.setTimer({ guard: 'ring', callId: call.callId, legId }, ringMs + RING_SLACK_MS);
  announceCall(step, 'call.changed', next);
}

/** The far end picked up. */
export function targetAnswered(step: Step, call: Call, stage: Dialling, legId: LegId): void {
  step.clearTimer({ guard: 'ring', callId: call.callId, legId });
  const maker = legOf(call, stage.legId);
  if (maker && maker.answeredAt !== null) orderJoin(step, call, legId, stage.legId);
}

/** His page was reloaded while he dialled: the new one is rung, and the far end goes on ringing. */
export function makerRegistered(step: Step, callId: CallId, agent: Agent): void {
  const call = liveCall(step, callId);
  if (call?.stage.phase !== 'dialling' || call.stage.agentId !== agent.agentId) return;
  const { stage } = call;
  const old = legOf(call, stage.legId);
  step.clearTimer({ guard: 'ring', callId, legId: stage.legId });
  step.clearTimer({ guard: 'join', callId, legId: stage.legId });
  const legId = newLegId(step);
  const next = saveCall(step, {
    ...(old ? hangUpLegs(step, call, [old], 'NORMAL_CLEARING') : call),
    stage: { ...stage, legId },
  });
  announceCall(step, 'call.changed', ringMaker(step, next, agent, legId));
}
