export type {
  AgentCall,
  AgentSession,
  AgentSessionEvents,
  AgentSessionOptions,
  AgentSessionState,
  AudioDevice,
  MakeCallOptions,
  MediaOptions,
  MonitorState,
  SoftphoneState,
} from './agent-session.types.js';
export type {
  InspectionPage,
  InspectionQuery,
  InspectionWithRights,
  InspectionWithSheet,
  Quality,
} from './quality/quality.types.js';
export type { Abortable, Recordings, SoundOptions } from './recordings/recordings.types.js';
export { createAgentSession } from './session/create-agent-session.js';
export type {
  Softphone,
  SoftphoneFactory,
  SoftphoneLeg,
  SoftphoneListener,
} from './softphone/softphone.port.js';
export type { LegStreams, TerminalRecording } from './terminal/terminal-recording.types.js';
export { SDK_VERSION } from './version.js';
