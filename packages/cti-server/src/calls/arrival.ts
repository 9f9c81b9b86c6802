import type { CallId, EpochMs, LegId } from '@callweave/cti-core';
import type { Step } from '../kernel/world.js';
import type { Call } from './call.js';
import { addLeg, announceCall, liveCall, markCustomer } from './call.store.js';
import { NO_WANTS } from './call-wants.js';
import { endCall } from './end-call.js';
import { NOTHING_WRITTEN } from './written-down.js';

/** The switch answers at once; a caller whose answer is not confirmed by then is gone. */
const ANSWER_MS = 10_000;

export interface Arrival {
  readonly legId: LegId;
  readonly caller: string;
  readonly callerName: string | null;
  readonly called: string;
  readonly trunk: string | null;
  readonly video?: boolean;
  /** When the channel came up, if the server was away then. */
  readonly createdAt?: EpochMs;
  readonly answeredAt?: EpochMs | null;
}

/** A call came in: it gets its id, and is answered; its flow begins when it is. */
export function callArrived(step: Step, arrival: Arrival): Call | null {
  if (step.world.legs.has(arrival.legId)) return null;
  const arrivedAt = arrival.createdAt ?? step.at;
  const bare: Call = {
    callId: step.newId() as CallId,
    direction: 'inbound',
    stage: { phase: 'ivr' },
    caller: arrival.caller,
    callerName: arrival.callerName,
    called: arrival.called,
    trunk: arrival.trunk,
    customerLegId: arrival.legId,
    queueId: null,
    agentId: null,
    keys: '',
    flowPlace: null,
    data: {},
    legs: [],
    arrivedAt,
    queuedAt: null,
    standsSince: null,
    answeredAt: null,
    heldSince: null,
    talkingSince: null,
    wants: NO_WANTS,
    overflowedFrom: [],
    callBack: null,
    consult: null,
    recording: null,
    unrecordable: false,
    video: arrival.video === true,
    written: NOTHING_WRITTEN,
    message: null,
    supervisedBy: [],
  };
  const answeredAt = arrival.answeredAt ?? null;
  const call = addLeg(step, bare, {
    legId: arrival.legId,
    party: 'customer',
    agentId: null,
    address: arrival.caller,
    state: answeredAt === null ? 'alerting' : 'connected',
    startedAt: arrivedAt,
    answeredAt,
  });
  announceCall(step, 'call.arrived', call);
  markCustomer(step, call);
  if (answeredAt === null) orderAnswer(step, call);
  return call;
}

export function orderAnswer(step: Step, call: Call): void {
  if (call.customerLegId === null) return;
  step.order({ do: 'switch.answer', legId: call.customerLegId });
  step.setTimer({ guard: 'answer', callId: call.callId }, ANSWER_MS);
}

export function answerFailed(step: Step, callId: CallId): void {
  const call = liveCall(step, callId);
  if (call?.stage.phase === 'ivr') endCall(step, callId, { by: 'system', cause: 'NORMAL_TEMPORARY_FAILURE' });
}
