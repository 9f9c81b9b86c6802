import type { LegId } from '@callweave/cti-core';
import type { Step } from '../kernel/world.js';
import type { FoundLeg } from '../media-switch/media-switch.port.js';
import { followAgents, letIn } from './spy.js';
import { readSupervisorMark, type Supervision } from './supervision.js';
import { endSupervision, saveSupervision, tellAgent } from './supervision.store.js';
import { broughtTogether, takeOverFailed } from './take-over.js';
import { goOnAlone, takenBy } from './taken.js';

/**
 * The switch is connected again, and its calls are taken over: supervisions of this run go on where their legs stand; legs of
 * an earlier run's are hung up, and whoever listened is told that it failed.
 */
export function adoptSupervisions(step: Step, found: readonly FoundLeg[]): void {
  const legs = new Map(found.map((leg) => [leg.legId, leg]));
  for (const supervision of [...step.world.supervisions.values()]) adopt(step, supervision, legs);
  for (const { legId, mark } of found) {
    if (mark?.party !== 'supervisor' || step.world.supervisorLegs.has(legId)) continue;
    step.order({ do: 'switch.hang-up', legId, cause: 'NORMAL_CLEARING' });
    const supervision = readSupervisorMark(mark, legId);
    if (supervision && !step.world.supervisions.has(supervision.supervisorId))
      step.emit({ event: 'supervision.ended', data: { supervision, reason: 'failed' } });
  }
  followAgents(step);
}

function adopt(step: Step, supervision: Supervision, legs: ReadonlyMap<LegId, FoundLeg>) {
  const { stage, callId } = supervision;
  const leg = legs.get(supervision.legId);
  if (stage.is === 'away') return again(step, supervision);
  if (!leg) {
    if (stage.is === 'taking-over') goOnAlone(step, supervision);
    return endSupervision(step, supervision, stage.is === 'ringing' ? 'failed' : 'leg-ended', true);
  }
  if (leg.answeredAt === null) return again(step, supervision);
  if (stage.is === 'taking-over') {
    const taken = takenBy(step, supervision);
    if (taken?.is === 'caller' && leg.joinedTo === taken.customerLegId)
      return broughtTogether(step, supervision, leg.joinedTo);
    if (taken?.is === 'place' && leg.room === taken.call.callId)
      return broughtTogether(step, supervision, 'room');
    return takeOverFailed(step, supervision, 'the connection to it was lost');
  }
  if (leg.spiesOn === null) return letIn(step, supervision, false);
  saveSupervision(step, {
    ...supervision,
    stage: { is: 'connected', onLegId: leg.spiesOn, fallback: supervision.mode },
    heard: true,
  });
  tellAgent(step, callId);
}

/** Its time limit may have passed while nobody looked: it begins anew. */
function again(step: Step, supervision: Supervision): void {
  saveSupervision(step, { ...supervision, stage: { ...supervision.stage } });
}
