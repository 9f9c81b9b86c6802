import {
  type CallData,
  type CallId,
  type CallSnapshot,
  CallweaveError,
  type Clock,
  type CommandName,
  type CommandParams,
  type CommandResult,
  CtiClient,
  type CtiEvent,
  type NextState,
  type OpenSession,
  type PersonDestination,
  SafeEmitter,
  systemClock,
  webSocketTransport,
} from '@callweave/cti-core';
import type {
  AgentCall,
  AgentSessionEvents,
  AgentSessionOptions,
  AgentSessionState,
  MakeCallOptions,
  MediaOptions,
} from '../agent-session.types.js';
import type { HttpDoor } from '../http/http-door.js';
import { defaultSoftphone } from '../softphone/default-softphone.js';
import type { Softphone } from '../softphone/softphone.port.js';
import { TerminalLink } from '../terminal/terminal-link.js';
import type { LegStreams } from '../terminal/terminal-recording.types.js';
import { SDK_VERSION } from '../version.js';
import { NetworkWatch } from './network-watch.js';
import { ownOfferOf } from './own-calls.js';
import { Ringtone } from './ringtone.js';
import { afterEvent, afterLegs, afterPicture, type OwnFacts } from './session.reducer.js';
import { SessionStore, STOPPED } from './session.store.js';
import { SessionTeller } from './session-teller.js';
import { SoftphoneLink } from './softphone-link.js';

/** The INVITE may come a moment after the screen pop; a click in between waits that long. */
const INVITE_MS = 5_000;

/** The one object behind an agent's page: server session, softphone and state. The public face is made of it. */
export class SessionCore {
  readonly emitter = new SafeEmitter<AgentSessionEvents>((fault, name) =>
    console.error(`[callweave] listener of ${name}:`, fault),
  );
  readonly #options: AgentSessionOptions;
  readonly #clock: Clock;
  readonly #client: CtiClient;
  readonly #link: SoftphoneLink;
  readonly #ringtone = new Ringtone();
  readonly #network: NetworkWatch;
  readonly #store = new SessionStore((state) => this.emitter.safeEmit('change', state));
  #agentId: OpenSession['agentId'] = null;
  #everOpen = false;
  #started = false;
  #opening: Promise<void> | null = null;
  #monitoring = false;
  readonly #teller = new SessionTeller(this.emitter);

  /** Recordings of this browser's own. */
  readonly terminal: TerminalLink;

