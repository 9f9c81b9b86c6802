import {
  type CallId,
  CallweaveError,
  type Clock,
  type EventData,
  type RecordingId,
} from '@callweave/cti-core';
import type { Logger } from 'pino';
import type { Journal, JournalEntry, Runner } from '../kernel/index.js';
import type { RecordingCatalogue, WaitingRecording } from './recording-catalogue.js';
import type { RecordingFiles } from './recording-files.js';

interface KeepParts {
  readonly runner: Pick<Runner, 'publish' | 'onEvents'>;
  readonly files: RecordingFiles;
  readonly catalogue: RecordingCatalogue;
  readonly journal: Pick<Journal, 'flush'>;
  readonly clock: Clock;
  /** Below it, somebody is told that the spool's disk fills. */
  readonly minFreeBytes: number;
  readonly log: Logger;
}

/** How it stands with the keeping of recordings. */
export interface KeepingHealth {
  /** Recorded, and not in the store yet; they lie in the spool, and nothing of them is lost. */
  readonly waiting: number;
  /** Since when the store does not take them; null while it does. */
  readonly awaySince: number | null;
  readonly diskFull: boolean;
}

export interface Keeping {
  health(): KeepingHealth;
  /** One waits that no event told of. */
  wake(): void;
  /** Ends when what is being written is written; the rest goes on at the next start. */
  stop(): Promise<void>;
}

const DAY_MS = 86_400_000;
const HOUR_MS = 3_600_000;
const MINUTE_MS = 60_000;
/** Files on their way at once; more than that a disk or a line hardly gains by. */
const AT_ONCE = 2;
const FIRST_AGAIN_MS = 2_000;
const LONGEST_AGAIN_MS = 5 * 60_000;

/**
 * Follows every recording into the store. The queue is the catalogue itself — what is `stopped` waits — so a server that dies
 * loses none of it, and it is as long as the spool's disk is large. When the store is away, it is tried again at growing
 * intervals, at most every five minutes, and told once.
 */
export function keepRecordings({
  runner,
  files,
  catalogue,
  journal,
  clock,
  minFreeBytes,
  log,
}: KeepParts): Keeping {
  const running = new Map<string, Promise<void>>();
  let stopped = false;
  let waiting = 0;
  let awaySince: number | null = null;
  let diskFull = false;
  let cancelWake = (): void => undefined;
  let looking: Promise<void> = Promise.resolve();

  const store = async (recording: WaitingRecording): Promise<void> => {
    const { recordingId, startedAt, tries } = recording;
    try {
      let { path, sha256 } = recording;
      if (sha256 === null) {
        const checked = await files.check(recordingId, startedAt);
        await catalogue.checked(recordingId, checked);
        ({ path, sha256 } = checked);
      }
      await catalogue.kept(recordingId, await files.keep({ path, sha256 }));
      if (awaySince !== null) {
        log.info({ forMs: clock.now() - awaySince }, 'the store takes recordings again');
        awaySince = null;
      }
      runner.publish({ event: 'recording.stored', data: factOf(recording) });
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      if (error instanceof CallweaveError && error.code === 'recording.unknown') {
        log.error(
          { callId: recording.callId, recordingId, err: error },
          'a recording did not reach the store',
        );
        await catalogue.failed(recordingId, reason).catch((cause) => log.error({ err: cause }, 'not noted'));
        runner.publish({
          event: 'recording.failed',
          data: { callId: recording.callId as CallId, recordingId: recordingId as RecordingId, reason },
        });
        return;
      }
      if (awaySince === null) {
        awaySince = clock.now();
        log.error({ err: error }, `recordings wait in the spool: ${files.place} does not take them`);
      }
      const againMs = Math.min(LONGEST_AGAIN_MS, FIRST_AGAIN_MS * 2 ** Math.min(tries, 20));
      await catalogue
        .postponed(recordingId, tries + 1, clock.now() + againMs, reason)
        .catch((cause) => log.warn({ err: cause }, 'the next try of a recording was not noted'));
    }
  };

  /** Takes what is due, until nothing is, then sleeps to the next. */
  const look = async (): Promise<void> => {
    cancelWake();
    try {
      for (;;) {
        const free = AT_ONCE - running.size;
        if (stopped || free <= 0) break;
        const due = (await catalogue.due(clock.now(), AT_ONCE + running.size)).filter(
          ({ recordingId }) => !running.has(recordingId),
        );
        if (due.length === 0) break;
        for (const recording of due.slice(0, free)) begin(recording);
      }
      const now = await catalogue.waiting();
      waiting = now.count;
      if (stopped || running.size > 0 || now.nextAt === null) return;
      cancelWake = clock.after(Math.max(FIRST_AGAIN_MS, now.nextAt - clock.now()), wake);
    } catch (error) {
      // The database is away: recordings wait in the spool as they are.
      log.warn({ err: error }, 'recordings that wait could not be looked for');
      if (!stopped) cancelWake = clock.after(FIRST_AGAIN_MS, wake);
    }
  };
  const wake = (): void => {
    looking = looking.then(look);
  };
  const begin = (recording: WaitingRecording): void => {
    const { recordingId } = recording;
    const work = store(recording).finally(() => {
      running.delete(recordingId);
      if (!stopped) wake();
    });
    running.set(recordingId, work);
  };

  const unsubscribe = runner.onEvents((entries: readonly JournalEntry[]) => {
    if (stopped || !entries.some(({ event }) => event === 'recording.stopped')) return;
    // Its row must be there.
    journal.flush().then(wake, (error) => log.warn({ err: error }, 'a recording waits for its row'));
  });

  const watchDisk = async (): Promise<void> => {
    try {
      const free = await files.freeBytes();
      const full = free < minFreeBytes;
      if (full && !diskFull)
        log.error({ freeBytes: free, minFreeBytes }, 'the disk that calls are recorded on fills');
      if (!full && diskFull)
        log.info({ freeBytes: free }, 'the disk that calls are recorded on has room again');
      diskFull = full;
    } catch (error) {
      log.error({ err: error }, 'the folder that calls are recorded in cannot be looked at');
    }
  };
  const prepare = async (): Promise<void> => {
    for (const at of [clock.now(), clock.now() + DAY_MS]) {
      await files
        .prepareDay(at)
        .catch((error) => log.error({ err: error }, 'the recordings folder cannot be written'));
    }
  };
  const cancels = [every(clock, HOUR_MS, prepare), every(clock, MINUTE_MS, watchDisk)];
  looking = prepare()
    .then(watchDisk)
    .then(() => catalogue.closeLeftOpen())
    .catch((error) => log.error({ err: error }, 'recordings left open by an earlier run were not looked at'))
    .then(look);

  return {
    health: () => ({ waiting, awaySince, diskFull }),
    wake: () => void (stopped || wake()),
    async stop() {
      stopped = true;
      unsubscribe();
      cancelWake();
      for (const cancel of cancels) cancel();
      await looking;
      await Promise.all(running.values());
    },
  };
}

function factOf({
  callId,
  recordingId,
  durationMs,
  kind,
  queueId,
}: WaitingRecording): EventData<'recording.stored'> {
  return {
    callId,
    recordingId,
    durationMs,
    ...(kind === 'voicemail' ? { voicemail: { queueId } } : {}),
  } as EventData<'recording.stored'>;
}

/** Does something again and again; its end cancels. */
function every(clock: Clock, ms: number, work: () => Promise<void>): () => void {
  let cancel = (): void => undefined;
  const next = (): void => {
    cancel = clock.after(ms, () => {
      void work();
      next();
    });
  };
  next();
  return () => cancel();
}
