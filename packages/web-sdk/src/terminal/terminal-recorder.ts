import { type CallId, CallweaveError, type Clock } from '@callweave/cti-core';
import type { HttpDoor } from '../http/http-door.js';
import { SoundRecorder } from './sound-recorder.js';
import { type Take, TakeStore } from './take-store.js';
import type { LegStreams, TerminalRecording } from './terminal-recording.types.js';
import { sendRecording } from './tus-upload.js';

export interface TerminalRecorderParts {
  readonly door: HttpDoor;
  readonly clock: Clock;
  readonly changed: (recordings: readonly TerminalRecording[]) => void;
  /** The server has it whole. */
  readonly stored: (recording: TerminalRecording) => void;
}

interface Running {
  readonly take: Take;
  readonly sound: SoundRecorder;
  /** Ends with the last chunk in the store. */
  written: Promise<void>;
  chunks: number;
  /** Lets other pages see that nobody records it any more. */
  readonly release: () => void;
}

const FIRST_AGAIN_MS = 1_000;
const LONGEST_AGAIN_MS = 60_000;

/** Makes an agent's own recordings, keeps them in the browser until the server has them, and sends what an earlier page left. */
export class TerminalRecorder {
  readonly #parts: TerminalRecorderParts;
  readonly #store = new TakeStore();
  readonly #running = new Map<CallId, Running>();
  readonly #ended = new AbortController();
  readonly #sending = new Set<string>();
  /** Ends the pause before the next try. */
  readonly #waking = new Map<string, () => void>();
  #recordings: readonly TerminalRecording[] = [];

  constructor(parts: TerminalRecorderParts) {
    this.#parts = parts;
  }

