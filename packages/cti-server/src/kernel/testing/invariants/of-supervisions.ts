import type { AgentId } from '@callweave/cti-core';
import type { Call } from '../../../calls/call.js';
import { guardOf } from '../../../supervision/supervision.store.js';
import type { World } from '../../world.js';

/** Whoever supervises has one leg, which is none of any call's, is not offered calls, and hears an agent who talks (SUP-4). */
export function* supervisionsAgree(world: World): Iterable<string> {
  for (const [legId, supervisorId] of world.supervisorLegs) {
    if (world.supervisions.get(supervisorId)?.legId !== legId) yield `${legId} listens for nobody`;
    if (world.legs.has(legId)) yield `${legId} is a supervisor's and a call's`;
  }
  for (const [supervisorId, { legId, agentId, stage, callId }] of world.supervisions) {
    if (stage.is !== 'away' && world.supervisorLegs.get(legId) !== supervisorId)
      yield `the leg of ${supervisorId} is not found by its id`;
    if (world.agents.get(supervisorId)?.seat?.supervising === false)
      yield `${supervisorId} supervises, and would be offered calls`;
    if (!world.switchUp) continue;
    const work = world.agents.get(agentId)?.seat?.work;
    if (work?.is !== 'talking' && work?.is !== 'holding' && work?.is !== 'dialling')
      yield `${supervisorId} supervises ${agentId}, who has no call`;
    else if (work.callId !== callId) yield `${supervisorId} listens to another call than that of ${agentId}`;
  }
  for (const { agentId, seat } of world.agents.values()) {
    if (seat?.supervising && !world.supervisions.has(agentId)) yield `${agentId} is thought to supervise`;
  }
}

/** Neither his phone nor the switch is waited for without a limit. */
/** His browser vanished, and his call waits for him to come back. */
function isLost({ stage }: Call, agentId: AgentId): boolean {
  if (stage.phase === 'talking') return stage.line.at.is === 'lost';
  return (
    stage.phase === 'conference' &&
    stage.parties.some((party) => party.agentId === agentId && party.at === 'lost')
  );
}

export function* supervisionsGoOn(world: World): Iterable<string> {
  if (!world.switchUp) return;
  for (const supervision of world.supervisions.values()) {
    const { stage, agentId } = supervision;
    if (stage.is === 'connected' || world.timers.has(guardOf(supervision))) continue;
    // Then the call waits for its agent, and has a limit of its own.
    const call = world.calls.get(supervision.callId);
    const isAwaited = call !== undefined && isLost(call, agentId);
    if (stage.is !== 'apart' || !isAwaited) yield `who supervises ${agentId} waits for ever: ${stage.is}`;
  }
}
