import {
  type AgentId,
  type CallId,
  type CallSnapshot,
  CallweaveError,
  type Destination,
  type EventData,
  type LegId,
  type LegSnapshot,
  type ParkedCall,
  type PersonDestination,
} from '@callweave/cti-core';
import { aLeg } from '@callweave/cti-core/testing';
import type { CallFacts, MockDesk } from './mock-desk.js';

const PARKED_MS = 120_000;
const RECALL_MS = 20_000;

type Failure = EventData<'call.transfer-failed'>['outcome'];

/** Consultations, transfers, swaps and parking of the mock's agent. */
export class MockTelephone {
  readonly #desk: MockDesk;
  /** Calls that are with nobody: parked, or ringing at whom they were transferred to. */
  readonly #away = new Map<CallId, CallFacts>();
  /** A call of a queue that ended, or was handed on, beside another: its wrap-up is due. */
  #due: CallId | null = null;

  constructor(desk: MockDesk) {
    this.#desk = desk;
  }

  consult(callId: CallId, destination: PersonDestination): CallSnapshot {
    const desk = this.#desk;
    const main = desk.allowed(callId, 'consult');
    if (main.heldSince === null) this.holdApart(callId);
    const made = this.#dialBeside(addressOf(destination), destination, { consultOf: callId });
    const consultation = { callId: made.callId, connected: false };
    desk.tell('call.changed', { call: desk.put({ ...desk.call(callId), consultation }) });
    return made;
  }

  /** `call.make` beside a call: that one is held. */
  makeSecondCall(present: CallSnapshot, to: string, data: CallSnapshot['data']): CallSnapshot {
    if (present.heldSince === null) this.holdApart(present.callId);
    return this.#dialBeside(to, { to: 'number', number: to }, { data });
  }

  /** The caller hears music; the agent's line is free for another call. */
  holdApart(callId: CallId): void {
    const desk = this.#desk;
    const call = desk.call(callId);
    const heldSince = call.heldSince ?? desk.clock.now();
    desk.tell('call.held', { call: desk.put({ ...call, legs: desk.withOwn(call, 'held'), heldSince }) });
  }

  /** The agent's line is joined to this call. */
  attend(call: CallSnapshot): CallSnapshot {
    const desk = this.#desk;
    const next = desk.put({ ...call, legs: desk.withOwn(call, 'connected'), heldSince: null });
    desk.tell('call.retrieved', { call: next });
    desk.work(next.phase === 'dialling' ? 'dialling' : 'talking', next.callId);
    return desk.call(next.callId);
  }

  swap(callId: CallId): CallSnapshot {
    const desk = this.#desk;
    const named = desk.allowed(callId, 'swap');
    const { callId: attended } = desk.agent;
    const partner = named.consultOf ?? named.consultation?.callId;
    const to = callId === attended && partner !== undefined ? partner : callId;
    if (attended !== null) this.holdApart(attended);
    return this.attend(desk.call(to));
  }

