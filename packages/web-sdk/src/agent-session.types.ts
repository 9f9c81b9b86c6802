import type {
  AgentId,
  AgentSnapshot,
  AlarmSnapshot,
  CallData,
  CallId,
  CallSnapshot,
  CallweaveError,
  Clock,
  ContactId,
  ContactSnapshot,
  Destination,
  DeviceKind,
  Directory,
  EventData,
  LegId,
  NextState,
  ParkedCall,
  PersonDestination,
  QueueId,
  QueueSnapshot,
  Role,
  SupervisionMode,
  SupervisionSnapshot,
  Transport,
  TrunkSnapshot,
} from '@callweave/cti-core';
import type { Quality } from './quality/quality.types.js';
import type { Recordings } from './recordings/recordings.types.js';
import type { SoftphoneFactory } from './softphone/softphone.port.js';
import type { LegStreams, TerminalRecording } from './terminal/terminal-recording.types.js';

/** What a page gives to {@link createAgentSession}. */
export interface AgentSessionOptions {
  /** `ws:` or `wss:` address of the server's WebSocket, as `ws://127.0.0.1:7080/ws`. */
  readonly url: string;
  /** `http:` or `https:` address of the same server; by default beside `url`, as `http://127.0.0.1:7080`. */
  readonly httpUrl?: string;
  /** Called whenever a token is needed; fetch it from your own back end. */
  readonly getToken: () => Promise<string> | string;
  /** What the agent talks through; default `browser`. With a phone the softphone is never started. */
  readonly device?: DeviceKind;
  readonly extension?: string;
  /** Element that plays the far end; one is made when missing. */
  readonly remoteAudio?: HTMLAudioElement;
  /** Element that shows the far end's pictures, without their sound; without one they are not shown. */
  readonly remoteVideo?: HTMLVideoElement;
  /** Element that shows the agent what his own camera sends; muted. */
  readonly localVideo?: HTMLVideoElement;
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
  /** What the account may do; null until the session opened for the first time. */
  readonly role: Role | null;
  /** The agent's calls, oldest first; an ended or handed-on call stays until its wrap-up is over. */
  readonly calls: readonly AgentCall[];
  /** The call that he attends, of all of his: ringing, talking or being wrapped up. */
  readonly activeCall: AgentCall | null;
  /** His calls that wait on hold beside it, the latest held last; one that rings is not among them. */
  readonly heldCalls: readonly AgentCall[];
  /** Calls of everybody that wait in a slot for whoever picks them up, oldest first. */
  readonly parked: readonly ParkedCall[];
  /** What this supervisor listens to; null while he does not. */
  readonly supervision: SupervisionSnapshot | null;
  /** Contacts of other channels that he is offered or works on, oldest first (ACD-7). */
  readonly contacts: readonly ContactSnapshot[];
  /** Recordings that this browser makes itself, or has not sent to the server yet; oldest first (AGT-7). */
  readonly terminalRecordings: readonly TerminalRecording[];
  readonly muted: boolean;
  /** His camera sends black for now, by {@link AgentSession.setCamera}. */
  readonly cameraOff: boolean;
  /** The switch carries pictures: a call can be made with them. */
  readonly video: boolean;
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
  /** Who supervises whom. */
  readonly supervisions: readonly SupervisionSnapshot[];
  /** Thresholds that are passed now, for supervisors (SUP-5). */
  readonly alarms: readonly AlarmSnapshot[];
}

/** Beside sound. */
export interface MediaOptions {
  /** Sends pictures, too, where the far end takes them; default false. */
  readonly video?: boolean;
}

/** How a call is made. */
export interface MakeCallOptions extends MediaOptions {
  /**
   * The queue for which a number outside is called, of which the agent is a member: its caller ID is shown, its after-call work
   * and dispositions count, and reports know it. Means nothing for a call to a colleague.
   */
  readonly queueId?: QueueId;
}

/** What listeners hear; `change` comes after each, once per tick. */
export interface AgentSessionEvents {
  change: (state: AgentSessionState) => void;
  /** A call is offered: show the customer now, the phone rings after it (WEB-2). */
  'screen-pop': (call: AgentCall) => void;
  'call-ended': (call: AgentCall) => void;
  /** Somebody else, or his queue, has the caller that this agent handed on. */
  'call-transferred': (transferred: EventData<'call.transferred'>) => void;
  /** Whoever was to have the caller did not take him: he comes back here, or waits in his queue. */
  'transfer-failed': (failed: EventData<'call.transfer-failed'>) => void;
  'party-joined': (call: AgentCall, legId: LegId) => void;
  'party-left': (call: AgentCall, legId: LegId) => void;
  'supervision-ended': (ended: EventData<'supervision.ended'>) => void;
  /** A contact of another channel is offered: show it, and call `acceptContact` or `rejectContact` before its deadline. */
  'contact-offered': (contact: ContactSnapshot) => void;
  /** The server has a recording that this browser made. */
  'terminal-recording-stored': (recording: TerminalRecording) => void;
  error: (error: CallweaveError) => void;
}

