import {
  type AckableIncomingResponseWithSession,
  type IncomingResponseMessage,
  NameAddrHeader,
  type OutgoingInviteRequest,
  type OutgoingRequestMessage,
  type PrackableIncomingResponseWithSession,
  URI,
} from 'sip.js/lib/core/index.js';
import type { DialOptions, EndpointInfo } from '../endpoint.js';
import { isWebrtcSdp, parseRemoteAudio } from '../media/sdp.js';
import { causeOfStatus } from './sip-causes.js';
import { type CallSurroundings, SipEndpoint } from './sip-endpoint.js';
import type { SipLink } from './sip-link.js';
import type { GatewayOptions } from './sip-stack.types.js';
import { type NetworkAddress, oneLine, quotable, userOf } from './sip-text.js';

export interface OutboundTarget {
  readonly link: SipLink;
  readonly uri: URI;
  /** Where it is thought to be, until it has answered. */
  readonly network: NetworkAddress;
  readonly credentials: { readonly username: string; readonly password: string } | null;
  /** Of a trunk: how it is told the caller's number beside From. */
  readonly cidType?: GatewayOptions['cidType'];
}

/** A call that we make to a phone, a browser or a trunk. */
export class OutboundCall extends SipEndpoint {
  readonly #message: OutgoingRequestMessage;
  readonly #target: OutboundTarget;
  #info: EndpointInfo;
  #invite: OutgoingInviteRequest | null = null;
  #answerTaken: Promise<void> | null = null;

  constructor(target: OutboundTarget, options: DialOptions, surroundings: CallSurroundings) {
    // A browser takes nothing but WebRTC, a phone over UDP plain RTP.
    super(target.link, surroundings, target.link.transport === 'ws' ? 'webrtc' : 'sip');
    this.#target = target;
    this.#message = makeInvite(target, options);
    this.#info = firstInfo(target, this.#message, options);
    this.#begin().catch((error: unknown) => {
      surroundings.log('warn', 'an INVITE could not be sent', { error: String(error) });
      this.endWith({ event: 'failed', sipStatus: 503, cause: 'NORMAL_TEMPORARY_FAILURE' });
    });
  }

  get info(): EndpointInfo {
    return this.#info;
  }

  ring(): void {}

  earlyMedia(): Promise<void> {
    return Promise.reject(new Error('An outbound call has early media when its far end gives some.'));
  }

  answer(): Promise<void> {
    return Promise.reject(new Error('An outbound call is answered by its far end.'));
  }

  protected refuse(_status: number, reason: string): void {
    this.#invite?.cancel(reason.replace(/^Reason: /, ''));
  }

  protected override onDialogLost(): void {
    if (this.over) return;
    this.refuse(408, 'Reason: SIP;cause=408');
    this.endWith({ event: 'failed', sipStatus: 503, cause: 'NORMAL_TEMPORARY_FAILURE' });
  }

  async #begin(): Promise<void> {
    const offer = await this.leg.offer(false);
    if (this.over) return;
    this.#message.body = { body: offer, contentType: 'application/sdp' };
    this.#invite = this.link.invite(this.#message, this.#target.credentials, {
      onProgress: (response) => this.#onProgress(response),
      onAccept: (response) => this.#onAccept(response),
      onReject: ({ message }) => this.#onFailure(message),
      onRedirect: ({ message }) => this.#onFailure(message),
    });
  }

  #onProgress({ message, session }: PrackableIncomingResponseWithSession): void {
    if (this.over) return;
    this.early = session;
    this.#complete(message);
    if (message.body === '') {
      this.onEvent({ event: 'ringing', withMedia: false });
      return;
    }
    this.#takeAnswer(message.body).then(
      () => {
        if (!this.over) this.onEvent({ event: 'ringing', withMedia: true });
      },
      () => this.#onUnusableAnswer(),
    );
  }

  #onAccept(response: AckableIncomingResponseWithSession): void {
    const { message, session } = response;
    response.ack();
    if (this.over) {
      // The answer crossed our CANCEL.
      this.bye(session, 'Reason: Q.850;cause=16;text="NORMAL_CLEARING"');
      return;
    }
    this.#complete(message);
    this.adopt(session);
    this.#takeAnswer(message.body)
      .then(() => this.leg.connected())
      .then(
        () => {
          if (!this.over) this.onEvent({ event: 'answered' });
        },
        () => this.#onUnusableAnswer(),
      );
  }

  #onFailure(message: IncomingResponseMessage): void {
    const status = message.statusCode ?? 500;
    if (message.from !== undefined) this.#complete(message);
    this.endWith({ event: 'failed', sipStatus: status, cause: causeOfStatus(status) });
  }

  #onUnusableAnswer(): void {
    if (this.over) return;
    this.hangUp('INCOMPATIBLE_DESTINATION');
    this.onEvent({ event: 'failed', sipStatus: 488, cause: 'INCOMPATIBLE_DESTINATION' });
  }

  /** The first description counts; the later ones of the same INVITE say the same (RFC 3261 section 13.2.1). */
  #takeAnswer(sdp: string): Promise<void> {
    this.#answerTaken ??= this.leg.takeAnswer(sdp);
    return this.#answerTaken;
  }

  /** The far end's reply tells who and where it is. */
  #complete(message: IncomingResponseMessage): void {
    const contact: unknown = message.hasHeader('contact') ? message.parseHeader('contact') : undefined;
    const sdp = message.body === '' ? this.#info.remoteSdp : message.body;
    this.#info = {
      ...this.#info,
      via: oneLine(message.getHeader('via') ?? ''),
      userAgent: message.getHeader('user-agent') ?? message.getHeader('server') ?? this.#info.userAgent,
      contactUri: contact instanceof NameAddrHeader ? oneLine(contact.uri.toRaw()) : this.#info.contactUri,
      remoteSdp: sdp,
      ...mediaOf(sdp),
    };
  }
}

