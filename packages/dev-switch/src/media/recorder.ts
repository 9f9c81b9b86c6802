import { type FileHandle, mkdir, open } from 'node:fs/promises';
import { dirname, isAbsolute, join } from 'node:path';
import type { Recording, RecordingOptions, StartRecording } from '../channels/ports.js';
import { FRAME_SAMPLES } from '../endpoint.js';
import { clip, FRAME_MS, SAMPLE_RATE } from './frame.js';
import { readWavLayout, WAV_HEADER_BYTES, wavHeader } from './wav-file.js';

/** Sound is written twice a second, its header after it: what a crash leaves behind plays. */
const FRAMES_A_WRITE = 25;
/** Half seconds that the disk may be behind; beyond it sound is lost and the recording counts as failed. */
const MAX_BEHIND = 60;

export class RecordingError extends Error {
  override readonly name = 'RecordingError';
  constructor(
    readonly code:
      | 'recording.cannot-open'
      | 'recording.not-resumable'
      | 'recording.write-failed'
      | 'recording.disk-too-slow',
    readonly path: string,
    message: string,
    options?: ErrorOptions,
  ) {
    super(message, options);
  }
}

export interface RecorderOptions {
  /** Where relative paths land. Default: the working directory. */
  readonly folder?: string;
  /** A disk that is full or fails: told once a recording. The call goes on, what was written stays. */
  readonly onError?: (error: RecordingError) => void;
}

/** Makes the recorder of calls into WAV files: stereo has left what the party says and right what it hears. */
export function createRecorder(options: RecorderOptions = {}): StartRecording {
  return async (request) => {
    const path = isAbsolute(request.path) ? request.path : join(options.folder ?? '.', request.path);
    const channels = request.stereo ? 2 : 1;
    const { file, dataBytes } = await openFile(path, channels, request.append);
    return new WavRecording(file, dataBytes, channels, request.sound, (code, message, cause) =>
      options.onError?.(new RecordingError(code, path, message, { cause })),
    );
  };
}

async function openFile(
  path: string,
  channels: 1 | 2,
  append: boolean,
): Promise<{ file: FileHandle; dataBytes: number }> {
  let file: FileHandle;
  try {
    await mkdir(dirname(path), { recursive: true });
    // 'a' would ignore the positions that keep the header right.
    file = append ? await open(path, 'r+').catch(() => open(path, 'w+')) : await open(path, 'w+');
  } catch (cause) {
    throw new RecordingError(
      'recording.cannot-open',
      path,
      `${path} cannot be written; check folder and rights.`,
      { cause },
    );
  }
  try {
    const dataBytes = append ? await resumeAt(file, path, channels) : 0;
    await file.write(wavHeader(channels, dataBytes), 0, WAV_HEADER_BYTES, 0);
    return { file, dataBytes };
  } catch (cause) {
    await file.close();
    if (cause instanceof RecordingError) throw cause;
    throw new RecordingError('recording.cannot-open', path, `${path} cannot be written.`, { cause });
  }
}

/** Bytes of sound that are there already. */
async function resumeAt(file: FileHandle, path: string, channels: 1 | 2): Promise<number> {
  const { size } = await file.stat();
  if (size === 0) return 0;
  const { buffer, bytesRead } = await file.read(Buffer.alloc(WAV_HEADER_BYTES), 0, WAV_HEADER_BYTES, 0);
  const layout = readWavLayout(buffer.subarray(0, bytesRead), size);
  const ours =
    layout?.format === 1 &&
    layout.bits === 16 &&
    layout.rate === SAMPLE_RATE &&
    layout.channels === channels &&
    layout.dataStart === WAV_HEADER_BYTES;
  if (!ours) {
    throw new RecordingError(
      'recording.not-resumable',
      path,
      `${path} is no recording of this kind; record to another file.`,
    );
  }
  return layout.dataBytes;
}

class WavRecording implements Recording {
  readonly #untap: () => void;
  #frames: Buffer[] = [];
  #masked = false;
  #behind = 0;
  #failed = false;
  #writing: Promise<void> = Promise.resolve();
  #stopped: Promise<{ samples: number; bytes: number }> | null = null;

  constructor(
    private readonly file: FileHandle,
    private dataBytes: number,
    private readonly channels: 1 | 2,
    sound: RecordingOptions['sound'],
    private readonly onError: (code: RecordingError['code'], message: string, cause?: unknown) => void,
  ) {
    this.#untap = sound.tap((said, heard) => this.#take(said, heard));
  }

  mask(masked: boolean): void {
    this.#masked = masked;
  }

  /** Milliseconds of sound taken so far, silence included. */
  get durationMs(): number {
    return this.#samples * (1000 / SAMPLE_RATE) + this.#frames.length * FRAME_MS;
  }

  stop(): Promise<{ readonly samples: number; readonly bytes: number }> {
    this.#stopped ??= this.#stop();
    return this.#stopped;
  }

  get #samples(): number {
    return this.dataBytes / 2 / this.channels;
  }

  async #stop(): Promise<{ samples: number; bytes: number }> {
    this.#untap();
    this.#flush();
    await this.#writing;
    await this.file.close().catch((error: unknown) => this.#fail('recording.write-failed', error));
    return { samples: this.#samples, bytes: this.dataBytes + WAV_HEADER_BYTES };
  }

  #take(said: Int16Array, heard: Int16Array): void {
    if (this.#failed) return;
    const frame = Buffer.alloc(FRAME_SAMPLES * this.channels * 2);
    if (!this.#masked) this.#fill(frame, said, heard);
    this.#frames.push(frame);
    if (this.#frames.length >= FRAMES_A_WRITE) this.#flush();
  }

  #fill(frame: Buffer, said: Int16Array, heard: Int16Array): void {
    for (let at = 0; at < FRAME_SAMPLES; at++) {
      if (this.channels === 2) {
        frame.writeInt16LE(said[at]!, at * 4);
        frame.writeInt16LE(heard[at]!, at * 4 + 2);
      } else frame.writeInt16LE(clip(said[at]! + heard[at]!), at * 2);
    }
  }

  #flush(): void {
    if (this.#frames.length === 0 || this.#failed) return;
    const data = Buffer.concat(this.#frames);
    this.#frames = [];
    if (this.#behind >= MAX_BEHIND) {
      this.#fail('recording.disk-too-slow', undefined);
      return;
    }
    this.#behind += 1;
    this.#writing = this.#writing.then(async () => {
      try {
        await this.#write(data);
      } catch (error) {
        this.#fail('recording.write-failed', error);
      } finally {
        this.#behind -= 1;
      }
    });
  }

  async #write(data: Buffer): Promise<void> {
    if (this.#failed) return;
    const start = WAV_HEADER_BYTES + this.dataBytes;
    for (let done = 0; done < data.length; ) {
      // A disk that fills up takes part of the data first; only the next write says ENOSPC.
      const { bytesWritten } = await this.file.write(data, done, data.length - done, start + done);
      done += bytesWritten;
    }
    this.dataBytes += data.length;
    await this.file.write(wavHeader(this.channels, this.dataBytes), 0, WAV_HEADER_BYTES, 0);
  }

  #fail(code: RecordingError['code'], cause: unknown): void {
    if (this.#failed) return;
    this.#failed = true;
    this.#frames = [];
    const reason = cause instanceof Error ? cause.message : 'the disk is 30 s behind';
    this.onError(code, `The recording stops here, what was written stays: ${reason}.`, cause);
  }
}
