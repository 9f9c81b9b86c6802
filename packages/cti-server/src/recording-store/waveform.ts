import { CallweaveError, type Waveform } from '@callweave/cti-core';

interface Format {
  readonly channels: number;
  readonly sampleRate: number;
  readonly bitsPerSample: number;
  /** Where the samples begin, and how many bytes they are. */
  readonly dataAt: number;
  readonly dataBytes: number;
}

/** 16-bit PCM, as the switch writes it: microsoft's format 1, and 0xFFFE whose sub-format is that. */
const PCM = new Set([1, 0xfffe]);

/**
 * Reads a WAV file once, from its beginning, and keeps the peaks of `points` stretches of equal length.
 * @throws {CallweaveError} `storage.failed` when it is no 16-bit PCM WAV
 */
export async function waveformOf(
  sound: AsyncIterable<Uint8Array>,
  bytes: number,
  points: number,
): Promise<Waveform> {
  let header: Buffer = Buffer.alloc(0);
  let format: Format | null = null;
  let peaks: Float64Array[] = [];
  let frames = 0;
  let frame = 0;
  let rest: Buffer = Buffer.alloc(0);

  const take = (data: Buffer, { channels, dataBytes }: Format): Buffer => {
    const size = channels * 2;
    const whole = Math.min(Math.floor(data.length / size), Math.floor(dataBytes / size) - frame);
    for (let at = 0; at < whole; at += 1, frame += 1) {
      const stretch = Math.min(points - 1, Math.floor((frame * points) / frames));
      for (let channel = 0; channel < channels; channel += 1) {
        const level = Math.abs(data.readInt16LE(at * size + channel * 2)) / 32_768;
        const lane = peaks[channel];
        if (lane && level > (lane[stretch] ?? 0)) lane[stretch] = level;
      }
    }
    return data.subarray(Math.max(0, whole) * size);
  };

  for await (const part of sound) {
    if (format === null) {
      header = Buffer.concat([header, part]);
      format = formatOf(header, bytes);
      if (format === null) {
        if (header.length > 65_536) break;
        continue;
      }
      const { channels, dataBytes } = format;
      frames = Math.max(1, Math.floor(dataBytes / (channels * 2)));
      peaks = Array.from({ length: channels }, () => new Float64Array(points));
      rest = take(header.subarray(format.dataAt), format);
    } else {
      rest = take(rest.length === 0 ? Buffer.from(part) : Buffer.concat([rest, part]), format);
    }
  }
  if (format === null)
    throw new CallweaveError('storage.failed', 'The recording is no WAV file of 16-bit samples.');
  return {
    durationMs: Math.round(
      (Math.floor(format.dataBytes / (format.channels * 2)) * 1_000) / format.sampleRate,
    ),
    channels: peaks.map((lane) => [...lane].map((level) => Math.round(level * 1_000) / 1_000)),
  };
}

/** Null while the header is not whole. A file whose sizes were never written (its writer died) is taken by its own length. */
function formatOf(file: Buffer, bytes: number): Format | null {
  if (file.length < 12) return null;
  if (file.toString('latin1', 0, 4) !== 'RIFF' || file.toString('latin1', 8, 12) !== 'WAVE') {
    throw new CallweaveError('storage.failed', 'The recording is no WAV file.');
  }
  let shape: Pick<Format, 'channels' | 'sampleRate' | 'bitsPerSample'> | null = null;
  for (let at = 12; at + 8 <= file.length; ) {
    const name = file.toString('latin1', at, at + 4);
    const size = file.readUInt32LE(at + 4);
    if (name === 'fmt ') {
      if (at + 24 > file.length) return null;
      shape = {
        channels: file.readUInt16LE(at + 10),
        sampleRate: file.readUInt32LE(at + 12),
        bitsPerSample: file.readUInt16LE(at + 22),
      };
      if (!PCM.has(file.readUInt16LE(at + 8)) || shape.bitsPerSample !== 16 || shape.channels === 0)
        throw new CallweaveError('storage.failed', 'The recording is no WAV file of 16-bit samples.');
    }
    if (name === 'data' && shape) {
      const there = Math.max(0, bytes - at - 8);
      return { ...shape, dataAt: at + 8, dataBytes: size === 0 || size > there ? there : size };
    }
    at += 8 + size + (size % 2);
  }
  return null;
}
