import type { CallId, LegId } from '@callweave/cti-core';
import type { Call } from '../calls/call.js';
import { announceCall, liveCall, markCustomer, saveCall } from '../calls/call.store.js';
import type { Step } from '../kernel/world.js';
import { namesOf } from './recording-run.js';

/*
 *   running ──pause, by word or by a customer's keys──▶ paused ──resume, or its longest time──▶ running
 *
 * The file goes on meanwhile, silent, so that what follows lies where it was said.
 */

/** Somebody asked for it, or the customer presses keys, which may be those of a card. */
export type PauseReason = 'asked' | 'keys';

/** From now on nothing is kept of what is said. */
export function pauseRecording(step: Step, call: Call, why: PauseReason): Call {
  if (call.recording === null) return call;
  const { longestPauseMs, keysPauseMs } = step.world.settings.recording;
  const { callId } = call;
  step.setTimer(
    { guard: 'recording-pause', callId, why },
    why === 'asked' ? longestPauseMs : (keysPauseMs ?? longestPauseMs),
  );
  // Whoever asked for a pause is not overruled by the end of a sequence of keys.
  if (why === 'asked') step.clearTimer({ guard: 'recording-pause', callId, why: 'keys' });
  return call.recording.paused ? call : mask(step, call, call.recording, true);
}

/** What is said is kept again. */
export function resumeRecording(step: Step, call: Call): Call {
  const { callId, recording } = call;
  for (const why of ['asked', 'keys'] as const) step.clearTimer({ guard: 'recording-pause', callId, why });
  return recording?.paused ? mask(step, call, recording, false) : call;
}

/** A server that takes a call over minds its pause, from its beginning. */
export function adoptPause(step: Step, { callId, recording }: Call): void {
  if (recording?.paused !== true) return;
  step.setTimer(
    { guard: 'recording-pause', callId, why: 'asked' },
    step.world.settings.recording.longestPauseMs,
  );
}

/** The pause has lasted as long as it may. */
export function pauseTimedOut(step: Step, callId: CallId, why: PauseReason): void {
  const call = liveCall(step, callId);
  if (call?.recording?.paused !== true) return;
  if (why === 'keys' && step.world.timers.has({ guard: 'recording-pause', callId, why: 'asked' })) return;
  resumeRecording(step, call);
}

/** A customer who talks with an agent presses keys: what they are stays between the two (REC-1). */
export function keyPressedInTalk(step: Step, call: Call, legId: LegId): void {
  if (step.world.settings.recording.keysPauseMs === null || call.customerLegId !== legId) return;
  const { recording, callId } = call;
  if (recording === null) return;
  if (recording.paused && !step.world.timers.has({ guard: 'recording-pause', callId, why: 'keys' })) return;
  pauseRecording(step, call, 'keys');
}

/** The switch did not do it: the picture is put right, and says what is true. */
export function maskFailed(step: Step, path: string, masked: boolean): void {
  const run = step.world.recordings.get(path);
  const call = run && liveCall(step, run.callId);
  if (call?.recording?.path !== path || call.recording.paused !== masked) return;
  tell(step, call, { ...call.recording, paused: !masked });
}

function mask(step: Step, call: Call, recording: NonNullable<Call['recording']>, masked: boolean): Call {
  const run = step.world.recordings.get(recording.path);
  if (run) {
    step.order({ do: 'switch.mask-recording', legId: run.legId, path: recording.path, masked });
  }
  return tell(step, call, { ...recording, paused: masked });
}

function tell(step: Step, call: Call, recording: NonNullable<Call['recording']>): Call {
  const next = saveCall(step, { ...call, recording });
  const run = step.world.recordings.get(recording.path);
  if (run) {
    step.emit({
      event: recording.paused ? 'recording.paused' : 'recording.resumed',
      data: { ...namesOf(run), durationMs: null },
    });
  }
  announceCall(step, 'call.changed', next);
  markCustomer(step, next);
  return next;
}
