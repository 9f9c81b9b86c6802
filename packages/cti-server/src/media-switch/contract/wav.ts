import { readFileSync } from 'node:fs';
import { toneShare } from './rtp-end.js';

const RATE = 8_000;

/** A tone as a mono WAV file of 8 kHz. */
export function toneWav(hertz: number, ms: number): Buffer {
  const samples = Math.round((ms * RATE) / 1_000);
  const data = Buffer.alloc(samples * 2);
  for (let index = 0; index < samples; index += 1) {
    data.writeInt16LE(Math.round(8_000 * Math.sin((2 * Math.PI * hertz * index) / RATE)), index * 2);
  }
  const header = Buffer.alloc(44);
  header.write('RIFF', 0);
  header.writeUInt32LE(36 + data.length, 4);
  header.write('WAVEfmt ', 8);
  header.writeUInt32LE(16, 16);
  header.writeUInt16LE(1, 20);
  header.writeUInt16LE(1, 22);
  header.writeUInt32LE(RATE, 24);
  header.writeUInt32LE(RATE * 2, 28);
  header.writeUInt16LE(2, 32);
  header.writeUInt16LE(16, 34);
  header.write('data', 36);
  header.writeUInt32LE(data.length, 40);
  return Buffer.concat([header, data]);
}

export interface Channel {
  /** Share of the sound at a frequency, 0 … 1. */
  share(hertz: number): number;
  /** Mean amplitude, of 32,768. */
  readonly loudness: number;
  /** What lies between two points, each as a share of the whole. */
  part(from: number, to: number): Channel;
}

export interface Stereo {
  readonly left: Channel;
  readonly right: Channel;
  /** Length of the recording. */
  readonly ms: number;
}

function channelOf(samples: readonly number[], rate: number): Channel {
  return {
    share: (hertz) => toneShare(samples, hertz, rate),
    loudness: samples.reduce((sum, sample) => sum + Math.abs(sample), 0) / (samples.length || 1),
    part: (from, to) => channelOf(samples.slice(from * samples.length, to * samples.length), rate),
  };
}

/**
 * A recording of one channel, without its first and last tenth of a second.
 * @throws when it is no mono WAV of 16 bits
 */
export function readMono(path: string): Channel {
  const file = readFileSync(path);
  const channels = file.readUInt16LE(22);
  const rate = file.readUInt32LE(24);
  if (channels !== 1 || file.readUInt16LE(34) !== 16) throw new Error(`${path} has ${channels} channels`);
  const samples: number[] = [];
  for (let at = file.indexOf('data', 12) + 8; at + 2 <= file.length; at += 2)
    samples.push(file.readInt16LE(at));
  return channelOf(samples.slice(rate / 10, samples.length - rate / 10), rate);
}

/**
 * The two channels of a recording, without its first and last tenth of a second.
 * @throws when it is no stereo WAV of 16 bits
 */
export function readStereo(path: string): Stereo {
  const file = readFileSync(path);
  const channels = file.readUInt16LE(22);
  const rate = file.readUInt32LE(24);
  const at = file.indexOf('data', 12) + 8;
  if (channels !== 2 || file.readUInt16LE(34) !== 16) throw new Error(`${path} has ${channels} channels`);
  const skipped = Math.round(rate / 10);
  const of = (offset: number): Channel => {
    const samples: number[] = [];
    for (let index = at + offset; index + 2 <= file.length; index += 4) samples.push(file.readInt16LE(index));
    return channelOf(samples.slice(skipped, samples.length - skipped), rate);
  };
  return { left: of(0), right: of(2), ms: ((file.length - at) / 4 / rate) * 1_000 };
}
