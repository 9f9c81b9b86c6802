import { type AgentId, type CallId, CallweaveError, type SupervisionEnd } from '@callweave/cti-core';
import { withSupervising } from '../agents/agent.machine.js';
import { announceAgent, awaitLegsEnd, saveAgent } from '../agents/agent.store.js';
import { callWith } from '../calls/call.change.js';
import { announceCall, liveCall, saveCall } from '../calls/call.store.js';
import type { TimerGuard } from '../kernel/timer-guards.js';
import type { Step } from '../kernel/world.js';
import { type Supervision, type SupervisionStage, supervisionSnapshotOf } from './supervision.js';

/** His phone asks to be picked up by itself; one that rings longer reaches nobody. */
export const OWN_RING_MS = 30_000;
const RING_SLACK_MS = 2_000;
/** Both legs are up: he is let in by then, or something is wrong. */
const SPY_MS = 5_000;
const JOIN_MS = 5_000;
/** What took him from the agent's leg shows by then; otherwise he is let in once more. */
const AGAIN_MS = 3_000;
const RETURN_MS = 20_000;

/** How long a stage may last; connected it lasts as the call does. */
function limitOf(step: Step, { is }: SupervisionStage): number | null {
  switch (is) {
    case 'ringing':
      return OWN_RING_MS + RING_SLACK_MS;
    case 'ordered':
      return SPY_MS;
    case 'connected':
      return null;
    case 'apart':
      return AGAIN_MS;
    case 'away':
      return step.world.settings.agentReturnMs ?? RETURN_MS;
    case 'taking-over':
      return JOIN_MS;
  }
}

/** The timer of its present stage. */
export function guardOf({ supervisorId, legId, stage }: Supervision): TimerGuard {
  return { guard: 'supervision', supervisorId, legId, stage: stage.is };
}

/** Keeps the next value of a supervision, and the time limit of its stage. */
export function saveSupervision(step: Step, next: Supervision): Supervision {
  const { supervisions, supervisorLegs } = step.world;
  const before = supervisions.get(next.supervisorId);
  supervisions.set(next.supervisorId, next);
  if (before && before.legId !== next.legId) supervisorLegs.delete(before.legId);
  if (next.stage.is !== 'away') supervisorLegs.set(next.legId, next.supervisorId);
  if (before?.stage === next.stage) return next;
  if (before) step.clearTimer(guardOf(before));
  const limitMs = limitOf(step, next.stage);
  if (limitMs !== null) step.setTimer(guardOf(next), limitMs);
  return next;
}

/** Tells of a change that has no event of its own. */
export function announceSupervision(step: Step, supervision: Supervision): void {
  step.emit({ event: 'supervision.changed', data: { supervision: supervisionSnapshotOf(supervision) } });
}

/** No calls for him meanwhile, wherever he sits; whoever logs in while he supervises is marked, too. */
export function markSupervising(step: Step, agentId: AgentId, supervising: boolean): void {
  const agent = step.world.agents.get(agentId);
  if (!agent?.seat || agent.seat.supervising === supervising) return;
  announceAgent(step, saveAgent(step, withSupervising(agent, supervising)));
}

/** Where agents are told, the picture of the call says who is with them. */
export function tellAgent(step: Step, callId: CallId): void {
  const call = liveCall(step, callId);
  if (!call || !step.world.settings.tellAgent) return;
  const now: AgentId[] = [];
  for (const one of step.world.supervisions.values())
    if (one.callId === callId && one.heard) now.push(one.supervisorId);
  if (now.join(' ') === call.supervisedBy.join(' ')) return;
  announceCall(step, 'call.changed', saveCall(step, callWith(call, { supervisedBy: now })));
}

/** It is over, and his leg is hung up unless that is what ended it. */
export function endSupervision(
  step: Step,
  supervision: Supervision,
  reason: SupervisionEnd,
  isLegGone = false,
): void {
  const { supervisorId, stage, callId } = supervision;
  forgetSupervision(step, supervision);
  if (stage.is === 'taking-over') {
    const [code, why] =
      reason === 'call-ended'
        ? (['call.not-active', 'The call ended meanwhile'] as const)
        : (['call.failed', 'Your phone is gone'] as const);
    const error = new CallweaveError(code, why, { details: { callId, cause: reason } });
    step.order({ do: 'refuse', to: stage.replyTo, error });
  }
  if (!isLegGone && stage.is !== 'away') hangUpSupervisor(step, supervision);
  step.emit({
    event: 'supervision.ended',
    data: { supervision: supervisionSnapshotOf(supervision), reason },
  });
  markSupervising(step, supervisorId, false);
  tellAgent(step, callId);
}

/** Nothing of it is left to find. */
export function forgetSupervision(step: Step, supervision: Supervision): void {
  step.world.supervisions.delete(supervision.supervisorId);
  step.world.supervisorLegs.delete(supervision.legId);
  step.clearTimer(guardOf(supervision));
}

export function hangUpSupervisor(step: Step, { supervisorId, legId, stage }: Supervision): void {
  const cause = stage.is === 'ringing' ? 'ORIGINATOR_CANCEL' : 'NORMAL_CLEARING';
  step.order({ do: 'switch.hang-up', legId, cause });
  // Phones answer busy until then.
  awaitLegsEnd(step, supervisorId, legId);
}
