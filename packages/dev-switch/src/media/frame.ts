import { FRAME_SAMPLES } from '../endpoint.js';

export const FRAME_MS = 20;
export const SAMPLE_RATE = 8_000;

/** Shared and never written to. */
export const SILENT_FRAME: Int16Array = new Int16Array(FRAME_SAMPLES);

export function clip(sample: number): number {
  return sample > 32_767 ? 32_767 : sample < -32_768 ? -32_768 : Math.round(sample);
}
