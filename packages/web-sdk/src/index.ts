export type {
  AgentCall,
  AgentSession,
  AgentSessionEvents,
  AgentSessionOptions,
  AgentSessionState,
  AudioDevice,
  MonitorState,
  SoftphoneState,
} from './agent-session.types.js';
