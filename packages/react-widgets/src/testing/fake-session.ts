import {
  type AgentId,
  type AgentSnapshot,
  agentCapabilitiesSchema,
  type CallId,
  type ContactId,
  callCapabilitiesSchema,
  type LegId,
  type OfferId,
  type QueueId,
  type QueueSnapshot,
} from '@callweave/cti-core';
import type { AgentCall, AgentSession, AgentSessionState } from '@callweave/web-sdk';

const AT = 1_795_000_000_000;
/** Nothing may be done, whatever the contract comes to know. */
function nothing<Can extends string>(schema: { readonly shape: Readonly<Record<Can, unknown>> }) {
  return Object.fromEntries(Object.keys(schema.shape).map((name) => [name, false])) as Record<Can, boolean>;
}
const nothingAgent = nothing(agentCapabilitiesSchema);
const nothingCall = nothing(callCapabilitiesSchema);

/** An agent in a pause, who may become ready. */
export function anAgent(changes: Partial<AgentSnapshot> = {}): AgentSnapshot {
  return {
    agentId: '1001' as AgentId,
    name: '王芳',
    extension: '1001',
    device: 'browser',
    state: 'aux',
    auxReason: 'break',
    since: AT,
    wrapUpEndsAt: null,
    wrapUpForced: false,
    next: null,
    callId: null,
    offerId: null,
    queueIds: ['orders' as QueueId],
    reachable: true,
    today: { calls: 12, talkMs: 1_800_000, missed: 0 },
    ...changes,
    can: { ...nothingAgent, ...changes.can },
  };
}

/** A ringing call of the orders queue. */
export function aCall(
  changes: Partial<Omit<AgentCall, 'can'>> & { can?: Partial<AgentCall['can']> } = {},
): AgentCall {
  return {
    callId: 'call-1' as CallId,
    direction: 'inbound',
    phase: 'offered',
    caller: '13800138000',
    callerName: '李秀英',
    called: '4008001234',
    trunk: 'pstn',
    queueId: 'orders' as QueueId,
    queueName: '订购热线',
    agentId: null,
    offer: {
      offerId: 'offer-1' as OfferId,
      agentId: '1001' as AgentId,
      legId: 'leg-2' as LegId,
      startedAt: AT,
      deadline: AT + 20_000,
      autoAnswer: false,
    },
    keys: '1',
    data: {},
    legs: [],
    arrivedAt: AT - 20_000,
    queuedAt: AT - 12_000,
    answeredAt: null,
    heldSince: null,
    endedAt: null,
    endedBy: null,
    cause: null,
    recordingId: null,
    local: 'ringing',
    ...changes,
    can: { ...nothingCall, ...changes.can },
  };
}

/** A queue with one caller waiting. */
export function aQueue(changes: Partial<QueueSnapshot> = {}): QueueSnapshot {
  return {
    queueId: 'orders' as QueueId,
    name: '订购热线',
    waiting: [{ callId: 'call-9' as CallId, caller: '13900139000', queuedAt: AT - 31_000, offered: false }],
    agents: { loggedIn: 4, ready: 1, busy: 2, wrapUp: 0, aux: 1 },
    estimatedWaitMs: 42_000,
    today: {
      entered: 120,
      answered: 110,
      abandoned: 6,
      shortAbandoned: 1,
      overflowed: 0,
      calledBack: 0,
      callBacksFailed: 0,
      serviceLevel: 0.883,
      averageWaitMs: 14_200,
    },
    ...changes,
  };
}

/** A session without a server: shows the state it is given and notes what it is asked to do. */
export class FakeSession implements AgentSession {
  state: AgentSessionState;
  readonly asked: string[] = [];
  /** Thrown by the next command. */
  refusal: unknown = null;
  readonly #listeners = new Set<() => void>();

  constructor(changes: Partial<AgentSessionState> = {}) {
    this.state = {
      connection: 'open',
      connectionError: null,
      softphone: {
        status: 'registered',
        error: null,
        microphone: 'granted',
        inputs: [{ id: 'mic-1', label: 'USB Headset' }],
        outputs: [{ id: 'out-1', label: 'USB Headset' }],
        inputId: null,
        outputId: null,
      },
      agent: anAgent(),
      calls: [],
      activeCall: null,
      contacts: [],
      muted: false,
      clockOffsetMs: AT - Date.now(),
      monitor: null,
      ...changes,
    };
  }

  show(changes: Partial<AgentSessionState>): void {
    this.state = { ...this.state, ...changes };
    for (const listener of this.#listeners) listener();
  }

  subscribe(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  on(): () => void {
    return () => undefined;
  }

  async #ask(what: string): Promise<void> {
    this.asked.push(what);
    const { refusal } = this;
    this.refusal = null;
    if (refusal !== null) throw refusal;
  }

  start = (): Promise<void> => this.#ask('start');
  stop = (): Promise<void> => this.#ask('stop');
  logIn = (): Promise<void> => this.#ask('log-in');
  logOut = (): Promise<void> => this.#ask('log-out');
  setReady = (): Promise<void> => this.#ask('ready');
  setAux = (reason: string): Promise<void> => this.#ask(`aux ${reason}`);
  setNext = (next: { state: string } | null): Promise<void> => this.#ask(`next ${next?.state ?? 'none'}`);
  forceState = (agentId: string, to: { state: string }): Promise<void> =>
    this.#ask(`force ${agentId} ${to.state}`);
  finishWrapUp = (): Promise<void> => this.#ask('finish-wrap-up');
  answer = (callId: CallId): Promise<void> => this.#ask(`answer ${callId}`);
  reject = (callId: CallId): Promise<void> => this.#ask(`reject ${callId}`);
  hangUp = (callId: CallId): Promise<void> => this.#ask(`hang-up ${callId}`);
  hold = (callId: CallId): Promise<void> => this.#ask(`hold ${callId}`);
  retrieve = (callId: CallId): Promise<void> => this.#ask(`retrieve ${callId}`);
  sendDigits = (callId: CallId, digits: string): Promise<void> => this.#ask(`digits ${callId} ${digits}`);
  setData = (callId: CallId): Promise<void> => this.#ask(`data ${callId}`);
  acceptContact = (contactId: ContactId): Promise<void> => this.#ask(`accept ${contactId}`);
  rejectContact = (contactId: ContactId): Promise<void> => this.#ask(`reject ${contactId}`);
  completeContact = (contactId: ContactId): Promise<void> => this.#ask(`complete ${contactId}`);
  setInput = (id: string): Promise<void> => this.#ask(`input ${id}`);
  setOutput = (id: string): Promise<void> => this.#ask(`output ${id}`);
  startMonitor = (): Promise<void> => this.#ask('start-monitor');
  stopMonitor = (): Promise<void> => this.#ask('stop-monitor');

  async makeCall(to: string): Promise<AgentCall> {
    await this.#ask(`call ${to}`);
    return aCall({ called: to });
  }

  setMuted(muted: boolean): void {
    this.asked.push(muted ? 'mute' : 'unmute');
    this.show({ muted });
  }
}
