export {
  adoptRecording,
  callEnded,
  callJoined,
  recordingFailed,
  recordingPath,
  recordingStarted,
  recordingStopped,
} from './recording.js';
export type { RecordingRun } from './recording-run.js';
