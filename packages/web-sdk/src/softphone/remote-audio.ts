import { deviceError } from './device-error.js';

/** Plays the far end. Makes an element of its own, outside the document, unless the page gives one. */
export class RemoteAudio {
  readonly #element: HTMLAudioElement;
  #cancelRetry: () => void = () => undefined;

  constructor(element: HTMLAudioElement | undefined) {
    this.#element = element ?? new Audio();
    this.#element.autoplay = true;
  }

  play(stream: MediaStream): void {
    if (this.#element.srcObject !== stream) this.#element.srcObject = stream;
    this.#start();
  }

  /** Falls silent if it plays that stream. */
  stop(stream: MediaStream): void {
    if (this.#element.srcObject !== stream) return;
    this.#cancelRetry();
    this.#element.srcObject = null;
  }

  /** @throws {CallweaveError} `device.*`; the system's default for null */
  async setOutput(outputId: string | null): Promise<void> {
    // Firefox before 116 and Safari have no choice of speakers.
    if (typeof this.#element.setSinkId !== 'function') {
      if (outputId === null) return;
      throw deviceError(undefined);
    }
    try {
      await this.#element.setSinkId(outputId ?? '');
    } catch (error) {
      throw deviceError(error);
    }
  }

  #start(): void {
    this.#cancelRetry();
    this.#element.play().catch((error: unknown) => {
      // A page reloaded in mid-call may not play before somebody touches it.
      if (error instanceof DOMException && error.name === 'NotAllowedError') this.#playAtNextTouch();
    });
  }

  #playAtNextTouch(): void {
    const touched = (): void => this.#start();
    const names = ['pointerdown', 'keydown'] as const;
    for (const name of names) addEventListener(name, touched, { capture: true, once: true });
    this.#cancelRetry = () => {
      for (const name of names) removeEventListener(name, touched, { capture: true });
      this.#cancelRetry = () => undefined;
    };
  }
}
