import {
  type AgentSnapshot,
  agentCapabilities,
  type CallId,
  type CallSnapshot,
  CallweaveError,
  type Clock,
  callCapabilities,
  type EndedBy,
  type EventData,
  type EventName,
  type LegId,
  type NextState,
  type OfferId,
  type OfferOutcome,
  type QueueSnapshot,
  type TrunkSnapshot,
} from '@callweave/cti-core';
import { aLeg, anAgent, aQueue } from '@callweave/cti-core/testing';

type Tell = <Name extends EventName>(event: Name, data: EventData<Name>) => void;

const RING_MS = 20_000;
const WRAP_UP_MS = 30_000;
const OWN_LEG = 'mock-leg-agent' as LegId;

/** What a queue's settings decide about an offer. */
export interface OfferOptions {
  /** The softphone picks up by itself; default false. */
  readonly autoAnswer?: boolean;
}

/**
 * One agent, one queue and their calls in memory, by the real rules of `can`: what a page may show and do against it,
 * it may against a server. No time passes in it but the clock's.
 */
export class MockCallCentre {
  readonly #clock: Clock;
  readonly #tell: Tell;
  #lastId = 0;
  /** What the agent returns to when his work ends. */
  #rest: NextState = { state: 'ready' };
  #cancelWrapUp: () => void = () => undefined;
  agent: AgentSnapshot;
  calls: readonly CallSnapshot[] = [];
  queues: readonly QueueSnapshot[] = [aQueue()];
  trunks: readonly TrunkSnapshot[] = [];

  constructor(clock: Clock, tell: Tell, agent: Partial<AgentSnapshot>) {
    this.#clock = clock;
    this.#tell = tell;
    this.agent = anAgent({
      state: 'logged-out',
      device: null,
      extension: null,
      since: clock.now(),
      ...agent,
    });
  }

  logIn(device: AgentSnapshot['device'], extension = '1001'): void {
    if (!this.agent.can.logIn) throw new CallweaveError('agent.already-logged-in', 'The agent is logged in.');
    this.#agent({ state: 'aux', auxReason: 'logged-in', device, extension, since: this.#clock.now() });
    this.#tell('agent.logged-in', { agent: this.agent });
  }