  returnToCaller(callId: CallId): CallSnapshot {
    const { main, consult } = this.#pair(callId, 'return');
    this.#endConsult(consult, 'NORMAL_CLEARING', 'agent');
    return this.attend(withoutConsultation(this.#desk.call(main.callId)));
  }

  completeTransfer(callId: CallId): CallSnapshot {
    const desk = this.#desk;
    const { main, consult } = this.#pair(callId, 'completeTransfer');
    const target = this.#targetOf(consult);
    this.#endConsult(consult, 'ATTENDED_TRANSFER', 'agent');
    const call = desk.put({
      ...withoutConsultation(main),
      phase: target.agentId === null ? 'forwarded' : 'talking',
      agentId: target.agentId ?? main.agentId,
      heldSince: null,
      legs: [...desk.withOwn(main, 'ended'), target],
    });
    const destination = destinationOf(target);
    desk.tell('call.transferred', { call, by: desk.agent.agentId, destination });
    this.#leave(call);
    return call;
  }

  /** Of a consultation: the main call and the consulted party's leg; the second call is over. */
  intoOne(callId: CallId): { readonly main: CallSnapshot; readonly target: LegSnapshot } {
    const { main, consult } = this.#pair(callId, 'conference');
    const target = this.#targetOf(consult);
    this.#endConsult(consult, 'CONFERENCE', 'agent');
    return { main: withoutConsultation(main), target };
  }

  transfer(callId: CallId, destination: Destination): CallSnapshot {
    const desk = this.#desk;
    const main = desk.allowed(callId, 'transfer');
    const legs = desk.withOwn(main, 'ended');
    const by = desk.agent.agentId;
    if (destination.to === 'queue') {
      const { queueId } = destination;
      const call = desk.put({ ...main, phase: 'queued', queueId, heldSince: null, legs });
      desk.tell('call.transferred', { call, by, destination });
      this.#leave(call);
      return call;
    }
    const transfer = { by, destination, startedAt: desk.clock.now() };
    const call = desk.put({ ...main, phase: 'transferring', transfer, heldSince: null, legs });
    this.#away.set(callId, call);
    desk.tell('call.changed', { call });
    this.#leave(call);
    return call;
  }

  park(callId: CallId, slot = this.#freeSlot()): CallSnapshot {
    const desk = this.#desk;
    const main = desk.allowed(callId, 'park');
    if (desk.parked.some((one) => one.slot === slot)) {
      throw new CallweaveError('call.slot-taken', `Slot ${slot} is taken.`);
    }
    const since = desk.clock.now();
    const parked = { slot, by: desk.agent.agentId, since, until: since + PARKED_MS };
    const call = desk.put({
      ...main,
      phase: 'parked',
      parked,
      heldSince: null,
      legs: desk.withOwn(main, 'ended'),
    });
    desk.tell('call.parked', { call });
    this.parkedElsewhere(call, parked);
    this.#leave(call);
    return call;
  }

  /** The call waits in a slot, whoever put it there. */
  parkedElsewhere(call: CallFacts, facts: Pick<ParkedCall, 'slot' | 'by' | 'since' | 'until'>): void {
    const { callId, caller, callerName, queueId } = call;
    this.#away.set(callId, call);
    this.#setParked([...this.#desk.parked, { callId, caller, callerName, queueId, ...facts }]);
  }

  pickUp(callId: CallId): CallSnapshot {
    const desk = this.#desk;
    desk.need(desk.agent.can.pickUp);
    const waiting = this.#away.get(callId);
    if (!desk.parked.some((one) => one.callId === callId) || waiting === undefined) {
      throw new CallweaveError('call.unknown', `No call ${callId} is parked.`);
    }
    this.#setParked(desk.parked.filter((one) => one.callId !== callId));
    const { parked: _, ...facts } = waiting;
    return this.#offer(facts, 'transferring', true);
  }

  /** Whom the agent consults, or transfers to, picks up. */
  otherAnswers(callId: CallId): void {
    const desk = this.#desk;
    const sent = this.#away.get(callId);
    if (sent?.transfer !== undefined) {
      const { transfer, ...facts } = sent;
      const agentId = transfer.destination.to === 'agent' ? transfer.destination.agentId : null;
      this.#away.delete(callId);
      const call = desk.put({ ...facts, phase: agentId === null ? 'forwarded' : 'talking', agentId });
      desk.tell('call.transferred', { call, by: transfer.by, destination: transfer.destination });
      return;
    }
    const call = desk.call(callId);
    const now = desk.clock.now();
    const legs = call.legs.map((leg) =>
      leg.state === 'alerting' ? ({ ...leg, state: 'connected', answeredAt: now } as const) : leg,
    );
    desk.tell('call.answered', {
      call: desk.put({ ...call, phase: 'talking', agentId: desk.agent.agentId, answeredAt: now, legs }),
    });
    if (call.consultOf !== undefined) {
      const main = desk.call(call.consultOf);
      desk.tell('call.changed', {
        call: desk.put({ ...main, consultation: { callId, connected: true } }),
      });
    }
    if (desk.agent.callId === callId) desk.work('talking', callId);
  }

  /** Whom the agent transferred to does not take the caller: he comes back. */
  transferFails(callId: CallId, outcome: Failure): void {
    const sent = this.#away.get(callId);
    if (sent?.transfer === undefined) throw new CallweaveError('call.unknown', 'No transfer rings.');
    const { transfer, ...facts } = sent;
    this.#away.delete(callId);
    const { by, destination } = transfer;
    const call = this.#desk.put({ ...facts, phase: 'queued' });
    this.#desk.tell('call.transfer-failed', { call, by, destination, outcome });
    this.#offer(facts, 'offered', false);
  }

  /** A call of his is over: what he does next. */
  afterEnd(ended: CallSnapshot): void {
    const desk = this.#desk;
    const main = desk.calls.find((call) => call.callId === ended.consultOf && call.phase !== 'ended');
    if (main !== undefined) {
      desk.tell('call.changed', { call: desk.put(withoutConsultation(main)) });
    }
    const consult = desk.calls.find((call) => call.consultOf === ended.callId && call.phase !== 'ended');
    if (consult !== undefined) {
      const { consultOf: _, ...facts } = consult;
      desk.tell('call.changed', { call: desk.put(facts) });
    }
    this.#leave(ended);
  }

  /** The agent is rid of a call. */
  #leave(call: CallSnapshot): void {
    const desk = this.#desk;
    const { callId: attended } = desk.agent;
    const mayWrapUp = call.queueId !== null && call.answeredAt !== null;
    const [other] = desk.othersThan(call.callId).slice(-1);
    if (other !== undefined) {
      if (mayWrapUp) this.#due = call.callId;
      else desk.drop(call.callId);
      const holds = other.heldSince !== null || attended === call.callId;
      desk.work(holds ? 'holding' : desk.agent.state === 'dialling' ? 'dialling' : 'talking', other.callId);
      return;
    }
    const wrapUp =
      mayWrapUp || (call.consultOf === undefined && call.answeredAt !== null) ? call.callId : null;
    const due = this.#due ?? wrapUp;
    this.#due = null;
    if (due === null) desk.restAs(desk.agent.next ?? desk.rest);
    else desk.wrapUp(due);
  }

  #dialBeside(to: string, destination: PersonDestination, facts: Partial<CallFacts>): CallSnapshot {
    const desk = this.#desk;
    const agentId = destination.to === 'agent' ? destination.agentId : null;
    const call = desk.put({
      ...desk.newCall(agentId === null ? 'outbound' : 'internal', desk.agent.extension ?? '', to),
      phase: 'dialling',
      legs: [desk.ownLeg('connected'), this.legOf(agentId, to)],
      ...facts,
    });
    desk.tell('call.dialling', { call });
    desk.work('dialling', call.callId);
    return desk.call(call.callId);
  }

