import type { CallweaveError } from '@callweave/cti-core';
import { farewellEnded, messageEnded, offerFailed } from '../acd/index.js';
import { lingeringLegEnded } from '../agents/agent.store.js';
import { answerFailed } from '../calls/arrival.js';
import { offerOnLeg } from '../calls/call.js';
import { liveCall } from '../calls/call.store.js';
import { holdFailed } from '../calls/hold.js';
import { joinFailed, legEnded } from '../calls/leg-facts.js';
import { flowFailed, flowTagOf } from '../ivr/index.js';
import type { SwitchOrder } from '../media-switch/media-switch.port.js';
import { recordingFailed } from '../recording/index.js';
import { supervisorOrderFailed } from '../supervision/index.js';
import type { Step } from './world.js';

/**
 * The switch refused an order, or did not take it in time. When it is away, nothing is concluded: the calls are
 * looked at anew when it is back.
 */
export function orderFailed(step: Step, order: SwitchOrder, error: CallweaveError) {
  if (order.do === 'switch.start-recording' || order.do === 'switch.record-message')
    return recordingFailed(step, order.path, error.message);
  if (order.do === 'switch.hang-up') return lingeringLegEnded(step, order.legId);
  if (!step.world.switchUp) return;
  if (supervisorOrderFailed(step, order, error)) return;
  const legId = order.do === 'switch.join' ? order.otherLegId : order.legId;
  const callId = step.world.legs.get(legId);
  const call = callId === undefined ? null : liveCall(step, callId);
  if (!call) return;
  const offer = offerOnLeg(call, legId);
  switch (order.do) {
    case 'switch.answer':
      return answerFailed(step, call.callId);
    case 'switch.play':
      messageEnded(step, call.callId, order.tag);
      farewellEnded(step, call.callId, order.tag);
      return flowFailed(step, call.callId, order.tag);
    case 'switch.collect':
      return flowFailed(step, call.callId, flowTagOf(order) ?? '');
    case 'switch.create-leg':
      // One whose acceptance only took too long may ring yet: facts and deadlines decide about it.
      if (error.code === 'request.timed-out') return;
      if (offer) return offerFailed(step, call, offer, 'unreachable');
      return legEnded(step, call, legId, {
        is: 'failed',
        failure: 'failed',
        cause: 'NORMAL_TEMPORARY_FAILURE',
      });
    case 'switch.join': {
      step.clearTimer({ guard: 'join', callId: call.callId, legId });
      if (call.stage.phase === 'offered' && offer) return offerFailed(step, call, offer, 'unreachable');
      return joinFailed(step, call, legId);
    }
    case 'switch.hold':
      return holdFailed(step, call, 'held', error.message);
    case 'switch.retrieve':
      return holdFailed(step, call, 'retrieved', error.message);
    default:
      // Marks, music and digits: the caller is served without them.
      return;
  }
}
