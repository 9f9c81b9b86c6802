export {
  type AgentCapabilities,
  type AgentSnapshot,
  type AgentState,
  type AgentsCall,
  agentCapabilitiesSchema,
  agentSnapshotSchema,
  agentStateSchema,
  agentsCallSchema,
  type DeviceKind,
  deviceKindSchema,
  MOST_CALLS,
  type NextState,
  nextStateSchema,
  STANDARD_AUX_REASONS,
} from './agent.js';
export { type AgentTrigger, agentStateMachine } from './agent-machine.js';
export {
  type AlarmMeasure,
  type AlarmSeverity,
  type AlarmSnapshot,
  alarmMeasureSchema,
  alarmSeveritySchema,
  alarmSnapshotSchema,
} from './alarm.js';
export {
  type CallBackSnapshot,
  type CallCapabilities,
  type CallData,
  type CallDirection,
  type CallNote,
  type CallPhase,
  type CallSnapshot,
  type ConferenceSnapshot,
  callBackSnapshotSchema,
  callCapabilitiesSchema,
  callDataSchema,
  callDirectionSchema,
  callNoteSchema,
  callPhaseSchema,
  callSnapshotSchema,
  conferenceSnapshotSchema,
  type EndedBy,
  endedBySchema,
  type LegSnapshot,
  type LegState,
  legSnapshotSchema,
  legStateSchema,
  type OfferSnapshot,
  offerSnapshotSchema,
  type ParkedCall,
  type Party,
  parkedCallSchema,
  partySchema,
  type WayOut,
  wayOutSchema,
} from './call.js';
export {
  agentCapabilities,
  callCapabilities,
  contactCapabilities,
  withOwnOffer,
} from './capabilities.js';
export type { CtiClientEvents, CtiClientState, OpenSession } from './client/client-events.js';
export type { CtiClientOptions } from './client/client-options.js';
export type { RequestOptions } from './client/connection.js';
export { CtiClient } from './client/cti-client.js';
export { SafeEmitter } from './client/safe-emitter.js';
export type {
  Transport,
  TransportClosed,
  TransportConnection,
  TransportListener,
} from './client/transport.port.js';
export {
  type WebSocketConstructor,
  type WebSocketLike,
  webSocketTransport,
} from './client/web-socket.transport.js';
export { type Clock, systemClock } from './clock.js';
export {
  type Channel,
  type ChannelLoad,
  type ContactCapabilities,
  type ContactOffer,
  type ContactPhase,
  type ContactSnapshot,
  channelLoadSchema,
  channelSchema,
  contactCapabilitiesSchema,
  contactIdSchema,
  contactOfferSchema,
  contactPhaseSchema,
  contactSnapshotSchema,
  type WaitingContact,
  waitingContactSchema,
} from './contact.js';
export { type Destination, destinationSchema, type PersonDestination, personSchema } from './destination.js';
export { type Directory, directorySchema } from './directory.js';
export { CallweaveError, type ErrorCode, type ErrorKind, errorCatalogue } from './errors.js';
export type {
  AccountId,
  AgentId,
  AlarmId,
  Branded,
  CallId,
  ContactId,
  EpochMs,
  LegId,
  OfferId,
  QueueId,
  RecordingId,
  SupervisionId,
} from './ids.js';
export {
  type CommandName,
  type CommandParams,
  type CommandResult,
  commandSchemas,
  type Role,
  roleSchema,
  type SessionState,
  type SoftphoneCredentials,
  sessionStateSchema,
  softphoneCredentialsSchema,
} from './messages/commands.js';
export {
  type GoodbyeMessage,
  goodbyeSchema,
  MAX_MESSAGE_BYTES,
  PROTOCOL_VERSION,
  type RequestMessage,
  type ResponseMessage,
  requestSchema,
  responseSchema,
  type ServerMessage,
  serverMessageSchema,
  type WelcomeMessage,
  type WireError,
  welcomeSchema,
  wireErrorSchema,
} from './messages/envelope.js';
export {
  type CtiEvent,
  type EventData,
  type EventName,
  eventEnvelopeSchema,
  eventSchemas,
  type OfferOutcome,
  offerOutcomeSchema,
} from './messages/events.js';
export {
  type Inspection,
  type InspectionRights,
  type InspectionState,
  type SamplingRule,
  type ScoreSheet,
  type SheetAnswer,
  type SheetAnswers,
  type SheetContent,
  type SheetQuestion,
  type SheetScore,
  type SheetSection,
  scoreOf,
} from './quality.js';
export {
  type QueuePace,
  type QueueSnapshot,
  queueSnapshotSchema,
  type TrunkSnapshot,
  trunkSnapshotSchema,
  type WaitingCall,
  waitingCallSchema,
} from './queue.js';
export type {
  FoundRecording,
  RecordingMark,
  RecordingPage,
  RecordingQuery,
  RecordingRights,
  Waveform,
} from './recording.js';
export {
  type GroupingDecision,
  groupingDecisionSchema,
  type RoutingDecision,
  routingDecisionSchema,
} from './routing.js';
export {
  type SupervisionEnd,
  type SupervisionMode,
  type SupervisionSnapshot,
  supervisionEndSchema,
  supervisionModeSchema,
  supervisionSnapshotSchema,
} from './supervision.js';
