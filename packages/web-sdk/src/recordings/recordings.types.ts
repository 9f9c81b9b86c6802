import type { RecordingMark, RecordingPage, RecordingQuery, Waveform } from '@callweave/cti-core';

export interface Abortable {
  readonly signal?: AbortSignal | undefined;
}

export interface SoundOptions extends Abortable {
  /** Hears how much has come, in bytes; `total` is null when the server does not say. */
  readonly onProgress?: ((loaded: number, total: number | null) => void) | undefined;
  /** To be kept as a file rather than heard; refused to agents. */
  readonly download?: boolean | undefined;
}

/** Recordings of calls, by the right of the session's agent (REC-2, REC-3). Every promise rejects with `CallweaveError`. */
export interface Recordings {
  /** One page, newest first; the next one with `after: page.next`. */
  find(query?: RecordingQuery, options?: Abortable): Promise<RecordingPage>;
  /** Rejects with `recording.no-waveform` for one that a browser has sent in. */
  waveform(recordingId: string, options?: Abortable): Promise<Waveform>;
  /** The whole sound; the server writes down who heard it. */
  sound(recordingId: string, options?: SoundOptions): Promise<Blob>;
  marks(recordingId: string, options?: Abortable): Promise<readonly RecordingMark[]>;
  addMark(
    recordingId: string,
    mark: { readonly atMs: number; readonly text: string },
  ): Promise<RecordingMark>;
  removeMark(recordingId: string, markId: string): Promise<void>;
}
