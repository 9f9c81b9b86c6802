import {
  type CallData,
  type CallId,
  CallweaveError,
  type LegId,
  MOST_CALLS,
  type QueueId,
} from '@callweave/cti-core';
import { type Agent, agentSnapshotOf, stateOf } from '../agents/agent.js';
import { withWork } from '../agents/agent.machine.js';
import { saveAgent } from '../agents/agent.store.js';
import { clearWrapUpTimer } from '../agents/wrap-up.js';
import type { Step } from '../kernel/world.js';
import { type Call, legOf } from './call.js';
import { agentMark } from './call.mark.js';
import { addLeg, announceCall, liveCall, newLegId, saveCall } from './call.store.js';
import { callBeside } from './call-beside.js';
import { targetOf } from './dial-target.js';
import { hangUpLegs } from './legs.js';
import { loseOthers } from './lost-line.js';
import { newCall, notHimself } from './new-call.js';
import { picturesFor } from './pictures.js';

const OWN_RING_MS = 30_000;
const RING_SLACK_MS = 2_000;

/**
 * Calls a number for an agent: his own phone first, then the far end. While he talks it is called on the line he has, and his
 * party waits (AGT-4). Pictures are asked for where the switch carries any; where it does not, the call has sound alone.
 * @throws {CallweaveError} `agent.not-allowed-now`, `call.failed`, `request.invalid`, `call.data-too-large`, `call.too-many`,
 * `queue.unknown`, `access.denied`
 */
export function makeCall(
  step: Step,
  agent: Agent,
  to: string,
  {
    data = {},
    queueId = null,
    video = false,
  }: { readonly data?: CallData; readonly queueId?: QueueId | null; readonly video?: boolean },
): Call {
  const { seat } = agent;
  if (seat === null) throw new CallweaveError('agent.not-logged-in', 'The agent is not logged in');
  if (!agentSnapshotOf(agent).can.makeCall) {
    const most = seat.others.length + 1 >= MOST_CALLS;
    throw new CallweaveError(
      most ? 'call.too-many' : 'agent.not-allowed-now',
      `No call can be made in state ${stateOf(agent)}`,
      { details: { state: stateOf(agent), needs: 'can.makeCall' } },
    );
  }
  if (queueId !== null) checkQueue(step, agent, queueId);
  const target = targetOf(step, to);
  notHimself(agent, seat, target);
  const made = { target, called: to, data, consultOf: null, queueId, video: video && step.world.switchVideo };
  if (seat.work.is !== 'idle' && seat.work.is !== 'wrap-up') return callBeside(step, agent, made);
  const legId = newLegId(step);
  clearWrapUpTimer(step, agent.agentId);
  const next = ringMaker(step, newCall(step, agent, seat, legId, made), agent, legId);
  announceCall(step, 'call.dialling', next);
  saveAgent(step, withWork(agent, { is: 'dialling', callId: next.callId }));
  return next;
}

function checkQueue({ world }: Step, { memberships }: Agent, queueId: QueueId): void {
  const queue = world.queues.get(queueId);
  if (queue?.channel !== 'voice' || queue.closing)
    throw new CallweaveError('queue.unknown', 'There is no such queue of callers', { details: { queueId } });
  if (!memberships.some((one) => one.queueId === queueId))
    throw new CallweaveError('access.denied', 'He is no member of the queue that he calls for', {
      details: { queueId },
    });
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
    video: picturesFor(step, call, legId),
  });
  step.setTimer({ guard: 'ring', callId: call.callId, legId }, OWN_RING_MS + RING_SLACK_MS);
  return next;
}

/** His page was reloaded while he dialled: the new one is rung, and the far end goes on ringing. */
export function makerRegistered(step: Step, callId: CallId, agent: Agent): void {
  const call = liveCall(step, callId);
  if (call?.stage.phase !== 'dialling' || call.stage.agentId !== agent.agentId) return;
  const { stage } = call;
  const old = legOf(call, stage.legId);
  step.clearTimer({ guard: 'ring', callId, legId: stage.legId });
  step.clearTimer({ guard: 'join', callId, legId: stage.legId });
  step.clearTimer({ guard: 'part', callId, legId: stage.legId });
  // It serves his calls on hold, too: they wait for the new one.
  if (old) loseOthers(step, agent.agentId, old.legId);
  const legId = newLegId(step);
  const next = saveCall(step, {
    ...(old ? hangUpLegs(step, call, [old], 'NORMAL_CLEARING') : call),
    stage: { ...stage, legId, parting: false },
  });
  announceCall(step, 'call.changed', ringMaker(step, next, agent, legId));
}
