export { ManualClock, settle } from './manual-clock.js';
export { MemoryPeer, MemoryTransport } from './memory-transport.js';
export { aCall, aContact, aDecision, aLeg, anAgent, aQueue } from './snapshots.js';
