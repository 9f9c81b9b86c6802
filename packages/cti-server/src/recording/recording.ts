import type { EpochMs, RecordingId } from '@callweave/cti-core';
import { callWith } from '../calls/call.change.js';
import type { Call } from '../calls/call.js';
import { announceCall, markCustomer, saveCall } from '../calls/call.store.js';
import type { Step } from '../kernel/world.js';
import { adoptPause } from './pause.js';
import { recordingModeOf } from './recording-rules.js';
import { type MessageLimits, namesOf, type RecordingRun } from './recording-run.js';

/** A call is over and its recording has not said so. */
const STOP_MS = 10_000;

/** Where a recording lies below the recordings folder; the day is that of UTC, so that every machine names it alike. */
export function recordingPath(recordingId: RecordingId, startedAt: EpochMs): string {
  return `${new Date(startedAt).toISOString().slice(0, 10)}/${recordingId}.wav`;
}

/**
 * Agent and caller are joined: where a rule says so, the caller's leg is recorded, through holds, transfers and reloads, until
 * it ends (REC-1).
 */
export function callJoined(step: Step, call: Call): void {
  if (call.recording !== null || call.customerLegId === null) return;
  const mode = recordingModeOf(call, step.world.settings.recording);
  const unrecordable = mode === 'never';
  const next = call.unrecordable === unrecordable ? call : saveCall(step, callWith(call, { unrecordable }));
  if (mode === 'all') startRecording(step, next, 'rule');
  else if (next !== call) announceCall(step, 'call.changed', next);
}

/** Begins to record the customer's leg. */
export function startRecording(step: Step, call: Call, by: 'rule' | 'demand'): Call {
  if (call.customerLegId === null) return call;
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
  const next = saveCall(step, callWith(call, { recording: { recordingId, path, paused: false, by } }));
  step.order({ do: 'switch.start-recording', legId: run.legId, recordingId, path });
  markCustomer(step, next);
  return next;
}

export function recordingStarted(step: Step, path: string): void {
  const run = step.world.recordings.get(path);
  if (!run || run.startedAt !== null) return;
  step.world.recordings.set(path, { ...run, startedAt: step.at });
  step.emit({
    event: 'recording.started',
    data: { ...namesOf(run), durationMs: null },
  });
}

export function recordingStopped(step: Step, path: string, durationMs: number | null): void {
  const run = step.world.recordings.get(path);
  if (!run) return;
  step.world.recordings.delete(path);
  step.clearTimer({ guard: 'recording', path });
  const call = step.world.calls.get(run.callId);
  if (call?.recording?.path === path)
    step.clearTimer({ guard: 'recording-pause', callId: run.callId, why: 'asked' });
  step.emit({
    event: 'recording.stopped',
    data: { ...namesOf(run), durationMs },
  });
  messageOver(step, run);
}

/** The beep was heard: what the caller says is recorded, for the queue that he has waited in, if he has (IVR-7). */
export function recordMessage(step: Step, call: Call, limits: MessageLimits): void {
  const { callId, customerLegId: legId, queueId } = call;
  if (legId === null) return;
  const recordingId = step.newId() as RecordingId;
  const path = recordingPath(recordingId, step.at);
  const voicemail = { queueId };
  step.world.recordings.set(path, { recordingId, callId, legId, path, voicemail, startedAt: null });
  const next = saveCall(step, callWith(call, { message: { recordingId, path, done: false } }));
  step.order({ do: 'switch.record-message', legId, recordingId, path, ...limits });
  markCustomer(step, next);
}

function messageOver(step: Step, { callId, path, voicemail }: RecordingRun): void {
  const call = voicemail && step.world.calls.get(callId);
  if (call?.message?.path !== path) return;
  saveCall(step, callWith(call, { message: { ...call.message, done: true } }));
  step.signal({ signal: 'call.message-left', callId });
}

/**
 * The end of its leg ends a recording; should the switch not tell, it is closed without a length. A leg that goes on in
 * another call, as that of a colleague who was asked about a caller, takes none of it along.
 */
export function callEnded(step: Step, call: Call): void {
  for (const recorded of [call.recording, call.message]) {
    const run = recorded && step.world.recordings.get(recorded.path);
    if (!run) continue;
    const { path, legId } = run;
    const goesOnIn = step.world.legs.get(legId);
    if (goesOnIn !== undefined && goesOnIn !== call.callId)
      step.order({ do: 'switch.stop-recording', legId, path });
    step.setTimer({ guard: 'recording', path }, STOP_MS);
  }
}

/** The switch would not record: the call goes on, and says so. */
export function recordingFailed(step: Step, path: string, reason: string): void {
  const run = step.world.recordings.get(path);
  if (!run) return;
  step.world.recordings.delete(path);
  step.clearTimer({ guard: 'recording', path });
  const call = step.world.calls.get(run.callId);
  if (call?.recording?.path === path) saveCall(step, callWith(call, { recording: null }));
  step.emit({
    event: 'recording.failed',
    data: { callId: run.callId, recordingId: run.recordingId, reason },
  });
  messageOver(step, run);
}

/** A server that takes a call over goes on with its recordings, or closes those that ended meanwhile. */
export function adoptRecording(step: Step, call: Call, runningPaths: readonly string[]) {
  const { recording, message } = call;
  if (recording) adopt(step, call, recording, runningPaths);
  adoptPause(step, call);
  if (message && !message.done)
    adopt(step, call, { ...message, voicemail: { queueId: call.queueId } }, runningPaths);
}

function adopt(
  step: Step,
  { callId, customerLegId: legId }: Call,
  { recordingId, path, voicemail }: Pick<RecordingRun, 'recordingId' | 'path' | 'voicemail'>,
  runningPaths: readonly string[],
) {
  if (legId === null) return;
  const { recordings } = step.world;
  const startedAt = recordings.get(path)?.startedAt ?? null;
  recordings.set(path, { recordingId, callId, legId, path, ...(voicemail ? { voicemail } : {}), startedAt });
  if (runningPaths.includes(path)) return recordingStarted(step, path);
  recordingStopped(step, path, null);
}
