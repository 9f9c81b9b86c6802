import type { LegId } from '@callweave/cti-core';
import { farewellEnded, keyPressed, messageEnded, offerLegEnded, switchTurned } from '../acd/index.js';
import { lingeringLegEnded } from '../agents/agent.store.js';
import { extensionRefreshed, extensionRegistered, extensionUnregistered } from '../agents/reachability.js';
import { callArrived } from '../calls/arrival.js';
import type { Call } from '../calls/call.js';
import { changeLeg } from '../calls/call.js';
import { liveCall, saveCall } from '../calls/call.store.js';
import { entered } from '../calls/conference.js';
import { outOfRoom } from '../calls/conference-facts.js';
import { legHeld, legRetrieved } from '../calls/hold.js';
import { type LegEnd, legAnswered, legEnded, legParted, legRinging, roleOf } from '../calls/leg-facts.js';
import { legsJoined } from '../calls/talk.js';
import { digitsCollected, playEnded, startFlow } from '../ivr/index.js';
import type { SwitchFact } from '../media-switch/media-switch.port.js';
import { keyPressedInTalk, recordingStarted, recordingStopped } from '../recording/index.js';
import { agentLeftTakenCall, supervisorFact, supervisorRegistered } from '../supervision/index.js';
import { switchUp } from './adoption.js';
import { gatewayChanged } from './trunks.js';
import type { Step } from './world.js';

/** Brings a fact to the domain it concerns; one about a leg of no call that lives is late, and means nothing. */
export function takeFact(step: Step, fact: SwitchFact) {
  if (fact.fact === 'leg.failed' || fact.fact === 'leg.ended') lingeringLegEnded(step, fact.legId);
  if (supervisorFact(step, fact)) return;
  switch (fact.fact) {
    case 'switch.up':
      return switchUp(step, fact);
    case 'switch.down':
      if (!step.world.switchUp) return;
      step.world.switchUp = false;
      switchTurned(step);
      return step.emit({ event: 'switch.changed', data: { connected: false } });
    case 'gateway.changed':
      return gatewayChanged(step, fact.gateway);
    case 'extension.registered':
      extensionRegistered(step, fact.extension);
      return supervisorRegistered(step, fact.extension);
    case 'extension.refreshed':
      return extensionRefreshed(step, fact.extension);
    case 'extension.unregistered':
      return extensionUnregistered(step, fact.extension);
    case 'leg.arrived':
      callArrived(step, fact);
      return;
    case 'recording.started':
      return recordingStarted(step, fact.path);
    case 'recording.stopped':
      return recordingStopped(step, fact.path, fact.durationMs);
    case 'leg.failed':
      return legGone(step, fact.legId, { is: 'failed', failure: fact.failure, cause: fact.cause });
    case 'leg.ended':
      return legGone(step, fact.legId, { is: 'ended', cause: fact.cause, by: fact.by });
    default: {
      const call = callOfLeg(step, fact.legId);
      if (!call) return;
      switch (fact.fact) {
        case 'leg.ringing':
          return legRinging(step, call, fact.legId);
        case 'leg.answered':
          return answered(step, call, fact.legId);
        case 'legs.joined':
          return legsJoined(step, call, fact.legId, fact.otherLegId);
        case 'leg.parted':
          return legParted(step, call, fact.legId);
        case 'leg.conferred':
          return entered(step, call, fact.legId);
        case 'leg.left-room':
          return outOfRoom(step, call, fact.legId);
        case 'leg.held':
          return legHeld(step, call, fact.legId);
        case 'leg.retrieved':
          return legRetrieved(step, call, fact.legId);
        case 'play.ended':
          messageEnded(step, call.callId, fact.tag);
          farewellEnded(step, call.callId, fact.tag);
          return playEnded(step, call, fact.tag);
        case 'leg.digit':
          keyPressedInTalk(step, call, fact.legId);
          return keyPressed(step, call, fact.legId, fact.digit);
        case 'digits.collected':
          return digitsCollected(step, call, fact.tag, fact.digits);
      }
    }
  }
}

function callOfLeg(step: Step, legId: LegId): Call | null {
  const callId = step.world.legs.get(legId);
  return callId === undefined ? null : liveCall(step, callId);
}

function answered(step: Step, call: Call, legId: LegId) {
  if (call.stage.phase !== 'ivr' || call.customerLegId !== legId) return legAnswered(step, call, legId);
  if (step.world.flowRuns.has(call.callId)) return;
  step.clearTimer({ guard: 'answer', callId: call.callId });
  startFlow(step, saveCall(step, changeLeg(call, legId, { state: 'connected', answeredAt: step.at })));
}

function legGone(step: Step, legId: LegId, end: LegEnd) {
  const call = callOfLeg(step, legId);
  if (!call || agentLeftTakenCall(step, call, legId)) return;
  if (roleOf(call, legId) === 'offer') {
    step.world.legs.delete(legId);
    return offerLegEnded(step, call, legId, end.is === 'failed' ? end.failure : endedOffer(end));
  }
  legEnded(step, call, legId, end);
}

/** An offer's leg that ended instead of failing: its cause says which failure it was. */
function endedOffer(end: Extract<LegEnd, { is: 'ended' }>) {
  switch (end.cause) {
    case 'NO_ANSWER':
    case 'NO_USER_RESPONSE':
    case 'ORIGINATOR_CANCEL':
      return 'no-answer';
    case 'USER_BUSY':
      return 'busy';
    case 'USER_NOT_REGISTERED':
    case 'MEDIA_TIMEOUT':
      return 'unreachable';
    default:
      return end.by === 'far-end' ? 'hung-up' : 'failed';
  }
}
