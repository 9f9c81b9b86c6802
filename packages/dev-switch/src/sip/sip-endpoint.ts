import {
  type IncomingAckRequest,
  type IncomingByeRequest,
  type IncomingInfoRequest,
  type IncomingInviteRequest,
  type IncomingReferRequest,
  NotifyUserAgentClient,
  type Session,
  SessionDialog,
  SessionState,
} from 'sip.js/lib/core/index.js';
import { q850, sipStatusOf } from '../channels/causes.js';
import type { Endpoint, EndpointEvent, EndpointInfo, MediaPort, PhoneEvent } from '../endpoint.js';
import type { MediaLeg, MediaLegOptions } from '../media/media-leg.js';
import type { Pacer } from '../media/pacer.js';
import { RtpLeg } from '../media/rtp-leg.js';
import { WebrtcLeg } from '../media/webrtc-leg.js';
import { readInfoDigit } from './info-digit.js';
import { Renegotiation } from './renegotiation.js';
import { sdpBody, warningHeader } from './sip-body.js';
import type { SipLink } from './sip-link.js';
import type { SipLog } from './sip-stack.types.js';

/** What every call of a stack shares. */
export interface CallSurroundings {
  readonly pacer: Pacer;
  readonly host: string;
  readonly loopbackCandidates: boolean;
  readonly webrtcMediaTimeoutMs: number;
  readonly rtpMediaTimeoutMs: number;
  readonly orphanMediaTimeoutMs: number;
  readonly log: SipLog;
  readonly onOpened: (endpoint: SipEndpoint) => void;
  readonly onClosed: (endpoint: SipEndpoint) => void;
}

/** One call with one far end: its dialog, its sound, and what both may do to it once it is answered. */
export abstract class SipEndpoint implements Endpoint {
  readonly kind: 'sip' | 'webrtc';
  onEvent: (event: EndpointEvent) => void = () => {};
  protected readonly leg: MediaLeg;
  #session: Session | null = null;
  /** The dialog of a phone that rings. */
  protected early: Session | null = null;
  #renegotiation: Renegotiation | null = null;
  #over = false;
  #heldByFarEnd = false;
  /** The ACK of an answered re-INVITE that had no offer brings the answer to ours. */
  #answerInAck = false;
  #afterAck: (() => void) | null = null;
  #orphaned: NodeJS.Timeout | null = null;
  readonly #unwatch: () => void;

