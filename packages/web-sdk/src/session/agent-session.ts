import {
  type CallData,
  type CallId,
  CallweaveError,
  type Clock,
  type CommandName,
  type CommandParams,
  type CommandResult,
  type ContactSnapshot,
  CtiClient,
  type CtiEvent,
  type NextState,
  type OfferId,
  type OpenSession,
  SafeEmitter,
  systemClock,
  webSocketTransport,
} from '@callweave/cti-core';
import type {
  AgentCall,
  AgentSessionEvents,
  AgentSessionOptions,
  AgentSessionState,
} from '../agent-session.types.js';
import { defaultSoftphone } from '../softphone/default-softphone.js';
import type { Softphone } from '../softphone/softphone.port.js';
import { SDK_VERSION } from '../version.js';
import { NetworkWatch } from './network-watch.js';
import { Ringtone } from './ringtone.js';
import { afterEvent, afterLegs, afterPicture, type OwnFacts } from './session.reducer.js';
import { SessionStore, STOPPED } from './session.store.js';
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
  #popped: string | null = null;
  readonly #shown = new Set<OfferId>();

  constructor(options: AgentSessionOptions) {
    this.#options = options;
    this.#clock = options.clock ?? systemClock;
    this.#client = new CtiClient({
      transport: options.transport ?? webSocketTransport(options.url),
      getToken: () => options.getToken(),
      client: { name: '@callweave/web-sdk', version: SDK_VERSION },
      clock: this.#clock,
    });
    this.#link = new SoftphoneLink({
      factory: options.softphone || defaultSoftphone(options.remoteAudio),
      clock: this.#clock,
      credentials: () => this.#client.request('softphone.credentials', {}),
      listener: {
        softphoneChanged: (softphone) => this.#store.set({ softphone: softphone ?? STOPPED.softphone }),
        legsChanged: () => this.#settle(afterLegs(this.state, this.#own)),
        idle: () => this.setMuted(false),
        failed: (error) => this.emitter.safeEmit('error', error),
      },
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
    this.#popped = null;
    const stopped = this.#link.stop();
    this.#store.replace(STOPPED);
    await stopped;
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

  async makeCall(to: string, data?: CallData): Promise<AgentCall> {
    const { call } = await this.request('call.make', data === undefined ? { to } : { to, data });
    this.#link.made(call.callId);
    this.#settle(this.state);
    return { ...call, local: this.#link.legs.localOf(call.callId) };
  }

  async answer(callId: CallId): Promise<void> {
    if (!this.#throughSoftphone()) {
      await this.request('call.answer', { callId });
      return;
    }
    const leg = await this.#link.legs.wait(callId, INVITE_MS);
    await leg.answer();
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
    if (leg?.state !== 'connected') {
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
    const monitor = await this.request('monitor.start', {});
    if (this.#monitoring) this.#store.set({ monitor });
  }

  async stopMonitor(): Promise<void> {
    if (!this.#monitoring) return;
    this.#monitoring = false;
    this.#store.set({ monitor: null });
    // A lost connection ends it as well.
    if (this.#client.state === 'open') await this.request('monitor.stop', {});
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
    if (session.state !== null) this.#settle(afterPicture(this.state, session.state, this.#own));
    for (const call of this.state.calls) this.#popUp(call);
    for (const contact of this.state.contacts) if (contact.phase === 'offered') this.#show(contact);
    if (this.#monitoring) {
      this.startMonitor().catch((error: CallweaveError) => this.emitter.safeEmit('error', error));
    }
    this.#link.softphone?.refresh();
  }

  #event(event: CtiEvent): void {
    const before = this.state;
    const next = afterEvent(before, event, this.#own);
    this.#settle(next);
    if (event.event === 'call.offered') {
      const call = next.calls.find((one) => one.callId === event.data.call.callId);
      if (call !== undefined) this.#popUp(call);
    }
    if (event.event === 'contact.offered' && event.data.contact.offer?.agentId === this.#agentId)
      this.#show(event.data.contact);
    if (event.event === 'call.ended') {
      const { callId } = event.data.call;
      const mine = before.calls.find((one) => one.callId === callId);
      if (mine !== undefined && mine.phase !== 'ended') {
        this.emitter.safeEmit('call-ended', { ...event.data.call, local: 'none' });
      }
    }
  }

  /** Once an offer, also when the page was loaded after it began. */
  #popUp(call: AgentCall): void {
    const offer = call.phase === 'offered' ? call.offer : null;
    if (offer === null || offer.agentId !== this.#agentId || offer.offerId === this.#popped) return;
    this.#popped = offer.offerId;
    this.emitter.safeEmit('screen-pop', call);
  }

  /** Once an offer, also when the page was loaded after it began. */
  #show(contact: ContactSnapshot): void {
    if (contact.offer === null || this.#shown.has(contact.offer.offerId)) return;
    // Of those that are over nobody asks again.
    const open = new Set(this.state.contacts.map(({ offer }) => offer?.offerId));
    for (const offerId of this.#shown) if (!open.has(offerId)) this.#shown.delete(offerId);
    this.#shown.add(contact.offer.offerId);
    this.emitter.safeEmit('contact-offered', contact);
  }

  /** Puts a picture in place and does what follows from it. */
  #settle(next: AgentSessionState): void {
    this.#store.replace(next);
    const { agent, calls } = next;
    if (agent !== null) {
      if (agent.state !== 'logged-out' && agent.device === 'browser' && this.#hasSoftphone())
        this.#link.start();
      else void this.#link.stop();
    }
    this.#link.answerWhatAnswersItself(calls, this.#agentId);
    const rings = calls.some((call) => call.phase === 'offered' && call.local === 'ringing');
    if (rings && this.#options.ringtone !== false) this.#ringtone.start();
    else this.#ringtone.stop();
  }
}
