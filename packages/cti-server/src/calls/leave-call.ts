import type { AgentId } from '@callweave/cti-core';
import { finishCall } from '../agents/wrap-up.js';
import type { Step } from '../kernel/world.js';
import { type Call, isLive } from './call.js';
import { callOf } from './call.store.js';
import { wrapUpOf } from './end-call.js';
import { hangUpLegs } from './legs.js';

/** An agent who talked leaves a call that goes on without him; his after-call work is due. */
export function leaveCall(step: Step, call: Call, agentId: AgentId, talkingSince: number | null): Call {
  const { callId } = call;
  const legs = call.legs.filter((leg) => leg.agentId === agentId && isLive(leg));
  for (const { legId } of legs) {
    step.clearTimer({ guard: 'join', callId, legId });
    step.clearTimer({ guard: 'ring', callId, legId });
  }
  hangUpLegs(step, call, legs, 'NORMAL_CLEARING');
  const talkMs = talkingSince === null ? null : step.at - talkingSince;
  finishCall(step, agentId, callId, { talkMs, ...wrapUpOf(step, call) });
  return callOf(step, callId);
}
