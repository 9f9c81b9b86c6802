import {
  type AgentSnapshot,
  agentCapabilities,
  type CallId,
  type CallSnapshot,
  CallweaveError,
  type Clock,
  type EventData,
  type EventName,
  type LegId,
  type LegSnapshot,
  type NextState,
  type OfferId,
  type ParkedCall,
} from '@callweave/cti-core';
import { aLeg, anAgent } from '@callweave/cti-core/testing';
import { mockCallCapabilities } from './mock-capabilities.js';

export type Tell = <Name extends EventName>(event: Name, data: EventData<Name>) => void;

/** A call before it is seen by its agent. */
export type CallFacts = Omit<CallSnapshot, 'can'>;

const WRAP_UP_MS = 30_000;
/** The one leg of the agent's phone, which all of his calls share. */
const OWN_LEG = 'mock-leg-agent' as LegId;

/** The agent, his one line and his calls: what every function of the mock works on. */
export class MockDesk {
  readonly clock: Clock;
  readonly tell: Tell;
  agent: AgentSnapshot;
  calls: readonly CallSnapshot[] = [];
  parked: readonly ParkedCall[] = [];
  /** What the agent returns to when his work ends. */
  rest: NextState = { state: 'ready' };
  #lastId = 0;
  #cancelWrapUp: () => void = () => undefined;

  constructor(clock: Clock, tell: Tell, agent: Partial<AgentSnapshot>) {
    this.clock = clock;
    this.tell = tell;
    this.agent = anAgent({
      state: 'logged-out',
      device: null,
      extension: null,
      since: clock.now(),
      ...agent,
    });
  }

  /** @throws {CallweaveError} `call.unknown` */
  call(callId: CallId): CallSnapshot {
    const call = this.calls.find((one) => one.callId === callId);
    if (call === undefined) throw new CallweaveError('call.unknown', `There is no call ${callId}.`);
    return call;
  }

  /** @throws {CallweaveError} `call.unknown`, `call.not-allowed-now` */
  allowed(callId: CallId, what: keyof CallSnapshot['can']): CallSnapshot {
    const call = this.call(callId);
    if (call.can[what]) return call;
    throw new CallweaveError('call.not-allowed-now', `The call does not allow it now (${what}).`);
  }

  /** @throws {CallweaveError} `agent.not-allowed-now` */
  need(allowed: boolean): void {
    if (allowed) return;
    throw new CallweaveError(
      'agent.not-allowed-now',
      `The agent's state (${this.agent.state}) does not allow it.`,
    );
  }

  /** Puts a call in place of what it was. */
  put(facts: CallFacts): CallSnapshot {
    const call = { ...facts, can: mockCallCapabilities(facts, this.agent) };
    this.calls = [...this.calls.filter((other) => other.callId !== call.callId), call];
    return call;
  }

  drop(callId: CallId): void {
    this.calls = this.calls.filter((call) => call.callId !== callId);
  }

  newCall(direction: CallSnapshot['direction'], caller: string, called: string): CallFacts {
    return {
      callId: this.newId('call') as CallId,
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
      arrivedAt: this.clock.now(),
      queuedAt: null,
      answeredAt: null,
      heldSince: null,
      endedAt: null,
      endedBy: null,
      cause: null,
      recordingId: null,
    };
  }

  newOffer(durationMs: number, autoAnswer: boolean): NonNullable<CallSnapshot['offer']> {
    const now = this.clock.now();
    return {
      offerId: this.newId('offer') as OfferId,
      agentId: this.agent.agentId,
      legId: OWN_LEG,
      startedAt: now,
      deadline: now + durationMs,
      autoAnswer,
    };
  }

  ownLeg(state: LegSnapshot['state']): LegSnapshot {
    const { agentId, extension } = this.agent;
    const now = this.clock.now();
    const answeredAt = state === 'alerting' ? null : now;
    return aLeg({
      legId: OWN_LEG,
      party: 'agent',
      agentId,
      address: extension ?? '',
      state,
      startedAt: now,
      answeredAt,
    });
  }

