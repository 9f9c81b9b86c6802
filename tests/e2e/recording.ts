import { toneShare } from './peers/rtp-peer.js';

/** Longest stretch, in milliseconds, in which a channel of a stereo 8 kHz WAV holds little but this tone. */
export function toneMs(wav: Buffer, channel: 0 | 1, hertz: number): number {
  const window = 800;
  const frames = (wav.length - 44) / 4;
  let longest = 0;
  let run = 0;
  for (let from = 0; from + window <= frames; from += window) {
    const samples = Array.from({ length: window }, (_, at) =>
      wav.readInt16LE(44 + (from + at) * 4 + channel * 2),
    );
    const energy = samples.reduce((sum, sample) => sum + sample * sample, 0);
    const loud = Math.sqrt(energy / window) > 500;
    run = loud && toneShare(samples, hertz, energy) > 0.7 ? run + 100 : 0;
    longest = Math.max(longest, run);
  }
  return longest;
}
