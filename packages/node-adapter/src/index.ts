export {
  type AuditRecord,
  type AuditRequest,
  type CallRecord,
  type CallweaveClient,
  type CallweaveClientOptions,
  createCallweaveClient,
  type DecisionRecord,
  type FoundRecording,
  type RecordingSearch,
  type Token,
} from './client.js';
