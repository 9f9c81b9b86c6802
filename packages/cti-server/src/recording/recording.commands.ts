import { type CallCapabilities, type CallId, CallweaveError } from '@callweave/cti-core';
import { permitted } from '../calls/call.commands.js';
import type { Call } from '../calls/call.js';
import { announceCall, callOf, saveCall } from '../calls/call.store.js';
import type { Actor, KernelCommandName } from '../kernel/kernel.types.js';
import type { Step } from '../kernel/world.js';
import { pauseRecording, resumeRecording } from './pause.js';
import { startRecording } from './recording.js';

export type RecordingCommandName = Extract<KernelCommandName, `call.${string}-recording`>;

const NEEDS = {
  'call.start-recording': 'record',
  'call.stop-recording': 'stopRecording',
  'call.pause-recording': 'pauseRecording',
  'call.resume-recording': 'resumeRecording',
} as const satisfies Record<RecordingCommandName, keyof CallCapabilities>;

export function isRecordingCommand(command: KernelCommandName): command is RecordingCommandName {
  return Object.hasOwn(NEEDS, command);
}

/**
 * Records a call on demand, or leaves out of its recording what must not be kept (REC-1). An agent does it to his own call; a
 * program or a supervisor to any.
 * @throws {CallweaveError} `call.unknown`, `call.not-active`, `call.not-allowed-now`, `switch.unavailable`
 */
export function recordingCommand(
  step: Step,
  actor: Actor,
  command: RecordingCommandName,
  { callId }: { readonly callId: CallId },
): Call {
  const call = allowed(step, actor, command, callId);
  switch (command) {
    case 'call.start-recording': {
      const started = startRecording(step, call, 'demand');
      announceCall(step, 'call.changed', started);
      return started;
    }
    case 'call.stop-recording': {
      if (call.recording === null) return call;
      const { path } = call.recording;
      const run = step.world.recordings.get(path);
      const resumed = resumeRecording(step, call);
      if (run) step.order({ do: 'switch.stop-recording', legId: run.legId, path });
      const next = saveCall(step, { ...resumed, recording: null });
      announceCall(step, 'call.changed', next);
      return next;
    }
    case 'call.pause-recording':
      return pauseRecording(step, call, 'asked');
    case 'call.resume-recording':
      return resumeRecording(step, call);
  }
}

function allowed(step: Step, { role, agentId }: Actor, command: RecordingCommandName, callId: CallId): Call {
  const call = callOf(step, callId);
  // A pause that keys began may be asked for as well: then it lasts.
  const asksAgain = command === 'call.pause-recording' && call.recording?.paused === true;
  const what = asksAgain ? 'resumeRecording' : NEEDS[command];
  const takesPart = agentId !== null && call.legs.some((leg) => leg.agentId === agentId);
  if (role === 'agent' || takesPart) {
    if (agentId === null) throw new CallweaveError('access.denied', `${command} needs an agent`);
    return permitted(step, callId, agentId, what);
  }
  // As the agent may whose call it is.
  if (call.agentId === null) {
    throw new CallweaveError('call.not-allowed-now', 'Nobody talks with this caller yet', {
      details: { callId, phase: call.stage.phase },
    });
  }
  return permitted(step, callId, call.agentId, what);
}
