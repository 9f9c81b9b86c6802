import type { AgentId, CallId, LegId } from '@callweave/cti-core';
import { type Agent, callIdOf, canBeReached } from '../agents/agent.js';
import { withWork } from '../agents/agent.machine.js';
import { agentOf, saveAgent } from '../agents/agent.store.js';
import { finishCall } from '../agents/wrap-up.js';
import type { Step } from '../kernel/world.js';
import { type AgentLine, type Call, isLive, legOf, withLine } from './call.js';
import { agentMark } from './call.mark.js';
import { addLeg, announceCall, liveCall, newLegId, saveCall } from './call.store.js';
import { endCall } from './end-call.js';
import { orderJoin } from './join.js';
import { hangUpLegs, legGone } from './legs.js';
import { facing, partyReleased, talkingWith } from './line.js';
import { picturesFor } from './pictures.js';

/*
 * AGT-8: a lost browser never loses the call. What facts a reload gives, and in which order, depends on the browser:
 * its registration goes, or is simply replaced; its old leg ends, times out after seconds, or outlives both.
 *
 *   here ──leg ends, not by a hang-up of his──▶ lost ──20 s──▶ caller back in the queue, or ended
 *    │                                            │
 *    └──registers anew──▶ a new leg rings ◀───────┘ registers, or is registered still
 *                          └──joined──▶ here, and the old leg is hung up
 */

/** How long the caller waits for him, with music. */
const RETURN_MS = 20_000;
/** His page answers by itself, so a ring that lasts longer reaches nobody. */
const RETURN_RING_MS = 10_000;
const RING_SLACK_MS = 2_000;
/** After a parting whose reason (a leg that ends) has not shown by then, the two are joined again. */
const PARTED_MS = 3_000;

/** Causes of a leg whose owner did not mean to leave. */
const VANISHED = new Set([
  'MEDIA_TIMEOUT',
  'RECOVERY_ON_TIMER_EXPIRE',
  'NETWORK_OUT_OF_ORDER',
  'DESTINATION_OUT_OF_ORDER',
  'NORMAL_TEMPORARY_FAILURE',
]);

/** True for the cause of a leg whose owner hung up. */
export function isMeant(cause: string): boolean {
  return !VANISHED.has(cause);
}

/** The serving agent's leg ended while the call talks: he hung up, or his browser vanished. */
export function agentLegEnded(
  step: Step,
  call: Call,
  line: AgentLine,
  legId: LegId,
  why: { readonly cause: string; readonly by: 'far-end' | 'switch' },
) {
  const seat = step.world.agents.get(line.agentId)?.seat;
  const meant = why.by === 'far-end' && isMeant(why.cause) && seat != null && canBeReached(seat);
  // He has asked for his caller to be joined with another, and need not wait for it.
  const completing = call.consult !== null && isCompleting(step, call);
  if (meant && line.returningLegId === null && !completing) {
    return endCall(step, call.callId, { by: 'agent', cause: why.cause, goneLegId: legId });
  }
  agentVanished(step, legGone(step, call, legId, 'ended'), line);
}

function isCompleting(step: Step, { consult }: Call): boolean {
  if (consult === null) return false;
  const caller = consult.is === 'by' ? consult : step.world.calls.get(consult.callId)?.consult;
  return caller?.is === 'by' && caller.completing;
}

/** The call is kept for him: music for the caller, and a limit to the waiting. */
export function agentVanished(step: Step, call: Call, line: AgentLine): void {
  const lost: AgentLine = { ...line, at: { is: 'lost', since: step.at } };
  const peerHolds = call.stage.phase === 'talking' && call.stage.peerApart;
  const wasHeld = call.heldSince !== null && !peerHolds;
  const next = saveCall(step, {
    ...withLine(peerHolds ? call : partyReleased(step, call), lost),
    heldSince: peerHolds ? call.heldSince : null,
  });
  step.clearTimer({ guard: 'parted', callId: call.callId });
  if (line.at.is === 'here') step.clearTimer({ guard: 'join', callId: call.callId, legId: line.at.legId });
  step.setTimer({ guard: 'return', callId: call.callId }, step.world.settings.agentReturnMs ?? RETURN_MS);
  announceCall(step, wasHeld ? 'call.retrieved' : 'call.changed', next);
  const agent = step.world.agents.get(line.agentId);
  if (agent && wasHeld && attends(agent, call))
    saveAgent(step, withWork(agent, { is: 'talking', callId: call.callId }));
  if (line.parted) comfortAndRing(step, next, lost);
}

/** The other party stands alone on the switch: its agent's leg has ended, or soon tells why not. */
export function partyParted(step: Step, call: Call, line: AgentLine): void {
  const parted: AgentLine = { ...line, parted: true };
  const next = saveCall(step, withLine(call, parted));
  if (parted.at.is === 'lost') comfortAndRing(step, next, parted);
  else step.setTimer({ guard: 'parted', callId: call.callId }, PARTED_MS);
}

