import { SAMPLE_RATE } from './frame.js';

export const WAV_HEADER_BYTES = 44;

/** The header of a 16-bit PCM file at 8 kHz. */
export function wavHeader(channels: 1 | 2, dataBytes: number): Buffer {
  const header = Buffer.alloc(WAV_HEADER_BYTES);
  header.write('RIFF', 0, 'latin1');
  header.writeUInt32LE(36 + dataBytes, 4);
  header.write('WAVEfmt ', 8, 'latin1');
  header.writeUInt32LE(16, 16);
  header.writeUInt16LE(1, 20);
  header.writeUInt16LE(channels, 22);
  header.writeUInt32LE(SAMPLE_RATE, 24);
  header.writeUInt32LE(SAMPLE_RATE * channels * 2, 28);
  header.writeUInt16LE(channels * 2, 32);
  header.writeUInt16LE(16, 34);
  header.write('data', 36, 'latin1');
  header.writeUInt32LE(dataBytes, 40);
  return header;
}

export interface WavLayout {
  readonly channels: number;
  readonly rate: number;
  readonly bits: number;
  /** 1 is PCM. */
  readonly format: number;
  readonly dataStart: number;
  /** Of whole sample frames, and never beyond the file, whatever the header claims. */
  readonly dataBytes: number;
}

/**
 * Finds format and data chunk; null when it is no WAV file. `bytes` may be the beginning only, `fileBytes` is the whole
 * file's length. A data length of 0, as an interrupted writer leaves it, means "to the end".
 */
export function readWavLayout(bytes: Buffer, fileBytes = bytes.length): WavLayout | null {
  if (bytes.length < 12 || bytes.toString('latin1', 0, 4) !== 'RIFF') return null;
  if (bytes.toString('latin1', 8, 12) !== 'WAVE') return null;
  let format: Omit<WavLayout, 'dataStart' | 'dataBytes'> | null = null;
  for (let at = 12; at + 8 <= bytes.length; ) {
    const name = bytes.toString('latin1', at, at + 4);
    const size = bytes.readUInt32LE(at + 4);
    const start = at + 8;
    if (name === 'fmt ' && size >= 16 && start + 16 <= bytes.length) {
      format = {
        format: bytes.readUInt16LE(start),
        channels: bytes.readUInt16LE(start + 2),
        rate: bytes.readUInt32LE(start + 4),
        bits: bytes.readUInt16LE(start + 14),
      };
    } else if (name === 'data' && format !== null) {
      const frameBytes = Math.max(1, (format.channels * format.bits) / 8);
      const available = Math.max(0, fileBytes - start);
      const claimed = size === 0 ? available : Math.min(size, available);
      return { ...format, dataStart: start, dataBytes: claimed - (claimed % frameBytes) };
    }
    at = start + size + (size % 2);
  }
  return null;
}
