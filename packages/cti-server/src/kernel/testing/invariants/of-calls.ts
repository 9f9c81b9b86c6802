import type { CallId, QueueId } from '@callweave/cti-core';
import { isLive } from '../../../calls/call.js';
import type { World } from '../../world.js';

/** No caller is lost, and none is in two places: who waits has one place, in his own queue; nobody else has any. */
export function* callsStandInOnePlace(world: World): Iterable<string> {
  const places = new Map<CallId, QueueId[]>();
  for (const queue of world.queues.values()) {
    for (const callId of queue.places.keys())
      places.set(callId, [...(places.get(callId) ?? []), queue.queueId]);
  }
  for (const { callId, stage, queueId } of world.calls.values()) {
    const found = places.get(callId) ?? [];
    places.delete(callId);
    const waits = stage.phase === 'queued' || stage.phase === 'offered';
    // While the switch is away, nobody knows yet who of the calls of an earlier server still waits.
    if (waits && !world.switchUp && found.length === 0) continue;
    // What rang for a caller when a server started without his queue rings on; he has a place again when that fails.
    const hasQueue = queueId !== null && (stage.phase === 'queued' || world.queues.has(queueId));
    const expected = waits && hasQueue ? [queueId] : [];
    if (found.join() !== expected.join()) {
      yield `${callId} is ${stage.phase} in ${queueId} and has places in [${found.join()}]`;
    }
  }
  for (const callId of places.keys()) yield `${callId} has a place and is no call`;
}

export function* endedCallsLeaveNothing(world: World): Iterable<string> {
  for (const { callId, stage } of world.calls.values()) {
    if (stage.phase !== 'ended') continue;
    const timers = world.timersOfCall.get(callId);
    if (timers) yield `${callId} has ended and left timers: ${[...timers].join(', ')}`;
    if (world.flowRuns.has(callId)) yield `${callId} has ended in a flow that goes on`;
    for (const until of ['held', 'retrieved']) {
      if (world.pendingReplies.has(`${until} ${callId}`)) yield `${callId} has ended and owes a reply`;
    }
    if (!world.endedCalls.has(callId)) yield `${callId} has ended and is not kept as ended`;
  }
  for (const callId of world.lookups.values()) {
    if (world.calls.get(callId)?.stage.phase !== 'ivr') yield `${callId} is looked up and in no flow`;
  }
  for (const callId of world.flowRuns.keys()) {
    if (world.calls.get(callId)?.stage.phase !== 'ivr') yield `${callId} is in a flow and not in its phase`;
  }
}

/** A caller in a flow is asked, told, looked up, being answered or being said good-bye to. */
export function* flowsGoOn(world: World): Iterable<string> {
  if (!world.switchUp) return;
  for (const { callId, stage } of world.calls.values()) {
    if (stage.phase !== 'ivr') continue;
    const timers = [...(world.timersOfCall.get(callId) ?? [])].map((key) => world.timers.get(key)?.guard);
    if (
      !timers.some(
        (guard) => guard === 'answer' || guard === 'flow' || guard === 'lookup' || guard === 'farewell',
      )
    ) {
      yield `${callId} stands in a flow and nothing moves it on`;
    }
  }
}

/** The index of legs holds the live legs of live calls, and no other. */
export function* legsAgree(world: World): Iterable<string> {
  for (const [legId, callId] of world.legs) {
    const call = world.calls.get(callId);
    const leg = call?.legs.find((one) => one.legId === legId);
    if (!call || call.stage.phase === 'ended') yield `${legId} leads to ${callId}, which does not live`;
    else if (!leg || !isLive(leg)) yield `${legId} is gone, and still leads to ${callId}`;
  }
  for (const { callId, stage, legs } of world.calls.values()) {
    for (const leg of legs) {
      if (!isLive(leg)) continue;
      if (stage.phase === 'ended') yield `${callId} has ended, its leg ${leg.legId} has not`;
      else if (world.legs.get(leg.legId) !== callId) yield `${leg.legId} of ${callId} is not found by its id`;
    }
  }
}

export function* nothingIsLeftToLookAt({ unmatched, switchUp }: World): Iterable<string> {
  for (const contactId of unmatched.contacts.keys()) yield `contact ${contactId} is still to be looked at`;
  for (const agentId of unmatched.withoutSwitch)
    yield `agent ${agentId} is still to be looked at for contacts`;
  if (!switchUp) return;
  for (const agentId of unmatched.agents) yield `agent ${agentId} is still to be looked at`;
  for (const callId of unmatched.calls.keys()) yield `call ${callId} is still to be looked at`;
  for (const queueId of unmatched.rules) yield `the rules of ${queueId} are still to be looked at`;
}
