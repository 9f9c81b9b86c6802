import {
  DigestAuthentication,
  type IncomingInviteRequest,
  type IncomingResponseMessage,
  LoggerFactory,
  type Session,
  URI,
} from 'sip.js/lib/core/index.js';
import { sdpBody } from '../sip-body.js';
import type { SipLink } from '../sip-link.js';
import { UdpTransport } from '../udp-transport.js';

const loggers = new LoggerFactory();
loggers.builtinEnabled = false;

const OFFER = (port: number, direction = 'sendrecv', codecs = '0 8 101'): string =>
  [
    'v=0',
    'o=- 1 1 IN IP4 127.0.0.1',
    's=-',
    'c=IN IP4 127.0.0.1',
    't=0 0',
    `m=audio ${port} RTP/AVP ${codecs}`,
    'a=rtpmap:101 telephone-event/8000',
    `a=${direction}`,
    '',
  ].join('\r\n');

/** A SIP phone of a test: signalling as sip.js does it, and no sound. */
export class UdpPhone {
  readonly invites: IncomingInviteRequest[] = [];
  onInvite: (request: IncomingInviteRequest) => void = () => {};
  readonly #transport: UdpTransport;

  static async open(options: { lose?: (direction: 'in' | 'out') => boolean } = {}): Promise<UdpPhone> {
    const phones: UdpPhone[] = [];
    const transport = await UdpTransport.open({
      profile: 'external',
      host: '127.0.0.1',
      port: 0,
      log: () => {},
      ...options,
      handlers: {
        onInvite: (request) => phones[0]?.invited(request),
        onRegister: (request) => request.reject({ statusCode: 405 }),
      },
    });
    const phone = new UdpPhone(transport);
    phones.push(phone);
    return phone;
  }

  private constructor(transport: UdpTransport) {
    this.#transport = transport;
  }

  get link(): SipLink {
    return this.#transport.link;
  }

  get port(): number {
    return this.#transport.address.port;
  }

  close(): void {
    this.#transport.close();
  }

  /** The final status; with a password it answers one challenge. */
  register(user: string, password: string | null, registrar: number, expires = 600): Promise<number> {
    const { core } = this.link;
    const account = new URI('sip', user, 'test.example');
    const server = new URI('sip', '', '127.0.0.1', registrar);
    core.configuration.authenticationFactory = () =>
      password === null ? undefined : new DigestAuthentication(loggers, undefined, user, password);
    const contact = `Contact: <sip:${user}@127.0.0.1:${this.port}>;expires=${expires}`;
    const request = core.makeOutgoingRequestMessage('REGISTER', server, account, account, {}, [contact]);
    return new Promise((resolve) => {
      const done = ({ message }: { message: IncomingResponseMessage }) => resolve(message.statusCode ?? 0);
      core.register(request, { onAccept: done, onReject: done });
    });
  }

  /** Calls; resolves with the answer, or with the status that refused. */
  call(
    port: number,
    options: { from?: string; to?: string; sdp?: string; headers?: string[]; password?: string } = {},
  ): Promise<{ status: number; session: Session | null; body: string; message: IncomingResponseMessage }> {
    const { core } = this.link;
    const { from = '13800138000', to = '4008001234', sdp = OFFER(40_000), password } = options;
    core.configuration.authenticationFactory = () =>
      password === undefined ? undefined : new DigestAuthentication(loggers, undefined, from, password);
    const target = new URI('sip', to, '127.0.0.1', port);
    const request = core.makeOutgoingRequestMessage(
      'INVITE',
      target,
      new URI('sip', from, '127.0.0.1'),
      target,
      {},
      [this.link.contactHeader(), ...(options.headers ?? [])],
      sdpBody(sdp),
    );
    return new Promise((resolve) => {
      core.invite(request, {
        onAccept: ({ message, session, ack }) => {
          ack();
          resolve({ status: message.statusCode ?? 0, session, body: message.body, message });
        },
        onReject: ({ message }) =>
          resolve({ status: message.statusCode ?? 0, session: null, body: message.body, message }),
      });
    });
  }

  /** Answers a call that rings. */
  answer(request: IncomingInviteRequest): Session {
    return request.accept({ statusCode: 200, body: sdpBody(OFFER(40_000)) }).session;
  }

  invited(request: IncomingInviteRequest): void {
    this.invites.push(request);
    this.onInvite(request);
  }
}

export { OFFER as offerOf };