  /** Records the sound of its calls as it goes now. */
  follow(): void {
    for (const { sound } of this.#running.values()) sound.follow();
  }

  /**
   * Records a call from now on. Does nothing when it is at it.
   * @throws {CallweaveError} `device.unsupported`, `storage.failed`
   */
  async start(
    about: Pick<Take, 'callId' | 'agentId' | 'startedAt'>,
    streams: () => LegStreams | null,
  ): Promise<void> {
    const { callId } = about;
    if (this.#running.has(callId)) return;
    const recordingId = crypto.randomUUID();
    const sound = new SoundRecorder(streams, this.#parts.clock, {
      chunk: (chunk, durationMs) => this.#keep(running, chunk, durationMs),
      failed: () => void this.stop(callId),
    });
    const [type = sound.type] = sound.type.split(';');
    const take: Take = { ...about, recordingId, type, open: true };
    const running: Running = {
      take,
      sound,
      chunks: 0,
      written: this.#store.put(take),
      release: hold(recordingId),
    };
    this.#running.set(callId, running);
    this.#show({ ...shown(take), state: 'recording' });
    try {
      await running.written;
    } catch (error) {
      this.#running.delete(callId);
      running.release();
      this.#drop(recordingId);
      await sound.stop();
      throw error;
    }
  }

  /** Ends it and sends it; resolves when nothing of it can be lost any more. */
  async stop(callId: CallId): Promise<void> {
    const running = this.#running.get(callId);
    if (running === undefined) return;
    this.#running.delete(callId);
    await running.sound.stop();
    await running.written.catch(() => undefined);
    const take = { ...running.take, open: false };
    await this.#store.put(take).catch(() => undefined);
    running.release();
    this.#send(take);
  }

  /** Sends what earlier pages of this agent left; returns the calls that one of them was recording. */
  async sendLeftovers(agentId: string): Promise<readonly CallId[]> {
    const interrupted: CallId[] = [];
    for (const take of await this.#store.all()) {
      const here = [...this.#running.values()].some((one) => one.take.recordingId === take.recordingId);
      if (here || take.agentId !== agentId || this.#sending.has(take.recordingId)) continue;
      if (take.open) {
        if (await isHeld(take.recordingId)) continue; // another page records it
        interrupted.push(take.callId);
        await this.#store.put({ ...take, open: false });
      }
      this.#send({ ...take, open: false });
    }
    return interrupted;
  }

  /** Sends one now that waits or was refused. */
  async retry(recordingId: string): Promise<void> {
    const wake = this.#waking.get(recordingId);
    if (wake !== undefined) return wake();
    const take = (await this.#store.all()).find((one) => one.recordingId === recordingId);
    if (take !== undefined && !take.open) this.#send(take);
  }

  /** Throws one away that the server does not take. */
  async discard(recordingId: string): Promise<void> {
    await this.#store.remove(recordingId);
    this.#drop(recordingId);
  }

  /** As when the page is left: what runs is kept, and sent by the next. */
  async close(): Promise<void> {
    this.#ended.abort();
    for (const running of this.#running.values()) {
      await running.sound.stop();
      await running.written.catch(() => undefined);
      running.release();
    }
    this.#running.clear();
    this.#store.close();
  }

  #keep(running: Running, chunk: Blob, durationMs: number): void {
    const { recordingId, callId } = running.take;
    const index = running.chunks;
    running.chunks += 1;
    running.written = running.written.then(() => this.#store.append(recordingId, index, durationMs, chunk));
    running.written.then(
      () => {
        const present = this.#find(recordingId);
        if (present) this.#show({ ...present, durationMs, bytes: present.bytes + chunk.size });
      },
      (error: CallweaveError) => {
        const present = this.#find(recordingId);
        if (present) this.#show({ ...present, error });
        void this.stop(callId);
      },
    );
  }

  #send(take: Take): void {
    const { recordingId } = take;
    if (this.#sending.has(recordingId)) return;
    this.#sending.add(recordingId);
    const work = () => this.#sendUntilThere(take).finally(() => this.#sending.delete(recordingId));
    // Of several pages that found it, one sends.
    if (navigator.locks) void navigator.locks.request(`${lockOf(recordingId)}-send`, work);
    else void work();
  }

  async #sendUntilThere(take: Take): Promise<void> {
    const { recordingId, callId, startedAt } = take;
    const { signal } = this.#ended;
    for (let tries = 0; !signal.aborted; tries += 1) {
      let present = this.#find(recordingId) ?? shown(take);
      try {
        const { sound, bytes, durationMs } = await this.#store.read(take);
        // Another page has sent it meanwhile, or its page died before the first second was over.
        if (bytes === 0) return await this.discard(recordingId);
        present = { ...present, state: 'sending', bytes, durationMs, error: null };
        this.#show(present);
        const metadata = {
          callId,
          startedAt: String(Math.round(startedAt)),
          durationMs: String(Math.round(durationMs)),
          filetype: take.type,
        };
        await sendRecording(
          this.#parts.door,
          { recordingId, sound, metadata },
          { signal, onProgress: (sentBytes) => this.#show({ ...present, sentBytes }) },
        );
        await this.discard(recordingId);
        this.#parts.stored({ ...present, sentBytes: bytes });
        return;
      } catch (cause) {
        if (signal.aborted) return;
        const error =
          cause instanceof CallweaveError
            ? cause
            : new CallweaveError('connection.lost', 'It could not be sent.', { cause });
        this.#show({ ...present, state: error.retryable ? 'waiting' : 'failed', error });
        if (!error.retryable) return;
        const againMs = Math.min(LONGEST_AGAIN_MS, FIRST_AGAIN_MS * 2 ** tries);
        await this.#pause(recordingId, againMs);
      }
    }
  }

  #pause(recordingId: string, delayMs: number): Promise<void> {
    const { signal } = this.#ended;
    return new Promise<void>((resolve) => {
      const go = (): void => {
        cancel();
        signal.removeEventListener('abort', go);
        this.#waking.delete(recordingId);
        resolve();
      };
      const cancel = this.#parts.clock.after(delayMs, go);
      this.#waking.set(recordingId, go);
      signal.addEventListener('abort', go);
    });
  }

  #find(recordingId: string): TerminalRecording | undefined {
    return this.#recordings.find((one) => one.recordingId === recordingId);
  }

  #show(recording: TerminalRecording): void {
    const others = this.#recordings.filter((one) => one.recordingId !== recording.recordingId);
    this.#tell([...others, recording].sort((one, other) => one.startedAt - other.startedAt));
  }

  #drop(recordingId: string): void {
    this.#tell(this.#recordings.filter((one) => one.recordingId !== recordingId));
  }

  #tell(recordings: readonly TerminalRecording[]): void {
    this.#recordings = recordings;
    if (!this.#ended.signal.aborted) this.#parts.changed(recordings);
  }
}

const lockOf = (recordingId: string): string => `callweave-terminal-${recordingId}`;

function shown({ recordingId, callId, startedAt }: Take): TerminalRecording {
  return {
    recordingId,
    callId,
    startedAt,
    state: 'waiting',
    durationMs: 0,
    bytes: 0,
    sentBytes: 0,
    error: null,
  };
}

/** Shows other pages that this one records it, until it is let go of, or the page is gone. */
function hold(recordingId: string): () => void {
  let release = (): void => undefined;
  const over = new Promise<void>((resolve) => {
    release = resolve;
  });
  navigator.locks?.request(lockOf(recordingId), () => over).catch(() => undefined);
  return release;
}

async function isHeld(recordingId: string): Promise<boolean> {
  const { held = [] } = (await navigator.locks?.query()) ?? {};
  return held.some(({ name }) => name === lockOf(recordingId));
}
