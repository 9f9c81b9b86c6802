import type { AgentId, CallId, LegId } from '@callweave/cti-core';
import { awaitLegsEnd } from '../agents/agent.store.js';
import type { Step } from '../kernel/world.js';
import type { HangUpCause } from '../media-switch/media-switch.port.js';
import { type Call, changeLeg, isLive, type Leg } from './call.js';
import { saveCall } from './call.store.js';

/**
 * Hangs up those of the legs that still stand; their agents get no offer before the legs are gone. An agent's leg that serves
 * another call of his stays up, and leads there.
 */
export function hangUpLegs(step: Step, call: Call, legs: readonly Leg[], cause: HangUpCause): Call {
  let next = call;
  const kept: LegId[] = [];
  for (const leg of legs) {
    if (!isLive(leg)) continue;
    if (servesAnother(step, call, leg)) {
      if (step.world.legs.get(leg.legId) === call.callId) giveBack(step, call, leg, kept);
      next = changeLeg(next, leg.legId, { state: 'ended' });
      saveCall(step, next);
      continue;
    }
    const came = call.direction === 'inbound' && call.callBack === null && leg.party === 'customer';
    const answered = leg.answeredAt !== null || came;
    step.order({ do: 'switch.hang-up', legId: leg.legId, cause: answered ? cause : 'ORIGINATOR_CANCEL' });
    next = legGone(step, next, leg.legId, answered ? 'ended' : 'failed');
    if (leg.agentId !== null) awaitLegsEnd(step, leg.agentId, leg.legId);
  }
  // Two agents who both have other calls would go on hearing each other.
  const [first, second] = kept;
  if (first !== undefined && second !== undefined) step.order({ do: 'switch.part', legId: first });
  return next;
}

function servesAnother(step: Step, { callId }: Call, { legId, agentId }: Leg): boolean {
  if (agentId === null) return false;
  const attended = step.world.legs.get(legId);
  if (attended !== undefined && attended !== callId) return true;
  return heldWith(step, agentId, legId, callId) !== null;
}

/** The latest of an agent's calls on hold that this leg serves. */
function heldWith(step: Step, agentId: AgentId, legId: LegId, exceptId: CallId): CallId | null {
  const others = step.world.agents.get(agentId)?.seat?.others ?? [];
  const held = others.findLast((callId) => {
    if (callId === exceptId) return false;
    const leg = step.world.calls.get(callId)?.legs.find((one) => one.legId === legId);
    return leg !== undefined && isLive(leg);
  });
  return held ?? null;
}

function giveBack(step: Step, { callId }: Call, { agentId, legId }: Leg, kept: LegId[]): void {
  const held = agentId === null ? null : heldWith(step, agentId, legId, callId);
  if (held === null) return;
  step.world.legs.set(legId, held);
  kept.push(legId);
}

/** Notes that a leg of the call stands no more. */
export function legGone(step: Step, call: Call, legId: LegId, state: 'ended' | 'failed'): Call {
  step.world.legs.delete(legId);
  return saveCall(step, changeLeg(call, legId, { state }));
}
