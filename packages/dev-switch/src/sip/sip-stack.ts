import { Grammar, type IncomingInviteRequest, URI } from 'sip.js/lib/core/index.js';
import { DialError, type DialOptions, type Endpoint } from '../endpoint.js';
import { SdpError } from '../media/sdp.js';
import { Digest } from './digest.js';
import { Gateways } from './gateways.js';
import { InboundCall } from './inbound-call.js';
import { OutboundCall, type OutboundTarget } from './outbound-call.js';
import { Registrar } from './registrar.js';
import { warningHeader } from './sip-body.js';
import type { CallSurroundings, SipEndpoint } from './sip-endpoint.js';
import type { SipLink, SipLinkHandlers } from './sip-link.js';
import type {
  BoundAddress,
  GatewayEvent,
  RegistrationEvent,
  SipLog,
  SipStack,
  SipStackOptions,
} from './sip-stack.types.js';
import { type NetworkAddress, networkOf, userOf } from './sip-text.js';
import { UdpTransport } from './udp-transport.js';
import { WsTransport } from './ws-transport.js';

/** A listener could not be opened. */
export class SipStackError extends Error {
  override readonly name = 'SipStackError';
  constructor(
    readonly code: 'sip.address-in-use' | 'sip.cannot-listen',
    message: string,
    options: ErrorOptions,
  ) {
    super(message, options);
  }
}

export function createSipStack(options: SipStackOptions): SipStack {
  return new Stack(options);
}

const silent: SipLog = () => {};

class Stack implements SipStack {
  onInbound: (endpoint: Endpoint) => void = (endpoint) => endpoint.hangUp('NORMAL_TEMPORARY_FAILURE');
  readonly #options: SipStackOptions;
  readonly #host: string;
  readonly #domain: string;
  readonly #log: SipLog;
  readonly #digest: Digest;
  readonly #registrar: Registrar;
  readonly #gateways: Gateways;
  readonly #calls = new Set<SipEndpoint>();
  readonly #registrationListeners = new Set<(event: RegistrationEvent) => void>();
  readonly #gatewayListeners = new Set<(event: GatewayEvent) => void>();
  readonly #surroundings: CallSurroundings;
  #internal: UdpTransport | null = null;
  #external: UdpTransport | null = null;
  #ws: WsTransport | null = null;
  #stopping = false;

