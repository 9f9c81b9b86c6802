import type {
  AgentId,
  AgentSnapshot,
  CallData,
  CallId,
  CallSnapshot,
  CallweaveError,
  Clock,
  ContactId,
  ContactSnapshot,
  DeviceKind,
  NextState,
  QueueSnapshot,
  Transport,
  TrunkSnapshot,
} from '@callweave/cti-core';
import type { SoftphoneFactory } from './softphone/softphone.port.js';

/** What a page gives to {@link createAgentSession}. */
export interface AgentSessionOptions {
  /** `ws:` or `wss:` address of the server's WebSocket, as `ws://127.0.0.1:7080/ws`. */
  readonly url: string;
  /** Called whenever a token is needed; fetch it from your own back end. */
  readonly getToken: () => Promise<string> | string;
  /** What the agent talks through; default `browser`. With a phone the softphone is never started. */
  readonly device?: DeviceKind;
  readonly extension?: string;
  /** Element that plays the far end; one is made when missing. */
  readonly remoteAudio?: HTMLAudioElement;
  /** Whether the browser rings; default true. Set it to false to ring yourself. */
  readonly ringtone?: boolean;
  /**
   * Another telephone than the SIP softphone of this page, as in tests; false for a page that only watches, so that it
   * never takes the softphone over from the agent's desk.
   */
  readonly softphone?: SoftphoneFactory | false;
  /** Another way to the server than the browser's WebSocket to `url`. */
  readonly transport?: Transport;
  readonly clock?: Clock;
}

/** One picture of everything, replaced (never changed) at each change: made for `useSyncExternalStore`. */
export interface AgentSessionState {
  readonly connection: 'stopped' | 'connecting' | 'open' | 'reconnecting' | 'failed';
  /** Why the connection failed or is being tried again. */
  readonly connectionError: CallweaveError | null;
  readonly softphone: SoftphoneState;
  readonly agent: AgentSnapshot | null;
  /** The agent's calls, oldest first; an ended call stays until its wrap-up is over. */
  readonly calls: readonly AgentCall[];
  /** The call that the screen is about: ringing, talking or being wrapped up. */
  readonly activeCall: AgentCall | null;
  /** Contacts of other channels that he is offered or works on, oldest first (ACD-7). */
  readonly contacts: readonly ContactSnapshot[];
  readonly muted: boolean;
  /** Server clock minus this machine's clock, in milliseconds; add it to `Date.now()` for honest timers. */
  readonly clockOffsetMs: number;
  readonly monitor: MonitorState | null;
}

/** The server's call, with what this browser adds. */
export interface AgentCall extends CallSnapshot {
  /** The softphone's part: no local leg yet, ringing here, media being set up, sound flows. */
  readonly local: 'none' | 'ringing' | 'connecting' | 'connected';
}

export interface SoftphoneState {
  readonly status: 'off' | 'registering' | 'registered' | 'failed';
  readonly error: CallweaveError | null;
  readonly microphone: 'unknown' | 'granted' | 'denied' | 'missing';
  readonly inputs: readonly AudioDevice[];
  readonly outputs: readonly AudioDevice[];
  readonly inputId: string | null;
  readonly outputId: string | null;
}

export interface AudioDevice {
  readonly id: string;
  readonly label: string;
}

export interface MonitorState {
  readonly queues: readonly QueueSnapshot[];
  readonly agents: readonly AgentSnapshot[];
  readonly trunks: readonly TrunkSnapshot[];
}

/** What listeners hear; `change` comes after each, once per tick. */
export interface AgentSessionEvents {
  change: (state: AgentSessionState) => void;
  /** A call is offered: show the customer now, the phone rings after it (WEB-2). */
  'screen-pop': (call: AgentCall) => void;
  'call-ended': (call: AgentCall) => void;
  /** A contact of another channel is offered: show it, and call `acceptContact` or `rejectContact` before its deadline. */
  'contact-offered': (contact: ContactSnapshot) => void;
  error: (error: CallweaveError) => void;
}

/**
 * Softphone and agent session in one object. Start and stop are idempotent; nothing touches `window` before `start`.
 * Every promise settles: it rejects only with {@link CallweaveError}.
 */
export interface AgentSession {
  readonly state: AgentSessionState;
  subscribe(listener: () => void): () => void;
  on<Name extends keyof AgentSessionEvents>(name: Name, listener: AgentSessionEvents[Name]): () => void;

  start(): Promise<void>;
  stop(): Promise<void>;

  logIn(): Promise<void>;
  logOut(): Promise<void>;
  setReady(): Promise<void>;
  setAux(reason: string): Promise<void>;
  setNext(next: NextState | null): Promise<void>;
  finishWrapUp(): Promise<void>;
  /** For supervisors: puts another agent into a state, at once or when his call is over. Rejects with `access.denied`. */
  forceState(agentId: AgentId, to: NextState): Promise<void>;

  makeCall(to: string, data?: CallData): Promise<AgentCall>;
  answer(callId: CallId): Promise<void>;
  reject(callId: CallId): Promise<void>;
  hangUp(callId: CallId): Promise<void>;
  hold(callId: CallId): Promise<void>;
  retrieve(callId: CallId): Promise<void>;
  sendDigits(callId: CallId, digits: string): Promise<void>;
  setData(callId: CallId, data: CallData): Promise<void>;
  setMuted(muted: boolean): void;

  acceptContact(contactId: ContactId): Promise<void>;
  rejectContact(contactId: ContactId): Promise<void>;
  /** He is done with it. */
  completeContact(contactId: ContactId): Promise<void>;

  setInput(deviceId: string): Promise<void>;
  setOutput(deviceId: string): Promise<void>;

  startMonitor(): Promise<void>;
  stopMonitor(): Promise<void>;
}