  /** The call's legs, with the agent's in that state. */
  withOwn(call: CallFacts, state: LegSnapshot['state']): CallSnapshot['legs'] {
    const now = state === 'connected' ? this.clock.now() : null;
    return call.legs.map((leg) =>
      leg.legId === OWN_LEG ? { ...leg, state, answeredAt: leg.answeredAt ?? now } : leg,
    );
  }

  isOwn(legId: LegId): boolean {
    return legId === OWN_LEG;
  }

  get attended(): CallSnapshot | undefined {
    return this.calls.find((call) => call.callId === this.agent.callId);
  }

  /** Whether the agent's phone is up, or rings, for any call. */
  get isLineInUse(): boolean {
    return this.calls.some((call) => this.isOnLine(call));
  }

  /** Another phone than the agent's rings for it. */
  isBeingRung({ phase, legs }: CallSnapshot): boolean {
    return phase === 'transferring' || legs.some((leg) => leg.state === 'alerting' && !isLiveOwn(leg));
  }

  isOnLine(call: CallSnapshot): boolean {
    return call.phase !== 'ended' && call.legs.some(isLiveOwn);
  }

  /** His calls that are up beside this one, the latest held last. */
  othersThan(callId: CallId | null): CallSnapshot[] {
    return this.calls.filter((call) => call.callId !== callId && call.phase !== 'ended' && isAnswered(call));
  }

  work(
    state: 'ringing' | 'dialling' | 'talking' | 'holding',
    callId: CallId,
    offerId: OfferId | null = null,
  ): void {
    this.#cancelWrapUp();
    const others = this.othersThan(callId).map((call) => call.callId);
    this.change(state, { callId, offerId, ...(others.length > 0 ? { otherCalls: others } : {}) });
    // What he may do with a call depends on which of them he attends.
    for (const call of this.calls) {
      const { can } = this.put(call);
      if (JSON.stringify(can) !== JSON.stringify(call.can)) {
        this.tell('call.changed', { call: this.call(call.callId) });
      }
    }
  }

  wrapUp(callId: CallId): void {
    const now = this.clock.now();
    const today = { ...this.agent.today, calls: this.agent.today.calls + 1 };
    this.change('wrap-up', { callId, wrapUpEndsAt: now + WRAP_UP_MS, today });
    this.#cancelWrapUp();
    this.#cancelWrapUp = this.clock.after(WRAP_UP_MS, () => this.restAs(this.agent.next ?? this.rest));
  }

  restAs(next: NextState): void {
    this.#cancelWrapUp();
    this.calls = this.calls.filter((call) => this.isOnLine(call));
    if (next.state === 'logged-out') {
      this.change('ready', {});
      this.logOut();
      return;
    }
    this.rest = next;
    this.change(next.state, next.state === 'aux' ? { auxReason: next.reason } : {}, next);
  }

  logOut(): void {
    this.need(this.agent.can.logOut);
    this.#cancelWrapUp();
    this.calls = [];
    this.setAgent({
      state: 'logged-out',
      auxReason: null,
      device: null,
      callId: null,
      next: null,
      since: this.clock.now(),
    });
    this.tell('agent.logged-out', { agent: this.agent });
  }

  change(to: AgentSnapshot['state'], facts: Partial<AgentSnapshot>, rest?: NextState): void {
    const from = this.agent.state;
    const { otherCalls: _, ...before } = this.agent;
    this.agent = { ...before, auxReason: null, callId: null, offerId: null, wrapUpEndsAt: null };
    this.setAgent({ ...(rest ? { next: null } : {}), state: to, since: this.clock.now(), ...facts });
    this.tell('agent.state-changed', { agent: this.agent, from, to, reason: this.agent.auxReason });
  }

  setAgent(facts: Partial<AgentSnapshot>): void {
    const next = { ...this.agent, ...facts };
    this.agent = { ...next, can: agentCapabilities(next) };
  }

  newId(kind: string): string {
    this.#lastId += 1;
    return `mock-${kind}-${this.#lastId}`;
  }
}

function isLiveOwn(leg: LegSnapshot): boolean {
  return leg.legId === OWN_LEG && leg.state !== 'ended' && leg.state !== 'failed';
}

function isAnswered({ legs }: CallSnapshot): boolean {
  return legs.some((leg) => isLiveOwn(leg) && leg.state !== 'alerting');
}
