import type { AgentId, CallId, CallweaveError, Clock, SoftphoneCredentials } from '@callweave/cti-core';
import type { AgentSessionState, SoftphoneState } from '../agent-session.types.js';
import type { Softphone, SoftphoneFactory, SoftphoneLeg } from '../softphone/softphone.port.js';
import { answersByItself } from './auto-answer.js';
import { LegBook } from './leg-book.js';

export interface SoftphoneLinkListener {
  softphoneChanged(state: SoftphoneState | null): void;
  legsChanged(): void;
  /** The last dialog ended. */
  idle(): void;
  failed(error: CallweaveError): void;
}

/** Joins the softphone with the server's calls: starts it with the log-in, and answers what answers by itself. */
export class SoftphoneLink {
  readonly legs: LegBook;
  readonly #factory: SoftphoneFactory;
  readonly #credentials: () => Promise<SoftphoneCredentials>;
  readonly #listener: SoftphoneLinkListener;
  readonly #made = new Set<CallId>();
  #softphone: Softphone | null = null;
  #muted = false;

  constructor(parts: {
    readonly factory: SoftphoneFactory;
    readonly clock: Clock;
    readonly credentials: () => Promise<SoftphoneCredentials>;
    readonly listener: SoftphoneLinkListener;
  }) {
    this.#factory = parts.factory;
    this.#credentials = parts.credentials;
    this.#listener = parts.listener;
    this.legs = new LegBook(parts.clock);
  }

  get softphone(): Softphone | null {
    return this.#softphone;
  }

  start(): void {
    if (this.#softphone !== null) return;
    const softphone = this.#factory({
      changed: (state) => this.#softphone === softphone && this.#listener.softphoneChanged(state),
      rang: (leg) => this.#softphone === softphone && this.#rang(leg),
      legChanged: (leg) => this.#softphone === softphone && this.#legChanged(leg),
      failed: (error) => this.#softphone === softphone && this.#listener.failed(error),
    });
    this.#softphone = softphone;
    softphone.start(this.#credentials);
    if (this.#softphone === softphone) this.#listener.softphoneChanged(softphone.state);
  }

  async stop(): Promise<void> {
    const softphone = this.#softphone;
    if (softphone === null) return;
    this.#softphone = null;
    this.legs.clear();
    this.#made.clear();
    this.#muted = false;
    this.#listener.softphoneChanged(null);
    await softphone.stop();
  }

  /** The agent made this call here: the INVITE that rings his own phone first is answered at once. */
  made(callId: CallId): void {
    this.#made.add(callId);
  }

  /** Answers the dialogs of calls that need no one to. Called whenever a dialog or a call is news. */
  answerWhatAnswersItself({ calls, agent, supervision }: AgentSessionState, agentId: AgentId | null): void {
    for (const callId of this.#made) {
      if (calls.some((call) => call.callId === callId && call.phase === 'ended')) this.#made.delete(callId);
    }
    const own = { agentId, agent, made: this.#made };
    for (const leg of this.legs.all) {
      if (leg.state !== 'ringing') continue;
      const call = calls.find((one) => one.callId === leg.callId);
      const answers =
        call === undefined
          ? supervision?.callId === leg.callId // his own ear
          : answersByItself(call, leg.offerId, own);
      // A camera that nobody asked for stays off: an offer is answered with sound.
      if (answers) this.#answer(leg, leg.offerId === null && call?.video === true);
    }
  }

  setMuted(muted: boolean): void {
    this.#muted = muted;
    for (const leg of this.legs.all) leg.setMuted(muted);
  }

  #answer(leg: SoftphoneLeg, video: boolean): void {
    const failed = (error: CallweaveError): void => this.#listener.failed(error);
    leg.answer({ video }).catch((error: CallweaveError) => {
      failed(error);
      // Nobody asks him again about a call that he made: it goes on without pictures.
      if (video && error.kind === 'device') leg.answer().catch(failed);
    });
  }

  #rang(leg: SoftphoneLeg): void {
    this.legs.add(leg);
    this.#listener.legsChanged();
  }

  #legChanged(leg: SoftphoneLeg): void {
    if (leg.state === 'ended') {
      this.legs.remove(leg);
      // A mute belongs to the call it was pressed in.
      if (this.legs.all.length === 0) this.#listener.idle();
    } else if (this.#muted) {
      leg.setMuted(true);
    }
    this.#listener.legsChanged();
  }
}
