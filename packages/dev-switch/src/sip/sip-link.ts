import { randomBytes } from 'node:crypto';
import {
  DigestAuthentication,
  type IncomingInviteRequest,
  type IncomingRegisterRequest,
  IncomingRequestMessage,
  IncomingResponseMessage,
  LoggerFactory,
  type OutgoingInviteRequest,
  type OutgoingInviteRequestDelegate,
  type OutgoingRequestMessage,
  Parser,
  Timers,
  type Transport,
  URI,
  UserAgentCore,
} from 'sip.js/lib/core/index.js';
import type { SipLog } from './sip-stack.types.js';
import { type NetworkAddress, transactionKey } from './sip-text.js';

// sip.js forgets transactions at once, as over a reliable transport; over UDP a repeated message must find its own
// again (RFC 3261 section 17, timers D, I, J and K).
Timers.TIMER_D = 32_000;
Timers.TIMER_I = 5_000;
Timers.TIMER_J = 32_000;
Timers.TIMER_K = 5_000;

const loggers = new LoggerFactory();
loggers.builtinEnabled = false;
const parserLog = loggers.getLogger('parser');

export const USER_AGENT = 'Callweave-dev-switch';

export interface SipLinkHandlers {
  onInvite(request: IncomingInviteRequest, link: SipLink): void;
  onRegister(request: IncomingRegisterRequest, link: SipLink): void;
}

export interface SipLinkOptions {
  readonly profile: 'internal' | 'external';
  readonly transport: 'udp' | 'ws';
  /** Named in Via and Contact. */
  readonly local: NetworkAddress;
  readonly send: (text: string) => Promise<void>;
  readonly handlers: SipLinkHandlers;
  readonly log: SipLog;
}

export interface Credentials {
  readonly username: string;
  readonly password: string;
}

/** sip.js asks for credentials without saying for which request; the request comes with the challenge. */
class RequestAuthentication extends DigestAuthentication {
  #answer: DigestAuthentication | null = null;

  constructor(private readonly credentials: WeakMap<OutgoingRequestMessage, Credentials>) {
    super(loggers, undefined, undefined, undefined);
  }

  override authenticate(request: OutgoingRequestMessage, challenge: unknown, body?: string): boolean {
    const known = this.credentials.get(request);
    if (known === undefined) return false;
    this.#answer = new DigestAuthentication(loggers, undefined, known.username, known.password);
    return this.#answer.authenticate(request, challenge, body);
  }

  override toString(): string {
    return this.#answer?.toString() ?? '';
  }
}

/** One way to far ends, with the sip.js core that keeps its transactions and dialogs: a UDP socket, or one browser. */
export class SipLink {
  readonly core: UserAgentCore;
  readonly profile: 'internal' | 'external';
  readonly transport: 'udp' | 'ws';
  readonly local: NetworkAddress;
  /** The account whose password this connection has proved; browsers need not prove it for every call. */
  account: string | null = null;
  /** The contact a browser registered here; by it a page is known again when it comes back. */
  contact: string | null = null;
  /** Messages that were not understood and dropped. */
  refused = 0;
  readonly callIdMark: string;
  readonly #options: SipLinkOptions;
  readonly #credentials = new WeakMap<OutgoingRequestMessage, Credentials>();
  readonly #onLost = new Set<() => void>();
  readonly #onRegained = new Set<() => void>();
  #lost = false;

  constructor(options: SipLinkOptions) {
    this.#options = options;
    this.profile = options.profile;
    this.transport = options.transport;
    this.local = options.local;
    this.callIdMark = `@${options.local.address}:${options.local.port}`;
    this.core = this.#createCore();
  }

  /** True while nothing can be sent: the browser's connection is gone. */
  get lost(): boolean {
    return this.#lost;
  }

  /** A connection was lost or came back; returns the removal. */
  watch(listener: { readonly onLost: () => void; readonly onRegained: () => void }): () => void {
    this.#onLost.add(listener.onLost);
    this.#onRegained.add(listener.onRegained);
    return () => {
      this.#onLost.delete(listener.onLost);
      this.#onRegained.delete(listener.onRegained);
    };
  }

