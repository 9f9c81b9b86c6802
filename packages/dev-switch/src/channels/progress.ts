import type { EndpointEvent } from '../endpoint.js';
import { remoteHold } from './hold.js';
import type { Session } from './session.js';
import { answerVariables, mediaVariables, replyVariables } from './sip-variables.js';
import { transfer } from './transfer.js';

/** A leg's way from the first ring to the answer, in both directions, and whatever its far end does after. */
export class Progress {
  #answering: Promise<boolean> | null = null;
  #earlying: Promise<boolean> | null = null;

  constructor(private readonly session: Session) {}

  /** Answers an inbound call; false when it is gone or cannot be answered. */
  answer(): Promise<boolean> {
    if (this.session.channel.answered) return Promise.resolve(true);
    this.#answering ??= this.#answer();
    return this.#answering;
  }

  async #answer(): Promise<boolean> {
    const { session } = this;
    const { channel } = session;
    if (channel.down || channel.direction === 'outbound') return false;
    try {
      await session.endpoint.answer();
    } catch {
      session.hangUp('INCOMPATIBLE_DESTINATION');
      return false;
    }
    if (channel.down) return false;
    channel.variables.setAll(mediaVariables(session.endpoint.info));
    this.#markAnswered();
    return true;
  }

  #markAnswered(): void {
    const { session } = this;
    const { channel } = session;
    if (channel.answered) return;
    channel.profile.times.answered = session.core.clock.nowUs();
    channel.answered = true;
    channel.mediaReady = true;
    session.publish('CHANNEL_ANSWER');
    channel.variables.set('endpoint_disposition', 'ANSWER');
    session.setCallState('ACTIVE');
    session.raise();
  }

  /** Sound before the answer, for prompts to callers who are not answered yet. */
  preAnswer(): Promise<boolean> {
    if (this.session.mediaUp) return Promise.resolve(true);
    this.#earlying ??= this.#preAnswer();
    return this.#earlying;
  }

  async #preAnswer(): Promise<boolean> {
    const { session } = this;
    const { channel } = session;
    if (channel.down || channel.direction === 'outbound') return false;
    try {
      await session.endpoint.earlyMedia();
    } catch {
      session.hangUp('INCOMPATIBLE_DESTINATION');
      return false;
    }
    if (channel.down) return false;
    this.#markEarly();
    return true;
  }

  #markEarly(): void {
    const { session } = this;
    const { channel } = session;
    if (session.mediaUp) return;
    channel.profile.times.progressMedia = session.core.clock.nowUs();
    channel.earlyMedia = true;
    channel.mediaReady = true;
    channel.variables.set('endpoint_disposition', 'EARLY MEDIA');
    session.publish('CHANNEL_PROGRESS_MEDIA');
    session.setCallState('EARLY');
    session.raise();
  }

  /** 180: tells that the phone rings. */
  ringReady(): void {
    const { session } = this;
    const { channel } = session;
    if (session.mediaUp) return;
    if (channel.direction === 'inbound') session.endpoint.ring();
    if (channel.profile.times.progress !== 0) return;
    channel.profile.times.progress = session.core.clock.nowUs();
    session.publish('CHANNEL_PROGRESS');
    session.setCallState('RINGING');
  }

  onEndpoint(event: EndpointEvent): void {
    const { session } = this;
    const { channel } = session;
    if (channel.down) return;
    switch (event.event) {
      case 'ringing':
        this.#onReply();
        if (event.withMedia) this.#markEarly();
        else this.ringReady();
        return;
      case 'answered':
        this.#onReply();
        channel.variables.setAll(answerVariables(session.endpoint.info));
        this.#markAnswered();
        return;
      case 'failed':
        this.#onReply();
        session.hangUp(event.cause, { kind: 'refused', sipStatus: event.sipStatus });
        return;
      case 'hung-up':
        session.hangUp(event.cause, { kind: event.sipTerm });
        return;
      case 'digit':
        session.digits.queue({
          digit: event.digit,
          durationMs: event.durationMs,
          source: event.source === 'rtp' ? 'RTP' : 'ENDPOINT',
        });
        return;
      case 'remote-hold':
        remoteHold(session, event.held);
        return;
      case 'refer':
        this.#onRefer(event);
        return;
    }
  }

  #onReply(): void {
    const { channel, endpoint } = this.session;
    if (channel.profile.networkAddr !== '') return;
    channel.profile.networkAddr = endpoint.info.networkAddress;
    channel.variables.setAll(replyVariables(endpoint.info));
  }

  /** A phone's blind transfer moves the other party; an unbridged leg has nobody to move. */
  #onRefer(event: Extract<EndpointEvent, { event: 'refer' }>): void {
    const { partner } = this.session;
    if (partner === null) {
      event.reject(403);
      return;
    }
    event.accept();
    const target = event.target.replace(/^<?sips?:/, '').replace(/[@;>].*$/, '');
    transfer(partner, target);
  }
}
