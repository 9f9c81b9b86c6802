import { randomUUID } from 'node:crypto';
import type { AudioSource, Endpoint } from '../endpoint.js';
import type { Application } from './applications/application.js';
import type { Bridge } from './bridge.js';
import { exchangeMedia, softExecute } from './bridge.js';
import type { Channel } from './channel.js';
import { CALL_STATE_NUMBER, type CallState, type ChannelState, STATE_NUMBER } from './channel-state.js';
import type { Clock } from './clock.js';
import type { Conferences } from './conference/conferences.js';
import type { DialplanStep } from './dialplan.js';
import { Digits } from './digits.js';
import type { EventBus } from './event-bus.js';
import { type Farewell, farewellVariables, reportVariables } from './hangup-report.js';
import { endHoldWithCall } from './hold.js';
import { Orders } from './orders.js';
import type { OpenSound, StartRecording } from './ports.js';
import { Progress } from './progress.js';
import { QueuedEvents } from './queued-events.js';
import { SessionRecordings } from './recordings.js';
import { SessionSound } from './session-sound.js';
import { Signal } from './signal.js';
import type { HeaderValue } from './switch-event.js';

/** What every session shares with its switch. */
export interface SessionSurroundings {
  readonly clock: Clock;
  readonly bus: EventBus;
  readonly applications: ReadonlyMap<string, Application>;
  readonly openSound: OpenSound;
  readonly startRecording: StartRecording;
  readonly conferences: Conferences;
  find(uuid: string): Session | undefined;
  route(channel: Channel): readonly DialplanStep[];
  remove(session: Session): void;
}

/**
 * One channel at work: FreeSWITCH runs a thread a session, here it is one asynchronous loop. It goes from state to
 * state; an application waits in {@link breathe}, which also works off what was ordered from outside meanwhile.
 */
export class Session {
  readonly recordings = new SessionRecordings(this);
  readonly orders = new Orders(this);
  readonly progress = new Progress(this);
  readonly digits = new Digits(this);
  readonly queuedEvents = new QueuedEvents(this);
  readonly sound = new SessionSound(this);
  /** Applications the dialplan still has for this channel. */
  extension: DialplanStep[] = [];
  bridge: Bridge | null = null;
  /** Set by `uuid_bridge`; whoever is the originator carries the bridge. */
  bridgeRole: { readonly role: 'originator' | 'originatee'; readonly other: Session } | null = null;
  lastApp: DialplanStep | null = null;
  /** On hold by `uuid_hold`, not by its own phone. */
  heldByUs = false;
  /** It was on hold when it hung up. */
  heldToTheEnd = false;
  readonly #signal: Signal;
  #transferring = false;
  /** Parked anew while it was parked: it stands, does nothing, and fails what it is ordered until it is moved. */
  #stuck = false;
  #farewell: Farewell | null = null;

  constructor(
    readonly channel: Channel,
    readonly endpoint: Endpoint,
    readonly core: SessionSurroundings,
  ) {
    this.#signal = new Signal(core.clock);
    endpoint.onEvent = (event) => this.progress.onEndpoint(event);
  }

  get uuid(): string {
    return this.channel.uuid;
  }

  /** True while an application may go on. */
  get ready(): boolean {
    const number = STATE_NUMBER[this.channel.state];
    return number > STATE_NUMBER.CS_ROUTING && number < STATE_NUMBER.CS_HANGUP && !this.#transferring;
  }

  get partner(): Session | null {
    return this.bridge?.partnerOf(this) ?? null;
  }

  /** Begins the channel's life. */
  start(): void {
    void this.#run();
  }

