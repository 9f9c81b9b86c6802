import { type AgentId, CallweaveError, type LegId } from '@callweave/cti-core';
import { loggedIn, withSupervising, withWork } from '../agents/agent.machine.js';
import { agentOf, saveAgent } from '../agents/agent.store.js';
import { clearWrapUpTimer, finishCall } from '../agents/wrap-up.js';
import { type Call, type Leg, legOf, lineAt } from '../calls/call.js';
import { agentMark } from '../calls/call.mark.js';
import { addLeg, callOf, markCustomer, snapshotOf } from '../calls/call.store.js';
import { hangUpParty, saveConference, withParty } from '../calls/conference.js';
import { endCall, wrapUpOf } from '../calls/end-call.js';
import { orderJoin } from '../calls/join.js';
import { hangUpLegs, legGone } from '../calls/legs.js';
import { isJoining } from '../calls/line.js';
import { loseOthers } from '../calls/lost-line.js';
import type { Step } from '../kernel/world.js';
import { listenOn } from './spy.js';
import { type Supervision, supervisionSnapshotOf } from './supervision.js';
import { forgetSupervision, saveSupervision, tellAgent } from './supervision.store.js';
import { goOnAlone, type TakenCaller, type TakenPlace, takenBy } from './taken.js';

/*
 * A supervisor takes over (抢接). Of an agent who talks he takes the caller; of one who consults he takes the caller, too, whichever
 * of the two the agent attends, and whom he asked is let go; of one in a conference he takes the place, and all others stay.
 */

/** A phone that was reached without a log-in is one on a line. */
const UNKNOWN_DEVICE = 'ip-phone';

/**
 * Joins caller and supervisor, or lets him into the conference; the command is answered when the switch has. What the call
 * itself waits for — an agent who vanished, two who were parted — waits no more meanwhile.
 * @throws {CallweaveError} `supervision.not-allowed-now`
 */
export function orderTakeOver(step: Step, supervision: Supervision, replyTo: string): void {
  const { stage } = supervision;
  const taken = takenBy(step, supervision);
  if (!taken || (stage.is !== 'connected' && stage.is !== 'apart')) {
    throw new CallweaveError('supervision.not-allowed-now', 'There is no caller to take over now', {
      details: { state: taken ? stage.is : 'no-caller' },
    });
  }
  const next = saveSupervision(step, { ...supervision, stage: { is: 'taking-over', replyTo } });
  bringTogether(step, next, taken);
}

function bringTogether(step: Step, supervision: Supervision, taken: TakenCaller | TakenPlace) {
  const { supervisorId, legId, extension } = supervision;
  const { callId } = taken.call;
  // Written down first: a server that starts now finds the caller with his new agent.
  const device = step.world.agents.get(supervisorId)?.seat?.device ?? UNKNOWN_DEVICE;
  const mark = agentMark(taken.call, { agentId: supervisorId, device, extension });
  step.order({ do: 'switch.mark', legId, mark });
  if (taken.is === 'place') return step.order({ do: 'switch.confer', legId, room: callId });
  step.clearTimer({ guard: 'return', callId });
  step.clearTimer({ guard: 'parted', callId });
  step.order({ do: 'switch.join', legId: taken.customerLegId, otherLegId: legId });
}

/** The supervisor's leg is joined with this one, or is in the room of a conference. */
export function broughtTogether(step: Step, supervision: Supervision, withWhom: LegId | 'room') {
  if (supervision.stage.is !== 'taking-over') return;
  const taken = takenBy(step, supervision);
  if (!taken) return takeOverFailed(step, supervision, 'the call changed');
  const { replyTo } = supervision.stage;
  if (taken.is === 'caller' && withWhom === taken.customerLegId) {
    answer(step, supervision, replyTo, () => takeCaller(step, supervision, taken));
  } else if (taken.is === 'place' && withWhom === 'room') {
    answer(step, supervision, replyTo, () => takePlace(step, supervision, taken));
    // Meanwhile a conference has begun, or is a plain call again.
  } else bringTogether(step, supervision, taken);
}

/** The call is his, and the agent goes on to his after-call work. */
function answer(step: Step, supervision: Supervision, replyTo: string, take: () => Call): void {
  const { supervisorId, callId, agentId } = supervision;
  forgetSupervision(step, supervision);
  const call = take();
  step.emit({
    event: 'call.transferred',
    data: {
      call: snapshotOf(step, call),
      by: agentId,
      destination: { to: 'agent', agentId: supervisorId },
    },
  });
  step.emit({
    event: 'supervision.ended',
    data: { supervision: supervisionSnapshotOf(supervision), reason: 'taken-over' },
  });
  for (const one of new Set([callId, call.callId])) tellAgent(step, one);
  markCustomer(step, call);
  step.order({ do: 'reply', to: replyTo, result: { call: snapshotOf(step, call, supervisorId) } });
  if (call.stage.phase === 'talking') step.signal({ signal: 'call.joined', callId: call.callId });
}

