import { type AgentId, CallweaveError, type LegId } from '@callweave/cti-core';
import { loggedIn, withSupervising, withWork } from '../agents/agent.machine.js';
import { agentOf, saveAgent } from '../agents/agent.store.js';
import { clearWrapUpTimer, finishCall } from '../agents/wrap-up.js';
import { agentVanished, partyParted } from '../calls/agent-return.js';
import { type AgentLine, type Call, legOf } from '../calls/call.js';
import { agentMark } from '../calls/call.mark.js';
import { addLeg, liveCall, markCustomer, snapshotOf } from '../calls/call.store.js';
import { wrapUpOf } from '../calls/end-call.js';
import { hangUpLegs, legGone } from '../calls/legs.js';
import type { Step } from '../kernel/world.js';
import { letIn } from './spy.js';
import { type Supervision, supervisionSnapshotOf, supervisorMark } from './supervision.js';
import { forgetSupervision, saveSupervision, tellAgent } from './supervision.store.js';

/** A phone that was reached without a log-in is one on a line. */
const UNKNOWN_DEVICE = 'ip-phone';

interface Taken {
  readonly call: Call;
  readonly line: AgentLine;
  readonly customerLegId: LegId;
}

/** The call, while its agent is the supervised one and there is a caller to take. */
function takenBy(step: Step, { callId, agentId }: Supervision): Taken | null {
  const call = liveCall(step, callId);
  if (call?.stage.phase !== 'talking' || call.customerLegId === null) return null;
  const { line } = call.stage;
  // Between two agents there is no caller.
  if (line.agentId !== agentId || legOf(call, call.customerLegId)?.party === 'agent') return null;
  return { call, line, customerLegId: call.customerLegId };
}

/**
 * Joins caller and supervisor; the command is answered when the switch has. What the call itself waits for — an agent who
 * vanished, two who were parted — waits no more meanwhile.
 * @throws {CallweaveError} `supervision.not-allowed-now`
 */
export function orderTakeOver(step: Step, supervision: Supervision, replyTo: string): void {
  const { supervisorId, legId, extension, stage, callId } = supervision;
  const taken = takenBy(step, supervision);
  if (!taken || (stage.is !== 'connected' && stage.is !== 'apart')) {
    throw new CallweaveError('supervision.not-allowed-now', 'There is no caller to take over now', {
      details: { state: taken ? stage.is : 'no-caller' },
    });
  }
  saveSupervision(step, { ...supervision, stage: { is: 'taking-over', replyTo } });
  step.clearTimer({ guard: 'return', callId });
  step.clearTimer({ guard: 'parted', callId });
  // Written down first: a server that starts now finds the caller with his new agent.
  const device = step.world.agents.get(supervisorId)?.seat?.device ?? UNKNOWN_DEVICE;
  const mark = agentMark(taken.call, { agentId: supervisorId, device, extension });
  step.order({ do: 'switch.mark', legId, mark });
  step.order({ do: 'switch.join', legId: taken.customerLegId, otherLegId: legId });
}

/** Caller and supervisor hear each other: the call is his, and the agent goes on to his after-call work. */
export function tookOver(step: Step, supervision: Supervision) {
  const { supervisorId, agentId, callId, legId, extension, stage, startedAt } = supervision;
  const taken = takenBy(step, supervision);
  if (!taken || stage.is !== 'taking-over') return takeOverFailed(step, supervision, 'the call changed');
  const { call, line } = taken;
  const { talkingSince } = call;
  forgetSupervision(step, supervision);
  for (const leg of call.legs) {
    if (leg.agentId !== agentId) continue;
    step.clearTimer({ guard: 'ring', callId, legId: leg.legId });
    step.clearTimer({ guard: 'join', callId, legId: leg.legId });
  }
  const left = hangUpLegs(
    step,
    call,
    call.legs.filter((leg) => leg.agentId === agentId),
    'NORMAL_CLEARING',
  );
  const next = addLeg(
    step,
    {
      ...left,
      stage: {
        phase: 'talking',
        line: { agentId: supervisorId, at: { is: 'here', legId }, returningLegId: null, parted: false },
      },
      agentId: supervisorId,
      talkingSince: step.at,
      heldSince: null,
    },
    {
      legId,
      party: 'agent',
      agentId: supervisorId,
      address: extension,
      state: 'connected',
      startedAt,
      answeredAt: step.at,
    },
  );
  step.emit({
    event: 'call.transferred',
    data: {
      call: snapshotOf(step, next),
      by: agentId,
      destination: { to: 'agent', agentId: supervisorId },
    },
  });
  const until = line.at.is === 'lost' ? line.at.since : step.at;
  finishCall(step, agentId, callId, {
    talkMs: talkingSince === null ? null : until - talkingSince,
    ...wrapUpOf(step, next),
  });
  seatOnCall(step, supervisorId, next, extension);
  step.emit({
    event: 'supervision.ended',
    data: { supervision: supervisionSnapshotOf(supervision), reason: 'taken-over' },
  });
  tellAgent(step, callId);
  markCustomer(step, next);
  step.order({ do: 'reply', to: stage.replyTo, result: { call: snapshotOf(step, next, supervisorId) } });
  step.signal({ signal: 'call.joined', callId });
}

/** He is an agent from now on, if he was not. */
function seatOnCall(step: Step, supervisorId: AgentId, { callId }: Call, extension: string): void {
  const { registered } = step.world;
  if (agentOf(step, supervisorId).seat === null) {
    const session = { device: UNKNOWN_DEVICE, extension, registered: registered.has(extension) } as const;
    saveAgent(step, loggedIn(agentOf(step, supervisorId), session, step.at));
  }
  clearWrapUpTimer(step, supervisorId);
  const seated = withSupervising(agentOf(step, supervisorId), false);
  saveAgent(step, withWork(seated, { is: 'talking', callId }), 'took-over');
}

/** The two were not joined: he listens on, and the call goes its own way again. */
export function takeOverFailed(step: Step, supervision: Supervision, cause: string): void {
  const { stage, callId, legId } = supervision;
  if (stage.is !== 'taking-over') return;
  const error = new CallweaveError('call.failed', `The switch did not join them: ${cause}`, {
    details: { callId, cause },
  });
  step.order({ do: 'refuse', to: stage.replyTo, error });
  goOnAlone(step, supervision);
  step.order({ do: 'switch.mark', legId, mark: supervisorMark(supervision) });
  letIn(step, supervision, true);
}

/** What {@link orderTakeOver} put off comes now. */
export function goOnAlone(step: Step, supervision: Supervision): void {
  const taken = takenBy(step, supervision);
  if (!taken) return;
  const { call, line } = taken;
  const leg = line.at.is === 'here' ? legOf(call, line.at.legId) : undefined;
  if (line.at.is === 'lost' || leg?.state === 'ended') agentVanished(step, call, line);
  else if (line.parted) partyParted(step, call, line);
}

/** The agent hung up while the caller was being taken from him: that ends no call any more. True when it was so. */
export function agentLeftTakenCall(step: Step, call: Call, legId: LegId): boolean {
  const leg = legOf(call, legId);
  for (const supervision of step.world.supervisions.values()) {
    if (supervision.stage.is !== 'taking-over' || supervision.callId !== call.callId) continue;
    if (leg?.agentId !== supervision.agentId) continue;
    legGone(step, call, legId, 'ended');
    return true;
  }
  return false;
}
