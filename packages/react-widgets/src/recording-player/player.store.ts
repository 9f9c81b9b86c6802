import { CallweaveError, type FoundRecording, type RecordingMark, type Waveform } from '@callweave/cti-core';
import type { Recordings } from '@callweave/web-sdk';
import { drawSound } from './draw-sound.js';
import { clamped, withMark } from './recording-player.core.js';
import { SoundElement } from './sound-element.js';

/** One picture of a player. */
export interface PlayerState {
  /** The sound is fetched when somebody first wants to hear it: that is a listening. */
  readonly sound: 'idle' | 'loading' | 'ready' | 'failed';
  /** Of the fetching, from 0 to 1; null while it is not known. */
  readonly progress: number | null;
  readonly playing: boolean;
  readonly positionMs: number;
  readonly durationMs: number;
  readonly rate: number;
  readonly waveform: Waveform | null;
  /** `after-sound`: the server does not draw it; this page does, when the sound is here. */
  readonly drawing: 'loading' | 'ready' | 'after-sound' | 'failed';
  /** By time; null while they are read. */
  readonly marks: readonly RecordingMark[] | null;
  readonly error: CallweaveError | null;
}

/** A player without its looks: one recording, its sound, its picture and its marks. */
export class PlayerStore {
  readonly recording: FoundRecording;
  readonly #recordings: Recordings;
  readonly #listeners = new Set<() => void>();
  #given = new AbortController();
  #loading: Promise<SoundElement> | null = null;
  #element: SoundElement | null = null;
  #wanted = false;
  #state: PlayerState;

  constructor(recordings: Recordings, recording: FoundRecording) {
    this.#recordings = recordings;
    this.recording = recording;
    this.#state = {
      sound: 'idle',
      progress: null,
      playing: false,
      positionMs: 0,
      durationMs: recording.durationMs ?? 0,
      rate: 1,
      waveform: null,
      drawing: 'loading',
      marks: null,
      error: null,
    };
  }

  get state(): PlayerState {
    return this.#state;
  }

  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };

  /** Reads picture and marks. */
  open(): void {
    this.#given = new AbortController();
    const { signal } = this.#given;
    const { recordingId } = this.recording;
    this.#recordings.waveform(recordingId, { signal }).then(
      (waveform) => this.#set({ waveform, durationMs: waveform.durationMs, drawing: 'ready' }),
      (error: CallweaveError) => {
        if (signal.aborted) return;
        if (error.code === 'recording.no-waveform') this.#set({ drawing: 'after-sound' });
        else this.#set({ drawing: 'failed', error });
      },
    );
    this.#readMarks(signal);
  }

  /** Falls silent and lets go of the sound. */
  close(): void {
    this.#given.abort();
    this.#element?.close();
    this.#element = null;
    this.#loading = null;
    this.#wanted = false;
    this.#set({ sound: 'idle', progress: null, playing: false });
  }

  async toggle(): Promise<void> {
    if (this.#state.playing || this.#wanted) this.pause();
    else await this.play();
  }

  /** Fetches the sound when it is not here yet, and plays it. */
  async play(): Promise<void> {
    this.#wanted = true;
    if (this.#state.positionMs >= this.#state.durationMs) this.seek(0);
    try {
      this.#loading ??= this.#load();
      const element = await this.#loading;
      if (this.#wanted && element === this.#element) await element.play();
    } catch (error) {
      this.#wanted = false;
      this.#loading = null;
      if (this.#given.signal.aborted) return;
      this.#set({ sound: 'failed', progress: null, error: error as CallweaveError });
    }
  }

  pause(): void {
    this.#wanted = false;
    this.#element?.pause();
  }

  seek(positionMs: number): void {
    const target = clamped(positionMs, this.#state.durationMs);
    this.#element?.seek(target);
    this.#set({ positionMs: target });
  }

  setRate(rate: number): void {
    this.#element?.setRate(rate);
    this.#set({ rate });
  }

  /** Resolves to whether it was set. */
  addMark(atMs: number, text: string): Promise<boolean> {
    return this.#attempt(async () => {
      const mark = await this.#recordings.addMark(this.recording.recordingId, { atMs, text });
      this.#set({ marks: withMark(this.#state.marks ?? [], mark) });
    });
  }

  removeMark(markId: string): Promise<boolean> {
    return this.#attempt(async () => {
      await this.#recordings.removeMark(this.recording.recordingId, markId);
      this.#set({ marks: this.#state.marks?.filter(({ id }) => id !== markId) ?? null });
    });
  }

  /** The sound as a file; null when it is refused. */
  async download(): Promise<Blob | null> {
    let file: Blob | null = null;
    await this.#attempt(async () => {
      file = await this.#recordings.sound(this.recording.recordingId, {
        download: true,
        signal: this.#given.signal,
      });
    });
    return file;
  }

  dismissError(): void {
    this.#set({ error: null });
    if (this.#state.marks === null) this.#readMarks(this.#given.signal);
  }

  async #load(): Promise<SoundElement> {
    const { signal } = this.#given;
    this.#set({ sound: 'loading', progress: null, error: null });
    const blob = await this.#recordings.sound(this.recording.recordingId, {
      signal,
      onProgress: (loaded, total) => this.#set({ progress: total === null ? null : loaded / total }),
    });
    const element = await SoundElement.open(blob, this.#state.durationMs, {
      moved: (positionMs) => this.#set({ positionMs }),
      playing: (playing) => {
        if (!playing) this.#wanted = false;
        this.#set({ playing });
      },
    });
    if (signal.aborted) {
      element.close();
      throw new CallweaveError('request.aborted', 'The player was closed.');
    }
    this.#element = element;
    element.setRate(this.#state.rate);
    element.seek(this.#state.positionMs);
    const durationMs = this.#state.waveform?.durationMs ?? element.durationMs;
    this.#set({ sound: 'ready', progress: null, durationMs });
    if (this.#state.drawing === 'after-sound') void this.#draw(blob, durationMs);
    return element;
  }

  async #draw(blob: Blob, durationMs: number): Promise<void> {
    const waveform = await drawSound(blob, durationMs);
    this.#set(waveform === null ? { drawing: 'failed' } : { waveform, drawing: 'ready' });
  }

  #readMarks(signal: AbortSignal): void {
    this.#recordings.marks(this.recording.recordingId, { signal }).then(
      (marks) => this.#set({ marks }),
      (error: CallweaveError) => !signal.aborted && this.#set({ error }),
    );
  }

  async #attempt(work: () => Promise<void>): Promise<boolean> {
    this.#set({ error: null });
    try {
      await work();
      return true;
    } catch (error) {
      this.#set({ error: error as CallweaveError });
      return false;
    }
  }

  #set(change: Partial<PlayerState>): void {
    this.#state = { ...this.#state, ...change };
    for (const notify of [...this.#listeners]) notify();
  }
}
