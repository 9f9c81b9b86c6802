import type { LegId } from '@callweave/cti-core';
import type { Step } from '../kernel/world.js';
import type { Call } from './call.js';
import { liveCall } from './call.store.js';

/** What a leg that is rung for a call is asked of pictures: null for sound alone, otherwise which leg it will face. */
export function picturesFor(step: Step, call: Call, legId: LegId): { readonly like: LegId | null } | null {
  return call.video ? { like: facedBy(step, call, legId) } : null;
}

/** Nobody is there yet for the first leg of a call that an agent makes. */
function facedBy(step: Step, { stage, consult, customerLegId }: Call, legId: LegId): LegId | null {
  if (stage.phase === 'dialling' && stage.legId === legId) return stage.targetLegId;
  // Whom an agent asks may be joined with the caller, whose call is another one.
  if (consult?.is === 'about') return liveCall(step, consult.callId)?.customerLegId ?? null;
  return stage.phase === 'dialling' ? stage.legId : customerLegId;
}