  constructor(options: AgentSessionOptions, door: HttpDoor) {
    this.#options = options;
    this.#clock = options.clock ?? systemClock;
    this.#client = new CtiClient({
      transport: options.transport ?? webSocketTransport(options.url),
      getToken: () => options.getToken(),
      client: { name: '@callweave/web-sdk', version: SDK_VERSION },
      clock: this.#clock,
    });
    this.#link = new SoftphoneLink({
      factory: options.softphone || defaultSoftphone(options),
      clock: this.#clock,
      credentials: () => this.#client.request('softphone.credentials', {}),
      listener: {
        softphoneChanged: (softphone) => this.#store.set({ softphone: softphone ?? STOPPED.softphone }),
        legsChanged: () => this.#settle(this.state),
        idle: () => {
          this.setMuted(false);
          this.setCamera(true);
        },
        failed: (error) => this.emitter.safeEmit('error', error),
      },
    });
    this.terminal = new TerminalLink({
      door,
      clock: this.#clock,
      streamsOf: (callId) => {
        const leg = this.#link.legs.of(callId);
        const call = this.state.calls.find((one) => one.callId === callId);
        // The line of a held call carries another one now.
        if (leg?.state !== 'connected' || call === undefined || call.heldSince !== null) return null;
        return leg.streams ?? null;
      },
      changed: (terminalRecordings) => {
        if (this.#started) this.#settle({ ...this.state, terminalRecordings });
      },
      stored: (recording) => this.emitter.safeEmit('terminal-recording-stored', recording),
      failed: (error) => this.emitter.safeEmit('error', error),
    });
    this.#network = new NetworkWatch(() => {
      this.#client.retryNow();
      this.#link.softphone?.networkChanged();
    });
    this.#client.on('state', () => this.#connectionChanged());
    this.#client.on('session', (session) => this.#opened(session));
    this.#client.on('event', (event) => this.#event(event));
    this.#client.on('clock-offset', (clockOffsetMs) => this.#store.set({ clockOffsetMs }));
  }

  get state(): AgentSessionState {
    return this.#store.state;
  }

  get #own(): OwnFacts {
    return { agentId: this.#agentId, localOf: (callId) => this.#link.legs.localOf(callId) };
  }

  start(): Promise<void> {
    this.#started = true;
    this.#network.start();
    this.#client.start();
    if (this.#opening === null) {
      const opening = this.#client.whenOpen();
      this.#opening = opening;
      // A page may leave the promise alone: the state tells the same. A later start waits anew.
      opening.catch(() => {
        if (this.#opening === opening) this.#opening = null;
      });
    }
    return this.#opening;
  }

  async stop(): Promise<void> {
    if (!this.#started) return;
    this.#started = false;
    this.#opening = null;
    this.#network.stop();
    this.#client.stop();
    this.#ringtone.stop();
    this.#agentId = null;
    this.#everOpen = false;
    this.#monitoring = false;
    this.#teller.forget();
    const stopped = [this.#link.stop(), this.terminal.end()];
    this.#store.replace(STOPPED);
    await Promise.all(stopped);
  }

  request<Name extends CommandName>(
    command: Name,
    params: CommandParams<Name>,
  ): Promise<CommandResult<Name>> {
    return this.#client.request(command, params);
  }

  async logIn(): Promise<void> {
    const { device = 'browser', extension } = this.#options;
    await this.request('agent.log-in', { device, ...(extension === undefined ? {} : { extension }) });
  }

  async setNext(next: NextState | null): Promise<void> {
    await this.request('agent.set-next', { next });
  }

  async makeCall(
    to: string,
    data?: CallData,
    { video = false, queueId }: MakeCallOptions = {},
  ): Promise<AgentCall> {
    if (video) this.#link.wantsCamera();
    const making = this.request('call.make', {
      to,
      ...(data === undefined ? {} : { data }),
      ...(queueId === undefined ? {} : { queueId }),
      ...(video ? { video } : {}),
    });
    if (video) making.catch(() => this.#link.cameraUnwanted());
    const { call } = await making;
    this.#link.made(call.callId);
    this.#settle(this.state);
    return this.#withLocal(call);
  }

  async consult(callId: CallId, destination: PersonDestination): Promise<AgentCall> {
    const { call } = await this.request('call.consult', { callId, destination });
    return this.#withLocal(call);
  }

  async answer(callId: CallId, options: MediaOptions = {}): Promise<void> {
    if (this.#isOnLineInUse(callId) || !this.#throughSoftphone()) {
      await this.request('call.answer', { callId });
      return;
    }
    const leg = await this.#link.legs.wait(callId, INVITE_MS);
    await this.#link.answer(leg, options);
  }

  /** By the server, that the caller keeps his place; by the softphone when the server is away. */
  async reject(callId: CallId): Promise<void> {
    await this.#orBySoftphone(callId, () => this.request('call.reject', { callId }));
  }

  async hangUp(callId: CallId): Promise<void> {
    await this.#orBySoftphone(callId, () => this.request('call.hang-up', { callId }));
  }

  async sendDigits(callId: CallId, digits: string): Promise<void> {
    const leg = this.#link.legs.of(callId);
    const call = this.state.calls.find((one) => one.callId === callId);
    // The line of a held call carries another one now: only the server may say so.
    if (leg?.state !== 'connected' || (call !== undefined && call.heldSince !== null)) {
      await this.request('call.send-digits', { callId, digits });
      return;
    }
    if (!/^[0-9*#A-D]{1,32}$/.test(digits)) {
      throw new CallweaveError('request.invalid', 'Keys are 0-9, *, # and A-D, at most 32 at once.');
    }
    await leg.sendDigits(digits);
  }

  setMuted(muted: boolean): void {
    this.#link.setMuted(muted);
    if (this.state.muted !== muted) this.#store.set({ muted });
  }

  setCamera(on: boolean): void {
    this.#link.setCamera(on);
    if (this.state.cameraOff === on) this.#store.set({ cameraOff: !on });
  }

  mediaOf(callId: CallId): LegStreams | null {
    return this.#link.legs.of(callId)?.streams ?? null;
  }

  renewRegistration(): void {
    this.#link.softphone?.refresh();
  }

  softphone(): Softphone {
    const { softphone } = this.#link;
    if (softphone === null) {
      throw new CallweaveError(
        'softphone.not-registered',
        'The softphone runs while the agent is logged in.',
      );
    }
    return softphone;
  }

  async startMonitor(): Promise<void> {
    this.#monitoring = true;
    const { supervisions = [], alarms = [], ...monitor } = await this.request('monitor.start', {});
    if (this.#monitoring) this.#store.set({ monitor: { ...monitor, supervisions, alarms } });
  }

  async stopMonitor(): Promise<void> {
    if (!this.#monitoring) return;
    this.#monitoring = false;
    this.#store.set({ monitor: null });
    // A lost connection ends it as well.
    if (this.#client.state === 'open') await this.request('monitor.stop', {});
  }

  #withLocal(call: CallSnapshot): AgentCall {
    return { ...call, local: this.#link.legs.localOf(call.callId) };
  }

  #throughSoftphone(): boolean {
    const { agent } = this.state;
    return this.#hasSoftphone() && (agent?.device ?? 'browser') === 'browser';
  }

  #hasSoftphone(): boolean {
    const { device = 'browser', softphone } = this.#options;
    return device === 'browser' && softphone !== false;
  }

  async #orBySoftphone(callId: CallId, order: () => Promise<unknown>): Promise<void> {
    const leg = this.#link.legs.of(callId);
    if (this.#client.state === 'open' || leg === undefined) await order();
    else await leg.hangUp();
  }

  #connectionChanged(): void {
    const { state, error } = this.#client;
    if (state === 'open') this.#everOpen = true;
    const trying = this.#everOpen ? 'reconnecting' : 'connecting';
    const connection = state === 'stopped' || state === 'open' || state === 'failed' ? state : trying;
    // What broke it stays to be read while it is being mended.
    const connectionError = error ?? (connection === trying ? this.state.connectionError : null);
    this.#store.set({ connection, connectionError });
    if (state !== 'failed' || error === null) return;
    this.emitter.safeEmit('error', error);
    // Another page has the agent now, and its softphone, too.
    if (error.code === 'session.replaced') void this.#link.stop();
  }

  #opened(session: OpenSession): void {
    this.#agentId = session.agentId;
    this.#store.set({ role: session.role });
    if (session.state !== null) this.#settle(afterPicture(this.state, session.state, this.#own));
    this.#teller.tellOffers(this.state, this.#agentId);
    if (this.#monitoring) {
      this.startMonitor().catch((error: CallweaveError) => this.emitter.safeEmit('error', error));
    }
    this.#link.softphone?.refresh();
  }

  #event(event: CtiEvent): void {
    const before = this.state;
    this.#settle(afterEvent(before, event, this.#own));
    this.#teller.tellOffers(this.state, this.#agentId);
    this.#teller.tell(event, before, this.state, this.#agentId);
  }

  /** Puts a picture in place and does what follows from it. */
  #settle(picture: AgentSessionState): void {
    this.#link.legs.learn(picture.calls, this.#agentId);
    const next = afterLegs(picture, this.#own);
    const attended = this.state.agent?.callId;
    this.#store.replace(next);
    const { agent, calls } = next;
    if (agent !== null) {
      if (agent.state !== 'logged-out' && agent.device === 'browser' && this.#hasSoftphone())
        this.#link.start();
      else void this.#link.stop();
    }
    // A mute belongs to the call it was pressed in, not to whom he talks with next.
    if (next.muted && attended && agent?.callId !== attended) this.setMuted(false);
    this.#link.answerWhatAnswersItself(next, this.#agentId);
    this.terminal.settle(next);
    const rings = calls.some((call) => call.local === 'ringing' && this.#isOffered(call));
    if (rings && this.#options.ringtone !== false) this.#ringtone.start();
    else this.#ringtone.stop();
  }

  /** It is offered on a line that serves, or served, another call: no INVITE rings for it. */
  #isOnLineInUse(callId: CallId): boolean {
    const leg = this.#link.legs.of(callId);
    const call = this.state.calls.find((one) => one.callId === callId);
    if (leg === undefined || leg.state === 'ringing' || call === undefined) return false;
    const offerId = this.#agentId === null ? null : (ownOfferOf(call, this.#agentId)?.offerId ?? null);
    return leg.callId !== callId || leg.offerId !== offerId;
  }

  #isOffered(call: AgentCall): boolean {
    return this.#agentId !== null && ownOfferOf(call, this.#agentId) !== undefined;
  }
}
