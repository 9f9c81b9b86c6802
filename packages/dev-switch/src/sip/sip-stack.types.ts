import type { GatewayStatus, Registration, SipDirectory } from '../channels/ports.js';
import type { EndpointFactory } from '../endpoint.js';
import type { Pacer } from '../media/pacer.js';

export interface SipStackOptions {
  /** Gives every leg its 20 ms; the owner starts and stops it. */
  readonly pacer: Pacer;
  /** Address to listen on and to name in Contact and SDP. Default 127.0.0.1. */
  readonly host?: string;
  /** Digest realm and domain of the accounts. Default `host`. */
  readonly domain?: string;
  /** Phones over UDP, default 5060; 0 takes any free port, null opens none. */
  readonly internalPort?: number | null;
  /** Browsers over WebSocket, default 5066. */
  readonly wsPort?: number | null;
  /** Trunks over UDP, default 5080; calls are taken without a password. */
  readonly externalPort?: number | null;
  /** The password of an account, null when there is no such account. */
  readonly password: (user: string) => string | null;
  readonly gateways?: readonly GatewayOptions[];
  /** Browser legs whose sound stops this long are hung up. Default 20,000 ms; 0 never. */
  readonly webrtcMediaTimeoutMs?: number;
  /** The same for RTP legs, counted from their first packet. Default 300,000 ms as in FreeSWITCH; 0 never. */
  readonly rtpMediaTimeoutMs?: number;
  /** The same for a browser leg whose WebSocket is gone too. Default 2,000 ms. */
  readonly orphanMediaTimeoutMs?: number;
  /** Gather 127.0.0.1 as an ICE candidate, for browsers on this machine. Default true. */
  readonly loopbackCandidates?: boolean;
  readonly log?: SipLog;
  /** Loses UDP messages on purpose when it says so, for tests of retransmission. */
  readonly lose?: (direction: 'in' | 'out') => boolean;
}

export type SipLog = (
  level: 'error' | 'warn' | 'info' | 'debug',
  message: string,
  fields?: Readonly<Record<string, unknown>>,
) => void;

/** A trunk: calls to `sofia/gateway/NAME/NUMBER` go to `sip:NUMBER@host:port`. */
export interface GatewayOptions {
  readonly name: string;
  readonly host: string;
  readonly port: number;
  /** Seconds between OPTIONS; 0 sends none and counts the trunk as up. Default 25. */
  readonly pingEveryS?: number;
  readonly username?: string;
  readonly password?: string;
  /**
   * How the caller's number is said beside From, FreeSWITCH's `sip_cid_type`: Remote-Party-ID, P-Asserted-Identity (RFC 3325), or
   * not at all. Default `rpid`.
   */
  readonly cidType?: 'rpid' | 'pid' | 'none';
}

export type RegistrationEvent =
  | { readonly event: 'register'; readonly registration: Registration; readonly refreshed: boolean }
  | {
      readonly event: 'unregister';
      readonly registration: Registration;
      readonly reason: 'request' | 'connection' | 'shutdown';
    }
  | { readonly event: 'expire'; readonly registration: Registration };

export type GatewayEvent = { readonly event: 'up' | 'down'; readonly gateway: GatewayStatus };

export interface BoundAddress {
  readonly host: string;
  readonly port: number;
}

/** The SIP side of the switch: profiles internal (UDP and WebSocket) and external (trunks). */
export interface SipStack extends EndpointFactory, SipDirectory {
  /**
   * Opens the listeners.
   * @throws {SipStackError} `sip.address-in-use` and the like, naming the profile
   */
  start(): Promise<void>;
  /** Hangs up what is left, removes registrations and closes the listeners. Idempotent. */
  stop(): Promise<void>;
  /** Where the profiles listen, once started. */
  readonly addresses: {
    readonly internal: BoundAddress | null;
    readonly ws: BoundAddress | null;
    readonly external: BoundAddress | null;
  };
  /** Returns the removal. */
  onRegistration(listener: (event: RegistrationEvent) => void): () => void;
  onGateway(listener: (event: GatewayEvent) => void): () => void;
}
