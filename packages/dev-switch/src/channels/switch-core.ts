import { randomUUID } from 'node:crypto';
import type { DialOptions, Endpoint, EndpointFactory, EndpointInfo } from '../endpoint.js';
import type { Application } from './applications/application.js';
import { applications } from './applications/index.js';
import type { CallerProfile } from './caller-profile.js';
import { Channel } from './channel.js';
import type { Clock } from './clock.js';
import { Conferences } from './conference/conferences.js';
import { type Dialplan, type DialplanStep, parkEverything, parseInline } from './dialplan.js';
import { EventBus } from './event-bus.js';
import type { OpenSound, SipDirectory, StartRecording } from './ports.js';
import { Session, type SessionSurroundings } from './session.js';
import { inboundVariables } from './sip-variables.js';

export interface SwitchCoreOptions {
  readonly clock: Clock;
  readonly endpoints: EndpointFactory;
  readonly openSound: OpenSound;
  readonly startRecording: StartRecording;
  readonly directory: SipDirectory;
  readonly dialplan?: Dialplan;
  /** Calls beyond this are refused with SWITCH_CONGESTION. */
  readonly maxSessions?: number;
  readonly globals?: Readonly<Record<string, string>>;
}

const HEARTBEAT_MS = 20_000;

/** The switch without its wires: channels, their events, and what commands need to find. */
export class SwitchCore implements SessionSurroundings {
  readonly clock: Clock;
  readonly bus: EventBus;
  readonly applications: ReadonlyMap<string, Application> = applications;
  readonly openSound: OpenSound;
  readonly startRecording: StartRecording;
  readonly directory: SipDirectory;
  readonly globals = new Map<string, string>();
  readonly conferences: Conferences;
  readonly startedUs: number;
  readonly maxSessions: number;
  readonly #sessions = new Map<string, Session>();
  readonly #gatewayCalls = new Map<string, { readonly out: number; readonly failed: number }>();
  readonly #endpoints: EndpointFactory;
  readonly #dialplan: Dialplan;
  #sessionId = 0;
  #peak = 0;
  #stopHeartbeat: () => void = () => {};
  #accepting = true;

  constructor(options: SwitchCoreOptions) {
    this.clock = options.clock;
    this.bus = new EventBus(options.clock);
    this.openSound = options.openSound;
    this.startRecording = options.startRecording;
    this.directory = options.directory;
    this.#endpoints = options.endpoints;
    this.#dialplan = options.dialplan ?? parkEverything;
    this.maxSessions = options.maxSessions ?? 1000;
    this.startedUs = options.clock.nowUs();
    this.globals.set('core_uuid', this.bus.coreUuid);
    this.globals.set('hostname', this.bus.hostname);
    for (const [name, value] of Object.entries(options.globals ?? {})) this.globals.set(name, value);
    this.conferences = new Conferences(this.bus, () => this.globals.get('domain') ?? this.bus.hostname);
    options.endpoints.onInbound = (endpoint) => this.#onInbound(endpoint);
  }

