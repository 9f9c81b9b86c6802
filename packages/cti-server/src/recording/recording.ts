import type { EpochMs, RecordingId } from '@callweave/cti-core';
import type { Call } from '../calls/call.js';
import { markCustomer, saveCall } from '../calls/call.store.js';
import type { Step } from '../kernel/world.js';
import type { RecordingRun } from './recording-run.js';

/** A call is over and its recording has not said so. */
const STOP_MS = 10_000;

/** Where a recording lies below the recordings folder; the day is that of UTC, so that every machine names it alike. */
export function recordingPath(recordingId: RecordingId, startedAt: EpochMs): string {
  return `${new Date(startedAt).toISOString().slice(0, 10)}/${recordingId}.wav`;
}

/** Agent and caller are joined: the caller's leg is recorded, through holds and reloads, until it ends (REC-1). */
export function callJoined(step: Step, call: Call): void {
  if (!step.world.settings.recordAll || call.recording !== null || call.customerLegId === null) return;
  const recordingId = step.newId() as RecordingId;
  const path = recordingPath(recordingId, step.at);
  const run: RecordingRun = {
    recordingId,
    callId: call.callId,
    legId: call.customerLegId,
    path,
    startedAt: null,
  };
  step.world.recordings.set(path, run);
  const next = saveCall(step, { ...call, recording: { recordingId, path } });
  step.order({ do: 'switch.start-recording', legId: run.legId, recordingId, path });
  markCustomer(step, next);
}

export function recordingStarted(step: Step, path: string): void {
  const run = step.world.recordings.get(path);
  if (!run || run.startedAt !== null) return;
  step.world.recordings.set(path, { ...run, startedAt: step.at });
  step.emit({
    event: 'recording.started',
    data: { callId: run.callId, recordingId: run.recordingId, durationMs: null },
  });
}

export function recordingStopped(step: Step, path: string, durationMs: number | null): void {
  const run = step.world.recordings.get(path);
  if (!run) return;
  step.world.recordings.delete(path);
  step.clearTimer({ guard: 'recording', path });
  step.emit({
    event: 'recording.stopped',
    data: { callId: run.callId, recordingId: run.recordingId, durationMs },
  });
}

/** The end of its leg ends a recording; should the switch not tell, it is closed without a length. */
export function callEnded(step: Step, call: Call): void {
  const path = call.recording?.path;
  if (path !== undefined && step.world.recordings.has(path))
    step.setTimer({ guard: 'recording', path }, STOP_MS);
}

/** The switch would not record: the call goes on, and says so. */
export function recordingFailed(step: Step, path: string, reason: string): void {
  const run = step.world.recordings.get(path);
  if (!run) return;
  step.world.recordings.delete(path);
  step.clearTimer({ guard: 'recording', path });
  const call = step.world.calls.get(run.callId);
  if (call) saveCall(step, { ...call, recording: null });
  step.emit({
    event: 'recording.failed',
    data: { callId: run.callId, recordingId: run.recordingId, reason },
  });
}

/** A server that takes a call over goes on with its recording, or closes the one that ended meanwhile. */
export function adoptRecording(step: Step, call: Call, runningPaths: readonly string[]) {
  const { recording } = call;
  if (recording === null || call.customerLegId === null) return;
  const known = step.world.recordings.get(recording.path);
  step.world.recordings.set(recording.path, {
    ...recording,
    callId: call.callId,
    legId: call.customerLegId,
    startedAt: known?.startedAt ?? null,
  });
  if (runningPaths.includes(recording.path)) return recordingStarted(step, recording.path);
  recordingStopped(step, recording.path, null);
}
