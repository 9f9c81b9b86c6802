export {
  type AuditRecord,
  type AuditRequest,
  type CallRecord,
  type CallweaveClient,
  type CallweaveClientOptions,
  createCallweaveClient,
  type DecisionRecord,
  type Token,
} from './client.js';
