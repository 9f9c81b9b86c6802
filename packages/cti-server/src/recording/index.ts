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
export type { MessageLimits, RecordingRun } from './recording-run.js';