/**
 * Softphone and agent session in one object. Start and stop are idempotent; nothing touches `window` before `start`.
 * Every promise settles: it rejects only with {@link CallweaveError}.
 */
export interface AgentSession {
  readonly state: AgentSessionState;
  /** Recordings, found and heard over HTTP; needs no started session. */
  readonly recordings: Recordings;
  /** Quality inspection, likewise. */
  readonly quality: Quality;
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

  /**
   * Also beside a call, which waits on hold then. Without a camera, or on a switch that carries no pictures (`state.video`), it
   * becomes a call with sound alone.
   */
  makeCall(to: string, data?: CallData, options?: MakeCallOptions): Promise<AgentCall>;
  /** A call that waits beside another is answered by the server: the present one is held. Rejects with `device.*` while it rings on. */
  answer(callId: CallId, options?: MediaOptions): Promise<void>;
  reject(callId: CallId): Promise<void>;
  hangUp(callId: CallId): Promise<void>;
  hold(callId: CallId): Promise<void>;
  retrieve(callId: CallId): Promise<void>;
  sendDigits(callId: CallId, digits: string): Promise<void>;
  setData(callId: CallId, data: CallData): Promise<void>;
  setMuted(muted: boolean): void;
  /** Sends black instead of the camera's pictures, or the pictures again; a camera that is not on in this call stays off. */
  setCamera(on: boolean): void;
  /** What is heard and seen of a call in this browser, to be shown by a page; null without a softphone's leg. */
  mediaOf(callId: CallId): LegStreams | null;

  /** Hands the caller on without asking (盲转). Resolves when the agent is rid of him; `transfer-failed` tells when nobody took him. */
  transfer(callId: CallId, destination: Destination): Promise<void>;
  /** Asks somebody while the caller hears music (磋商); resolves with the second call, which rings. */
  consult(callId: CallId, destination: PersonDestination): Promise<AgentCall>;
  /** Joins the caller with whom is consulted, and leaves. Either call may be named, here and in the next three. */
  completeTransfer(callId: CallId): Promise<void>;
  /** Lets go whom is consulted, and goes back to the caller. */
  returnToCaller(callId: CallId): Promise<void>;
  /** Talks with the other of caller and consulted; of calls apart from each other, with this one. */
  swap(callId: CallId): Promise<void>;
  /** Caller, consulted and agent hear one another (三方). */
  conference(callId: CallId): Promise<void>;
  invite(callId: CallId, destination: PersonDestination): Promise<void>;
  muteParty(callId: CallId, legId: LegId, muted: boolean): Promise<void>;
  dropParty(callId: CallId, legId: LegId): Promise<void>;
  lockConference(callId: CallId, locked: boolean): Promise<void>;
  /** Into that slot, or the lowest that is free. Rejects with `call.slot-taken`. */
  park(callId: CallId, slot?: string): Promise<void>;
  /** Takes a parked call: the softphone answers by itself. */
  pickUp(callId: CallId): Promise<void>;
  startRecording(callId: CallId): Promise<void>;
  stopRecording(callId: CallId): Promise<void>;
  pauseRecording(callId: CallId): Promise<void>;
  resumeRecording(callId: CallId): Promise<void>;
  /**
   * Records the call in this browser (终端录音), whatever the server does; `state.terminalRecordings` tells how it goes. It outlives a
   * reload, ends with the call, and is sent by itself. Rejects with `call.not-active`, `device.unsupported`, `storage.failed`.
   */
  startTerminalRecording(callId: CallId): Promise<void>;
  stopTerminalRecording(callId: CallId): Promise<void>;
  /** Sends one now that waits, or that the server refused. */
  retryTerminalRecording(recordingId: string): Promise<void>;
  /** Throws one away that failed. */
  discardTerminalRecording(recordingId: string): Promise<void>;
  /** How the call ended for the business; null takes it back. */
  setDisposition(callId: CallId, code: string | null): Promise<void>;
  /** Replaces all tags; 20 at most, of 40 characters. */
  setTags(callId: CallId, tags: readonly string[]): Promise<void>;
  addNote(callId: CallId, text: string): Promise<void>;
  /** Whom he can reach at this moment. */
  listDirectory(): Promise<Directory>;

  /** For supervisors: this phone is rung, answers by itself, and hears that agent's call. */
  supervise(agentId: AgentId, mode: SupervisionMode): Promise<void>;
  setSupervisionMode(mode: SupervisionMode): Promise<void>;
  stopSupervision(): Promise<void>;
  /** Talks with the caller in place of the agent (抢接). */
  takeOver(): Promise<void>;
  /** Ends that agent's present call (强拆). */
  forceHangUp(agentId: AgentId): Promise<void>;

  acceptContact(contactId: ContactId): Promise<void>;
  rejectContact(contactId: ContactId): Promise<void>;
  /** He is done with it. */
  completeContact(contactId: ContactId): Promise<void>;

  /** Registers the softphone anew, as when the server does not find it (`agent.reachable` is false); does nothing without one. */
  renewRegistration(): void;
  setInput(deviceId: string): Promise<void>;
  setOutput(deviceId: string): Promise<void>;

  startMonitor(): Promise<void>;
  stopMonitor(): Promise<void>;
}
