import type { CallId, EpochMs, LegId, RecordingId } from '@callweave/cti-core';

/** A file that is being written, or soon will be. */
export interface RecordingRun {
  readonly recordingId: RecordingId;
  readonly callId: CallId;
  readonly legId: LegId;
  readonly path: string;
  /** Null until the switch says that it writes. */
  readonly startedAt: EpochMs | null;
}
