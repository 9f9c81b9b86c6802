import type { OfferId, OfferOutcome } from '@callweave/cti-core';
import type { Agent } from '../agents/agent.js';
import { withdrawn, withWaiting, withWork } from '../agents/agent.machine.js';
import { agentOf, saveAgent } from '../agents/agent.store.js';
import type { Step } from '../kernel/world.js';
import type { HangUpCause } from '../media-switch/media-switch.port.js';
import { type Call, legOf, type Offer, offersOf, offerTo, withOffers } from './call.js';
import { agentMark } from './call.mark.js';
import { OfferEndedNews } from './call.news.js';
import { addLeg, announceCall, newLegId, saveCall } from './call.store.js';
import { hangUpLegs } from './legs.js';
import { picturesFor } from './pictures.js';

/** The switch rings a little longer than the offer lasts, so that the deadline is ours and counted once. */
const SWITCH_SLACK_MS = 1_000;

/**
 * Rings agents for a call, in addition to those at whom it rings already. The screen pop (`call.offered`) is decided
 * before the orders that make the phones ring.
 */
export function openOffers(
  step: Step,
  call: Call,
  agents: readonly Agent[],
  { ringMs, autoAnswer }: { readonly ringMs: number; readonly autoAnswer: boolean },
): Call {
  const opened = agents.map((agent): { agent: Agent; offer: Offer } => ({
    agent,
    offer: {
      offerId: step.newId() as OfferId,
      agentId: agent.agentId,
      legId: newLegId(step),
      startedAt: step.at,
      deadline: step.at + ringMs,
      autoAnswer,
      joining: false,
      waiting: false,
    },
  }));
  let next = withOffers(call, [...offersOf(call), ...opened.map(({ offer }) => offer)]);
  if (next.stage.phase === 'dialling') {
    next = { ...next, stage: { ...next.stage, targetLegId: opened[0]?.offer.legId ?? null } };
  }
  for (const { agent, offer } of opened) next = addOfferLeg(step, next, agent, offer);
  announceCall(step, 'call.offered', next);
  for (const { agent, offer } of opened) {
    saveAgent(step, withWork(agent, { is: 'offered', callId: call.callId, offerId: offer.offerId }));
    orderOfferLeg(step, next, agent, offer);
    step.setTimer({ guard: 'offer', callId: call.callId, offerId: offer.offerId }, ringMs);
  }
  return next;
}

function addOfferLeg(step: Step, call: Call, agent: Agent, offer: Offer): Call {
  return addLeg(step, call, {
    legId: offer.legId,
    party: 'agent',
    agentId: agent.agentId,
    address: agent.seat?.extension ?? '',
    state: 'initiated',
    startedAt: step.at,
    answeredAt: null,
  });
}

function orderOfferLeg(step: Step, call: Call, agent: Agent, offer: Offer): void {
  const seat = agent.seat;
  if (seat === null) return;
  const { device, extension } = seat;
  step.order({
    do: 'switch.create-leg',
    legId: offer.legId,
    target: { kind: 'extension', extension },
    mark: agentMark(call, { agentId: agent.agentId, device, extension }, offer.offerId),
    callerNumber: call.caller,
    callerName: call.callerName ?? call.caller,
    ringMs: offer.deadline - step.at + SWITCH_SLACK_MS,
    offerId: offer.offerId,
    autoAnswer: offer.autoAnswer,
    video: picturesFor(step, call, offer.legId),
  });
}

/** The softphone registered anew while it rang (a page reload): it rings again, until the same deadline. */
export function ringAgain(step: Step, call: Call, agent: Agent): void {
  const offer = offerTo(call, agent.agentId);
  if (!offer || offer.joining) return;
  const again: Offer = { ...offer, legId: newLegId(step), waiting: false };
  const old = legOf(call, offer.legId);
  let next = withOffer(hangUpLegs(step, call, old ? [old] : [], 'ORIGINATOR_CANCEL'), again);
  if (next.stage.phase === 'dialling') next = { ...next, stage: { ...next.stage, targetLegId: again.legId } };
  next = addOfferLeg(step, next, agent, again);
  // Written down, so that a server that starts knows the leg that rings.
  announceCall(step, 'call.changed', next);
  orderOfferLeg(step, next, agent, again);
}

/**
 * The agent picked up: from here to the join the offer can only fail, not time out. Whoever else it rang at is free
 * again.
 */
export function offerJoining(step: Step, call: Call, offer: Offer): Call {
  step.clearTimer({ guard: 'offer', callId: call.callId, offerId: offer.offerId });
  let next = saveCall(step, withOffer(call, { ...offer, joining: true }));
  // Into a conference all who were asked may come.
  if (next.stage.phase === 'conference') return next;
  for (const other of offersOf(next)) {
    if (other.offerId !== offer.offerId) next = closeOffer(step, next, other, 'answered-elsewhere');
  }
  return next;
}

/** The call with the newer form of one of its offers. */
function withOffer(call: Call, offer: Offer): Call {
  return withOffers(
    call,
    offersOf(call).map((other) => (other.offerId === offer.offerId ? offer : other)),
  );
}

/**
 * Ends an offer without an answer: hangs its leg up if it still stands, and gives the agent back what he was —
 * unless `whatOfAgent` says more, as RONA does. Without another offer the call waits again, and the caller of this
 * decides where it goes on.
 */
export function closeOffer(
  step: Step,
  call: Call,
  offer: Offer,
  outcome: Exclude<OfferOutcome, 'answered'>,
  options: { readonly cause?: HangUpCause; readonly whatOfAgent?: (agent: Agent) => Agent } = {},
): Call {
  step.clearTimer({ guard: 'offer', callId: call.callId, offerId: offer.offerId });
  step.clearTimer({ guard: 'join', callId: call.callId, legId: offer.legId });
  const leg = legOf(call, offer.legId);
  const hungUp = hangUpLegs(step, call, leg ? [leg] : [], options.cause ?? 'NORMAL_CLEARING');
  const left = offersOf(call).filter(({ offerId }) => offerId !== offer.offerId);
  const next = saveCall(step, withOffers(hungUp, left));
  announceOfferEnded(step, next, offer, outcome);
  if (offer.joining && outcome !== 'withdrawn') playMusicAgain(step, next);
  const agent = agentOf(step, offer.agentId);
  if (agent.seat?.work.is === 'offered' && agent.seat.work.offerId === offer.offerId) {
    saveAgent(step, (options.whatOfAgent ?? withdrawn)(agent), outcome);
  } else if (agent.seat?.waiting?.offerId === offer.offerId) saveAgent(step, withWaiting(agent, null));
  return next;
}

/** A join that failed may have ended what he heard. */
function playMusicAgain(step: Step, { stage, customerLegId }: Call): void {
  if (customerLegId === null || !step.world.legs.has(customerLegId)) return;
  if (stage.phase === 'queued' || stage.phase === 'offered' || stage.phase === 'transferring')
    step.order({ do: 'switch.play-music', legId: customerLegId });
}

export function announceOfferEnded(step: Step, call: Call, offer: Offer, outcome: OfferOutcome): void {
  step.emitUndrawn(new OfferEndedNews(step.world, call, offer, outcome));
}
