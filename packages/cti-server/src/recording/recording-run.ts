import type { CallId, EpochMs, LegId, QueueId, RecordingId } from '@callweave/cti-core';

/** A file that is being written, or soon will be. */
export interface RecordingRun {
  readonly recordingId: RecordingId;
  readonly callId: CallId;
  readonly legId: LegId;
  readonly path: string;
  /** A message that the caller leaves, and for which queue. */
  readonly voicemail?: { readonly queueId: QueueId | null };
  /** Null until the switch says that it writes. */
  readonly startedAt: EpochMs | null;
}

/** What ends a message, whichever comes first. */
export interface MessageLimits {
  readonly limitMs: number;
  readonly silenceMs: number;
  readonly endKeys: string;
}

/** What its events say of a recording. */
export function namesOf({ callId, recordingId, voicemail }: RecordingRun) {
  return { callId, recordingId, ...(voicemail ? { voicemail } : {}) };
}
