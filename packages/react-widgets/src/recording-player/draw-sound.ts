import type { Waveform } from '@callweave/cti-core';

const POINTS = 1_000;
/** Enough to see who speaks, and little to hold. */
const SAMPLE_RATE = 8_000;
/** An hour of two lanes is 230 MB meanwhile. */
const LONGEST_MS = 3_600_000;

/** Draws a sound that the server does not: decodes it here. Null when it is too long, or this browser cannot. */
export async function drawSound(sound: Blob, durationMs: number): Promise<Waveform | null> {
  if (durationMs > LONGEST_MS || typeof OfflineAudioContext === 'undefined') return null;
  try {
    const context = new OfflineAudioContext(2, SAMPLE_RATE, SAMPLE_RATE);
    const decoded = await context.decodeAudioData(await sound.arrayBuffer());
    const lanes = Array.from({ length: decoded.numberOfChannels }, (_, lane) =>
      peaksOf(decoded.getChannelData(lane)),
    );
    return { durationMs: Math.round(decoded.duration * 1_000), channels: lanes };
  } catch {
    return null;
  }
}

function peaksOf(samples: Float32Array): number[] {
  const peaks = new Array<number>(POINTS).fill(0);
  for (let at = 0; at < samples.length; at += 1) {
    const point = Math.floor((at * POINTS) / samples.length);
    const level = Math.abs(samples[at] ?? 0);
    if (level > (peaks[point] ?? 0)) peaks[point] = Math.min(1, level);
  }
  return peaks;
}
