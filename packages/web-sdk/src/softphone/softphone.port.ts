import type { CallId, CallweaveError, OfferId, SoftphoneCredentials } from '@callweave/cti-core';
import type { MediaOptions, SoftphoneState } from '../agent-session.types.js';
import type { LegStreams } from '../terminal/terminal-recording.types.js';

/**
 * One SIP dialog of the softphone, named by the server's call it belongs to.
 *
 * ```
 * ringing ──answer──▶ connecting ──sound flows──▶ connected
 *    └────────────────────┴──────────────────────────┴──▶ ended
 * ```
 */
export interface SoftphoneLeg {
  readonly callId: CallId;
  /** Null when it is no offer: a call the agent made, or one he comes back to after a reload. */
  readonly offerId: OfferId | null;
  readonly state: 'ringing' | 'connecting' | 'connected' | 'ended';
  /**
   * Takes the call; resolves when the switch has the answer. Pictures that the far end does not take are left out.
   * @throws {CallweaveError} `device.*` (it goes on ringing), `softphone.no-ringing-call`, `softphone.media-failed`
   */
  answer(options?: MediaOptions): Promise<void>;
  /** Ends it in whatever state it is; does nothing once ended. */
  hangUp(): Promise<void>;
  /** Sends keys into the sound (RFC 4733), or as SIP INFO when the switch does not take them there. */
  sendDigits(digits: string): Promise<void>;
  setMuted(muted: boolean): void;
  /** Sends black instead of the camera's pictures, or the pictures again. */
  setCamera?(on: boolean): void;
  /** Somebody new looks at the pictures, who needs a whole one to begin with. */
  renewPictures?(): void;
  /** What is heard and said in it; null without sound, as in tests. */
  readonly streams?: LegStreams | null;
}

/** What a softphone tells. */
export interface SoftphoneListener {
  changed(state: SoftphoneState): void;
  /** An INVITE came. */
  rang(leg: SoftphoneLeg): void;
  legChanged(leg: SoftphoneLeg): void;
  /** Something a person should know; the softphone goes on as well as it can. */
  failed(error: CallweaveError): void;
}

/** The telephone of an agent session. Made by a factory for each log-in; after `stop` it is thrown away. */
export interface Softphone {
  readonly state: SoftphoneState;
  /** Registers and stays registered until {@link stop}; asks for credentials at each new try. */
  start(credentials: () => Promise<SoftphoneCredentials>): void;
  /** The network may have changed: looks whether the registration and the sound still stand. */
  networkChanged(): void;
  /** Registers anew; a page that comes back to a call is rung by it. */
  refresh(): void;
  /** @throws {CallweaveError} `device.*` */
  setInput(deviceId: string): Promise<void>;
  /** @throws {CallweaveError} `device.*` */
  setOutput(deviceId: string): Promise<void>;
  /** Leaves as a closed tab does: calls are not hung up, the server keeps them for whoever comes back. */
  stop(): Promise<void>;
}

export type SoftphoneFactory = (listener: SoftphoneListener) => Softphone;
