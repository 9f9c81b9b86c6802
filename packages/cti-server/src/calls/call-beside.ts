import { CallweaveError, type LegId, MOST_CALLS } from '@callweave/cti-core';
import { type Agent, stateOf } from '../agents/agent.js';
import { withCallBeside } from '../agents/agent.machine.js';
import { agentOf, saveAgent } from '../agents/agent.store.js';
import type { Step } from '../kernel/world.js';
import { attend } from './attend.js';
import type { Call, Leg } from './call.js';
import { addLeg, announceCall, callOf, liveCall } from './call.store.js';
import { diallingOver } from './call-back.js';
import { link } from './consult-pair.js';
import { type Dialling, makerAnswered } from './dial-target.js';
import { isTogether, lineOf, standApart, talkingWith } from './line.js';
import { type Made, newCall } from './new-call.js';

/** The switch parts two legs at once; longer, and something is wrong. */
export const PART_MS = 5_000;

/**
 * Calls somebody on the line that an agent has already; the party he talks with hears music meanwhile. The far end is dialled
 * when the switch has parted the two.
 * @throws {CallweaveError} `agent.not-allowed-now`, `call.too-many`, `call.data-too-large`
 */
export function callBeside(step: Step, agent: Agent, made: Made): Call {
  const { seat } = agent;
  const leg = lineOf(step, agent);
  const callId = seat && seat.work.is !== 'idle' ? seat.work.callId : null;
  const present = callId === null ? null : talkingWith(liveCall(step, callId), agent.agentId);
  if (seat === null || leg === null || present === null) {
    throw new CallweaveError('agent.not-allowed-now', 'He has no line on which to call somebody else', {
      details: { state: stateOf(agent) },
    });
  }
  if (seat.others.length + 1 >= MOST_CALLS) {
    throw new CallweaveError('call.too-many', `An agent has ${MOST_CALLS} calls at most`, {
      details: { limit: MOST_CALLS },
    });
  }
  // His line stays what it is: one without pictures gets none for another call.
  const video = made.video && present.video;
  const call = newCall(step, agent, seat, leg.legId, { ...made, video });
  const parting = isTogether(step, present);
  standApart(step, present, agent.agentId);
  const stage: Dialling = { ...(call.stage as Dialling), parting };
  const next = addLeg(step, { ...call, stage }, lent(leg, step));
  announceCall(step, 'call.dialling', next);
  if (made.consultOf !== null) link(step, made.consultOf, next.callId);
  saveAgent(step, withCallBeside(agentOf(step, agent.agentId), next.callId));
  if (!parting) makerAnswered(step, next, stage);
  else {
    step.order({ do: 'switch.part', legId: leg.legId });
    step.setTimer({ guard: 'part', callId: next.callId, legId: leg.legId }, PART_MS);
  }
  return callOf(step, next.callId);
}

function lent({ legId, party, agentId, address, answeredAt }: Leg, { at }: Step): Leg {
  return { legId, party, agentId, address, state: 'connected', startedAt: at, answeredAt };
}

/** His line stands alone: now the far end is dialled. */
export function makerParted(step: Step, call: Call, stage: Dialling, legId: LegId): void {
  if (!stage.parting) return;
  step.clearTimer({ guard: 'part', callId: call.callId, legId });
  const alone: Dialling = { ...stage, parting: false };
  makerAnswered(step, { ...call, stage: alone }, alone);
}

/** The switch did not part them: he goes on talking with his party. */
export function partingFailed(step: Step, call: Call, stage: Dialling): void {
  const { agentId } = stage;
  diallingOver(step, call, { whose: 'nobody', cause: 'NORMAL_TEMPORARY_FAILURE' });
  const work = step.world.agents.get(agentId)?.seat?.work;
  if (work?.is === 'holding') attend(step, work.callId, agentId, null);
}
