import {
  type AgentId,
  type AgentSnapshot,
  type CallId,
  type CallSnapshot,
  CallweaveError,
  type Clock,
  type Directory,
  type EndedBy,
  type NextState,
  type OfferOutcome,
  type QueueId,
  type QueueSnapshot,
  type Role,
  type TrunkSnapshot,
} from '@callweave/cti-core';
import { aLeg, aQueue } from '@callweave/cti-core/testing';
import { MockConference } from './mock-conference.js';
import { MockDesk, type Tell } from './mock-desk.js';
import { MockFloor } from './mock-floor.js';
import { MockTelephone } from './mock-telephone.js';

const RING_MS = 20_000;
const COLLEAGUES: Directory['agents'] = [
  { agentId: 'a-1002' as AgentId, name: 'Zhou Min', extension: '1002', state: 'ready', reachable: true },
  { agentId: 'a-1003' as AgentId, name: 'Chen Jie', extension: '1003', state: 'talking', reachable: true },
];

/** What a queue's settings decide about an offer. */
export interface OfferOptions {
  /** The softphone picks up by itself; default false. */
  readonly autoAnswer?: boolean;
}

interface MakeOptions {
  readonly data?: CallSnapshot['data'] | undefined;
  readonly video?: boolean | undefined;
  readonly queueId?: QueueId | undefined;
}

/**
 * One agent, one queue, his colleagues and their calls in memory, by the rules of `can`: what a page may show and do
 * against it, it may against a server. No time passes in it but the clock's.
 */
export class MockCallCentre extends MockDesk {
  readonly telephone: MockTelephone;
  readonly conference: MockConference;
  readonly floor: MockFloor;
  colleagues: Directory['agents'] = COLLEAGUES;
  queues: readonly QueueSnapshot[] = [aQueue()];
  trunks: readonly TrunkSnapshot[] = [];
  /** The switch carries pictures. */
  video = true;

  constructor(clock: Clock, tell: Tell, agent: Partial<AgentSnapshot>, role: Role = 'agent') {
    super(clock, tell, agent);
    this.telephone = new MockTelephone(this);
    this.conference = new MockConference(this);
    this.floor = new MockFloor(this, role);
  }

  logIn(device: AgentSnapshot['device'], extension = '1001'): void {
    if (!this.agent.can.logIn) throw new CallweaveError('agent.already-logged-in', 'The agent is logged in.');
    this.setAgent({ state: 'aux', auxReason: 'logged-in', device, extension, since: this.clock.now() });
    this.tell('agent.logged-in', { agent: this.agent });
  }

  setReady(): void {
    this.need(this.agent.can.setReady);
    this.restAs({ state: 'ready' });
  }

  setAux(reason: string): void {
    this.need(this.agent.can.setAux);
    this.restAs({ state: 'aux', reason });
  }

  setNext(next: NextState | null): void {
    this.need(this.agent.can.setNext);
    this.changeAgent({ next });
  }

  finishWrapUp(): void {
    this.need(this.agent.can.finishWrapUp);
    this.restAs(this.agent.next ?? this.rest);
  }

  /**
   * A customer's call rings the agent; beside a call that he talks in, as one that waits (AGT-4).
   * @throws {CallweaveError} `agent.not-allowed-now` unless he is ready or talks
   */
  offerCall(facts: Partial<CallSnapshot>, { autoAnswer = false }: OfferOptions = {}): CallSnapshot {
    const { state } = this.agent;
    this.need(state === 'ready' || state === 'talking' || state === 'holding');
    const now = this.clock.now();
    if (state === 'ready') this.rest = { state: 'ready' };
    const offer = this.newOffer(RING_MS, autoAnswer);
    const call = this.put({
      ...this.newCall('inbound', '13800138000', '4008001234'),
      phase: 'offered',
      trunk: 'pstn-1',
      queueId: this.queues[0]?.queueId ?? null,
      queueName: this.queues[0]?.name ?? null,
      keys: '1',
      offer,
      queuedAt: now,
      legs: [aLeg({ startedAt: now, answeredAt: now }), this.ownLeg('alerting')],
      ...facts,
    });
    this.tell('call.offered', { call });
    if (state === 'ready') this.work('ringing', call.callId, offer.offerId);
    return call;
  }

  makeCall(to: string, { data = {}, video = false, queueId }: MakeOptions = {}): CallSnapshot {
    const queue = queueId === undefined ? undefined : this.queues.find((one) => one.queueId === queueId);
    if (queueId !== undefined && queue === undefined)
      throw new CallweaveError('queue.unknown', 'There is no such queue of callers.', {
        details: { queueId },
      });
    const attended = this.agent.callId === null ? undefined : this.call(this.agent.callId);
    if (attended?.can.consult) return this.telephone.makeSecondCall(attended, to, data);
    this.need(this.agent.can.makeCall);
    this.rest =
      this.agent.state === 'aux'
        ? { state: 'aux', reason: this.agent.auxReason ?? 'break' }
        : { state: 'ready' };
    const call = this.put({
      ...this.newCall('outbound', this.agent.extension ?? '', to),
      phase: 'dialling',
      data,
      ...(queue ? { queueId: queue.queueId, queueName: queue.name } : {}),
      ...(video && this.video ? { video } : {}),
      legs: [this.ownLeg('alerting')],
    });
    this.tell('call.dialling', { call });
    this.work('dialling', call.callId);
    return call;
  }

