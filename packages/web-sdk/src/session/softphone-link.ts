import type { AgentId, CallId, CallweaveError, Clock, SoftphoneCredentials } from '@callweave/cti-core';
import type { AgentSessionState, MediaOptions, SoftphoneState } from '../agent-session.types.js';
import type { Softphone, SoftphoneFactory, SoftphoneLeg } from '../softphone/softphone.port.js';
import { answersByItself } from './auto-answer.js';
import { CameraMemory } from './camera-memory.js';
import { LegBook } from './leg-book.js';
import { NewFaces } from './new-faces.js';

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
  #cameraOff = false;
  readonly #camera = new CameraMemory();
  readonly #faces = new NewFaces();

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
    this.#cameraOff = false;
    this.#camera.turn(false);
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
      // A camera that nobody asked for stays off: he did when he made the call, or it was on before a reload.
      if (answers)
        this.#answerUnasked(leg, leg.offerId === null && call?.video === true && this.#camera.isOn);
    }
    for (const callId of this.#faces.take(calls)) this.legs.of(callId)?.renewPictures?.();
  }

  setMuted(muted: boolean): void {
    this.#muted = muted;
    for (const leg of this.legs.all) leg.setMuted(muted);
  }

  /** The INVITE of a call that he makes with pictures may be here before the server's answer. */
  wantsCamera(): void {
    this.#camera.turn(true);
  }

  /** The call that he wanted it for was not made. */
  cameraUnwanted(): void {
    if (this.legs.all.length === 0) this.#camera.turn(false);
  }

  /** @throws {CallweaveError} as {@link SoftphoneLeg.answer} */
  async answer(leg: SoftphoneLeg, options: MediaOptions): Promise<void> {
    await leg.answer(options);
    if (options.video === true) this.#camera.turn(true);
    if (this.#cameraOff) leg.setCamera?.(false);
  }

  setCamera(on: boolean): void {
    this.#cameraOff = !on;
    for (const leg of this.legs.all) leg.setCamera?.(on);
  }

  #answerUnasked(leg: SoftphoneLeg, video: boolean): void {
    const failed = (error: CallweaveError): void => this.#listener.failed(error);
    this.answer(leg, { video }).catch((error: CallweaveError) => {
      failed(error);
      // Nobody asks him again about a call that he made: it goes on without pictures.
      if (!video || error.kind !== 'device') return;
      this.#camera.turn(false);
      leg.answer().catch(failed);
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
      if (this.legs.all.length === 0) {
        this.#camera.turn(false);
        this.#listener.idle();
      }
    } else if (this.#muted) {
      leg.setMuted(true);
    }
    this.#listener.legsChanged();
  }
}
