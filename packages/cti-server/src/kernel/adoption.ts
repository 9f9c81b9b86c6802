import type { CallId } from '@callweave/cti-core';
import { switchTurned } from '../acd/index.js';
import { lingeringLegEnded } from '../agents/agent.store.js';
import { extensionFound, extensionUnregistered } from '../agents/reachability.js';
import { callArrived } from '../calls/arrival.js';
import type { Call } from '../calls/call.js';
import { liveCall } from '../calls/call.store.js';
import { ringForLost } from '../calls/lost-line.js';
import { startFlow } from '../ivr/index.js';
import type { FoundLeg, SwitchFact } from '../media-switch/media-switch.port.js';
import { adoptSupervisions } from '../supervision/index.js';
import { adoptCall, adoptLost } from './adopt-call.js';
import { rebuildCall } from './rebuild-call.js';
import { gatewayChanged } from './trunks.js';
import type { Step } from './world.js';

type Up = Extract<SwitchFact, { fact: 'switch.up' }>;

/**
 * The switch is connected: what we know is compared with the channels that are up. Calls go on where they stood, in
 * the order they had; those that are gone are closed; callers who came while nobody was there are served now.
 */
export function switchUp(step: Step, up: Up): void {
  const { world } = step;
  world.switchUp = true;
  world.switchVideo = up.video === true;
  switchTurned(step);
  step.emit({
    event: 'switch.changed',
    data: { connected: true, ...(world.switchVideo ? { video: true } : {}) },
  });
  const gateways = new Set(up.gateways.map(({ name }) => name));
  for (const name of [...world.trunks.keys()]) if (!gateways.has(name)) world.trunks.delete(name);
  for (const gateway of up.gateways) gatewayChanged(step, gateway);
  registrations(step, up.extensions);

  const legs = new Map(up.legs.map((leg) => [leg.legId, leg]));
  for (const legId of [...world.lingering.keys()]) if (!legs.has(legId)) lingeringLegEnded(step, legId);
  const marked = new Map<CallId, FoundLeg[]>();
  for (const leg of up.legs) {
    // Those are none of their calls'.
    if (leg.mark?.party === 'supervisor') continue;
    if (leg.mark) marked.set(leg.mark.callId, [...(marked.get(leg.mark.callId) ?? []), leg]);
  }

  const known: Call[] = [];
  for (const call of world.calls.values()) if (call.stage.phase !== 'ended') known.push(call);
  if (up.restarted) {
    for (const call of known) adoptLost(step, call);
  }
  const strangers: Call[] = [];
  for (const [callId, found] of marked) {
    if (liveCall(step, callId)) continue;
    const isOver = world.calls.has(callId) || found.some(({ legId }) => world.legs.has(legId));
    const call = isOver ? null : rebuildCall(step, callId, found);
    if (call) strangers.push(call);
    // Its call has ended, or nobody is left whom it could serve; an agent's line may serve another by now.
    else for (const leg of found) if (!world.legs.has(leg.legId)) hangUpStray(step, leg);
  }
  for (const call of [...known, ...strangers].sort(inOrder)) {
    adoptCall(step, call.callId, legs, marked.get(call.callId) ?? []);
  }
  for (const agentId of world.agents.keys()) ringForLost(step, agentId);
  for (const leg of up.legs) {
    if (leg.mark === null && leg.direction === 'inbound' && leg.joinedTo === null)
      arrivedMeanwhile(step, leg);
  }
  adoptSupervisions(step, up.legs);
  for (const queueId of world.queues.keys()) world.unmatched.rules.set(queueId, true);
}

function registrations(step: Step, extensions: readonly string[]): void {
  const now = new Set(extensions);
  for (const extension of [...step.world.registered]) {
    if (!now.has(extension)) extensionUnregistered(step, extension);
  }
  for (const extension of now) {
    if (!step.world.registered.has(extension)) extensionFound(step, extension);
  }
  // Those of an earlier run, who were reachable then, get the same grace as at a reload.
  for (const [extension, agentId] of step.world.seats) {
    const seat = step.world.agents.get(agentId)?.seat;
    if (seat?.device === 'browser' && seat.reachable && !now.has(extension)) {
      step.setTimer({ guard: 'grace', agentId }, step.world.settings.unregisterGraceMs ?? 3_000);
    }
  }
}

function arrivedMeanwhile(step: Step, leg: FoundLeg): void {
  const call = callArrived(step, leg);
  if (call && leg.answeredAt !== null) startFlow(step, call);
}

function hangUpStray(step: Step, leg: FoundLeg): void {
  step.order({ do: 'switch.hang-up', legId: leg.legId, cause: 'NORMAL_CLEARING' });
}

function inOrder(one: Call, other: Call): number {
  const since = (call: Call) => call.queuedAt ?? call.arrivedAt;
  return since(one) - since(other) || one.arrivedAt - other.arrivedAt || (one.callId < other.callId ? -1 : 1);
}
