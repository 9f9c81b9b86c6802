/**
 * One party's signalling and sound, as the channel layer sees it: a SIP phone over UDP, a browser over
 * WebSocket and WebRTC, a trunk, or a synthetic customer. `sip/` and `customers/` make endpoints;
 * `channels/` drives them and never looks inside.
 */
export interface Endpoint {
  readonly kind: 'sip' | 'webrtc' | 'virtual';
  readonly info: EndpointInfo;
  readonly media: MediaPort;
  /** Set once by the channel that owns the endpoint. */
  onEvent: (event: EndpointEvent) => void;
  /** 180 to an inbound caller. */
  ring(): void;
  /** 183 with sound, before the answer. */
  earlyMedia(): Promise<void>;
  /** 200 with SDP; resolves when sound can flow. Inbound endpoints only. */
  answer(): Promise<void>;
  /** CANCEL, BYE or a final failure reply, whichever the state asks for. Idempotent. `cause` is a Q.850 name as NORMAL_CLEARING. */
  hangUp(cause: string): void;
  /** re-INVITE with sendonly / sendrecv. */
  setHold(held: boolean): Promise<void>;
  /** RFC 4733 events, 100 ms each unless told otherwise. */
  sendDigits(digits: string, msEach?: number): void;
  /** NOTIFY with `Event: talk` or `hold` within the dialog, for phones that pick up or hold by it. */
  notifyPhone(event: PhoneEvent): void;
}

export type PhoneEvent = 'talk' | 'hold';

export interface EndpointInfo {
  readonly profile: 'internal' | 'external' | 'loopback';
  readonly direction: 'inbound' | 'outbound';
  readonly callId: string;
  readonly fromUser: string;
  readonly fromDisplay: string | null;
  readonly fromHost: string;
  readonly fromTag: string;
  readonly toUser: string;
  readonly toHost: string;
  readonly requestUri: string;
  readonly contactUri: string;
  readonly networkAddress: string;
  readonly networkPort: number;
  readonly transport: 'udp' | 'ws';
  readonly userAgent: string | null;
  readonly via: string;
  /** Request headers that begin with `X-`, by name as received. */
  readonly extraHeaders: Readonly<Record<string, string>>;
  readonly remoteSdp: string;
  readonly codec: 'PCMU' | 'PCMA';
  readonly remoteMediaAddress: string;
  readonly remoteMediaPort: number;
}

export type EndpointEvent =
  /** 180/183 of an outbound leg. */
  | { readonly event: 'ringing'; readonly withMedia: boolean }
  /** 200 of an outbound leg, media ready. `info` may have been completed from the answer. */
  | { readonly event: 'answered' }
  /** The outbound leg was refused, or nobody could be reached. */
  | { readonly event: 'failed'; readonly sipStatus: number; readonly cause: string }
  /** The far end hung up (BYE or CANCEL), or its media timed out. */
  | { readonly event: 'hung-up'; readonly cause: string; readonly sipTerm: 'BYE' | 'CANCEL' | 'TIMEOUT' }
  | {
      readonly event: 'digit';
      readonly digit: string;
      readonly durationMs: number;
      readonly source: 'rtp' | 'info';
    }
  /** The far end put us on hold or took us back by re-INVITE. */
  | { readonly event: 'remote-hold'; readonly held: boolean }
  /** REFER from the far end; the channel layer decides. */
  | {
      readonly event: 'refer';
      readonly target: string;
      readonly accept: () => void;
      readonly reject: (status: number) => void;
    };

/** Samples in one frame: 20 ms at 8 kHz, signed 16 bit, mono. */
export const FRAME_SAMPLES = 160;

/** Where sound comes from: asked for one frame every 20 ms by the pacer; null when it has none now. */
export interface AudioSource {
  read(): Int16Array | null;
}

/** The sound of one endpoint, in both directions. */
export interface MediaPort {
  /** What the party hears from now on; null sends nothing. */
  setSource(source: AudioSource | null): void;
  /**
   * The party's last frame, for bridging and mixing: each call consumes one frame of a small jitter buffer; null when
   * nothing came. One consumer at a time reads; taps see the same frames.
   */
  readonly heardFrom: AudioSource;
  /** Sees each 20 ms of both directions (missing sound is silence); returns its removal. Used by recordings and tests. */
  tap(onFrame: (saidByParty: Int16Array, heardByParty: Int16Array) => void): () => void;
  /** True once sound can flow. */
  readonly ready: boolean;
}

/** Makes outbound endpoints and announces inbound ones; the SIP side and the synthetic customers implement it. */
export interface EndpointFactory {
  /**
   * Begins an outbound leg; events follow on the endpoint. Dial strings: `user/1001@domain`, `sofia/gateway/NAME/NUMBER`,
   * `sofia/PROFILE/sip:…`.
   * @throws {DialError} with FreeSWITCH's cause: USER_NOT_REGISTERED, INVALID_GATEWAY, GATEWAY_DOWN, …
   */
  dial(dialString: string, options: DialOptions): Endpoint;
  onInbound: (endpoint: Endpoint) => void;
}

export interface DialOptions {
  readonly callerNumber: string;
  readonly callerName: string;
  /** From `sip_h_X-…` channel variables. */
  readonly headers: Readonly<Record<string, string>>;
}

/** A dial string that leads nowhere; `cause` is what FreeSWITCH answers. */
export class DialError extends Error {
  override readonly name = 'DialError';
  constructor(readonly hangupCause: string) {
    super(hangupCause);
  }
}