  /** The agent's phone was picked up. */
  ownLegAnswered(callId: CallId): CallSnapshot {
    const call = this.call(callId);
    if (call.phase === 'talking') return call;
    const legs = this.withOwn(call, 'connected');
    if (call.offer === null) {
      const next = this.put({ ...call, legs });
      this.tell('call.changed', { call: next });
      return next;
    }
    const phase = call.phase === 'transferring' ? call.phase : 'offered';
    this.#endOffer(call, 'answered', { phase, legs });
    const { parked: _, transfer: __, ...taken } = call;
    return this.talk({ ...taken, legs, offer: null });
  }

  /** The far end of a call the agent made picked up. */
  farEndAnswered(callId: CallId): CallSnapshot {
    const call = this.call(callId);
    if (call.phase !== 'dialling')
      throw new CallweaveError('call.not-allowed-now', 'The call is not being dialled.');
    const now = this.clock.now();
    return this.talk({
      ...call,
      legs: [
        ...this.withOwn(call, 'connected'),
        aLeg({ address: call.called, startedAt: now, answeredAt: now }),
      ],
    });
  }

  /** By the server: a call that waits beside another holds that one. */
  answer(callId: CallId): CallSnapshot {
    this.allowed(callId, 'answer');
    const { callId: attended } = this.agent;
    if (attended !== null && attended !== callId) this.telephone.holdApart(attended);
    return this.ownLegAnswered(callId);
  }

  reject(callId: CallId): CallSnapshot {
    return this.backToQueue(this.allowed(callId, 'reject'), 'rejected');
  }

  /** The offer ends without an answer: the caller waits on, the agent goes to aux(rona) or, after a refusal, is ready. */
  backToQueue(call: CallSnapshot, outcome: OfferOutcome): CallSnapshot {
    const next = this.#endOffer(call, outcome, {
      phase: 'queued',
      offer: null,
      legs: this.withOwn(call, 'ended'),
    });
    this.drop(call.callId);
    // One that waited beside another leaves him where he is.
    if (this.agent.callId !== call.callId) return next;
    this.restAs(this.agent.next ?? (outcome === 'no-answer' ? { state: 'aux', reason: 'rona' } : this.rest));
    return next;
  }

  hold(callId: CallId): CallSnapshot {
    const call = this.allowed(callId, 'hold');
    const held = this.put({ ...call, legs: this.withOwn(call, 'held'), heldSince: this.clock.now() });
    this.tell('call.held', { call: held });
    this.work('holding', callId);
    return held;
  }

  retrieve(callId: CallId): CallSnapshot {
    const call = this.allowed(callId, 'retrieve');
    const { callId: attended } = this.agent;
    if (attended !== null && attended !== callId) this.telephone.holdApart(attended);
    return this.telephone.attend(call);
  }

  sendDigits(callId: CallId): CallSnapshot {
    return this.allowed(callId, 'sendDigits');
  }

  setData(callId: CallId, data: CallSnapshot['data']): CallSnapshot {
    const call = this.allowed(callId, 'setData');
    const next = this.put({ ...call, data: { ...call.data, ...data } });
    this.tell('call.data-changed', { call: next });
    return next;
  }

  hangUp(callId: CallId): CallSnapshot {
    this.allowed(callId, 'hangUp');
    return this.endCall(callId, 'agent');
  }

  endCall(callId: CallId, by: EndedBy): CallSnapshot {
    const call = this.call(callId);
    if (call.phase === 'ended') throw new CallweaveError('call.not-active', 'The call has ended.');
    if (call.offer !== null) this.#endOffer(call, 'withdrawn', { offer: null });
    const { recording: _, ...facts } = call;
    const ended = this.put({
      ...facts,
      phase: 'ended',
      offer: null,
      legs: call.legs.map((leg) => ({ ...leg, state: 'ended' })),
      heldSince: null,
      endedAt: this.clock.now(),
      endedBy: by,
      cause: 'NORMAL_CLEARING',
    });
    this.tell('call.ended', { call: ended });
    this.telephone.afterEnd(ended);
    return ended;
  }

  /** Whom the agent can reach. */
  get directory(): Directory {
    const queues = this.queues.map(({ queueId, name, agents, waiting }) => ({
      queueId,
      name,
      ready: agents.ready,
      waiting: waiting.length,
    }));
    return { agents: this.colleagues, queues };
  }

  setQueues(queues: readonly QueueSnapshot[]): void {
    this.queues = queues;
    for (const queue of queues) this.tell('queue.changed', { queue });
  }

  setVideo(video: boolean): void {
    this.video = video;
    this.tell('switch.changed', { connected: true, ...(video ? { video } : {}) });
  }

  changeAgent(facts: Partial<AgentSnapshot>): void {
    this.setAgent(facts);
    this.tell('agent.changed', { agent: this.agent });
  }

  talk(facts: Parameters<MockDesk['put']>[0]): CallSnapshot {
    const answeredAt = facts.answeredAt ?? this.clock.now();
    const call = this.put({ ...facts, phase: 'talking', agentId: this.agent.agentId, answeredAt });
    this.tell('call.answered', { call });
    this.work('talking', call.callId);
    return this.call(call.callId);
  }

  #endOffer(call: CallSnapshot, outcome: OfferOutcome, facts: Partial<CallSnapshot>): CallSnapshot {
    const { offer } = call;
    const next = this.put({ ...call, ...facts, offer: null });
    if (offer !== null) {
      const { offerId, agentId } = offer;
      this.tell('call.offer-ended', { call: next, offerId, agentId, outcome });
    }
    return next;
  }
}
