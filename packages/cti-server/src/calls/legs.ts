import type { LegId } from '@callweave/cti-core';
import { awaitLegsEnd } from '../agents/agent.store.js';
import type { Step } from '../kernel/world.js';
import type { HangUpCause } from '../media-switch/media-switch.port.js';
import { type Call, isLive, type Leg } from './call.js';
import { saveCall } from './call.store.js';

/** Hangs up those of the legs that still stand; their agents get no offer before the legs are gone. */
export function hangUpLegs(step: Step, call: Call, legs: readonly Leg[], cause: HangUpCause): Call {
  let next = call;
  for (const leg of legs) {
    if (!isLive(leg)) continue;
    const came = call.direction === 'inbound' && call.callBack === null && leg.party === 'customer';
    const answered = leg.answeredAt !== null || came;
    step.order({ do: 'switch.hang-up', legId: leg.legId, cause: answered ? cause : 'ORIGINATOR_CANCEL' });
    next = legGone(step, next, leg.legId, answered ? 'ended' : 'failed');
    if (leg.agentId !== null) awaitLegsEnd(step, leg.agentId, leg.legId);
  }
  return next;
}

/** Notes that a leg of the call stands no more. */
export function legGone(step: Step, call: Call, legId: LegId, state: 'ended' | 'failed'): Call {
  step.world.legs.delete(legId);
  return saveCall(step, {
    ...call,
    legs: call.legs.map((leg) => (leg.legId === legId ? { ...leg, state } : leg)),
  });
}
