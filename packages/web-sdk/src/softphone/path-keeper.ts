import { CallweaveError, type Clock } from '@callweave/cti-core';
import { type Session, SessionState } from 'sip.js';
import type { MediaHandler } from './media-handler.js';

/** Browsers say `disconnected` at the first lost checks; most such breaks mend themselves. */
const PATIENCE_MS = 2_000;
const RETRY_MS = 3_000;
const MAX_TRIES = 5;
/** Sound that has not begun by then means that something is in its way. */
const FIRST_SOUND_MS = 10_000;

/** Watches the way the sound takes, and looks for another (ICE restart, RFC 8445, 2.4) when it breaks. */
export class PathKeeper {
  readonly #session: Session;
  readonly #media: MediaHandler;
  readonly #clock: Clock;
  readonly #listener: { sound(): void; failed(error: CallweaveError): void };
  #cancelTimer: () => void = () => undefined;
  #tries = 0;
  #stopped = false;

  constructor(
    session: Session,
    media: MediaHandler,
    clock: Clock,
    listener: { sound(): void; failed(error: CallweaveError): void },
  ) {
    this.#session = session;
    this.#media = media;
    this.#clock = clock;
    this.#listener = listener;
  }

  watch(): void {
    const pc = this.#media.peerConnection;
    if (pc === undefined) return;
    pc.addEventListener('connectionstatechange', () => this.#look(pc));
    this.#again(FIRST_SOUND_MS);
    this.#look(pc);
  }

  stop(): void {
    this.#stopped = true;
    this.#cancelTimer();
  }

  /** Sends a re-INVITE with new candidates; tries a few times, then says that there is no way. */
  seek(): void {
    if (this.#stopped || this.#session.state !== SessionState.Established) return;
    if (this.#tries >= MAX_TRIES) {
      this.#cancelTimer();
      this.#listener.failed(
        new CallweaveError('softphone.media-failed', 'There is no way for the sound of this call.', {
          details: { tries: this.#tries },
        }),
      );
      return;
    }
    this.#tries += 1;
    this.#again(RETRY_MS);
    // A refusal (the switch is away, a re-INVITE crosses another) is followed by the next try.
    this.#session
      .invite({ sessionDescriptionHandlerOptions: { offerOptions: { iceRestart: true } } as object })
      .catch(() => undefined);
  }

  #look(pc: RTCPeerConnection): void {
    if (this.#stopped) return;
    switch (pc.connectionState) {
      case 'connected':
        this.#tries = 0;
        this.#cancelTimer();
        this.#listener.sound();
        break;
      case 'disconnected':
        this.#again(PATIENCE_MS);
        break;
      case 'failed':
        this.seek();
        break;
    }
  }

  #again(delayMs: number): void {
    this.#cancelTimer();
    this.#cancelTimer = this.#clock.after(delayMs, () => this.seek());
  }
}
