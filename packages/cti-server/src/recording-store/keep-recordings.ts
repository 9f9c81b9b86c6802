import type { Clock } from '@callweave/cti-core';
import type { Logger } from 'pino';
import type { Journal, JournalEntry, Runner } from '../kernel/index.js';
import type { RecordingStore } from './recording-store.js';

interface KeepParts {
  readonly runner: Runner;
  readonly recordings: RecordingStore;
  readonly journal: Journal;
  readonly clock: Clock;
  readonly log: Logger;
}

type Stopped = Extract<JournalEntry, { event: 'recording.stopped' }>['data'];

const DAY_MS = 86_400_000;

/**
 * Follows every recording into the store: when the switch has closed a file it is checked, and `recording.stored` or
 * `recording.failed` is told. Makes each day's folder ahead of its first recording. Returns its end.
 */
export function keepRecordings({ runner, recordings, journal, clock, log }: KeepParts): () => Promise<void> {
  const running = new Set<Promise<void>>();
  const startedAt = new Map<string, number>();
  let stopped = false;

  const prepare = (): void => {
    for (const at of [clock.now(), clock.now() + DAY_MS]) {
      recordings
        .prepareDay(at)
        .catch((error) => log.error({ err: error }, 'the recordings folder cannot be written'));
    }
  };
  prepare();
  let cancel = (): void => undefined;
  const hourly = (): void => {
    cancel = clock.after(3_600_000, () => {
      prepare();
      hourly();
    });
  };
  hourly();

  const keep = async ({ callId, recordingId, durationMs, voicemail }: Stopped): Promise<void> => {
    try {
      await journal.flush(); // its row must be there
      await recordings.keep(
        recordingId,
        startedAt.get(recordingId) ?? (await recordings.startOf(recordingId)),
      );
      runner.publish({
        event: 'recording.stored',
        data: { callId, recordingId, durationMs, ...(voicemail ? { voicemail } : {}) },
      });
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      log.error({ callId, recordingId, err: error }, 'a recording did not reach the store');
      runner.publish({ event: 'recording.failed', data: { callId, recordingId, reason } });
    } finally {
      startedAt.delete(recordingId);
    }
  };

  const begin = (stoppedRecording: Stopped): void => {
    if (stopped) return;
    const work = keep(stoppedRecording).finally(() => running.delete(work));
    running.add(work);
  };

  const unsubscribe = runner.onEvents((entries) => {
    for (const entry of entries) {
      if (entry.event === 'recording.started') startedAt.set(entry.data.recordingId, entry.at);
      if (entry.event !== 'recording.stopped' || stopped) continue;
      begin(entry.data);
    }
  });
  recordings
    .leftOpen()
    .then((open) => {
      for (const each of open) begin(each as Stopped);
    })
    .catch((error) => log.error({ err: error }, 'recordings left open by an earlier run were not looked at'));

  return async () => {
    stopped = true;
    unsubscribe();
    cancel();
    await Promise.all(running);
  };
}
