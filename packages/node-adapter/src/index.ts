export {
  type CallRecord,
  type CallweaveClient,
  type CallweaveClientOptions,
  createCallweaveClient,
  type Token,
} from './client.js';