  async #run(): Promise<void> {
    for (;;) {
      const state = this.channel.state;
      if (state === this.channel.runningState && this.#stuck) {
        await this.breathe();
        continue;
      }
      // A channel that is diverted into the state it is in begins that state anew.
      if (state === this.channel.runningState && !this.#transferring) {
        await this.#signal.wait();
        continue;
      }
      this.#transferring = false;
      this.#stuck = false;
      this.#enter(state);
      if (state === 'CS_HANGUP') return this.#end();
      try {
        await this.#work(state);
      } catch (error) {
        process.emitWarning(error instanceof Error ? error : String(error));
        this.hangUp('DESTINATION_OUT_OF_ORDER');
      }
    }
  }

  async #work(state: ChannelState): Promise<void> {
    switch (state) {
      case 'CS_INIT':
        return this.#init();
      case 'CS_ROUTING':
        return this.#routing();
      case 'CS_EXECUTE':
        return this.#executeExtension();
      case 'CS_PARK':
        await this.core.applications.get('park')?.(this, '');
        if (this.channel.state === 'CS_PARK' && !this.#transferring) this.hangUp('NORMAL_CLEARING');
        return;
      case 'CS_HIBERNATE':
        return this.setState('CS_RESET');
      case 'CS_RESET':
        if (this.bridgeRole?.role === 'originator') this.setState('CS_SOFT_EXECUTE');
        return;
      case 'CS_SOFT_EXECUTE':
        return softExecute(this);
      case 'CS_EXCHANGE_MEDIA':
        return exchangeMedia(this);
      default:
        return;
    }
  }

  #init(): void {
    this.channel.state = 'CS_ROUTING';
    this.publish('CHANNEL_CREATE');
    if (this.channel.direction === 'inbound') return;
    this.publish('CHANNEL_ORIGINATE');
    if (this.channel.state === 'CS_ROUTING') this.channel.state = 'CS_CONSUME_MEDIA';
  }

  #routing(): void {
    const { channel } = this;
    channel.variables.set('call_uuid', channel.uuid);
    if (channel.direction === 'outbound' && !channel.hitDialplan) this.flipCallerId();
    channel.variables.set('current_application', null);
    channel.variables.set('current_application_data', null);
    channel.variables.set('current_application_response', null);
    this.extension = [...this.core.route(channel)];
    if (channel.state !== 'CS_ROUTING') return;
    if (this.extension.length === 0) this.hangUp('NO_ROUTE_DESTINATION');
    else this.setState('CS_EXECUTE');
  }

  async #executeExtension(): Promise<void> {
    while (this.channel.state === 'CS_EXECUTE' && !this.#transferring) {
      const step = this.extension.shift();
      if (step === undefined) return this.hangUp('NORMAL_CLEARING');
      await this.execute(step.app, step.arg);
    }
  }

  #enter(state: ChannelState): void {
    const { channel } = this;
    channel.runningState = state;
    if (channel.direction === 'inbound' && STATE_NUMBER[state] < STATE_NUMBER.CS_HANGUP) {
      if (state === 'CS_ROUTING') this.setCallState('RINGING');
      else if (channel.answered) this.setCallState('ACTIVE');
      else if (channel.earlyMedia) this.setCallState('EARLY');
    }
    this.publish('CHANNEL_STATE', { basic: true });
  }

  /** Asks for another state; the channel's loop goes there when its present work lets go. */
  setState(state: ChannelState): void {
    if (this.channel.down) return;
    this.channel.state = state;
    this.raise();
  }

  /** Interrupts what the channel does, as a transfer or bridge must. */
  divert(state: ChannelState): void {
    if (this.channel.down) return;
    this.#transferring = true;
    this.#stuck = state === 'CS_PARK' && this.channel.runningState === state && this.channel.state === state;
    this.bridge?.end();
    this.setState(state);
  }

  get diverted(): boolean {
    return this.#transferring;
  }

  setCallState(callState: CallState): void {
    const { channel } = this;
    const before = channel.callState;
    if (before === callState || before === 'HANGUP') return;
    if (channel.down && callState !== 'HANGUP') return;
    channel.callState = callState;
    this.publish('CHANNEL_CALLSTATE', {
      basic: true,
      before: {
        'Original-Channel-Call-State': before,
        'Channel-Call-State-Number': String(CALL_STATE_NUMBER[callState]),
      },
    });
  }

  /** Fires one event of this channel. */
  publish(
    name: string,
    extra: {
      readonly basic?: boolean;
      readonly before?: Readonly<Record<string, string>>;
      readonly after?: Readonly<Record<string, string | null>>;
    } = {},
  ): void {
    const headers = new Map<string, HeaderValue>(Object.entries(extra.before ?? {}));
    if (extra.basic === true) this.channel.writeBasic(headers);
    else this.channel.writeAll(headers);
    for (const [key, value] of Object.entries(extra.after ?? {})) {
      if (value !== null && value !== '') headers.set(key, value);
    }
    this.core.bus.publish(name, headers);
  }

  /** Waits until something happened to the channel or the time is up; runs waiting orders first. */
  async breathe(deadlineUs: number | null = null): Promise<void> {
    const order = this.orders.next();
    if (order === null) await this.#signal.wait(deadlineUs);
    else await this.orders.carryOut(order);
  }

  /** Waits from outside for a change of this channel, running nothing. */
  watch(deadlineUs: number | null): Promise<void> {
    return this.#signal.wait(deadlineUs);
  }

  /** Wakes this channel, the one it is bridged with, and those who spy on it. */
  raise(): void {
    this.#signal.raise();
    this.partner?.wake();
    this.sound.wakeSpies();
  }

  wake(): void {
    this.#signal.raise();
  }

  /** Runs one application between its two events; false when there is no such application. */
  async execute(app: string, rawArg: string, appUuid: string | null = null): Promise<boolean> {
    const { channel } = this;
    const application = this.core.applications.get(app);
    if (application === undefined) {
      this.hangUp('DESTINATION_OUT_OF_ORDER');
      return false;
    }
    const arg = channel.variables.expand(rawArg);
    const id = appUuid ?? randomUUID();
    const about = { Application: app, 'Application-Data': arg, 'Application-UUID': id };
    this.lastApp = { app, arg };
    channel.display.application = app;
    channel.display.applicationData = arg;
    channel.variables.set('current_application', app);
    if (arg !== '') channel.variables.set('current_application_data', arg);
    channel.variables.set('current_application_response', null);
    this.publish('CHANNEL_EXECUTE', { after: about });
    this.orders.forgetBreak();
    await application(this, arg);
    const response = channel.variables.get('current_application_response') ?? '_none_';
    this.publish('CHANNEL_EXECUTE_COMPLETE', {
      after: {
        Application: app,
        'Application-Data': arg,
        'Application-Response': response,
        'Application-UUID': id,
      },
    });
    return true;
  }

  /** What the party hears; returns what it heard before, so that an application can give it back. */
  listenTo(source: AudioSource | null): AudioSource | null {
    return this.sound.listenTo(source);
  }

  get mediaUp(): boolean {
    return this.channel.answered || this.channel.earlyMedia;
  }

  /** Hangs up once; later causes change nothing. */
  hangUp(cause: string, farewell: Farewell | null = null): void {
    const { channel } = this;
    if (channel.down) return;
    this.#farewell = farewell;
    endHoldWithCall(this);
    channel.hangupCause = cause;
    channel.state = 'CS_HANGUP';
    if (farewell !== null) channel.variables.setAll(farewellVariables(farewell));
    if (this.bridge !== null) {
      channel.variables.set(
        'last_bridge_role',
        this.bridge.originator === this ? 'originator' : 'originatee',
      );
    }
    this.publish('CHANNEL_HANGUP');
    if (farewell?.kind === 'BYE') channel.variables.set('sip_hangup_disposition', 'recv_bye');
    this.bridge?.end();
    this.raise();
  }

  async #end(): Promise<void> {
    const { channel } = this;
    const cause = channel.hangupCause ?? 'NORMAL_CLEARING';
    channel.profile.times.hangup = this.core.clock.nowUs();
    try {
      this.listenTo(null);
      if (this.#farewell === null) this.endpoint.hangUp(cause);
    } catch (error) {
      // Whatever the wire says, the channel's end is told.
      process.emitWarning(error instanceof Error ? error : String(error));
    }
    this.setCallState('HANGUP');
    await this.recordings.stopAll();
    channel.variables.setAll(reportVariables(this, this.#farewell));
    channel.state = 'CS_REPORTING';
    channel.runningState = 'CS_REPORTING';
    this.publish('CHANNEL_HANGUP_COMPLETE');
    channel.state = 'CS_DESTROY';
    this.publish('CHANNEL_DESTROY');
    this.core.remove(this);
    this.raise();
  }

  /** Swaps caller and callee of an outbound leg once it takes part as a caller would. */
  flipCallerId(): void {
    const { channel } = this;
    const { profile, variables } = channel;
    const { callerIdName, callerIdNumber } = profile;
    const bridged = this.bridge !== null;
    variables.set('pre_transfer_caller_id_name', callerIdName);
    variables.set('pre_transfer_caller_id_number', callerIdNumber);
    profile.callerIdName = profile.calleeIdName;
    profile.callerIdNumber = profile.calleeIdNumber;
    // A bridged leg's other party is about to change.
    profile.calleeIdName = bridged ? '' : callerIdName;
    profile.calleeIdNumber = bridged ? '' : callerIdNumber;
    variables.set('channel_cid_flipped', 'yes');
    channel.hitDialplan = true;
    channel.display.calleeDirection = 'RECV';
    this.publish('CALL_UPDATE', { before: { Direction: 'RECV' } });
  }
}
