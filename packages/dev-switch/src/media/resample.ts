import { clip, SAMPLE_RATE } from './frame.js';

/** Filter length in periods of the cut-off: enough that what lies above 4 kHz is 50 dB down. */
const LOBES = 16;

/** Brings samples of any rate to 8 kHz with a windowed-sinc low pass. */
export function resampleTo8k(samples: Float32Array, rate: number): Int16Array {
  if (rate === SAMPLE_RATE) return Int16Array.from(samples, clip);
  const step = rate / SAMPLE_RATE;
  // Cut off below the lower of both Nyquist frequencies, in cycles per input sample.
  const cutoff = (0.46 * Math.min(rate, SAMPLE_RATE)) / rate;
  const reach = Math.ceil(LOBES / (2 * cutoff));
  const result = new Int16Array(Math.floor(samples.length / step));
  for (let at = 0; at < result.length; at++) {
    const centre = at * step;
    const first = Math.max(0, Math.ceil(centre - reach));
    const last = Math.min(samples.length - 1, Math.floor(centre + reach));
    let sum = 0;
    for (let index = first; index <= last; index++) {
      sum += samples[index]! * kernel(index - centre, cutoff, reach);
    }
    result[at] = clip(sum);
  }
  return result;
}

function kernel(offset: number, cutoff: number, reach: number): number {
  const window = 0.54 + 0.46 * Math.cos((Math.PI * offset) / reach);
  const angle = 2 * Math.PI * cutoff * offset;
  const sinc = Math.abs(angle) < 1e-9 ? 1 : Math.sin(angle) / angle;
  return 2 * cutoff * sinc * window;
}
