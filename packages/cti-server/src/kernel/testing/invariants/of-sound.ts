import type { CallId, LegId } from '@callweave/cti-core';
import type { Call } from '../../../calls/call.js';
import type { TimerGuard } from '../../timer-guards.js';
import type { World } from '../../world.js';
import type { SwitchOnPaper } from '../switch-on-paper.js';

/**
 * Nobody is left on a silent line: whoever is in a call, and is not the one who holds, hears a partner or music, or the switch
 * was told to join him, or to part him, a moment ago. Looked at when the switch has told all it had to tell.
 */
export function* nobodyHearsSilence(world: World, paper: SwitchOnPaper): Iterable<string> {
  if (!world.switchUp) return;
  for (const call of world.calls.values()) {
    for (const legId of listeners(world, call)) {
      const leg = paper.legs.get(legId);
      if (
        !leg?.answered ||
        leg.joinedTo !== null ||
        leg.room !== null ||
        leg.music ||
        isBeingMoved(world, call, legId)
      )
        continue;
      yield `${legId} of ${call.callId} (${call.stage.phase}) hears nothing`;
    }
  }
}

/**
 * Of two who are joined, the call and the agent say who holds the other as the switch does. Who holds by being parted is about to be, or
 * the switch refused to.
 */
export function* holdsAreTrue(world: World, paper: SwitchOnPaper): Iterable<string> {
  if (!world.switchUp) return;
  for (const { callId, stage, customerLegId, legs } of world.calls.values()) {
    if (stage.phase !== 'talking' || stage.line.at.is !== 'here') continue;
    if (stage.line.apart || stage.peerApart) continue;
    const own = stage.line.at.legId;
    if (paper.legs.get(own)?.joinedTo !== customerLegId) continue;
    if ([own, customerLegId].some((legId) => legId === null || world.legs.get(legId) !== callId)) continue;
    for (const { legId, state, agentId } of legs) {
      const held = paper.legs.get(legId)?.held;
      // His new one, which takes the place of the old, holds nobody.
      if (held === undefined || (legId !== own && legId !== customerLegId)) continue;
      if (held !== (state === 'held')) yield `${legId} of ${callId} is ${state}, and holds: ${held}`;
      const work = agentId === null ? undefined : world.agents.get(agentId)?.seat?.work;
      if (work?.is === (held ? 'talking' : 'holding') && work.callId === callId)
        yield `${agentId} is ${work.is} in ${callId}, and his leg holds: ${held}`;
    }
  }
}

/** Legs that ought to hear something in this call now. */
function listeners({ legs }: World, { callId, stage, customerLegId, callBack }: Call): LegId[] {
  if (callBack !== null || customerLegId === null || legs.get(customerLegId) !== callId) return [];
  switch (stage.phase) {
    case 'talking': {
      const own = stage.line.at.is === 'here' && !stage.line.apart ? stage.line.at.legId : null;
      const peer = stage.peerApart ? [] : [customerLegId];
      return own !== null && legs.get(own) === callId ? [...peer, own] : peer;
    }
    case 'conference':
      return stage.parties.flatMap((party) => (party.at === 'in' ? party.legId : []));
    case 'queued':
    case 'offered':
    case 'transferring':
    case 'parked':
    case 'forwarded':
      return [customerLegId];
    default:
      return [];
  }
}

function isBeingMoved(world: World, { callId, customerLegId, stage, consult }: Call, legId: LegId): boolean {
  const own = stage.phase === 'talking' && stage.line.at.is === 'here' ? stage.line.at.legId : null;
  const has = (guard: TimerGuard) => world.timers.has(guard);
  const timers = world.timers.ofCall(callId);
  const moves = timers.some(
    ({ guard: { guard } }) => guard === 'join' || guard === 'part' || guard === 'parted',
  );
  return moves || has({ guard: 'parted', callId }) || completes(world, consult, customerLegId, own, legId);
}

/** He is about to be joined with whom was asked. */
function completes(
  world: World,
  consult: Call['consult'],
  customerLegId: LegId | null,
  own: LegId | null,
  legId: LegId,
): boolean {
  if (consult?.is !== 'about' || (legId !== customerLegId && legId !== own)) return false;
  const caller = world.calls.get(consult.callId as CallId);
  return caller?.consult?.is === 'by' && caller.consult.completing;
}