  constructor(options: SipStackOptions) {
    this.#options = options;
    this.#host = options.host ?? '127.0.0.1';
    this.#domain = options.domain ?? this.#host;
    this.#log = options.log ?? silent;
    this.#digest = new Digest({ realm: this.#domain, password: options.password });
    this.#registrar = new Registrar({
      domain: this.#domain,
      digest: this.#digest,
      log: this.#log,
      onEvent: (event) => tell(this.#registrationListeners, event),
      onRegistered: (link) => this.#ws?.reunite(link),
    });
    this.#gateways = new Gateways(options.gateways ?? [], (event) => tell(this.#gatewayListeners, event));
    this.#surroundings = {
      pacer: options.pacer,
      host: this.#host,
      log: this.#log,
      loopbackCandidates: options.loopbackCandidates ?? true,
      webrtcMediaTimeoutMs: options.webrtcMediaTimeoutMs ?? 20_000,
      rtpMediaTimeoutMs: options.rtpMediaTimeoutMs ?? 300_000,
      orphanMediaTimeoutMs: options.orphanMediaTimeoutMs ?? 2_000,
      onOpened: (call) => this.#calls.add(call),
      onClosed: (call) => this.#calls.delete(call),
    };
  }

  get addresses(): SipStack['addresses'] {
    return {
      internal: bound(this.#internal?.address),
      ws: bound(this.#ws?.address),
      external: bound(this.#external?.address),
    };
  }

  registrations() {
    return this.#registrar.list();
  }

  gateways() {
    return this.#gateways.list();
  }

  onRegistration(listener: (event: RegistrationEvent) => void): () => void {
    this.#registrationListeners.add(listener);
    return () => this.#registrationListeners.delete(listener);
  }

  onGateway(listener: (event: GatewayEvent) => void): () => void {
    this.#gatewayListeners.add(listener);
    return () => this.#gatewayListeners.delete(listener);
  }

  async start(): Promise<void> {
    const { internalPort = 5060, wsPort = 5066, externalPort = 5080 } = this.#options;
    const handlers: SipLinkHandlers = {
      onInvite: (request, link) => this.#onInvite(request, link),
      onRegister: (request, link) => {
        if (link.profile === 'internal') this.#registrar.handle(request, link);
        else request.reject({ statusCode: 403 });
      },
    };
    const host = this.#host;
    const log = this.#log;
    const lossy = this.#options.lose === undefined ? {} : { lose: this.#options.lose };
    this.#stopping = false;
    try {
      const udp = (profile: 'internal' | 'external', port: number | null) =>
        port === null
          ? null
          : opened(
              `the ${profile} profile's UDP`,
              port,
              UdpTransport.open({ profile, host, port, handlers, log, ...lossy }),
            );
      this.#internal = await udp('internal', internalPort);
      this.#external = await udp('external', externalPort);
      const onClosed = (link: SipLink) => this.#registrar.removeLink(link);
      this.#ws =
        wsPort === null
          ? null
          : await opened(
              "the browsers' WebSocket",
              wsPort,
              WsTransport.open({ host, port: wsPort, handlers, log, onClosed }),
            );
    } catch (error) {
      await this.stop();
      throw error;
    }
    if (this.#external !== null) this.#gateways.start(this.#external.link);
  }

  async stop(): Promise<void> {
    this.#stopping = true;
    this.#gateways.stop();
    for (const call of [...this.#calls]) call.hangUp('SYSTEM_SHUTDOWN');
    this.#registrar.stop();
    const ws = this.#ws;
    this.#internal?.close();
    this.#external?.close();
    this.#internal = null;
    this.#external = null;
    this.#ws = null;
    await ws?.close();
  }

  dial(dialString: string, options: DialOptions): Endpoint {
    if (this.#stopping) throw new DialError('SYSTEM_SHUTDOWN');
    return new OutboundCall(this.#targetOf(dialString), options, this.#surroundings);
  }

  #targetOf(dialString: string): OutboundTarget {
    const user = /^user\/([^@]+)(?:@.*)?$/.exec(dialString)?.[1];
    if (user !== undefined) return this.#phone(user);
    const gateway = /^sofia\/gateway\/([^/]+)\/([^@/;?>\s]*)$/.exec(dialString);
    if (gateway !== null) return this.#trunk(gateway[1]!, gateway[2]!);
    const address = /^sofia\/(internal|external)\/(.+)$/.exec(dialString);
    if (address === null) throw new DialError('DESTINATION_OUT_OF_ORDER');
    return this.#anybody(address[1] === 'internal' ? 'internal' : 'external', address[2]!);
  }

  #phone(user: string): OutboundTarget {
    const binding = this.#registrar.newest(user);
    if (binding === null) throw new DialError('USER_NOT_REGISTERED');
    const { networkIp, networkPort } = binding.registration;
    const network = { address: networkIp, port: networkPort };
    return { link: binding.link, uri: binding.target, network, credentials: null };
  }

  #trunk(name: string, number: string): OutboundTarget {
    const gateway = this.#gateways.find(name);
    const link = this.#external?.link;
    if (gateway === null || link === undefined) throw new DialError('INVALID_GATEWAY');
    if (!gateway.up) throw new DialError('GATEWAY_DOWN');
    const { host, port, username, password, cidType = 'rpid' } = gateway.options;
    const credentials = username === undefined || password === undefined ? null : { username, password };
    const uri = new URI('sip', number, host, port);
    return { link, uri, network: { address: host, port }, credentials, cidType };
  }

  #anybody(profile: 'internal' | 'external', address: string): OutboundTarget {
    const link = (profile === 'internal' ? this.#internal : this.#external)?.link;
    const uri = Grammar.URIParse(`sip:${address.replace(/^sips?:/, '')}`);
    if (link === undefined || !(uri instanceof URI)) throw new DialError('INVALID_URL');
    return { link, uri, network: { address: uri.host, port: uri.port ?? 5060 }, credentials: null };
  }

  #onInvite(request: IncomingInviteRequest, link: SipLink): void {
    if (this.#stopping) {
      request.reject({ statusCode: 503 });
      return;
    }
    if (!this.#admit(request, link)) return;
    let call: InboundCall;
    try {
      call = InboundCall.take(request, link, this.#surroundings);
    } catch (error) {
      const statusCode = error instanceof SdpError ? 488 : 500;
      if (statusCode === 500) this.#log('error', 'an INVITE could not be taken', { error: String(error) });
      request.reject({ statusCode, extraHeaders: [warningHeader(link, error)] });
      return;
    }
    this.onInbound(call);
  }

  /** Trunks are known by their port; phones prove their account, a browser with its registration. */
  #admit(request: IncomingInviteRequest, link: SipLink): boolean {
    if (link.profile === 'external') return true;
    const user = userOf(request.message.from.uri);
    if (link.account !== null && link.account === user) return true;
    const verdict = this.#digest.verify(request.message, 'proxy');
    if (verdict.verdict === 'proved' && verdict.user === user) return true;
    if (verdict.verdict === 'challenge') {
      request.reject({ statusCode: 407, extraHeaders: this.#digest.challenge('proxy', verdict.stale) });
      return false;
    }
    this.#log('warn', 'a call was refused', {
      user: verdict.user,
      address: networkOf(request.message).address,
    });
    request.reject({ statusCode: 403 });
    return false;
  }
}

async function opened<T>(what: string, port: number, opening: Promise<T>): Promise<T> {
  try {
    return await opening;
  } catch (cause) {
    const taken = cause instanceof Error && 'code' in cause && cause.code === 'EADDRINUSE';
    throw taken
      ? new SipStackError(
          'sip.address-in-use',
          `Port ${port} for ${what} is in use; choose another or free it.`,
          { cause },
        )
      : new SipStackError(
          'sip.cannot-listen',
          `Port ${port} for ${what} cannot be opened: ${String(cause)}`,
          { cause },
        );
  }
}

function bound(address: NetworkAddress | undefined): BoundAddress | null {
  return address === undefined ? null : { host: address.address, port: address.port };
}

function tell<Event>(listeners: ReadonlySet<(event: Event) => void>, event: Event): void {
  for (const listener of [...listeners]) listener(event);
}
