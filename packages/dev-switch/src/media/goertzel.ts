import { SAMPLE_RATE } from './frame.js';

/** Root mean square of the samples, 0 to 32,768. */
export function loudness(samples: Int16Array): number {
  let sum = 0;
  for (const sample of samples) sum += sample * sample;
  return samples.length === 0 ? 0 : Math.sqrt(sum / samples.length);
}

/**
 * The amplitude of one frequency in 8 kHz samples, 0 to 32,768 (Goertzel's filter): a sine of amplitude 8,000 measures
 * about 8,000. Resolution is 8,000 / length hertz, so 800 samples tell tones 10 Hz apart.
 */
export function toneAmplitude(samples: Int16Array, hertz: number): number {
  if (samples.length === 0) return 0;
  const coefficient = 2 * Math.cos((2 * Math.PI * hertz) / SAMPLE_RATE);
  let previous = 0;
  let beforeThat = 0;
  for (const sample of samples) {
    const next = sample + coefficient * previous - beforeThat;
    beforeThat = previous;
    previous = next;
  }
  const power = previous ** 2 + beforeThat ** 2 - coefficient * previous * beforeThat;
  return (2 * Math.sqrt(Math.max(0, power))) / samples.length;
}
