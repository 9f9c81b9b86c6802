import { type CallId, CallweaveError, type Clock, type OfferId } from '@callweave/cti-core';
import { type Invitation, type Session, SessionState } from 'sip.js';
import type { MediaOptions } from '../agent-session.types.js';
import type { LegStreams } from '../terminal/terminal-recording.types.js';
import { deviceError } from './device-error.js';
import { sendDigits } from './dtmf.js';
import type { MediaHandler } from './media-handler.js';
import { PathKeeper } from './path-keeper.js';
import type { SoftphoneLeg } from './softphone.port.js';

const RENEWALS_MS = [500, 1_500] as const;

export interface SipLegListener {
  changed(leg: SipLeg): void;
  failed(error: CallweaveError): void;
}

/** One INVITE of the switch and the dialog it becomes. Re-INVITEs (hold, other candidates) are accepted as they come. */
export class SipLeg implements SoftphoneLeg {
  readonly callId: CallId;
  readonly offerId: OfferId | null;
  readonly #invitation: Invitation;
  readonly #media: MediaHandler;
  readonly #path: PathKeeper;
  readonly #listener: SipLegListener;
  readonly #openCamera: () => Promise<MediaStream>;
  readonly #clock: Clock;
  #state: SoftphoneLeg['state'] = 'ringing';
  #answering: Promise<void> | null = null;
  #renewals: readonly (() => void)[] = [];

  constructor(
    invitation: Invitation,
    media: MediaHandler,
    ids: { readonly callId: CallId; readonly offerId: OfferId | null },
    parts: {
      readonly listener: SipLegListener;
      readonly clock: Clock;
      readonly openCamera: () => Promise<MediaStream>;
    },
  ) {
    this.callId = ids.callId;
    this.offerId = ids.offerId;
    this.#invitation = invitation;
    this.#media = media;
    this.#listener = parts.listener;
    this.#openCamera = parts.openCamera;
    this.#clock = parts.clock;
    this.#path = new PathKeeper(invitation, media, parts.clock, {
      sound: () => this.#become('connected'),
      failed: (error) => parts.listener.failed(error),
    });
    invitation.stateChange.addListener((state) => this.#dialogIs(state));
    // Answering waits for it; a refusal shows there, or as the microphone's state.
    this.#prepare().catch(() => undefined);
  }

  get state(): SoftphoneLeg['state'] {
    return this.#state;
  }

  /** What the far end says and shows. */
  get remoteStream(): MediaStream {
    return this.#media.remoteMediaStream;
  }

  get localStream(): MediaStream | undefined {
    return this.#media.localMediaStream;
  }

  get streams(): LegStreams | null {
    if (this.#state === 'ended') return null;
    return { remote: this.remoteStream, local: this.localStream };
  }

  answer({ video = false }: MediaOptions = {}): Promise<void> {
    this.#answering ??= this.#answer(video).finally(() => {
      this.#answering = null;
    });
    return this.#answering;
  }

  async #answer(video: boolean): Promise<void> {
    if (this.#state === 'connecting' || this.#state === 'connected') return;
    if (this.#state === 'ended') throw noRingingCall();
    try {
      // Before accepting: a microphone that fails then would end the ringing.
      await this.#prepare();
    } catch (error) {
      throw deviceError(error);
    }
    await this.#choosePictures(video);
    try {
      await this.#invitation.accept();
    } catch (error) {
      if (this.#invitation.state === SessionState.Terminated) throw noRingingCall();
      throw new CallweaveError('softphone.media-failed', 'The call could not be answered.', { cause: error });
    }
  }

  async #choosePictures(wanted: boolean): Promise<void> {
    if (!this.#media.isOfferedVideo) {
      if (!wanted) return;
      this.#listener.failed(
        new CallweaveError(
          'device.unsupported',
          'The far end offers no pictures; the call has sound alone.',
          {
            details: { kind: 'camera', callId: this.callId },
          },
        ),
      );
    } else if (wanted) await this.#media.addCamera(await this.#openCamera());
    else this.#media.refuseVideo();
  }

  async hangUp(): Promise<void> {
    try {
      switch (this.#invitation.state) {
        case SessionState.Initial:
        case SessionState.Establishing:
          // 486 is what a declining phone says to its own exchange; 603 would forbid every other phone, too.
          await this.#invitation.reject({ statusCode: 486 });
          break;
        case SessionState.Established:
          await this.#invitation.bye();
          break;
      }
    } catch (error) {
      throw new CallweaveError('connection.lost', 'The switch could not be told to hang up.', {
        cause: error,
      });
    } finally {
      this.#become('ended');
    }
  }

  sendDigits(digits: string): Promise<void> {
    return sendDigits(digits, this.#media, this.#invitation as Session);
  }

  setMuted(muted: boolean): void {
    this.#media.setMuted(muted);
  }

  setCamera(on: boolean): void {
    this.#media.setCamera(on);
  }

  /** At once, and again for one whose path is still being made. */
  renewPictures(): void {
    for (const cancel of this.#renewals) cancel();
    const renew = (): void => void this.#media.renewPictures().catch(() => undefined);
    this.#renewals = RENEWALS_MS.map((afterMs) => this.#clock.after(afterMs, renew));
    renew();
  }

  replaceInput(stream: MediaStream): Promise<void> {
    return this.#media.replaceInput(stream);
  }

  /** Looks for a new path of the sound at once. */
  networkChanged(): void {
    if (this.#state === 'connecting' || this.#state === 'connected') this.#path.seek();
  }

  /** Lets go of microphone and path and tells the switch nothing. */
  abandon(): void {
    this.#become('ended');
  }

  #prepare(): Promise<void> {
    return this.#media.prepare(this.#invitation.body ?? '');
  }

  #dialogIs(state: SessionState): void {
    if (state === SessionState.Established) {
      this.#become('connecting');
      this.#path.watch();
    } else if (state === SessionState.Terminated) {
      this.#become('ended');
    }
  }

  #become(state: SoftphoneLeg['state']): void {
    if (this.#state === state || this.#state === 'ended') return;
    this.#state = state;
    if (state === 'ended') {
      this.#path.stop();
      for (const cancel of this.#renewals) cancel();
      this.#media.close();
    }
    this.#listener.changed(this);
  }
}

function noRingingCall(): CallweaveError {
  return new CallweaveError('softphone.no-ringing-call', 'The call no longer rings here.');
}