function makeInvite({ link, uri, cidType }: OutboundTarget, options: DialOptions): OutgoingRequestMessage {
  const { address } = link.local;
  const identity = `"${quotable(options.callerName)}" <sip:${encodeURIComponent(options.callerNumber)}@${address}>`;
  const extra = Object.entries(options.headers)
    .filter(([name]) => /^[\w.!%*+`'~-]{1,100}$/.test(name))
    .map(([name, value]) => `${name}: ${oneLine(value)}`);
  const asserted =
    cidType === 'rpid'
      ? [`Remote-Party-ID: ${identity};party=calling;screen=yes;privacy=off`]
      : cidType === 'pid'
        ? [`P-Asserted-Identity: ${identity}`]
        : [];
  return link.core.makeOutgoingRequestMessage(
    'INVITE',
    uri,
    new URI('sip', encodeURIComponent(options.callerNumber), address),
    new URI('sip', uri.user ?? '', uri.host),
    { fromDisplayName: quotable(options.callerName), callId: link.newCallId() },
    [
      link.contactHeader(),
      'Allow: INVITE, ACK, BYE, CANCEL, OPTIONS, INFO, REFER, NOTIFY',
      ...asserted,
      ...extra,
    ],
  );
}

function firstInfo(
  { link, uri, network }: OutboundTarget,
  message: OutgoingRequestMessage,
  options: DialOptions,
): EndpointInfo {
  return {
    profile: link.profile,
    direction: 'outbound',
    callId: message.callId,
    fromUser: options.callerNumber,
    fromDisplay: options.callerName === '' ? null : options.callerName,
    fromHost: link.local.address,
    fromTag: message.fromTag,
    toUser: userOf(uri),
    toHost: uri.host,
    requestUri: uri.toRaw(),
    contactUri: uri.toRaw(),
    networkAddress: network.address,
    networkPort: network.port,
    transport: link.transport,
    userAgent: null,
    via: '',
    extraHeaders: {},
    remoteSdp: '',
    codec: 'PCMU',
    remoteMediaAddress: '',
    remoteMediaPort: 0,
  };
}

function mediaOf(sdp: string): Partial<EndpointInfo> {
  if (sdp === '' || isWebrtcSdp(sdp)) return {};
  try {
    const { laws, address, port } = parseRemoteAudio(sdp);
    return { codec: laws[0] ?? 'PCMU', remoteMediaAddress: address, remoteMediaPort: port };
  } catch {
    // The leg refuses it in a moment, and says why.
    return {};
  }
}
