import type { LegId } from '@callweave/cti-core';
import type { Step } from '../kernel/world.js';
import type { Call } from './call.js';

/** Both legs are up: the switch has joined them by then, or something is wrong. */
const JOIN_MS = 5_000;

/** Tells the switch to join a leg with the call's other party, and watches that it does. */
export function orderJoin(step: Step, call: Call, otherLegId: LegId, legId: LegId): void {
  step.order({ do: 'switch.join', legId: otherLegId, otherLegId: legId });
  step.setTimer({ guard: 'join', callId: call.callId, legId }, JOIN_MS);
}