  logOut(): void {
    this.#need(this.agent.can.logOut);
    this.#cancelWrapUp();
    this.calls = [];
    this.#agent({
      state: 'logged-out',
      auxReason: null,
      device: null,
      callId: null,
      next: null,
      since: this.#clock.now(),
    });
    this.#tell('agent.logged-out', { agent: this.agent });
  }

  setReady(): void {
    this.#need(this.agent.can.setReady);
    this.#restAs({ state: 'ready' });
  }

  setAux(reason: string): void {
    this.#need(this.agent.can.setAux);
    this.#restAs({ state: 'aux', reason });
  }

  setNext(next: NextState | null): void {
    this.#need(this.agent.can.setNext);
    this.#agent({ next });
    this.#tell('agent.changed', { agent: this.agent });
  }

  finishWrapUp(): void {
    this.#need(this.agent.can.finishWrapUp);
    this.#restAs(this.agent.next ?? this.#rest);
  }

  /** A customer's call rings the agent. @throws {CallweaveError} `agent.not-allowed-now` unless he is ready */
  offerCall(facts: Partial<CallSnapshot>, { autoAnswer = false }: OfferOptions = {}): CallSnapshot {
    this.#need(this.agent.state === 'ready');
    const now = this.#clock.now();
    const { agentId } = this.agent;
    const offerId = this.#newId('offer') as OfferId;
    this.#rest = { state: 'ready' };
    const call = this.#call({
      ...this.#newCall('inbound', '13800138000', '4008001234'),
      phase: 'offered',
      trunk: 'pstn-1',
      queueId: this.queues[0]?.queueId ?? null,
      queueName: this.queues[0]?.name ?? null,
      keys: '1',
      offer: {
        offerId,
        agentId,
        legId: OWN_LEG,
        startedAt: now,
        deadline: now + RING_MS,
        autoAnswer,
      },
      queuedAt: now,
      legs: [aLeg({ startedAt: now, answeredAt: now }), this.#ownLeg('alerting')],
      ...facts,
    });
    this.#tell('call.offered', { call });
    this.#work('ringing', call.callId, offerId);
    return call;
  }

  makeCall(to: string, data: CallSnapshot['data'] = {}): CallSnapshot {
    this.#need(this.agent.can.makeCall);
    this.#cancelWrapUp();
    this.#rest =
      this.agent.state === 'aux'
        ? { state: 'aux', reason: this.agent.auxReason ?? 'break' }
        : { state: 'ready' };
    const call = this.#call({
      ...this.#newCall('outbound', this.agent.extension ?? '', to),
      phase: 'dialling',
      data,
      legs: [this.#ownLeg('alerting')],
    });
    this.#tell('call.dialling', { call });
    this.#work('dialling', call.callId, null);
    return call;
  }

  /** The agent's phone was picked up. */
  ownLegAnswered(callId: CallId): CallSnapshot {
    const call = this.call(callId);
    if (call.phase === 'talking') return call;
    const legs = this.#withOwn(call, 'connected');
    if (call.phase !== 'offered') {
      const next = this.#call({ ...call, legs });
      this.#tell('call.changed', { call: next });
      return next;
    }
    this.#endOffer(call, 'answered', { phase: 'offered', legs });
    return this.#talk({ ...call, legs, offer: null });
  }

  /** The far end of a call the agent made picked up. */
  farEndAnswered(callId: CallId): CallSnapshot {
    const call = this.call(callId);
    if (call.phase !== 'dialling')
      throw new CallweaveError('call.not-allowed-now', 'The call is not being dialled.');
    const now = this.#clock.now();
    return this.#talk({
      ...call,
      legs: [
        ...this.#withOwn(call, 'connected'),
        aLeg({ address: call.called, startedAt: now, answeredAt: now }),
      ],
    });
  }

  answer(callId: CallId): CallSnapshot {
    this.#needCall(this.call(callId).can.answer);
    return this.ownLegAnswered(callId);
  }

  reject(callId: CallId): CallSnapshot {
    const call = this.call(callId);
    this.#needCall(call.can.reject);
    return this.backToQueue(call, 'rejected');
  }

  /** The offer ends without an answer: the caller waits on, the agent goes to aux(rona) or, after a refusal, is ready. */
  backToQueue(call: CallSnapshot, outcome: OfferOutcome): CallSnapshot {
    const next = this.#endOffer(call, outcome, {
      phase: 'queued',
      offer: null,
      legs: this.#withOwn(call, 'ended'),
    });
    this.calls = this.calls.filter((other) => other.callId !== call.callId);
    this.#restAs(
      this.agent.next ?? (outcome === 'no-answer' ? { state: 'aux', reason: 'rona' } : this.#rest),
    );
    return next;
  }

  hold(callId: CallId): CallSnapshot {
    const call = this.call(callId);
    this.#needCall(call.can.hold);
    const held = this.#call({
      ...call,
      legs: this.#withOwn(call, 'held'),
      heldSince: this.#clock.now(),
    });
    this.#tell('call.held', { call: held });
    this.#work('holding', callId, null);
    return held;
  }

  retrieve(callId: CallId): CallSnapshot {
    const call = this.call(callId);
    this.#needCall(call.can.retrieve);
    const talking = this.#call({ ...call, legs: this.#withOwn(call, 'connected'), heldSince: null });
    this.#tell('call.retrieved', { call: talking });
    this.#work('talking', callId, null);
    return talking;
  }

  sendDigits(callId: CallId): CallSnapshot {
    const call = this.call(callId);
    this.#needCall(call.can.sendDigits);
    return call;
  }

  setData(callId: CallId, data: CallSnapshot['data']): CallSnapshot {
    const call = this.call(callId);
    this.#needCall(call.can.setData);
    const next = this.#call({ ...call, data: { ...call.data, ...data } });
    this.#tell('call.data-changed', { call: next });
    return next;
  }

  hangUp(callId: CallId): CallSnapshot {
    this.#needCall(this.call(callId).can.hangUp);
    return this.endCall(callId, 'agent');
  }

  endCall(callId: CallId, by: EndedBy): CallSnapshot {
    const call = this.call(callId);
    if (call.phase === 'ended') throw new CallweaveError('call.not-active', 'The call has ended.');
    const talked = call.phase === 'talking';
    if (call.phase === 'offered') this.#endOffer(call, 'withdrawn', { offer: null });
    const ended = this.#call({
      ...call,
      phase: 'ended',
      offer: null,
      legs: call.legs.map((leg) => ({ ...leg, state: 'ended' })),
      heldSince: null,
      endedAt: this.#clock.now(),
      endedBy: by,
      cause: 'NORMAL_CLEARING',
    });
    this.#tell('call.ended', { call: ended });
    if (talked) this.#wrapUp(callId);
    else this.#restAs(this.agent.next ?? this.#rest);
    return ended;
  }

  /** @throws {CallweaveError} `call.unknown` */
  call(callId: CallId): CallSnapshot {
    const call = this.calls.find((one) => one.callId === callId);
    if (call === undefined) throw new CallweaveError('call.unknown', `There is no call ${callId}.`);
    return call;
  }

  setQueues(queues: readonly QueueSnapshot[]): void {
    this.queues = queues;
    for (const queue of queues) this.#tell('queue.changed', { queue });
  }

  changeAgent(facts: Partial<AgentSnapshot>): void {
    this.#agent(facts);
    this.#tell('agent.changed', { agent: this.agent });
  }

  #talk(call: CallSnapshot): CallSnapshot {
    const now = this.#clock.now();
    const next = this.#call({ ...call, phase: 'talking', agentId: this.agent.agentId, answeredAt: now });
    this.#tell('call.answered', { call: next });
    this.#work('talking', call.callId, null);
    return next;
  }

  #endOffer(call: CallSnapshot, outcome: OfferOutcome, facts: Partial<CallSnapshot>): CallSnapshot {
    const { offer } = call;
    const next = this.#call({ ...call, ...facts, offer: null });
    if (offer !== null) {
      const { offerId, agentId } = offer;
      this.#tell('call.offer-ended', { call: next, offerId, agentId, outcome });
    }
    return next;
  }

  #wrapUp(callId: CallId): void {
    const now = this.#clock.now();
    const today = { ...this.agent.today, calls: this.agent.today.calls + 1 };
    this.#change('wrap-up', { callId, wrapUpEndsAt: now + WRAP_UP_MS, today });
    this.#cancelWrapUp = this.#clock.after(WRAP_UP_MS, () => this.finishWrapUp());
  }

  #work(
    state: 'ringing' | 'dialling' | 'talking' | 'holding',
    callId: CallId,
    offerId: OfferId | null,
  ): void {
    this.#change(state, { callId, offerId });
  }

  #restAs(next: NextState): void {
    this.#cancelWrapUp();
    this.calls = this.calls.filter((call) => call.phase !== 'ended');
    if (next.state === 'logged-out') {
      this.#change('ready', {});
      this.logOut();
      return;
    }
    this.#rest = next;
    this.#change(next.state, next.state === 'aux' ? { auxReason: next.reason } : {}, next);
  }

  #change(to: AgentSnapshot['state'], facts: Partial<AgentSnapshot>, rest?: NextState): void {
    const from = this.agent.state;
    const nothing = { auxReason: null, callId: null, offerId: null, wrapUpEndsAt: null };
    this.#agent({
      ...nothing,
      ...(rest ? { next: null } : {}),
      state: to,
      since: this.#clock.now(),
      ...facts,
    });
    this.#tell('agent.state-changed', { agent: this.agent, from, to, reason: this.agent.auxReason });
  }

  #agent(facts: Partial<AgentSnapshot>): void {
    const next = { ...this.agent, ...facts };
    this.agent = { ...next, can: agentCapabilities(next) };
  }

  #call(facts: Omit<CallSnapshot, 'can'>): CallSnapshot {
    const call = { ...facts, can: callCapabilities(facts, this.agent.agentId) };
    const others = this.calls.filter((other) => other.callId !== call.callId);
    this.calls = [...others, call];
    return call;
  }

  #newCall(direction: CallSnapshot['direction'], caller: string, called: string): Omit<CallSnapshot, 'can'> {
    return {
      callId: this.#newId('call') as CallId,
      direction,
      phase: 'queued',
      caller,
      callerName: null,
      called,
      trunk: null,
      queueId: null,
      queueName: null,
      agentId: null,
      offer: null,
      keys: '',
      data: {},
      legs: [],
      arrivedAt: this.#clock.now(),
      queuedAt: null,
      answeredAt: null,
      heldSince: null,
      endedAt: null,
      endedBy: null,
      cause: null,
      recordingId: null,
    };
  }

  #ownLeg(state: CallSnapshot['legs'][number]['state']): CallSnapshot['legs'][number] {
    const { agentId, extension } = this.agent;
    const startedAt = this.#clock.now();
    return aLeg({
      legId: OWN_LEG,
      party: 'agent',
      agentId,
      address: extension ?? '',
      state,
      startedAt,
      answeredAt: null,
    });
  }

  #withOwn(call: CallSnapshot, state: CallSnapshot['legs'][number]['state']): CallSnapshot['legs'] {
    const now = state === 'connected' ? this.#clock.now() : null;
    return call.legs.map((leg) =>
      leg.legId === OWN_LEG ? { ...leg, state, answeredAt: leg.answeredAt ?? now } : leg,
    );
  }

  #newId(kind: string): string {
    this.#lastId += 1;
    return `mock-${kind}-${this.#lastId}`;
  }

  #need(allowed: boolean): void {
    if (allowed) return;
    throw new CallweaveError(
      'agent.not-allowed-now',
      `The agent's state (${this.agent.state}) does not allow it.`,
    );
  }

  #needCall(allowed: boolean): void {
    if (!allowed) throw new CallweaveError('call.not-allowed-now', 'The call does not allow it now.');
  }
}
