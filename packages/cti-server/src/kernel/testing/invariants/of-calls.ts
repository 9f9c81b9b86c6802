import type { CallId, LegId, QueueId } from '@callweave/cti-core';
import { isForwardedByRule, isLive, type Leg } from '../../../calls/call.js';
import { REPLIES } from '../../../calls/pending-replies.js';
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
    const waits = stage.phase === 'queued' || stage.phase === 'offered' || isForwardedByRule(stage);
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
    const timers = world.timers.ofCall(callId);
    if (timers.length > 0)
      yield `${callId} has ended and left timers: ${timers.map(({ key }) => key).join(', ')}`;
    if (world.flowRuns.has(callId)) yield `${callId} has ended in a flow that goes on`;
    for (const until of REPLIES) {
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
    const timers = world.timers.ofCall(callId).map(({ guard }) => guard.guard);
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
      else if (world.legs.get(leg.legId) !== callId && !isLent(world, callId, leg)) {
        yield `${leg.legId} of ${callId} is not found by its id`;
      }
    }
  }
}

/** An agent's line leads to the call he attends; this one waits on hold. */
function isLent({ agents, calls, legs }: World, callId: CallId, { agentId, legId }: Leg): boolean {
  if (agentId === null || !agents.get(agentId)?.seat?.others.includes(callId)) return false;
  const attended = calls.get(legs.get(legId) ?? ('' as CallId));
  return attended?.legs.some((leg) => leg.legId === legId && isLive(leg)) ?? false;
}

/** No leg is at two places at once where it would hear somebody. */
export function* legsAreAttendedOnce({ calls }: World): Iterable<string> {
  const attended = new Map<LegId, CallId>();
  for (const { callId, stage, customerLegId } of calls.values()) {
    const own: (LegId | null)[] = [];
    if (stage.phase === 'dialling') own.push(stage.legId, stage.targetLegId);
    if (stage.phase === 'talking') {
      if (!stage.peerApart) own.push(customerLegId);
      if (stage.line.at.is === 'here' && !stage.line.apart) own.push(stage.line.at.legId);
      own.push(stage.line.returningLegId);
    } else if (stage.phase === 'conference') own.push(...stage.parties.map(({ legId }) => legId));
    else if (stage.phase !== 'ended' && stage.phase !== 'dialling') own.push(customerLegId);
    for (const legId of own) {
      if (legId === null) continue;
      const other = attended.get(legId);
      if (other !== undefined && other !== callId) yield `${legId} is attended in ${callId} and in ${other}`;
      attended.set(legId, callId);
    }
  }
}

/** A caller and the call about him know each other, and both live. */
export function* consultationsArePairs({ calls }: World): Iterable<string> {
  for (const { callId, stage, consult } of calls.values()) {
    // The record of a consultation tells what it was about.
    if (consult === null || (stage.phase === 'ended' && consult.is === 'about')) continue;
    const other = calls.get(consult.callId);
    const of = `${callId} is asked ${consult.is} ${consult.callId}`;
    if (stage.phase === 'ended') yield `${of}, and has ended`;
    else if (!other || other.stage.phase === 'ended') yield `${of}, which does not live`;
    else if (other.consult?.callId !== callId || other.consult.is === consult.is)
      yield `${of}, which does not know`;
  }
}

/** No two calls are parked in one slot. */
export function* slotsHoldOneCall({ calls }: World): Iterable<string> {
  const slots = new Map<string, CallId>();
  for (const { callId, stage } of calls.values()) {
    const parked =
      stage.phase === 'parked' ? stage.parked : stage.phase === 'transferring' ? stage.from : null;
    if (parked === null) continue;
    const other = slots.get(parked.slot);
    if (other) yield `${callId} and ${other} are parked in ${parked.slot}`;
    slots.set(parked.slot, callId);
  }
}

export function* nothingIsLeftToLookAt({ unmatched, switchUp }: World): Iterable<string> {
  for (const contactId of unmatched.contacts.keys()) yield `contact ${contactId} is still to be looked at`;
  for (const agentId of unmatched.withoutSwitch.keys())
    yield `agent ${agentId} is still to be looked at for contacts`;
  if (!switchUp) return;
  for (const agentId of unmatched.agents.keys()) yield `agent ${agentId} is still to be looked at`;
  for (const callId of unmatched.calls.keys()) yield `call ${callId} is still to be looked at`;
  for (const queueId of unmatched.rules.keys()) yield `the rules of ${queueId} are still to be looked at`;
}
