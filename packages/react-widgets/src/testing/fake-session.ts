import {
  type AgentId,
  type AgentSnapshot,
  agentCapabilitiesSchema,
  type CallData,
  type CallId,
  type ContactId,
  callCapabilitiesSchema,
  type Destination,
  type Directory,
  type LegId,
  type LegSnapshot,
  type OfferId,
  type QueueId,
  type QueueSnapshot,
  SafeEmitter,
} from '@callweave/cti-core';
import type {
  AgentCall,
  AgentSession,
  AgentSessionEvents,
  AgentSessionState,
  LegStreams,
  MakeCallOptions,
  MediaOptions,
} from '@callweave/web-sdk';
import { FakeQuality } from './fake-quality.js';
import { FakeRecordings } from './fake-recordings.js';

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

/** The connected leg of a colleague, or of whom the facts name. */
export function aPartyLeg(agentId: string | null, facts: Partial<LegSnapshot> = {}): LegSnapshot {
  return {
    legId: `leg-${agentId ?? 'other'}` as LegId,
    party: agentId === null ? 'customer' : 'agent',
    agentId: agentId as AgentId | null,
    address: agentId ?? '',
    state: 'connected',
    startedAt: AT - 60_000,
    answeredAt: AT - 60_000,
    ...facts,
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

function said(to: Destination): string {
  return to.to === 'agent' ? to.agentId : to.to === 'queue' ? to.queueId : to.number;
}

/** Two colleagues who can be reached, one who cannot, and two queues. */
export function aDirectory(): Directory {
  const agent = (agentId: string, name: string, state: AgentSnapshot['state'], reachable = true) => ({
    agentId: agentId as AgentId,
    name,
    extension: agentId,
    state,
    reachable,
  });
  return {
    agents: [
      agent('1001', '王芳', 'talking'),
      agent('1003', '陈杰', 'talking'),
      agent('1002', '周敏', 'ready'),
      agent('1004', '刘洋', 'logged-out', false),
    ],
    queues: [
      { queueId: 'orders' as QueueId, name: '订购热线', ready: 1, waiting: 3 },
      { queueId: 'service' as QueueId, name: '售后服务', ready: 0, waiting: 0 },
    ],
  };
}

/** A session without a server: shows the state it is given and notes what it is asked to do. */
export class FakeSession implements AgentSession {
  state: AgentSessionState;
  readonly recordings = new FakeRecordings();
  readonly quality = new FakeQuality();
  readonly asked: string[] = [];
  /** Thrown by the next command. */
  refusal: unknown = null;
  /** What is seen and heard of any call. */
  media: LegStreams | null = null;
  /** What `listDirectory` answers; an error is thrown. */
  directory: Directory | Error = aDirectory();
  readonly #listeners = new Set<() => void>();
  readonly #events = new SafeEmitter<AgentSessionEvents>((fault) => {
    throw fault;
  });

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
      role: 'agent',
      calls: [],
      activeCall: null,
      heldCalls: [],
      parked: [],
      supervision: null,
      contacts: [],
      terminalRecordings: [],
      muted: false,
      cameraOff: false,
      video: false,
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

  on<Name extends keyof AgentSessionEvents>(name: Name, listener: AgentSessionEvents[Name]): () => void {
    return this.#events.on(name, listener);
  }

  /** What the page hears. */
  emit<Name extends keyof AgentSessionEvents>(
    name: Name,
    ...args: Parameters<AgentSessionEvents[Name]>
  ): void {
    this.#events.safeEmit(name, ...args);
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
  answer = (callId: CallId, { video = false }: MediaOptions = {}): Promise<void> =>
    this.#ask(`answer ${callId}${video ? ' with video' : ''}`);
  reject = (callId: CallId): Promise<void> => this.#ask(`reject ${callId}`);
  hangUp = (callId: CallId): Promise<void> => this.#ask(`hang-up ${callId}`);
  hold = (callId: CallId): Promise<void> => this.#ask(`hold ${callId}`);
  retrieve = (callId: CallId): Promise<void> => this.#ask(`retrieve ${callId}`);
  sendDigits = (callId: CallId, digits: string): Promise<void> => this.#ask(`digits ${callId} ${digits}`);
  setData = (callId: CallId): Promise<void> => this.#ask(`data ${callId}`);
  acceptContact = (contactId: ContactId): Promise<void> => this.#ask(`accept ${contactId}`);
  rejectContact = (contactId: ContactId): Promise<void> => this.#ask(`reject ${contactId}`);
  completeContact = (contactId: ContactId): Promise<void> => this.#ask(`complete ${contactId}`);
  renewRegistration = (): void => void this.asked.push('renew-registration');
  setInput = (id: string): Promise<void> => this.#ask(`input ${id}`);
  setOutput = (id: string): Promise<void> => this.#ask(`output ${id}`);
  startMonitor = (): Promise<void> => this.#ask('start-monitor');
  stopMonitor = (): Promise<void> => this.#ask('stop-monitor');
  transfer = (callId: CallId, to: Destination): Promise<void> => this.#ask(`transfer ${callId} ${said(to)}`);
  completeTransfer = (callId: CallId): Promise<void> => this.#ask(`complete ${callId}`);
  returnToCaller = (callId: CallId): Promise<void> => this.#ask(`return ${callId}`);
  swap = (callId: CallId): Promise<void> => this.#ask(`swap ${callId}`);
  conference = (callId: CallId): Promise<void> => this.#ask(`conference ${callId}`);
  invite = (callId: CallId, to: Destination): Promise<void> => this.#ask(`invite ${callId} ${said(to)}`);
  muteParty = (_: CallId, legId: string, muted: boolean): Promise<void> =>
    this.#ask(`${muted ? 'mute' : 'unmute'} ${legId}`);
  dropParty = (_: CallId, legId: string): Promise<void> => this.#ask(`drop ${legId}`);
  lockConference = (_: CallId, locked: boolean): Promise<void> => this.#ask(locked ? 'lock' : 'unlock');
  park = (callId: CallId): Promise<void> => this.#ask(`park ${callId}`);
  pickUp = (callId: CallId): Promise<void> => this.#ask(`pick-up ${callId}`);
  startRecording = (): Promise<void> => this.#ask('start-recording');
  stopRecording = (): Promise<void> => this.#ask('stop-recording');
  pauseRecording = (): Promise<void> => this.#ask('pause-recording');
  resumeRecording = (): Promise<void> => this.#ask('resume-recording');
  startTerminalRecording = (): Promise<void> => this.#ask('start-terminal-recording');
  stopTerminalRecording = (): Promise<void> => this.#ask('stop-terminal-recording');
  retryTerminalRecording = (id: string): Promise<void> => this.#ask(`retry-terminal-recording ${id}`);
  discardTerminalRecording = (id: string): Promise<void> => this.#ask(`discard-terminal-recording ${id}`);
  setDisposition = (_: CallId, code: string | null): Promise<void> => this.#ask(`disposition ${code}`);
  setTags = (_: CallId, tags: readonly string[]): Promise<void> => this.#ask(`tags ${tags.join('|')}`);
  addNote = (callId: CallId, text: string): Promise<void> => this.#ask(`note ${callId} ${text}`);
  supervise = (agentId: string, mode: string): Promise<void> => this.#ask(`supervise ${agentId} ${mode}`);
  setSupervisionMode = (mode: string): Promise<void> => this.#ask(`supervision ${mode}`);
  stopSupervision = (): Promise<void> => this.#ask('stop-supervision');
  takeOver = (): Promise<void> => this.#ask('take-over');
  forceHangUp = (agentId: string): Promise<void> => this.#ask(`force-hang-up ${agentId}`);

  async consult(callId: CallId, to: Destination): Promise<AgentCall> {
    await this.#ask(`consult ${callId} ${said(to)}`);
    return aCall();
  }

  async listDirectory(): Promise<Directory> {
    if (this.directory instanceof Error) throw this.directory;
    return this.directory;
  }

  async makeCall(
    to: string,
    _?: CallData,
    { queueId, video = false }: MakeCallOptions = {},
  ): Promise<AgentCall> {
    const forQueue = queueId === undefined ? '' : ` for ${queueId}`;
    await this.#ask(`call ${to}${forQueue}${video ? ' with video' : ''}`);
    return aCall({ called: to });
  }

  setCamera(on: boolean): void {
    this.asked.push(on ? 'camera-on' : 'camera-off');
    this.show({ cameraOff: !on });
  }

  mediaOf = (): LegStreams | null => this.media;

  setMuted(muted: boolean): void {
    this.asked.push(muted ? 'mute' : 'unmute');
    this.show({ muted });
  }
}