/** Caller and supervisor hear each other. */
function takeCaller(step: Step, supervision: Supervision, taken: TakenCaller): Call {
  const { supervisorId, agentId, legId } = supervision;
  const { line, customerLegId, consultation } = taken;
  const { callId, talkingSince } = taken.call;
  const own = line.at.is === 'here' ? line.at.legId : null;
  // The agent turned to him in this moment, which would take him from the supervisor again.
  const torn = [own, customerLegId].some((one) => one !== null && isJoining(step, taken.call, one));
  const letGo = () => {
    if (consultation) endCall(step, consultation.callId, { by: 'system', cause: 'TAKE_OVER' });
  };
  // What the agent attends comes last, so that he is not seen to turn to the other one in between.
  const attendsCaller = own === null || step.world.legs.get(own) === callId;
  if (attendsCaller) letGo();
  const call = callOf(step, callId);
  for (const guard of ['return', 'parted'] as const) step.clearTimer({ guard, callId });
  for (const leg of call.legs) {
    if (leg.agentId !== agentId && leg.legId !== customerLegId) continue;
    step.clearTimer({ guard: 'ring', callId, legId: leg.legId });
    step.clearTimer({ guard: 'join', callId, legId: leg.legId });
  }
  const his = call.legs.filter((leg) => leg.agentId === agentId);
  const taking = addLeg(
    step,
    {
      ...hangUpLegs(step, call, his, 'NORMAL_CLEARING'),
      stage: { phase: 'talking', line: lineAt(supervisorId, legId), peerApart: false },
      agentId: supervisorId,
      talkingSince: step.at,
      heldSince: null,
      consult: null,
    },
    supervisorsLeg(step, supervision),
  );
  const until = line.at.is === 'lost' ? line.at.since : step.at;
  finishCall(step, agentId, callId, {
    talkMs: talkingSince === null ? null : until - talkingSince,
    ...wrapUpOf(step, taking),
  });
  if (!attendsCaller) letGo();
  seatOnCall(step, supervision, taking);
  if (torn) orderJoin(step, taking, customerLegId, legId);
  return callOf(step, callId);
}

/** He is in the conference, where the agent was. */
function takePlace(step: Step, supervision: Supervision, { call, party }: TakenPlace): Call {
  const { supervisorId, agentId, legId } = supervision;
  const { callId } = call;
  for (const guard of ['join', 'ring'] as const) step.clearTimer({ guard, callId, legId: party.legId });
  const { moderator } = call.stage;
  const entered = withParty(hangUpParty(step, call, party.legId), party.legId, {
    legId,
    agentId: supervisorId,
    at: 'in',
    muted: false,
    talksSince: step.at,
  });
  const stage = { ...entered.stage, moderator: moderator === agentId ? supervisorId : moderator };
  const changed = { ...entered, stage, agentId: call.agentId === agentId ? supervisorId : call.agentId };
  addLeg(step, saveConference(step, changed), supervisorsLeg(step, supervision));
  finishCall(step, agentId, callId, {
    talkMs: party.talksSince === null ? null : step.at - party.talksSince,
    ...wrapUpOf(step, call),
  });
  const next = callOf(step, callId);
  seatOnCall(step, supervision, next);
  step.emit({ event: 'call.joined', data: { call: snapshotOf(step, next), legId } });
  step.emit({ event: 'call.left', data: { call: snapshotOf(step, next), legId: party.legId } });
  return next;
}

function supervisorsLeg({ at }: Step, { supervisorId, legId, extension, startedAt }: Supervision): Leg {
  return {
    legId,
    party: 'agent',
    agentId: supervisorId,
    address: extension,
    state: 'connected',
    startedAt,
    answeredAt: at,
  };
}

/** He is an agent from now on, if he was not. */
function seatOnCall(step: Step, { supervisorId, extension }: Supervision, { callId }: Call): void {
  const { registered } = step.world;
  if (agentOf(step, supervisorId).seat === null) {
    const session = { device: UNKNOWN_DEVICE, extension, registered: registered.has(extension) } as const;
    saveAgent(step, loggedIn(agentOf(step, supervisorId), session, step.at));
  }
  clearWrapUpTimer(step, supervisorId);
  const seated = withSupervising(agentOf(step, supervisorId), false);
  saveAgent(step, withWork(seated, { is: 'talking', callId }), 'took-over');
}

/** The switch did not bring them together: he listens on, and the call goes its own way again. */
export function takeOverFailed(step: Step, supervision: Supervision, cause: string): void {
  if (supervision.stage.is !== 'taking-over') return;
  goOnAlone(step, supervision);
  const details = { callId: supervision.callId, cause };
  listenOn(
    step,
    supervision,
    new CallweaveError('call.failed', `The switch did not join them: ${cause}`, { details }),
  );
}

/** The agent hung up while the caller was being taken from him: that ends no call any more. True when it was so. */
export function agentLeftTakenCall(step: Step, call: Call, legId: LegId): boolean {
  const agentId: AgentId | null = legOf(call, legId)?.agentId ?? null;
  for (const supervision of step.world.supervisions.values()) {
    if (supervision.stage.is !== 'taking-over' || supervision.agentId !== agentId) continue;
    // With whom he asked he talks no more, and his caller waits for him in any case.
    if (takenBy(step, supervision)?.call.callId !== call.callId) continue;
    legGone(step, call, legId, 'ended');
    loseOthers(step, agentId, legId);
    return true;
  }
  return false;
}