function comfortAndRing(step: Step, call: Call, line: AgentLine): void {
  const { customerLegId } = call;
  // The other party may attend another call itself.
  if (customerLegId !== null && step.world.legs.get(customerLegId) === call.callId)
    step.order({ do: 'switch.play-music', legId: customerLegId });
  const agent = step.world.agents.get(line.agentId);
  const { seat } = agent ?? {};
  // Of several calls he is rung for the one he attends; the others come with it.
  if (!agent || !attends(agent, call)) return;
  if (seat?.device === 'browser' && seat.registered && line.returningLegId === null)
    bringBack(step, call, line);
}

function attends(agent: Agent, { callId }: Call): boolean {
  return callIdOf(agent) === callId;
}

/** He hung up while others waited for him: whatever phone he has, it rings for the latest of them. */
export function ringBack(step: Step, call: Call, line: AgentLine): void {
  const seat = step.world.agents.get(line.agentId)?.seat;
  if (seat && canBeReached(seat)) bringBack(step, call, line);
}

/** Parted, and both legs still stand: something else took them apart; they belong together. */
export function partedTooLong(step: Step, call: Call): void {
  if (call.stage.phase !== 'talking') return;
  const { line } = call.stage;
  // Parted on purpose.
  if (line.apart || call.stage.peerApart) return;
  if (!line.parted || line.at.is === 'lost' || call.customerLegId === null) return;
  orderJoin(step, call, call.customerLegId, line.at.legId);
}

/**
 * His softphone registered anew while he talks: the page is a new one, and its predecessor's leg is deaf. A colleague whom he
 * talks with, having called him, is the other party from now on.
 */
export function agentRegistered(step: Step, call: Call, agentId: AgentId): void {
  const talking = talkingWith(call, agentId);
  if (!talking) return;
  // Whoever is asked about a caller stays the one who is asked; of two who come back at once, the colleague goes first.
  const turns = call.consult === null && talking.stage.line.returningLegId === null;
  const at = turns ? facing(talking, agentId) : talking;
  if (at.stage.line.agentId !== agentId) return;
  bringBack(step, at, at.stage.line);
}

function bringBack(step: Step, call: Call, line: AgentLine): void {
  const agent = agentOf(step, line.agentId);
  const { seat } = agent;
  if (seat === null) return;
  const earlier = legOf(call, line.returningLegId);
  const cleared = earlier ? giveUpReturnLeg(step, call, earlier.legId) : call;
  const legId = newLegId(step);
  const next = addLeg(step, withLine(cleared, { ...line, returningLegId: legId }), {
    legId,
    party: 'agent',
    agentId: agent.agentId,
    address: seat.extension,
    state: 'initiated',
    startedAt: step.at,
    answeredAt: null,
  });
  step.order({
    do: 'switch.create-leg',
    legId,
    target: { kind: 'extension', extension: seat.extension },
    mark: agentMark(next, { agentId: agent.agentId, device: seat.device, extension: seat.extension }),
    callerNumber: call.direction === 'inbound' ? call.caller : call.called,
    callerName: call.callerName ?? call.caller,
    ringMs: RETURN_RING_MS,
    offerId: null,
    video: picturesFor(step, call, legId),
  });
  step.setTimer({ guard: 'ring', callId: call.callId, legId }, RETURN_RING_MS + RING_SLACK_MS);
  // A server that starts has to know whose leg that is.
  announceCall(step, 'call.changed', next);
}

/** The leg that should have brought him back did not; the next registration tries again. */
export function returnFailed(step: Step, call: Call, legId: LegId): void {
  if (call.stage.phase !== 'talking' || call.stage.line.returningLegId !== legId) return;
  const next = giveUpReturnLeg(step, call, legId);
  saveCall(step, withLine(next, { ...call.stage.line, returningLegId: null }));
}

function giveUpReturnLeg(step: Step, call: Call, legId: LegId): Call {
  step.clearTimer({ guard: 'ring', callId: call.callId, legId });
  step.clearTimer({ guard: 'join', callId: call.callId, legId });
  const leg = legOf(call, legId);
  return leg && isLive(leg) ? hangUpLegs(step, call, [leg], 'NORMAL_CLEARING') : call;
}

/** He did not come back in time: the caller goes on without him. */
export function returnTimedOut(step: Step, callId: CallId) {
  const call = liveCall(step, callId);
  if (call?.stage.phase !== 'talking' || call.stage.line.at.is !== 'lost') return;
  const { line } = call.stage;
  const since = call.stage.line.at.since;
  // Of a conference whose caller has left, nobody is there whom the queue could serve.
  const isCaller = call.direction === 'internal' || legOf(call, call.customerLegId)?.party === 'customer';
  if (call.queueId === null || !isCaller) {
    return endCall(step, callId, { by: 'system', cause: 'NORMAL_TEMPORARY_FAILURE' });
  }
  const cleared = line.returningLegId === null ? call : giveUpReturnLeg(step, call, line.returningLegId);
  saveCall(step, { ...cleared, stage: { phase: 'queued' }, heldSince: null, talkingSince: null });
  const talkMs = call.talkingSince === null ? null : since - call.talkingSince;
  finishCall(step, line.agentId, callId, { talkMs, wrapUpMs: 0 });
  step.signal({ signal: 'call.back-to-queue', callId });
}