  /** A phone that is being rung. */
  legOf(agentId: AgentId | null, address: string): LegSnapshot {
    return aLeg({
      legId: this.#desk.newId('leg') as LegId,
      party: agentId === null ? 'external' : 'agent',
      agentId,
      address,
      state: 'alerting',
      startedAt: this.#desk.clock.now(),
      answeredAt: null,
    });
  }

  #offer(facts: CallFacts, phase: 'offered' | 'transferring', autoAnswer: boolean): CallSnapshot {
    const desk = this.#desk;
    const offer = desk.newOffer(RECALL_MS, autoAnswer);
    const legs = [...facts.legs.filter((leg) => !desk.isOwn(leg.legId)), desk.ownLeg('alerting')];
    const call = desk.put({ ...facts, phase, offer, legs });
    desk.tell('call.offered', { call });
    desk.work('ringing', call.callId, offer.offerId);
    return call;
  }

  #pair(callId: CallId, what: 'return' | 'completeTransfer' | 'conference') {
    const desk = this.#desk;
    const named = desk.allowed(callId, what);
    const main = named.consultOf === undefined ? named : desk.call(named.consultOf);
    const consult = named.consultOf === undefined ? desk.call(named.consultation?.callId ?? callId) : named;
    return { main, consult };
  }

  #endConsult(consult: CallSnapshot, cause: string, endedBy: 'agent' | 'external'): void {
    const desk = this.#desk;
    const legs = consult.legs.map((leg) => ({ ...leg, state: 'ended' as const }));
    const ended = { phase: 'ended', legs, endedAt: desk.clock.now(), endedBy, cause } as const;
    desk.tell('call.ended', { call: desk.put({ ...consult, ...ended }) });
    desk.drop(consult.callId);
  }

  #targetOf(consult: CallSnapshot): LegSnapshot {
    const target = consult.legs.find((leg) => !this.#desk.isOwn(leg.legId));
    if (target === undefined) throw new CallweaveError('call.not-active', 'Nobody is consulted.');
    return target;
  }

  #freeSlot(): string {
    let slot = 1;
    while (this.#desk.parked.some((one) => one.slot === String(slot))) slot += 1;
    return String(slot);
  }

  #setParked(parked: readonly ParkedCall[]): void {
    this.#desk.parked = parked;
    this.#desk.tell('parking.changed', { parked: [...parked] });
  }
}

function withoutConsultation({ consultation: _, ...call }: CallSnapshot): CallSnapshot {
  return call;
}

function addressOf(destination: PersonDestination): string {
  return destination.to === 'agent' ? destination.agentId : destination.number;
}

function destinationOf({ agentId, address }: LegSnapshot): PersonDestination {
  return agentId === null ? { to: 'number', number: address } : { to: 'agent', agentId };
}