  start(): void {
    const beat = (): void => {
      this.#stopHeartbeat = this.clock.after(HEARTBEAT_MS, () => {
        this.bus.publish('HEARTBEAT', new Map(Object.entries(this.#vitals())));
        beat();
      });
    };
    beat();
  }

  /** Hangs everybody up and resolves when all channels are gone, or after `withinMs`. */
  async stop(withinMs = 3_000): Promise<void> {
    this.#accepting = false;
    this.#stopHeartbeat();
    const untilUs = this.clock.nowUs() + withinMs * 1000;
    for (const session of this.sessions()) session.hangUp('SYSTEM_SHUTDOWN');
    for (const session of [...this.#sessions.values()]) {
      while (this.#sessions.has(session.uuid) && this.clock.nowUs() < untilUs) await session.watch(untilUs);
    }
  }

  /** Channels that are not hung up, oldest first. */
  sessions(): Session[] {
    return [...this.#sessions.values()].filter((session) => !session.channel.down);
  }

  get full(): boolean {
    return !this.#accepting || this.#sessions.size >= this.maxSessions;
  }

  get stats(): { readonly sinceStartup: number; readonly now: number; readonly peak: number } {
    return { sinceStartup: this.#sessionId, now: this.#sessions.size, peak: this.#peak };
  }

  nextSessionId(): number {
    this.#sessionId += 1;
    return this.#sessionId;
  }

  knows(uuid: string): boolean {
    return this.#sessions.has(uuid);
  }

  /** The channel unless it is hung up, as FreeSWITCH's locate. */
  find(uuid: string): Session | undefined {
    const session = this.#sessions.get(uuid);
    return session === undefined || session.channel.down ? undefined : session;
  }

  add(session: Session): void {
    this.#sessions.set(session.uuid, session);
    this.#peak = Math.max(this.#peak, this.#sessions.size);
  }

  remove(session: Session): void {
    this.#sessions.delete(session.uuid);
  }

  /** Outbound calls by trunk since the start, for `sofia status gateway`. */
  gatewayCalls(name: string): { readonly out: number; readonly failed: number } {
    return this.#gatewayCalls.get(name) ?? { out: 0, failed: 0 };
  }

  countGatewayCall(name: string, answered: boolean): void {
    if (!this.directory.gateways().some((gateway) => gateway.name === name)) return;
    const { out, failed } = this.gatewayCalls(name);
    this.#gatewayCalls.set(name, answered ? { out: out + 1, failed } : { out, failed: failed + 1 });
  }

  dial(url: string, options: DialOptions): Endpoint {
    return this.#endpoints.dial(url, options);
  }

  route(channel: Channel): readonly DialplanStep[] {
    const { profile } = channel;
    const { dialplan, destinationNumber } = profile;
    if (dialplan === 'inline') {
      // The number stays what it was before the transfer, as FreeSWITCH's inline dialplan has it.
      profile.destinationNumber = profile.rdnis;
      profile.rdnis = '';
      return parseInline(destinationNumber);
    }
    channel.variables.set('DP_MATCH', [destinationNumber, destinationNumber]);
    return this.#dialplan(channel);
  }

  #onInbound(endpoint: Endpoint): void {
    if (this.full) {
      endpoint.hangUp('SWITCH_CONGESTION');
      return;
    }
    const uuid = randomUUID();
    const nowUs = this.clock.nowUs();
    const { info } = endpoint;
    const scheme = info.profile === 'loopback' ? 'loopback' : `sofia/${info.profile}`;
    const name = `${scheme}/${info.fromUser}@${info.fromHost}`;
    const profile = inboundProfile(info, uuid, name, nowUs);
    const channel = new Channel(uuid, name, 'inbound', this.nextSessionId(), info.codec, profile);
    channel.mediaReady = true;
    channel.variables.setAll({
      direction: 'inbound',
      uuid,
      call_uuid: uuid,
      session_id: String(channel.sequence),
      channel_name: name,
      ...inboundVariables(info, nowUs),
    });
    const session = new Session(channel, endpoint, this);
    this.add(session);
    session.start();
  }

  #vitals(): Record<string, string> {
    const upMs = Math.floor((this.clock.nowUs() - this.startedUs) / 1000);
    return {
      'Event-Info': 'System Ready',
      'Up-Time': upTime(upMs),
      'FreeSWITCH-Version': '1.11.0-callweave',
      'Uptime-msec': String(upMs),
      'Session-Count': String(this.#sessions.size),
      'Max-Sessions': String(this.maxSessions),
      'Session-Per-Sec': '30',
      'Session-Since-Startup': String(this.#sessionId),
      'Session-Peak-Max': String(this.#peak),
      'Idle-CPU': '100.000000',
      'Heartbeat-Interval': String(HEARTBEAT_MS / 1000),
    };
  }
}

/** `0 years, 0 days, 0 hours, 12 minutes, 24 seconds, 91 milliseconds, 0 microseconds`, as `status` writes it. */
export function upTime(ms: number): string {
  const part = (value: number, unit: string): string => `${value} ${unit}${value === 1 ? '' : 's'}`;
  const seconds = Math.floor(ms / 1000);
  return [
    part(Math.floor(seconds / 31_536_000), 'year'),
    part(Math.floor(seconds / 86_400) % 365, 'day'),
    part(Math.floor(seconds / 3_600) % 24, 'hour'),
    part(Math.floor(seconds / 60) % 60, 'minute'),
    part(seconds % 60, 'second'),
    part(ms % 1000, 'millisecond'),
    part(0, 'microsecond'),
  ].join(', ');
}

function inboundProfile(info: EndpointInfo, uuid: string, channelName: string, nowUs: number): CallerProfile {
  const shown = info.fromDisplay ?? info.fromUser;
  return {
    direction: 'inbound',
    uniqueId: uuid,
    channelName,
    source: 'mod_sofia',
    username: info.fromUser,
    dialplan: 'XML',
    context: info.profile === 'internal' ? 'default' : 'public',
    callerIdName: shown,
    callerIdNumber: info.fromUser,
    origCallerIdName: shown,
    origCallerIdNumber: info.fromUser,
    calleeIdName: '',
    calleeIdNumber: '',
    networkAddr: info.networkAddress,
    ani: info.fromUser,
    destinationNumber: info.toUser,
    transferSource: '',
    rdnis: '',
    index: 1,
    times: {
      profileCreated: nowUs,
      created: nowUs,
      answered: 0,
      progress: 0,
      progressMedia: 0,
      hangup: 0,
      transfer: 0,
      resurrect: 0,
      bridged: 0,
      lastHold: 0,
      holdAccum: 0,
    },
  };
}
