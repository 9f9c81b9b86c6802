import type { AgentId, LegId } from '@callweave/cti-core';
import type { Step } from '../kernel/world.js';
import { agentVanished, ringBack } from './agent-return.js';
import { type Call, changeLeg, isLive, type Leg, legOf, withLeg, withLine } from './call.js';
import { announceCall, liveCall, saveCall } from './call.store.js';
import { endCall } from './end-call.js';
import { legGone } from './legs.js';
import { sideOf, talkingWith } from './line.js';

/*
 * An agent's line is gone, by which he served several calls. What he attended ends, or waits for him (agent-return.ts); the
 * others wait for him, with the music they hear already. When he is back by a new leg, all of them have it; when he is not in
 * time, each goes its own way. If he hung up what he attended, the latest of the others calls him back.
 */

/** The calls on hold have no leg of his any more. */
export function loseOthers(step: Step, agentId: AgentId, legId: LegId): void {
  for (const callId of step.world.agents.get(agentId)?.seat?.others ?? []) {
    const call = liveCall(step, callId);
    const leg = call && legOf(call, legId);
    if (!call || !leg || !isLive(leg)) continue;
    const talking = talkingWith(call, agentId);
    if (talking && sideOf(talking, agentId) === 'line') {
      agentVanished(step, legGone(step, talking, legId, 'ended'), talking.stage.line);
    } else endCall(step, callId, { by: 'agent', cause: 'NORMAL_TEMPORARY_FAILURE', goneLegId: legId });
  }
}

/** He attends a call that has lost his leg: he is rung for it. */
export function ringForLost(step: Step, agentId: AgentId): void {
  const work = step.world.agents.get(agentId)?.seat?.work;
  const call = work?.is === 'talking' || work?.is === 'holding' ? liveCall(step, work.callId) : null;
  const talking = talkingWith(call, agentId);
  if (!talking) return;
  const { line } = talking.stage;
  if (line.agentId === agentId && line.at.is === 'lost' && line.apart && line.returningLegId === null)
    ringBack(step, talking, line);
}

/** He has a new leg: the calls on hold have it, too. */
export function bringOthers(step: Step, agentId: AgentId, leg: Leg): void {
  for (const callId of step.world.agents.get(agentId)?.seat?.others ?? []) {
    const talking = talkingWith(liveCall(step, callId), agentId);
    if (!talking || talking.stage.line.agentId !== agentId || legOf(talking, leg.legId)) continue;
    const { line } = talking.stage;
    const old = line.at.is === 'here' ? line.at.legId : null;
    step.clearTimer({ guard: 'return', callId });
    const cleared: Call = old === null ? talking : changeLeg(talking, old, { state: 'ended' });
    const held: Leg = { ...leg, state: 'held', startedAt: step.at };
    const next = saveCall(step, {
      ...withLeg(
        withLine(cleared, { ...line, at: { is: 'here', legId: leg.legId }, parted: true, apart: true }),
        held,
      ),
      heldSince: talking.heldSince ?? step.at,
    });
    announceCall(step, talking.heldSince === null ? 'call.held' : 'call.changed', next);
  }
}
