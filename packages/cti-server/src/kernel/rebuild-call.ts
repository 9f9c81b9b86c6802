import type { AgentId, CallId } from '@callweave/cti-core';
import type { Call } from '../calls/call.js';
import { readMark } from '../calls/call.mark.js';
import { addLeg, announceCall } from '../calls/call.store.js';
import { NOTHING_WRITTEN } from '../calls/written-down.js';
import type { FoundLeg } from '../media-switch/media-switch.port.js';
import type { Step } from './world.js';

/**
 * A call that the database does not know — the server died before its batch was written — made again from the marks
 * on its channels. Null when it has no customer, or was still being dialled.
 */
export function rebuildCall(step: Step, callId: CallId, found: readonly FoundLeg[]): Call | null {
  const customer = found.find((leg) => leg.mark?.party === 'customer');
  if (!customer?.mark) return null;
  const facts = readMark(customer.mark);
  if (facts.direction !== 'inbound' && customer.joinedTo === null) return null;
  const queueId = facts.queueId !== null && step.world.queues.has(facts.queueId) ? facts.queueId : null;
  // Whom an agent called for a queue has never waited in it.
  const waited = queueId !== null && facts.direction === 'inbound';
  const call: Call = {
    callId,
    direction: facts.direction,
    stage: waited && facts.flow === null ? { phase: 'queued' } : { phase: 'ivr' },
    caller: facts.caller ?? customer.caller,
    callerName: customer.callerName,
    called: facts.called ?? customer.called,
    trunk: facts.trunk ?? customer.trunk,
    customerLegId: customer.legId,
    queueId,
    agentId: knownAgent(step, facts.agentId),
    keys: facts.keys,
    flowPlace: facts.flow,
    data: facts.data,
    legs: [],
    arrivedAt: facts.arrivedAt ?? customer.createdAt,
    queuedAt: waited ? (facts.queuedAt ?? customer.createdAt) : null,
    standsSince: queueId === null ? null : facts.standsSince,
    answeredAt: facts.answeredAt,
    heldSince: null,
    talkingSince: null,
    wants: facts.wants,
    overflowedFrom: facts.overflowedFrom,
    callBack: null,
    consult: null,
    recording: facts.recording,
    unrecordable: false,
    video: facts.video,
    written: NOTHING_WRITTEN,
    message: facts.message,
    supervisedBy: [],
  };
  const next = addLeg(step, call, {
    legId: customer.legId,
    party: 'customer',
    agentId: null,
    address: customer.caller,
    state: customer.answeredAt === null ? 'alerting' : 'connected',
    startedAt: customer.createdAt,
    answeredAt: customer.answeredAt,
  });
  announceCall(step, 'call.arrived', next);
  return next;
}

function knownAgent(step: Step, agentId: AgentId | null): AgentId | null {
  return agentId !== null && step.world.agents.has(agentId) ? agentId : null;
}
