import { describe, expect, test } from 'vitest';
import { waveformOf } from './waveform.js';

/** A stereo WAV file of 8 kHz; `size` is what its header says of the samples. */
function wav(frames: readonly (readonly [number, number])[], size = frames.length * 4): Buffer {
  const file = Buffer.alloc(44 + frames.length * 4);
  file.write('RIFF', 0, 'latin1');
  file.write('WAVEfmt ', 8, 'latin1');
  file.writeUInt32LE(16, 16);
  file.writeUInt16LE(1, 20);
  file.writeUInt16LE(2, 22);
  file.writeUInt32LE(8_000, 24);
  file.writeUInt16LE(16, 34);
  file.write('data', 36, 'latin1');
  file.writeUInt32LE(size, 40);
  frames.forEach(([left, right], at) => {
    file.writeInt16LE(left, 44 + at * 4);
    file.writeInt16LE(right, 46 + at * 4);
  });
  return file;
}

async function* inPieces(file: Buffer, bytes: number): AsyncIterable<Uint8Array> {
  for (let at = 0; at < file.length; at += bytes) yield file.subarray(at, at + bytes);
}

/** The customer speaks in the first half second, the agent in the second. */
const talk = Array.from({ length: 8_000 }, (_, at): readonly [number, number] =>
  at < 4_000 ? [at % 2 === 0 ? 16_384 : -16_384, 0] : [0, at % 2 === 0 ? 8_192 : -8_192],
);

describe('a recording as a player draws it (REC-2)', () => {
  test.each([7, 44, 1_000, 1_000_000])('each lane by itself, read in pieces of %i bytes', async (bytes) => {
    const file = wav(talk);
    expect(await waveformOf(inPieces(file, bytes), file.length, 4)).toEqual({
      durationMs: 1_000,
      channels: [
        [0.5, 0.5, 0, 0],
        [0, 0, 0.25, 0.25],
      ],
    });
  });

  test('a file whose writer died before it wrote its size', async () => {
    const file = wav(talk, 0);
    expect((await waveformOf(inPieces(file, 500), file.length, 4)).durationMs).toBe(1_000);
  });

  test('shorter than it has points', async () => {
    const file = wav(talk.slice(0, 2));
    const { channels } = await waveformOf(inPieces(file, 500), file.length, 1_000);
    expect(channels[0]?.filter((level) => level > 0)).toHaveLength(2);
  });

  test('what is no such file is said', async () => {
    await expect(waveformOf(inPieces(Buffer.from('ID3 a song'.repeat(9)), 50), 90, 10)).rejects.toMatchObject(
      {
        code: 'storage.failed',
      },
    );
    await expect(waveformOf(inPieces(wav(talk).subarray(0, 20), 50), 20, 10)).rejects.toMatchObject({
      code: 'storage.failed',
    });
  });
});
