/** Two soft notes and a pause, made on the spot: no file to load, nothing to license. */
const NOTES_HZ = [587.33, 783.99] as const;
const NOTE_S = 0.35;
const CYCLE_MS = 2_400;
const LOUDNESS = 0.12;

/** Rings until told to stop. Silent where the browser has no WebAudio or does not let the page play yet. */
export class Ringtone {
  #context: AudioContext | null = null;
  #cycle: ReturnType<typeof setInterval> | undefined;

  start(): void {
    if (this.#cycle !== undefined || typeof AudioContext === 'undefined') return;
    const context = new AudioContext();
    this.#context = context;
    const ring = (): void => {
      for (const [index, hz] of NOTES_HZ.entries()) playNote(context, hz, index * NOTE_S * 0.8);
    };
    // Before the first click on the page browsers refuse; the screen shows the call anyway.
    context.resume().catch(() => undefined);
    ring();
    this.#cycle = setInterval(ring, CYCLE_MS);
  }

  stop(): void {
    clearInterval(this.#cycle);
    this.#cycle = undefined;
    this.#context?.close().catch(() => undefined);
    this.#context = null;
  }
}

function playNote(context: AudioContext, hz: number, delayS: number): void {
  const from = context.currentTime + delayS;
  const note = new OscillatorNode(context, { type: 'triangle', frequency: hz });
  const volume = new GainNode(context, { gain: 0 });
  volume.gain.setTargetAtTime(LOUDNESS, from, 0.01);
  volume.gain.setTargetAtTime(0, from + NOTE_S * 0.4, 0.12);
  note.connect(volume).connect(context.destination);
  note.start(from);
  note.stop(from + NOTE_S * 3);
}
