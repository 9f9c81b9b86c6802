import type { AgentId, CallId, LegId, OfferId, OfferOutcome } from '@callweave/cti-core';
import { type Agent, auxReasonOf, canBeReached } from '../agents/agent.js';
import { missed } from '../agents/agent.machine.js';
import { coolDown, saveAgent } from '../agents/agent.store.js';
import { foundUnreachable } from '../agents/reachability.js';
import { type Call, changeLeg, type Offer, offerOnLeg, offersOf } from '../calls/call.js';
import { liveCall } from '../calls/call.store.js';
import { invitedFailed } from '../calls/conference-facts.js';
import { dialOfferFailed } from '../calls/leg-facts.js';
import { closeOffer } from '../calls/offer.js';
import { transferOfferFailed } from '../calls/transfer.js';
import type { Step } from '../kernel/world.js';
import type { LegFailure } from '../media-switch/media-switch.port.js';
import type { QueueSettings } from './acd.schema.js';
import { keepPlace } from './places.js';
import type { Queue } from './queue.js';

/** For a call whose queue the settings no longer have: a phone that refuses at once is not rung in a tight circle. */
const OTHERWISE: QueueSettings['missed']['rejected'] = { toAux: true, restMs: 5_000 };

/** An offer that ended sooner than this did not wait for a person: whatever the settings, he rests as long. */
export const TOO_SOON_MS = 1_000;

export type FailedOutcome = Exclude<OfferOutcome, 'answered' | 'withdrawn' | 'answered-elsewhere'>;

/**
 * Nobody picked up (ACD-5): the caller keeps the place, and the next agent is tried. The agent is put aside or not
 * by the queue's setting; a browser that is simply gone is no fault of his and only waits to register again.
 */
export function offerFailed(step: Step, call: Call, offer: Offer, outcome: FailedOutcome) {
  if (call.stage.phase === 'conference') return invitedFailed(step, call, offer, outcome);
  if (call.stage.phase === 'transferring') return transferOfferFailed(step, call, offer, outcome);
  if (call.stage.phase === 'dialling') return dialOfferFailed(step, call, offer, outcome);
  const queue = call.queueId === null ? undefined : step.world.queues.get(call.queueId);
  const agent = step.world.agents.get(offer.agentId);
  const gone = outcome === 'unreachable' && agent?.seat?.device === 'browser';
  const waiting = gone
    ? closeOffer(step, call, offer, outcome)
    : closeOffer(step, call, offer, outcome, {
        cause: outcome === 'rejected' ? 'CALL_REJECTED' : 'NORMAL_CLEARING',
        whatOfAgent: (his: Agent) => missed(his, missedBy(queue, outcome).toAux, step.at),
      });
  if (gone) foundUnreachable(step, offer.agentId);
  const after = step.world.agents.get(offer.agentId);
  const soon = step.at - offer.startedAt < TOO_SOON_MS ? TOO_SOON_MS : 0;
  const restMs = Math.max(missedBy(queue, outcome).restMs, soon);
  if (!gone && restMs > 0 && after && auxReasonOf(after) === null) coolDown(step, offer.agentId, restMs);
  // Others may ring on.
  if (waiting.stage.phase === 'queued') keepPlace(step, waiting);
}

/** He let a call-back go while its customer was dialled: as if he had rejected its offer. */
export function putAside(step: Step, queue: Queue, agentId: AgentId): void {
  const agent = step.world.agents.get(agentId);
  if (agent?.seat?.work.is !== 'idle') return;
  const { toAux, restMs } = queue.missed.rejected;
  const after = saveAgent(step, missed(agent, toAux, step.at), 'rejected');
  if (restMs > 0 && auxReasonOf(after) === null) coolDown(step, agentId, restMs);
}

function missedBy(queue: Queue | undefined, outcome: FailedOutcome): QueueSettings['missed']['rejected'] {
  if (!queue) return OTHERWISE;
  return outcome === 'no-answer' ? queue.missed.noAnswer : queue.missed[outcome];
}

/** The deadline of an offer. */
export function offerTimedOut(step: Step, callId: CallId, offerId: OfferId): void {
  const call = liveCall(step, callId);
  const offer = call && offersOf(call).find((open) => open.offerId === offerId);
  if (!call || !offer || offer.joining) return;
  const seat = step.world.agents.get(offer.agentId)?.seat;
  offerFailed(step, call, offer, seat && canBeReached(seat) ? 'no-answer' : 'unreachable');
}

/** The leg of an offer is gone before its agent and the caller were joined. */
export function offerLegEnded(step: Step, call: Call, legId: LegId, why: LegFailure | 'hung-up'): void {
  const offer = offerOnLeg(call, legId);
  if (offer) offerFailed(step, changeLeg(call, legId, { state: 'failed' }), offer, outcomeOf(why));
}

function outcomeOf(why: LegFailure | 'hung-up'): FailedOutcome {
  switch (why) {
    case 'no-answer':
    case 'cancelled':
      return 'no-answer';
    case 'rejected':
    case 'hung-up':
      return 'rejected';
    case 'busy':
      return 'busy';
    case 'unreachable':
    case 'failed':
      return 'unreachable';
  }
}
