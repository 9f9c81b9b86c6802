import {
  type AudioSource,
  DialError,
  type DialOptions,
  type Endpoint,
  type EndpointEvent,
  type EndpointFactory,
  type EndpointInfo,
  FRAME_SAMPLES,
  type MediaPort,
  type PhoneEvent,
} from '../../endpoint.js';
import type { Clock } from '../clock.js';

/** A far end by script: what it does, and how long after it was called. */
export type FarEnd =
  | { readonly does: 'answer'; readonly ringMs: number; readonly answerMs: number }
  | { readonly does: 'ring'; readonly ringMs: number }
  | { readonly does: 'refuse'; readonly afterMs: number; readonly sipStatus: number; readonly cause: string }
  | { readonly does: 'fail-to-dial'; readonly cause: string };

const SILENT = new Int16Array(FRAME_SAMPLES);

/** Sound that is asked for every 20 ms of the clock, and nothing to hear. */
export class FakeMedia implements MediaPort {
  /** The one frame that this party says all the time. */
  readonly voice = new Int16Array(FRAME_SAMPLES);
  readonly heardFrom: AudioSource = { read: () => this.voice };
  readonly ready = true;
  source: AudioSource | null = null;
  framesHeard = 0;
  readonly #taps = new Set<(said: Int16Array, heard: Int16Array) => void>();
  #cancel: (() => void) | null = null;

  constructor(private readonly clock: Clock) {}

  hears(other: FakeMedia): boolean {
    return this.source?.read() === other.voice;
  }

  setSource(source: AudioSource | null): void {
    this.source = source;
    this.#cancel?.();
    this.#cancel = null;
    if (source !== null) this.#pull();
  }

  tap(onFrame: (said: Int16Array, heard: Int16Array) => void): () => void {
    this.#taps.add(onFrame);
    return () => this.#taps.delete(onFrame);
  }

  /** One 20 ms: what is heard, shown to the taps with what is said. */
  beat(): Int16Array | undefined {
    const heard = this.source?.read() ?? undefined;
    for (const tap of this.#taps) tap(this.voice, heard ?? SILENT);
    return heard;
  }

  #pull(): void {
    this.#cancel = this.clock.after(20, () => {
      if (this.beat() !== undefined) this.framesHeard += 1;
      this.#pull();
    });
  }
}

export class FakeEndpoint implements Endpoint {
  readonly kind = 'virtual';
  readonly media: FakeMedia;
  onEvent: (event: EndpointEvent) => void = () => {};
  readonly done: string[] = [];

  constructor(
    readonly info: EndpointInfo,
    clock: Clock,
  ) {
    this.media = new FakeMedia(clock);
  }

  ring(): void {
    this.done.push('ring');
  }

  async earlyMedia(): Promise<void> {
    this.done.push('early-media');
  }

  async answer(): Promise<void> {
    this.done.push('answer');
  }

  hangUp(cause: string): void {
    this.done.push(`hang-up ${cause}`);
  }

  async setHold(held: boolean): Promise<void> {
    this.done.push(held ? 'hold' : 'retrieve');
  }

  sendDigits(digits: string, msEach?: number): void {
    this.done.push(`digits ${digits} ${msEach ?? 'as usual'}`);
  }

  notifyPhone(event: PhoneEvent): void {
    this.done.push(`notify ${event}`);
  }
}

/** Makes scripted endpoints; every leg it made can be looked at. */
export class FakeEndpointFactory implements EndpointFactory {
  onInbound: (endpoint: Endpoint) => void = () => {};
  readonly dialled: { url: string; options: DialOptions; endpoint: FakeEndpoint }[] = [];
  farEnd: (url: string) => FarEnd = () => ({ does: 'answer', ringMs: 20, answerMs: 1000 });

  constructor(private readonly clock: Clock) {}

  dial(url: string, options: DialOptions): Endpoint {
    const script = this.farEnd(url);
    if (script.does === 'fail-to-dial') throw new DialError(script.cause);
    const endpoint = new FakeEndpoint(outboundInfo(url, options), this.clock);
    this.dialled.push({ url, options, endpoint });
    const later = (ms: number, event: EndpointEvent): void => {
      this.clock.after(ms, () => endpoint.onEvent(event));
    };
    if (script.does === 'refuse') {
      later(script.afterMs, { event: 'failed', sipStatus: script.sipStatus, cause: script.cause });
    } else {
      later(script.ringMs, { event: 'ringing', withMedia: false });
      if (script.does === 'answer') later(script.answerMs, { event: 'answered' });
    }
    return endpoint;
  }

  /** A call from outside, as the trunk profile announces it. */
  arrive(caller = '13800138000', called = '4008001234', display: string | null = 'Customer'): FakeEndpoint {
    const endpoint = new FakeEndpoint(inboundInfo(caller, called, display), this.clock);
    this.onInbound(endpoint);
    return endpoint;
  }
}

const common = {
  callId: '1-10498@127.0.0.1',
  fromTag: '10498SIPpTag001',
  networkAddress: '127.0.0.1',
  transport: 'udp',
  userAgent: null,
  via: 'SIP/2.0/UDP 127.0.0.1:7020;branch=z9hG4bK-10498-1-0',
  extraHeaders: {},
  remoteSdp:
    'v=0\r\no=user1 1 1 IN IP4 127.0.0.1\r\ns=-\r\nc=IN IP4 127.0.0.1\r\nt=0 0\r\nm=audio 11020 RTP/AVP 0 101\r\n',
  codec: 'PCMU',
  remoteMediaAddress: '127.0.0.1',
  remoteMediaPort: 11020,
} as const;

function inboundInfo(caller: string, called: string, display: string | null): EndpointInfo {
  return {
    ...common,
    profile: 'external',
    direction: 'inbound',
    fromUser: caller,
    fromDisplay: display,
    fromHost: '127.0.0.1:7020',
    toUser: called,
    toHost: '127.0.0.1:5080',
    requestUri: `sip:${called}@127.0.0.1:5080`,
    contactUri: `sip:${caller}@127.0.0.1:7020`,
    networkPort: 7020,
  };
}

function outboundInfo(url: string, options: DialOptions): EndpointInfo {
  const gateway = url.startsWith('sofia/gateway/');
  const address = url.replace(/^(sofia\/gateway\/[^/]+|sofia\/[^/]+|user)\//, '');
  const [user = '', host = '127.0.0.1:5090'] = address.split('@');
  return {
    ...common,
    profile: gateway ? 'external' : 'internal',
    direction: 'outbound',
    fromUser: options.callerNumber,
    fromDisplay: options.callerName || null,
    fromHost: '127.0.0.1',
    toUser: user,
    toHost: host,
    requestUri: `sip:${user}@${host}`,
    contactUri: `sip:${user}@${host}`,
    networkPort: 7500,
    extraHeaders: options.headers,
  };
}
