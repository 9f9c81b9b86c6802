import { type AgentId, CallweaveError, type LegId } from '@callweave/cti-core';
import { canBeReached } from '../agents/agent.js';
import { isMeant } from '../calls/agent-return.js';
import { type Call, isLive } from '../calls/call.js';
import { liveCall, newLegId } from '../calls/call.store.js';
import type { LegEnd } from '../calls/leg-facts.js';
import type { Step, World } from '../kernel/world.js';
import { type Supervision, supervisionSnapshotOf, supervisorMark } from './supervision.js';
import {
  announceSupervision,
  endSupervision,
  hangUpSupervisor,
  markSupervising,
  OWN_RING_MS,
  saveSupervision,
  tellAgent,
} from './supervision.store.js';
import { goOnAlone, takenBy } from './taken.js';

/** Where an agent talks: his present call, and his leg in it while he has one. */
export interface AgentsPlace {
  readonly call: Call;
  readonly legId: LegId | null;
}

/** Null when he is in no call in which somebody could listen. */
export function placeOf(step: Step, agentId: AgentId): AgentsPlace | null {
  const work = step.world.agents.get(agentId)?.seat?.work;
  if (work?.is !== 'talking' && work?.is !== 'holding' && work?.is !== 'dialling') return null;
  const call = liveCall(step, work.callId);
  if (!call) return null;
  const { stage } = call;
  if (stage.phase === 'talking' && stage.line.agentId === agentId)
    return { call, legId: stage.line.at.is === 'lost' ? null : stage.line.at.legId };
  const leg = call.legs.find((one) => one.agentId === agentId && isLive(one) && one.answeredAt !== null);
  return { call, legId: leg?.legId ?? null };
}

/** Rings the supervisor's own phone. */
export function ringSupervisor(step: Step, supervision: Supervision): Supervision {
  const { agentId, legId, extension } = supervision;
  const agent = step.world.agents.get(agentId);
  step.order({
    do: 'switch.create-leg',
    legId,
    target: { kind: 'extension', extension },
    mark: supervisorMark(supervision),
    callerNumber: agent?.seat?.extension ?? agentId,
    callerName: agent?.name ?? agentId,
    ringMs: OWN_RING_MS,
    offerId: null,
    autoAnswer: true,
    // He listens: nobody is shown to him, and he shows himself to nobody.
    video: null,
  });
  return supervision;
}

/** He picked up. */
export function supervisorAnswered(step: Step, supervision: Supervision): void {
  if (supervision.stage.is !== 'ringing') return;
  letIn(step, supervision, false);
}

/** Lets him in on the agent's leg as it is now; without one he waits for it, with music. */
export function letIn(step: Step, supervision: Supervision, again: boolean) {
  const onLegId = placeOf(step, supervision.agentId)?.legId ?? null;
  const { legId, mode } = supervision;
  if (onLegId === null) {
    saveSupervision(step, { ...supervision, stage: { is: 'apart', fromLegId: null, again } });
    return step.order({ do: 'switch.play-music', legId });
  }
  saveSupervision(step, { ...supervision, stage: { is: 'ordered', onLegId, mode, again } });
  step.order({ do: 'switch.spy', legId, onLegId, mode });
}

/** He hears the call. Of a leg that is not the agent's any more it is late. */
export function legSpying(step: Step, supervision: Supervision, onLegId: LegId): void {
  const { stage, mode, legId, heard, callId } = supervision;
  if (stage.is !== 'ordered' || stage.onLegId !== onLegId) return;
  const next = saveSupervision(step, {
    ...supervision,
    stage: { is: 'connected', onLegId, fallback: stage.mode },
    heard: true,
  });
  if (stage.mode !== mode) step.order({ do: 'switch.set-spy-mode', legId, mode });
  if (heard) return;
  announceSupervision(step, next);
  tellAgent(step, callId);
}

/** He stands alone: the agent's leg is gone, or soon tells why not. While another is ordered, it is the old one's end. */
export function spyEnded(step: Step, supervision: Supervision): void {
  const { stage, legId } = supervision;
  if (stage.is !== 'connected' && stage.is !== 'apart') return;
  step.order({ do: 'switch.play-music', legId });
  if (stage.is === 'connected')
    saveSupervision(step, { ...supervision, stage: { is: 'apart', fromLegId: stage.onLegId, again: false } });
}

/** His own leg is gone: he hung up, was not reached, or his browser vanished and may be back (as AGT-8 has it). */
export function supervisorLegGone(step: Step, supervision: Supervision, end: LegEnd) {
  const { stage, supervisorId } = supervision;
  if (stage.is === 'ringing') return endSupervision(step, supervision, 'failed', true);
  const seat = step.world.agents.get(supervisorId)?.seat ?? null;
  const browser = seat?.device === 'browser';
  const meant =
    end.is === 'ended' && end.by === 'far-end' && isMeant(end.cause) && (!seat || canBeReached(seat));
  if (meant || !browser || stage.is === 'taking-over')
    return endSupervision(step, supervision, 'leg-ended', true);
  step.world.supervisorLegs.delete(supervision.legId);
  const away = saveSupervision(step, { ...supervision, stage: { is: 'away' }, heard: false });
  announceSupervision(step, away);
  tellAgent(step, away.callId);
  if (seat.registered) ringAgain(step, away);
}

