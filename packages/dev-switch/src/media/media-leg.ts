import type { AudioPath } from './audio-path.js';
import type { Pacer } from './pacer.js';

export interface MediaLegOptions {
  readonly pacer: Pacer;
  /** Address to bind and to name in the SDP. */
  readonly host: string;
  readonly mediaTimeoutMs: number;
  readonly onDigit: (digit: string, durationMs: number) => void;
  /** Sound stopped for `mediaTimeoutMs`, or the far end's transport is gone. */
  readonly onLost: () => void;
}

/** One party's network sound, negotiated by offer and answer (RFC 3264). */
export interface MediaLeg {
  readonly path: AudioPath;
  /** The far end as its SDP names it. */
  readonly remote: { readonly address: string; readonly port: number };
  /** Our offer; with `held` we ask the far end not to send. Both a first and a later one. */
  offer(held: boolean): Promise<string>;
  /** Takes the far end's answer to our offer. */
  takeAnswer(sdp: string): Promise<void>;
  /** Takes an offer, first or later, and returns our answer. */
  answer(sdp: string, held: boolean): Promise<string>;
  /** Resolves when sound can flow. Rejects when that does not happen within ten seconds. */
  connected(): Promise<void>;
  close(): void;
}
