import {
  announceDue,
  comfortDue,
  contactOfferTimedOut,
  contactRelaxTimedOut,
  farewellEnded,
  offerFailed,
  offerTimedOut,
  publishQueues,
  relaxTimedOut,
  reservationEnded,
  retryDue,
  waitedTimedOut,
} from '../acd/index.js';
import { cooledDown, lingeringLegEnded, rested } from '../agents/agent.store.js';
import { graceEnded } from '../agents/reachability.js';
import { wrapUpTimedOut } from '../agents/wrap-up.js';
import { partedTooLong, returnTimedOut } from '../calls/agent-return.js';
import { answerFailed } from '../calls/arrival.js';
import { offerOnLeg } from '../calls/call.js';
import { liveCall } from '../calls/call.store.js';
import { conferenceOf } from '../calls/conference.js';
import { lostTooLong } from '../calls/conference-facts.js';
import { holdFailed } from '../calls/hold.js';
import { joinFailed, partFailed, ringTimedOut } from '../calls/leg-facts.js';
import { parkedTooLong } from '../calls/park.js';
import { flowFailed, lookupTimedOut } from '../ivr/index.js';
import { pauseTimedOut, recordingStopped } from '../recording/index.js';
import { supervisionTimedOut } from '../supervision/index.js';
import type { TimerGuard } from './timer-guards.js';
import type { Step } from './world.js';

/**
 * A timer fired. One that is not set any more does nothing. While the switch is away, calls stand still: what
 * guards them is set again when they are taken over.
 */
export function takeTimer(step: Step, guard: TimerGuard) {
  if (!step.world.timers.forget(guard)) return;
  switch (guard.guard) {
    case 'wrap-up':
      return wrapUpTimedOut(step, guard.agentId, guard.ofCallId);
    case 'grace':
      return graceEnded(step, guard.agentId);
    case 'cool-down':
      return cooledDown(step, guard.agentId);
    case 'rest':
      return rested(step, guard.agentId);
    // Contacts need no switch.
    case 'contact-offer':
      return contactOfferTimedOut(step, guard.contactId, guard.offerId);
    case 'contact-relax':
      return contactRelaxTimedOut(step, guard.contactId);
    case 'linger':
      return lingeringLegEnded(step, guard.legId);
    case 'recording':
      return recordingStopped(step, guard.path, null);
    case 'supervision':
      if (step.world.switchUp) supervisionTimedOut(step, guard);
      return;
    case 'queues':
      return publishQueues(step);
    // Whom a caller waits for is ours alone to know.
    case 'relax':
      return relaxTimedOut(step, guard.callId);
    case 'reserved':
      return reservationEnded(step, guard.callId);
    default:
      if (guard.guard === 'reply' || step.world.switchUp) ofCall(step, guard);
  }
}

type CallGuard = Exclude<Extract<TimerGuard, { callId: unknown }>, { guard: 'relax' | 'reserved' }>;

function ofCall(step: Step, guard: CallGuard) {
  const { callId } = guard;
  switch (guard.guard) {
    case 'answer':
      return answerFailed(step, callId);
    case 'flow':
      return flowFailed(step, callId, guard.tag);
    case 'lookup':
      return lookupTimedOut(step, guard.key);
    case 'offer':
      return offerTimedOut(step, callId, guard.offerId);
    case 'ring':
      return ringTimedOut(step, callId, guard.legId);
    case 'return': {
      const conference = conferenceOf(liveCall(step, callId));
      return conference ? lostTooLong(step, conference) : returnTimedOut(step, callId);
    }
    case 'waited':
      return waitedTimedOut(step, callId);
    case 'call-back':
      return retryDue(step, callId);
    case 'announce':
      return announceDue(step, callId);
    case 'comfort':
      return comfortDue(step, callId);
    case 'recording-pause':
      return pauseTimedOut(step, callId, guard.why);
    case 'farewell':
      return farewellEnded(step, callId, guard.guard);
    default: {
      const call = liveCall(step, callId);
      if (!call) return;
      if (guard.guard === 'reply') return holdFailed(step, call, guard.until, 'no answer in time');
      if (guard.guard === 'parted') return partedTooLong(step, call);
      if (guard.guard === 'parked') return parkedTooLong(step, call);
      if (guard.guard === 'part') return partFailed(step, call);
      if (call.stage.phase === 'offered' || call.stage.phase === 'transferring') {
        const offer = offerOnLeg(call, guard.legId);
        if (offer) offerFailed(step, call, offer, 'unreachable');
        return;
      }
      joinFailed(step, call, guard.legId);
    }
  }
}