/** His softphone registered anew: the page is a new one, and its predecessor's leg is deaf. */
export function supervisorRegistered(step: Step, extension: string): void {
  for (const supervision of step.world.supervisions.values()) {
    if (supervision.extension !== extension || supervision.stage.is === 'taking-over') continue;
    if (step.world.agents.get(supervision.supervisorId)?.seat?.device === 'browser')
      ringAgain(step, supervision);
  }
}

function ringAgain(step: Step, supervision: Supervision): void {
  if (supervision.stage.is !== 'away') hangUpSupervisor(step, supervision);
  const next = saveSupervision(step, {
    ...supervision,
    legId: newLegId(step),
    stage: { is: 'ringing' },
    heard: false,
  });
  announceSupervision(step, next);
  tellAgent(step, next.callId);
  ringSupervisor(step, next);
}

/** The time of a stage is over. */
export function stageTimedOut(step: Step, supervision: Supervision) {
  const { stage } = supervision;
  switch (stage.is) {
    case 'ringing':
    case 'ordered':
      return endSupervision(step, supervision, 'failed');
    case 'away':
      return endSupervision(step, supervision, 'leg-ended');
    case 'apart': {
      const leg = placeOf(step, supervision.agentId)?.legId ?? null;
      // How long the agent is awaited is his call's own affair.
      if (leg === null) return;
      if (stage.again) return endSupervision(step, supervision, 'failed');
      return letIn(step, supervision, true);
    }
    default:
      return;
  }
}

/** The switch would not let him in. When the agent has another leg by now, that one is next. */
export function spyFailed(step: Step, supervision: Supervision, onLegId: LegId) {
  const { stage, agentId } = supervision;
  if (stage.is !== 'ordered' || stage.onLegId !== onLegId) return;
  if (placeOf(step, agentId)?.legId === onLegId) return endSupervision(step, supervision, 'failed');
  saveSupervision(step, { ...supervision, stage: { is: 'apart', fromLegId: onLegId, again: false } });
}

/** The switch would not change who hears him: it is as it was. */
export function modeRefused(step: Step, supervision: Supervision, mode: Supervision['mode']): void {
  const { stage } = supervision;
  if (stage.is !== 'connected' || supervision.mode !== mode || stage.fallback === mode) return;
  const next = saveSupervision(step, { ...supervision, mode: stage.fallback });
  step.emit({
    event: 'supervision.mode-changed',
    data: { supervision: supervisionSnapshotOf(next), from: mode },
  });
}

/**
 * After each step: whoever supervises is where his agent is. An agent who is back after a reload has another leg, one who
 * consults another call; one whose call is over has nothing to listen to.
 */
export function followAgents(step: Step): void {
  const { world } = step;
  if (world.supervisions.size === 0) return;
  for (const supervision of [...world.supervisions.values()]) {
    markSupervising(step, supervision.supervisorId, true);
    if (world.switchUp) follow(step, world, supervision);
  }
}

function follow(step: Step, world: World, before: Supervision) {
  if (!world.agents.has(before.supervisorId)) {
    goOnAlone(step, before);
    return endSupervision(step, before, 'stopped');
  }
  const place = placeOf(step, before.agentId);
  if (place === null) return endSupervision(step, before, 'call-ended');
  const supervision = before.callId === place.call.callId ? before : movedTo(step, before, place);
  const { stage } = supervision;
  switch (stage.is) {
    case 'ordered':
    case 'connected':
      if (place.legId === stage.onLegId) return;
      if (place.legId !== null) return letIn(step, supervision, false);
      saveSupervision(step, {
        ...supervision,
        stage: { is: 'apart', fromLegId: stage.onLegId, again: false },
      });
      return;
    case 'apart':
      if (place.legId !== null && place.legId !== stage.fromLegId) letIn(step, supervision, false);
      return;
    case 'taking-over': {
      if (takenBy(step, supervision) !== null) return;
      const { callId } = supervision;
      const why = 'The agent handed the caller on, or went over to another call';
      return listenOn(
        step,
        supervision,
        new CallweaveError('call.not-allowed-now', why, { details: { callId } }),
      );
    }
    default:
      return;
  }
}

function movedTo(step: Step, supervision: Supervision, { call }: AgentsPlace): Supervision {
  const next = saveSupervision(step, { ...supervision, callId: call.callId });
  announceSupervision(step, next);
  tellAgent(step, supervision.callId);
  tellAgent(step, call.callId);
  return next;
}

/** What was being taken over is not: he listens as before. */
export function listenOn(step: Step, supervision: Supervision, error: CallweaveError): void {
  const { stage, legId } = supervision;
  if (stage.is !== 'taking-over') return;
  step.order({ do: 'refuse', to: stage.replyTo, error });
  step.order({ do: 'switch.mark', legId, mark: supervisorMark(supervision) });
  letIn(step, supervision, true);
}
