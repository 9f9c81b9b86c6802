export {
  callEnded,
  digitsCollected,
  enterFlow,
  flowFailed,
  flowTagOf,
  messageRecorded,
  playEnded,
  resumeFlow,
  startFlow,
} from './flow.runner.js';
export { flowSchema, parseFlow } from './flow.schema.js';
export type { Flow, FlowNode } from './flow.types.js';
export type { FlowRun } from './flow-run.js';
export { lookupEnded, lookupTimedOut } from './route-node.js';
