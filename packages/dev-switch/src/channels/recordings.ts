import type { Recording } from './ports.js';
import type { Session } from './session.js';

/** Closing a file may hang on a broken disk; a call's end does not wait longer. */
const STOP_WITHIN_MS = 2_000;

interface Running {
  readonly recording: Recording;
  /** Fires the limit of `uuid_record … start path seconds`. */
  readonly cancelLimit: () => void;
}

/** The recordings of one channel, by path. */
export class SessionRecordings {
  readonly #running = new Map<string, Running>();
  readonly #opening = new Set<string>();

  constructor(private readonly session: Session) {}

  get paths(): readonly string[] {
    return [...this.#running.keys()];
  }

  /** False when the file cannot be written. A path that is recorded already goes on. */
  async start(path: string, limitS = 0, channels: 'as set' | 'mono' = 'as set'): Promise<boolean> {
    const { session } = this;
    if (this.#running.has(path) || this.#opening.has(path)) return true;
    if (!session.mediaUp || session.channel.down) return false;
    this.#opening.add(path);
    let recording: Recording;
    try {
      const { variables } = session.channel;
      recording = await session.core.startRecording({
        path,
        sound: session.sound,
        stereo: channels === 'as set' && variables.isTrue('RECORD_STEREO'),
        append: variables.isTrue('RECORD_APPEND'),
      });
    } catch {
      return false;
    } finally {
      this.#opening.delete(path);
    }
    const cancelLimit =
      limitS > 0 ? session.core.clock.after(limitS * 1000, () => void this.stop(path)) : () => {};
    this.#running.set(path, { recording, cancelLimit });
    if (session.channel.down) {
      await this.stop(path);
      return false;
    }
    session.publish('RECORD_START', { after: { 'Record-File-Path': path } });
    session.publish('MEDIA_BUG_START', { after: this.#bug(path) });
    return true;
  }

  async stop(path: string): Promise<boolean> {
    const { session } = this;
    const running = this.#running.get(path);
    if (running === undefined) return false;
    this.#running.delete(path);
    running.cancelLimit();
    const { samples, bytes } = await this.#close(running.recording);
    session.channel.variables.setAll({
      record_file_size: String(bytes),
      record_samples: String(samples),
      record_seconds: String(Math.floor(samples / 8000)),
      record_ms: String(Math.floor(samples / 8)),
      record_completion_cause: 'success-maxtime',
    });
    session.publish('RECORD_STOP', {
      after: { 'Record-File-Path': path, 'Record-Completion-Cause': 'success-maxtime' },
    });
    session.publish('MEDIA_BUG_STOP', { after: this.#bug(path) });
    return true;
  }

  mask(path: string, masked: boolean): boolean {
    const running = this.#running.get(path);
    running?.recording.mask(masked);
    return running !== undefined;
  }

  async stopAll(): Promise<void> {
    for (const path of this.paths) await this.stop(path);
  }

  async #close(recording: Recording): Promise<{ readonly samples: number; readonly bytes: number }> {
    const nothing = { samples: 0, bytes: 0 };
    let cancel = (): void => {};
    const late = new Promise<typeof nothing>((resolve) => {
      cancel = this.session.core.clock.after(STOP_WITHIN_MS, () => resolve(nothing));
    });
    try {
      return await Promise.race([recording.stop(), late]);
    } catch {
      return nothing;
    } finally {
      cancel();
    }
  }

  #bug(path: string): Record<string, string> {
    return { 'Media-Bug-Function': 'session_record', 'Media-Bug-Target': path };
  }
}