  setLost(lost: boolean): void {
    if (lost === this.#lost) return;
    this.#lost = lost;
    for (const listener of [...(lost ? this.#onLost : this.#onRegained)]) listener();
  }

  /** True while calls depend on this link. */
  get busy(): boolean {
    return this.#onLost.size > 0;
  }

  /** As a header line, for requests that sip.js sends without one. */
  contactHeader(): string {
    return `Contact: <${this.#contactUri().toString()}>`;
  }

  /** Ours can be told from the far ends' by its end. */
  newCallId(): string {
    return `${randomBytes(10).toString('hex')}${this.callIdMark}`;
  }

  /** Sends an INVITE; `credentials` answer a challenge of the far end's. */
  invite(
    message: OutgoingRequestMessage,
    credentials: Credentials | null,
    delegate: OutgoingInviteRequestDelegate,
  ): OutgoingInviteRequest {
    if (credentials !== null) this.#credentials.set(message, credentials);
    return this.core.invite(message, delegate);
  }

  #contactUri(): URI {
    return new URI('sip', 'mod_sofia', this.local.address, this.local.port, { transport: this.transport });
  }

  /** Takes a message from the network. Whatever it is, nothing is thrown. */
  receive(text: string, from: NetworkAddress): void {
    try {
      this.#receive(text, from);
    } catch (error) {
      // sip.js throws on some malformed messages; RFC 4475 asks to survive them.
      this.#refuse('a SIP message was dropped', error);
    }
  }

  /** True when the dialog of an in-dialog request lives here. */
  holdsDialog(message: {
    readonly callId: string;
    readonly toTag: string;
    readonly fromTag: string;
  }): boolean {
    return this.core.dialogs.has(message.callId + message.toTag + message.fromTag);
  }

  dispose(): void {
    this.core.dispose();
  }

  #receive(text: string, from: NetworkAddress): void {
    const message = parseMessage(text);
    if (message === null) {
      this.#refuse('a message that is no SIP was dropped');
      return;
    }
    if (message instanceof IncomingResponseMessage) {
      this.core.receiveIncomingResponseFromTransport(message);
      return;
    }
    noteSource(message, from);
    // sip.js would answer 404 to a request-URI other than its own; a switch takes all numbers.
    if (message.ruri !== undefined) this.core.configuration.aor = message.ruri;
    this.core.receiveIncomingRequestFromTransport(message);
  }

  #refuse(why: string, error?: unknown): void {
    this.refused += 1;
    this.#options.log('debug', why, {
      profile: this.profile,
      transport: this.transport,
      error: String(error ?? ''),
    });
  }

  #createCore(): UserAgentCore {
    const { local, handlers } = this.#options;
    const contact = this.#contactUri();
    const transport: Pick<Transport, 'protocol' | 'send'> = {
      protocol: this.transport.toUpperCase(),
      send: (text) => this.#options.send(text),
    };
    return new UserAgentCore(
      {
        aor: new URI('sip', 'mod_sofia', local.address),
        contact: {
          uri: contact,
          pubGruu: undefined,
          tempGruu: undefined,
          toString: () => `<${contact.toString()}>`,
        },
        displayName: '',
        loggerFactory: loggers,
        hackViaTcp: false,
        routeSet: [],
        sipjsId: randomBytes(3).toString('hex'),
        supportedOptionTags: ['outbound'],
        supportedOptionTagsResponse: [],
        userAgentHeaderFieldValue: USER_AGENT,
        viaForceRport: true,
        viaHost: `${local.address}:${local.port}`,
        authenticationFactory: () => new RequestAuthentication(this.#credentials),
        transportAccessor: () => transport as Transport,
      },
      {
        onInvite: (request) => handlers.onInvite(request, this),
        onRegister: (request) => handlers.onRegister(request, this),
        onRefer: (request) => request.reject({ statusCode: 603 }),
        onSubscribe: (request) => request.reject({ statusCode: 489 }),
        onMessage: (request) => request.reject({ statusCode: 405 }),
      },
    );
  }
}

/** Parses and checks what sip.js takes on trust; null when it cannot be answered sensibly. */
export function parseMessage(text: string): IncomingRequestMessage | IncomingResponseMessage | null {
  const message = Parser.parseMessage(text, parserLog);
  if (!(message instanceof IncomingRequestMessage || message instanceof IncomingResponseMessage)) return null;
  const complete =
    message.viaBranch?.startsWith('z9hG4bK') &&
    message.from !== undefined &&
    message.to !== undefined &&
    message.callId !== undefined &&
    Number.isSafeInteger(message.cseq);
  if (!complete) return null;
  const named = transactionKey(text)?.split(':').at(-1);
  if (message instanceof IncomingRequestMessage && (message.ruri === undefined || named !== message.method))
    return null;
  return message;
}

/** Adds received and rport to the top Via, where replies and {@link networkOf} look (RFC 3261 18.2.1, RFC 3581). */
function noteSource(message: IncomingRequestMessage, from: NetworkAddress): void {
  const via = message.headers.Via?.[0];
  if (via === undefined) return;
  const raw = via.raw.replace(/;\s*received=[^;,\s]*/gi, '').replace(/;\s*rport(=\d*)?(?=[;,\s]|$)/gi, '');
  via.raw = `${raw};rport=${from.port};received=${from.address}`;
  delete via.parsed;
  message.parseHeader('via');
}