  protected constructor(
    protected readonly link: SipLink,
    protected readonly surroundings: CallSurroundings,
    kind: 'sip' | 'webrtc',
  ) {
    this.kind = kind;
    this.leg = this.#openLeg();
    this.#unwatch = link.watch({
      onLost: () => this.#onLinkLost(),
      onRegained: () => this.#onLinkRegained(),
    });
    surroundings.onOpened(this);
  }

  abstract readonly info: EndpointInfo;
  abstract ring(): void;
  abstract earlyMedia(): Promise<void>;
  abstract answer(): Promise<void>;
  /** Ends a call that has no confirmed dialog yet. */
  protected abstract refuse(status: number, reason: string): void;

  get media(): MediaPort {
    return this.leg.path;
  }

  get over(): boolean {
    return this.#over;
  }

  hangUp(cause: string): void {
    if (!this.#finish()) return;
    const reason = `Reason: Q.850;cause=${q850(cause)};text="${cause}"`;
    const session = this.#session;
    if (session === null) this.refuse(sipStatusOf(cause), reason);
    else this.bye(session, reason);
  }

  async setHold(held: boolean): Promise<void> {
    if (this.#over || this.#renegotiation === null) throw new Error('Only an answered call can be held.');
    await this.#renegotiation.hold(held);
  }

  sendDigits(digits: string, msEach = 100): void {
    this.leg.path.sendDigits(digits, msEach);
  }

  notifyPhone(event: PhoneEvent): void {
    const dialog = this.#session ?? this.early;
    if (this.#over || !(dialog instanceof SessionDialog)) {
      this.surroundings.log('debug', 'a phone without a dialog cannot be notified', { event });
      return;
    }
    // Around sip.js, which would not notify a phone that still rings.
    const extraHeaders = [`Event: ${event}`, 'Subscription-State: active', this.link.contactHeader()];
    new NotifyUserAgentClient(dialog, {}, { extraHeaders });
  }

  /** The dialog is confirmed: from now on the far end may ask for things. */
  protected adopt(session: Session): void {
    this.#session = session;
    this.#renegotiation = new Renegotiation(session, this.leg, this.link, () => this.onDialogLost());
    session.delegate = {
      onAck: (request) => this.#onAck(request),
      onAckTimeout: () => this.#onAckTimeout(),
      onBye: (request) => this.#onBye(request),
      onInfo: (request) => this.#onInfo(request),
      onInvite: (request) => this.#onReInvite(request),
      onNotify: (request) => request.accept(),
      onRefer: (request) => this.#onRefer(request),
    };
  }

  /** BYE, as soon as the protocol allows it (RFC 3261 section 15: not before the ACK). */
  protected bye(session: Session, reason: string): void {
    const send = (): void => {
      try {
        session.bye({}, { extraHeaders: [reason] });
      } catch (error) {
        this.surroundings.log('debug', 'a BYE could not be sent', { error: String(error) });
      }
    };
    if (session.sessionState === SessionState.AckWait) this.#afterAck = send;
    else send();
  }

  /** Ends it for a reason of the far end's; tells the channel once. */
  protected endWith(event: EndpointEvent): void {
    if (this.#finish()) this.onEvent(event);
  }

  protected onDialogLost(): void {
    this.endWith({ event: 'hung-up', cause: 'NORMAL_TEMPORARY_FAILURE', sipTerm: 'TIMEOUT' });
  }

  #openLeg(): MediaLeg {
    const { pacer, host, loopbackCandidates } = this.surroundings;
    const options: MediaLegOptions = {
      pacer,
      host,
      mediaTimeoutMs: this.#mediaTimeoutMs(),
      onDigit: (digit, durationMs) => this.onEvent({ event: 'digit', digit, durationMs, source: 'rtp' }),
      onLost: () => this.#onMediaLost(),
    };
    return this.kind === 'webrtc'
      ? new WebrtcLeg({ ...options, loopback: loopbackCandidates })
      : new RtpLeg(options);
  }

  #mediaTimeoutMs(): number {
    const { webrtcMediaTimeoutMs, rtpMediaTimeoutMs } = this.surroundings;
    return this.kind === 'webrtc' ? webrtcMediaTimeoutMs : rtpMediaTimeoutMs;
  }

  #finish(): boolean {
    if (this.#over) return false;
    this.#over = true;
    if (this.#orphaned !== null) clearTimeout(this.#orphaned);
    this.#renegotiation?.stop();
    this.#unwatch();
    this.leg.close();
    this.surroundings.onClosed(this);
    return true;
  }

  #onMediaLost(): void {
    const session = this.#session;
    if (this.#over) return;
    if (session === null) this.refuse(408, 'Reason: Q.850;cause=16;text="MEDIA_TIMEOUT"');
    else this.bye(session, 'Reason: Q.850;cause=16;text="MEDIA_TIMEOUT"');
    this.endWith({ event: 'hung-up', cause: 'MEDIA_TIMEOUT', sipTerm: 'TIMEOUT' });
  }

  #onAck({ message }: IncomingAckRequest): void {
    if (this.#answerInAck) {
      this.#answerInAck = false;
      this.leg.takeAnswer(message.body).then(
        () => this.#noticeHold(),
        () => this.hangUpBadly(),
      );
    }
    this.#afterAck?.();
    this.#afterAck = null;
  }

  #onAckTimeout(): void {
    this.#afterAck?.();
    this.#afterAck = null;
    if (!this.#over && this.#session !== null) this.bye(this.#session, 'Reason: SIP;cause=408;text="No ACK"');
    this.endWith({ event: 'hung-up', cause: 'RECOVERY_ON_TIMER_EXPIRE', sipTerm: 'TIMEOUT' });
  }

  #onBye(request: IncomingByeRequest): void {
    request.accept();
    this.endWith({ event: 'hung-up', cause: 'NORMAL_CLEARING', sipTerm: 'BYE' });
  }

  #onInfo(request: IncomingInfoRequest): void {
    const digit = readInfoDigit(request.message.getHeader('content-type') ?? '', request.message.body);
    if (digit === null) {
      request.reject({ statusCode: 415, extraHeaders: ['Accept: application/dtmf-relay, application/dtmf'] });
      return;
    }
    request.accept();
    this.onEvent({ event: 'digit', ...digit, source: 'info' });
  }

  #onReInvite(request: IncomingInviteRequest): void {
    const offered = request.message.body;
    const held = this.#renegotiation?.held ?? false;
    const described = offered === '' ? this.leg.offer(held) : this.leg.answer(offered, held);
    described.then(
      (content) => {
        if (this.#over) return;
        this.#answerInAck = offered === '';
        request.accept({
          statusCode: 200,
          body: sdpBody(content),
          extraHeaders: [this.link.contactHeader()],
        });
        if (!this.#answerInAck) this.#noticeHold();
      },
      (error: unknown) => {
        if (!this.#over) request.reject({ statusCode: 488, extraHeaders: [warningHeader(this.link, error)] });
      },
    );
  }

  #noticeHold(): void {
    const held = !this.leg.path.farEndListens;
    if (held === this.#heldByFarEnd || this.#over) return;
    this.#heldByFarEnd = held;
    this.onEvent({ event: 'remote-hold', held });
  }

  #onRefer(request: IncomingReferRequest): void {
    const target = request.message.getHeader('refer-to');
    if (target === undefined) {
      request.reject({ statusCode: 400 });
      return;
    }
    this.onEvent({
      event: 'refer',
      target,
      accept: () => {
        request.accept({ statusCode: 202 });
        this.#session?.notify(
          {},
          {
            extraHeaders: ['Event: refer', 'Subscription-State: terminated;reason=noresource'],
            body: {
              contentDisposition: 'render',
              contentType: 'message/sipfrag;version=2.0',
              content: 'SIP/2.0 200 OK\r\n',
            },
          },
        );
      },
      reject: (statusCode) => request.reject({ statusCode }),
    });
  }

  /** The far end sent something that cannot be carried on with. */
  protected hangUpBadly(): void {
    if (this.#session !== null && !this.#over) this.bye(this.#session, 'Reason: Q.850;cause=88');
    this.endWith({ event: 'hung-up', cause: 'INCOMPATIBLE_DESTINATION', sipTerm: 'TIMEOUT' });
  }

  /** A page that is gone says no BYE; one that is reloaded may be back in a moment. */
  #onLinkLost(): void {
    const { orphanMediaTimeoutMs } = this.surroundings;
    this.leg.path.mediaTimeoutMs = orphanMediaTimeoutMs;
    if (this.#session !== null) return;
    this.#orphaned = setTimeout(() => this.onDialogLost(), orphanMediaTimeoutMs);
  }

  #onLinkRegained(): void {
    if (this.#orphaned !== null) clearTimeout(this.#orphaned);
    this.#orphaned = null;
    this.leg.path.mediaTimeoutMs = this.#mediaTimeoutMs();
  }
}
