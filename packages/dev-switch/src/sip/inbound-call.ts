import { type IncomingInviteRequest, NameAddrHeader } from 'sip.js/lib/core/index.js';
import type { EndpointInfo } from '../endpoint.js';
import { isWebrtcSdp, parseRemoteAudio } from '../media/sdp.js';
import { sdpBody } from './sip-body.js';
import { type CallSurroundings, SipEndpoint } from './sip-endpoint.js';
import type { SipLink } from './sip-link.js';
import { extraHeaders, networkOf, oneLine, userOf } from './sip-text.js';

/** A call that a phone, a browser or a trunk makes to us. */
export class InboundCall extends SipEndpoint {
  readonly info: EndpointInfo;
  readonly #request: IncomingInviteRequest;
  #description: Promise<string> | null = null;
  #earlyMedia = false;

  /** @throws {SdpError} when the offer cannot be answered */
  static take(request: IncomingInviteRequest, link: SipLink, surroundings: CallSurroundings): InboundCall {
    const info = readInfo(request, link);
    return new InboundCall(request, link, surroundings, info);
  }

  private constructor(
    request: IncomingInviteRequest,
    link: SipLink,
    surroundings: CallSurroundings,
    info: EndpointInfo,
  ) {
    super(link, surroundings, isWebrtcSdp(info.remoteSdp) ? 'webrtc' : 'sip');
    this.info = info;
    this.#request = request;
    request.trying();
    request.delegate = {
      onCancel: () => {
        request.reject({ statusCode: 487 });
        this.endWith({ event: 'hung-up', cause: 'ORIGINATOR_CANCEL', sipTerm: 'CANCEL' });
      },
    };
  }

  ring(): void {
    if (!this.over && !this.#earlyMedia) this.#request.progress({ statusCode: 180 });
  }

  async earlyMedia(): Promise<void> {
    const content = await this.#describe();
    if (this.over) throw new Error('The caller is gone.');
    this.#earlyMedia = true;
    this.#request.progress({ statusCode: 183, body: sdpBody(content) });
    await this.leg.connected();
  }

  async answer(): Promise<void> {
    const content = await this.#describe();
    if (this.over) throw new Error('The caller is gone.');
    const { session } = this.#request.accept({ statusCode: 200, body: sdpBody(content) });
    this.adopt(session);
    await this.leg.connected();
  }

  protected refuse(statusCode: number, reason: string): void {
    this.#request.reject({ statusCode, extraHeaders: [reason] });
  }

  /** Early media and answer carry the same description. */
  #describe(): Promise<string> {
    this.#description ??= this.leg.answer(this.info.remoteSdp, false);
    return this.#description;
  }
}

function readInfo({ message }: IncomingInviteRequest, link: SipLink): EndpointInfo {
  const network = networkOf(message);
  const remoteSdp = message.body;
  const media = isWebrtcSdp(remoteSdp) ? null : parseRemoteAudio(remoteSdp);
  // sip.js promises a string, and gives none for a bare address.
  const displayName: string | undefined = message.from.displayName;
  const contact: unknown = message.parseHeader('contact');
  return {
    profile: link.profile,
    direction: 'inbound',
    callId: oneLine(message.callId),
    fromUser: userOf(message.from.uri),
    fromDisplay: displayName === undefined || displayName === '' ? null : oneLine(displayName),
    fromHost: message.from.uri.host,
    fromTag: oneLine(message.fromTag),
    toUser: userOf(message.ruri),
    toHost: message.to.uri.host,
    requestUri: oneLine(message.ruri?.toRaw() ?? ''),
    contactUri: contact instanceof NameAddrHeader ? oneLine(contact.uri.toRaw()) : '',
    networkAddress: network.address,
    networkPort: network.port,
    transport: link.transport,
    userAgent: message.getHeader('user-agent') ?? null,
    via: oneLine(message.getHeader('via') ?? ''),
    extraHeaders: extraHeaders(message.data),
    remoteSdp,
    codec: media?.laws[0] ?? 'PCMU',
    remoteMediaAddress: media?.address ?? '',
    remoteMediaPort: media?.port ?? 0,
  };
}
