import { CallweaveError } from '@callweave/cti-core';

interface SoundListener {
  moved(positionMs: number): void;
  playing(playing: boolean): void;
}

/** While it plays; the browser itself tells four times a second. */
const EVERY_MS = 100;
/** Further than any recording: a browser that seeks there learns how long a file without a length is. */
const FAR_AWAY_S = 1e7;

/** An `<audio>` outside the page that plays one file. */
export class SoundElement {
  readonly #audio: HTMLAudioElement;
  readonly #url: string;
  readonly #listener: SoundListener;
  #ticker: ReturnType<typeof setInterval> | undefined;
  #length = 0;

  private constructor(blob: Blob, listener: SoundListener) {
    this.#url = URL.createObjectURL(blob);
    this.#audio = new Audio();
    this.#listener = listener;
    const stopped = (): void => {
      clearInterval(this.#ticker);
      this.#tell();
      this.#listener.playing(false);
    };
    this.#audio.addEventListener('playing', () => {
      clearInterval(this.#ticker);
      this.#ticker = setInterval(() => this.#tell(), EVERY_MS);
      this.#listener.playing(true);
    });
    this.#audio.addEventListener('pause', stopped);
    this.#audio.addEventListener('ended', stopped);
  }

  /**
   * Resolves when it can be played. `durationMs` is taken where the file does not say it, and the browser does not find out.
   * @throws {CallweaveError} `device.unsupported` when this browser cannot play it
   */
  static async open(blob: Blob, durationMs: number, listener: SoundListener): Promise<SoundElement> {
    const element = new SoundElement(blob, listener);
    try {
      await element.#open(durationMs);
      return element;
    } catch (cause) {
      element.close();
      throw new CallweaveError('device.unsupported', 'This browser cannot play the recording.', { cause });
    }
  }

  get durationMs(): number {
    return this.#length;
  }

  play(): Promise<void> {
    return this.#audio.play().catch((cause: unknown) => {
      // Paused before it began: as was wished.
      if (cause instanceof DOMException && cause.name === 'AbortError') return;
      throw new CallweaveError('device.unsupported', 'The browser does not play.', { cause });
    });
  }

  pause(): void {
    this.#audio.pause();
  }

  seek(positionMs: number): void {
    this.#audio.currentTime = positionMs / 1_000;
  }

  setRate(rate: number): void {
    this.#audio.defaultPlaybackRate = rate;
    this.#audio.playbackRate = rate;
  }

  close(): void {
    clearInterval(this.#ticker);
    this.#audio.pause();
    this.#audio.removeAttribute('src');
    URL.revokeObjectURL(this.#url);
  }

  async #open(durationMs: number): Promise<void> {
    const ready = this.#next('loadedmetadata');
    this.#audio.src = this.#url;
    await ready;
    if (!Number.isFinite(this.#audio.duration)) {
      // What a browser recorded has no length in its header.
      const found = this.#next('seeked');
      this.#audio.currentTime = FAR_AWAY_S;
      await found;
    }
    const { duration } = this.#audio;
    this.#length = Number.isFinite(duration) ? Math.round(duration * 1_000) : durationMs;
  }

  #next(name: 'loadedmetadata' | 'seeked'): Promise<void> {
    return new Promise((resolve, reject) => {
      this.#audio.addEventListener(name, () => resolve(), { once: true });
      this.#audio.addEventListener('error', () => reject(this.#audio.error), { once: true });
    });
  }

  #tell(): void {
    this.#listener.moved(Math.round(this.#audio.currentTime * 1_000));
  }
}
