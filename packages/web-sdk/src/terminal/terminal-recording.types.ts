import type { CallId, CallweaveError } from '@callweave/cti-core';

/**
 * A recording that this browser makes of a call, and sends to the server (AGT-7).
 *
 * ```
 * recording ──stop, end of the call──▶ sending ──whole──▶ (gone: it is among the recordings)
 *                                        │  ▲ again, at growing intervals
 *                                        ▼  │
 *                                      waiting ──refused for good──▶ failed
 * ```
 */
export interface TerminalRecording {
  readonly recordingId: string;
  readonly callId: CallId;
  readonly state: 'recording' | 'sending' | 'waiting' | 'failed';
  /** By the server's clock, epoch milliseconds. */
  readonly startedAt: number;
  readonly durationMs: number;
  readonly bytes: number;
  readonly sentBytes: number;
  /** Why it waits or failed. */
  readonly error: CallweaveError | null;
}

/** Sound and pictures of a leg, as they are now: a change of microphone makes another. */
export interface LegStreams {
  readonly remote: MediaStream;
  readonly local: MediaStream | undefined;
}
