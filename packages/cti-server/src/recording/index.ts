export { keyPressedInTalk, maskFailed, type PauseReason, pauseTimedOut } from './pause.js';
export { isRecordingCommand, recordingCommand } from './recording.commands.js';
export {
  adoptRecording,
  callEnded,
  callJoined,
  recordingFailed,
  recordingPath,
  recordingStarted,
  recordingStopped,
  recordMessage,
} from './recording.js';
export { type RecordingRule, type RecordingSettings, recordingRuleSchema } from './recording-rules.js';
export type { MessageLimits, RecordingRun } from './recording-run.js';
