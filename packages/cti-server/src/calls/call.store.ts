import {
  type AgentId,
  type CallId,
  type CallSnapshot,
  CallweaveError,
  type LegId,
} from '@callweave/cti-core';
import type { Step, World } from '../kernel/world.js';
import { type Call, type Leg, offerOf, withLeg } from './call.js';
import { CustomerMarked } from './call.mark.js';
import { CallNews, type PlainCallEventName } from './call.news.js';
import { aroundCall, callSnapshotOf } from './call.snapshot.js';

/** @throws {CallweaveError} `call.unknown` */
export function callOf(step: Step, callId: CallId): Call {
  const call = step.world.calls.get(callId);
  if (!call) throw new CallweaveError('call.unknown', 'No such call', { details: { callId } });
  return call;
}

/** The call while it lives. */
export function liveCall(step: Step, callId: CallId): Call | null {
  const call = step.world.calls.get(callId);
  return call && call.stage.phase !== 'ended' ? call : null;
}

export function saveCall(step: Step, call: Call): Call {
  step.world.calls.set(call.callId, call);
  return call;
}

/** Keeps the call with one more leg, found by its id from now on. */
export function addLeg(step: Step, call: Call, leg: Leg): Call {
  step.world.legs.set(leg.legId, call.callId);
  return saveCall(step, withLeg(call, leg));
}

/** The call as a viewer sees it; without one, as the agent sees it whom it concerns most. */
export function snapshotOf({ world }: Step, call: Call, viewer?: AgentId | null): CallSnapshot {
  return viewOf(world, call, viewer === undefined ? mostConcerned(call) : viewer);
}

/** The call as a viewer sees it, with what is said elsewhere of its queue and of whoever is asked about it. */
export function viewOf(world: World, call: Call, viewer: AgentId | null): CallSnapshot {
  return callSnapshotOf(call, viewer, aroundCall(world, call));
}

export function announceCall(step: Step, event: PlainCallEventName, call: Call): void {
  step.emitUndrawn(new CallNews(step.world, event, call, mostConcerned(call)));
}

function mostConcerned(call: Call): AgentId | null {
  return offerOf(call)?.agentId ?? call.agentId;
}

/** Writes on the customer's channel what a new server would need. */
export function markCustomer(step: Step, call: Call): void {
  if (call.customerLegId === null) return;
  step.orderUndrawn(new CustomerMarked(call.customerLegId, call));
}

export function newLegId(step: Step): LegId {
  return step.newId() as LegId;
}
