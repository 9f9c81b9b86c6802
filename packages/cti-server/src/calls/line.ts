import type { AgentId, LegId } from '@callweave/cti-core';
import type { Agent } from '../agents/agent.js';
import { withAttended, withWork } from '../agents/agent.machine.js';
import { saveAgent } from '../agents/agent.store.js';
import type { Step } from '../kernel/world.js';
import { type Call, changeLeg, isLive, type Leg, legOf, type Stage } from './call.js';
import { announceCall, saveCall } from './call.store.js';

/*
 * An agent's phone has one leg at a time, his line, which his calls share: it is joined to the party of the one he attends
 * (`world.legs`), and the parties of the others hear music. So any phone can consult and swap without a second dialogue.
 *
 * Each side of a call that talks is there or apart: an agent who is apart was parted from the other party, and stands alone or
 * attends another call. Two agents may both be; the two are joined when neither is.
 */

/** `line`: the serving agent's; `peer`: that of the other party, when it is an agent, too. */
export type Side = 'line' | 'peer';
export type Talking = Extract<Stage, { phase: 'talking' }>;
export type TalkingCall = Call & { readonly stage: Talking };

/** Which end of a call that talks is this agent's. */
export function sideOf(call: Call, agentId: AgentId): Side | null {
  if (call.stage.phase !== 'talking') return null;
  if (call.stage.line.agentId === agentId) return 'line';
  return legOf(call, call.customerLegId)?.agentId === agentId ? 'peer' : null;
}

/** The call, when it talks and this agent is at either end of it. */
export function talkingWith(call: Call | null | undefined, agentId: AgentId): TalkingCall | null {
  return call && sideOf(call, agentId) !== null ? (call as TalkingCall) : null;
}

/** The leg at one side; null while its agent is lost. */
export function legAt(call: TalkingCall, side: Side): LegId | null {
  if (side === 'peer') return call.customerLegId;
  const { at } = call.stage.line;
  return at.is === 'here' ? at.legId : null;
}

export function isApart(call: TalkingCall, side: Side): boolean {
  return side === 'line' ? call.stage.line.apart : call.stage.peerApart;
}

export function opposite(side: Side): Side {
  return side === 'line' ? 'peer' : 'line';
}

export function withApart(call: TalkingCall, side: Side, apart: boolean): TalkingCall {
  const { line, peerApart } = call.stage;
  const stage: Talking =
    side === 'line'
      ? { phase: 'talking', line: { ...line, apart }, peerApart }
      : { phase: 'talking', line, peerApart: apart };
  return { ...call, stage };
}

/** True while the switch has an order to join this leg that it has not told the outcome of. */
export function isJoining(step: Step, { callId }: Call, legId: LegId): boolean {
  return step.world.timers.has({ guard: 'join', callId, legId });
}

/** The leg with which an agent attends his present call; null while there is none, it only rings, or a new one is on its way. */
export function lineOf(step: Step, { agentId, seat }: Agent): Leg | null {
  if (seat === null || seat.work.is === 'idle') return null;
  const call = step.world.calls.get(seat.work.callId);
  if (!call || isReturning(call, agentId)) return null;
  const leg = call.legs.find(
    (one) =>
      one.agentId === agentId &&
      isLive(one) &&
      one.answeredAt !== null &&
      step.world.legs.get(one.legId) === call.callId,
  );
  return leg ?? null;
}

/** His page was loaded anew, and the new one is being rung: the leg that he has is deaf. */
export function isReturning({ stage }: Call, agentId: AgentId): boolean {
  return stage.phase === 'talking' && stage.line.agentId === agentId && stage.line.returningLegId !== null;
}

/** True when the two sides of a call hear each other, or are about to: an agent who turns to another call has to be parted. */
export function isTogether(step: Step, call: TalkingCall): boolean {
  const { line, peerApart } = call.stage;
  if (line.at.is === 'lost') return false;
  if (isJoining(step, call, line.at.legId)) return true;
  if (call.customerLegId !== null && isJoining(step, call, call.customerLegId)) return true;
  return !line.apart && !peerApart && !line.parted;
}

/** He turns away from a call: the other party hears music from now on. The order that parts them is the caller's. */
export function standApart(step: Step, before: TalkingCall, agentId: AgentId): TalkingCall {
  const side = sideOf(before, agentId) ?? 'line';
  const own = legAt(before, side);
  const other = legAt(before, opposite(side));
  for (const legId of [own, other]) {
    if (legId !== null) step.clearTimer({ guard: 'join', callId: before.callId, legId });
  }
  step.clearTimer({ guard: 'parted', callId: before.callId });
  let call = withApart(before, side, true);
  if (own !== null) call = { ...call, ...changeLeg(call, own, { state: 'held' }), stage: call.stage };
  if (other !== null && !isApart(call, opposite(side)) && legOf(call, other)?.state === 'held') {
    // The phone at the other end held: it is parted now, and hears music itself.
    call = { ...changeLeg(call, other, { state: 'connected' }), stage: call.stage };
    notHolding(step, call, other);
  }
  const wasHeld = before.heldSince !== null;
  call = { ...call, heldSince: before.heldSince ?? step.at };
  saveCall(step, call);
  announceCall(step, wasHeld ? 'call.changed' : 'call.held', call);
  return call;
}

function notHolding(step: Step, call: Call, legId: LegId): void {
  const agentId = legOf(call, legId)?.agentId ?? null;
  const agent = agentId === null ? undefined : step.world.agents.get(agentId);
  const { work } = agent?.seat ?? {};
  if (agent && work?.is === 'holding' && work.callId === call.callId)
    saveAgent(step, withWork(agent, { is: 'talking', callId: call.callId }));
}

/** His line leads to this call from now on. */
export function lend(step: Step, legId: LegId, agent: Agent, call: Call, is: 'talking' | 'holding'): void {
  step.world.legs.set(legId, call.callId);
  saveAgent(step, withAttended(agent, call.callId, is));
}

/** The call of two agents with this one at its line, so that he may hand the other on. */
export function facing(call: TalkingCall, agentId: AgentId): TalkingCall {
  const { line, peerApart } = call.stage;
  if (line.agentId === agentId || call.customerLegId === null || line.at.is === 'lost') return call;
  return {
    ...call,
    agentId,
    customerLegId: line.at.legId,
    stage: {
      phase: 'talking',
      line: {
        agentId,
        at: { is: 'here', legId: call.customerLegId },
        returningLegId: null,
        parted: false,
        apart: peerApart,
      },
      peerApart: line.apart,
    },
  };
}

/** Whoever is at the other end had held at his phone, and there is nobody any more whom he holds. */
export function partyReleased(step: Step, call: Call): Call {
  const peer = legOf(call, call.customerLegId);
  if (peer?.state !== 'held') return call;
  notHolding(step, call, peer.legId);
  return changeLeg(call, peer.legId, { state: 'connected' });
}
