import { type AudioSource, FRAME_SAMPLES } from '../endpoint.js';
import { clip } from './frame.js';

/** Adds frames sample by sample, clipped; null when there is nothing to add. */
export function mixFrames(frames: readonly Int16Array[]): Int16Array | null {
  const [first, ...others] = frames;
  if (first === undefined) return null;
  if (others.length === 0) return first;
  const mixed = new Int16Array(FRAME_SAMPLES);
  for (let at = 0; at < FRAME_SAMPLES; at++) {
    let sum = first[at] ?? 0;
    for (const frame of others) sum += frame[at] ?? 0;
    mixed[at] = clip(sum);
  }
  return mixed;
}

/** Several sources heard as one; each is read once a frame. */
export function mixSources(sources: readonly AudioSource[]): AudioSource {
  return {
    read: () => mixFrames(sources.map((source) => source.read()).filter((frame) => frame !== null)),
  };
}
