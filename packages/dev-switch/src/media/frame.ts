import { FRAME_SAMPLES } from '../endpoint.js';

export const FRAME_MS = 20;
export const SAMPLE_RATE = 8_000;

/** Shared and never written to. */
export const SILENT_FRAME: Int16Array = new Int16Array(FRAME_SAMPLES);

/** Cuts samples into whole frames, the last one filled up with silence. */
export function framesOf(samples: Int16Array): Int16Array[] {
  const frames: Int16Array[] = [];
  for (let at = 0; at < samples.length; at += FRAME_SAMPLES) {
    const frame = new Int16Array(FRAME_SAMPLES);
    frame.set(samples.subarray(at, at + FRAME_SAMPLES));
    frames.push(frame);
  }
  return frames;
}

export function clip(sample: number): number {
  return sample > 32_767 ? 32_767 : sample < -32_768 ? -32_768 : Math.round(sample);
}
