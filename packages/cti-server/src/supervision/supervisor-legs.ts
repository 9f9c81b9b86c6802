import type { AgentId, CallweaveError, LegId } from '@callweave/cti-core';
import type { LegEnd } from '../calls/leg-facts.js';
import type { TimerGuard } from '../kernel/timer-guards.js';
import type { Step } from '../kernel/world.js';
import type { SwitchFact, SwitchOrder } from '../media-switch/media-switch.port.js';
import {
  legSpying,
  modeRefused,
  spyEnded,
  spyFailed,
  stageTimedOut,
  supervisorAnswered,
  supervisorLegGone,
} from './spy.js';
import type { Supervision } from './supervision.js';
import { endSupervision } from './supervision.store.js';
import { broughtTogether, takeOverFailed } from './take-over.js';
import { goOnAlone } from './taken.js';

function supervisionOn(step: Step, legId: LegId): Supervision | undefined {
  const supervisorId = step.world.supervisorLegs.get(legId);
  return supervisorId === undefined ? undefined : step.world.supervisions.get(supervisorId);
}

/** True when the fact was about a supervisor's leg, which is none of any call's. */
export function supervisorFact(step: Step, fact: SwitchFact): boolean {
  if (step.world.supervisions.size === 0 || !('legId' in fact)) return false;
  const supervision =
    supervisionOn(step, fact.legId) ??
    (fact.fact === 'legs.joined' ? supervisionOn(step, fact.otherLegId) : undefined);
  if (!supervision) return false;
  switch (fact.fact) {
    case 'leg.answered':
      supervisorAnswered(step, supervision);
      break;
    case 'leg.spying':
      legSpying(step, supervision, fact.onLegId);
      break;
    case 'spy.ended':
      spyEnded(step, supervision);
      break;
    case 'legs.joined':
      broughtTogether(step, supervision, fact.legId === supervision.legId ? fact.otherLegId : fact.legId);
      break;
    case 'leg.conferred':
      broughtTogether(step, supervision, 'room');
      break;
    case 'leg.failed':
      gone(step, supervision, { is: 'failed', failure: fact.failure, cause: fact.cause });
      break;
    case 'leg.ended':
      gone(step, supervision, { is: 'ended', cause: fact.cause, by: fact.by });
      break;
    default:
  }
  return true;
}

function gone(step: Step, supervision: Supervision, end: LegEnd) {
  if (supervision.stage.is !== 'taking-over') return supervisorLegGone(step, supervision, end);
  goOnAlone(step, supervision);
  endSupervision(step, supervision, 'leg-ended', true);
}

/** True when the order that was refused, or not taken in time, was for a supervisor's leg. */
export function supervisorOrderFailed(step: Step, order: SwitchOrder, error: CallweaveError): boolean {
  const legId = order.do === 'switch.join' ? order.otherLegId : order.legId;
  const supervision = supervisionOn(step, legId);
  if (!supervision) return false;
  switch (order.do) {
    case 'switch.create-leg':
      // One whose acceptance only took too long may ring yet.
      if (error.code !== 'request.timed-out') endSupervision(step, supervision, 'failed', true);
      break;
    case 'switch.spy':
      spyFailed(step, supervision, order.onLegId);
      break;
    case 'switch.set-spy-mode':
      modeRefused(step, supervision, order.mode);
      break;
    case 'switch.join':
    case 'switch.confer':
      takeOverFailed(step, supervision, error.message);
      break;
    default:
  }
  return true;
}

/** The time of a stage is over. */
export function supervisionTimedOut(
  step: Step,
  { supervisorId, legId, stage }: Extract<TimerGuard, { guard: 'supervision' }>,
): void {
  const supervision = step.world.supervisions.get(supervisorId as AgentId);
  if (!supervision || supervision.legId !== legId || supervision.stage.is !== stage) return;
  if (stage === 'taking-over') takeOverFailed(step, supervision, 'no answer in time');
  else stageTimedOut(step, supervision);
}
