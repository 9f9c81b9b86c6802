import {
  type AgentId,
  type CallData,
  type CallId,
  CallweaveError,
  type LegId,
  type QueueId,
} from '@callweave/cti-core';
import type { Agent, Seat } from '../agents/agent.js';
import type { Step } from '../kernel/world.js';
import type { Call, DialTarget } from './call.js';
import { checkedData } from './call-data.js';
import { NO_WANTS } from './call-wants.js';
import { NOTHING_WRITTEN } from './written-down.js';

/** What an agent dials. */
export interface Made {
  readonly target: DialTarget;
  readonly called: string;
  readonly data: CallData;
  /** The call whose caller waits meanwhile. */
  readonly consultOf: CallId | null;
  /** The queue that it is made for. */
  readonly queueId: QueueId | null;
  readonly video: boolean;
}

/**
 * A call that an agent makes, with his leg in it.
 * @throws {CallweaveError} `call.data-too-large`
 */
export function newCall(
  step: Step,
  agent: Agent,
  seat: Seat,
  legId: LegId,
  { target, called, data, consultOf, queueId, video }: Made,
): Call {
  const isOutside = target.phone.is === 'outside';
  return {
    callId: step.newId() as CallId,
    direction: isOutside ? 'outbound' : 'internal',
    stage: {
      phase: 'dialling',
      agentId: agent.agentId,
      legId,
      target,
      targetLegId: null,
      offer: null,
      parting: false,
    },
    caller: seat.extension,
    callerName: agent.name,
    called,
    // Known as it is dialled.
    trunk: null,
    customerLegId: null,
    queueId: isOutside ? queueId : null,
    agentId: agent.agentId,
    keys: '',
    flowPlace: null,
    data: checkedData({}, data),
    legs: [],
    arrivedAt: step.at,
    queuedAt: null,
    standsSince: null,
    answeredAt: null,
    heldSince: null,
    talkingSince: null,
    wants: NO_WANTS,
    overflowedFrom: [],
    callBack: null,
    consult: consultOf === null ? null : { is: 'about', callId: consultOf },
    recording: null,
    unrecordable: false,
    video,
    written: NOTHING_WRITTEN,
    message: null,
    supervisedBy: [],
  };
}

/** @throws {CallweaveError} `request.invalid` */
export function notHimself(agent: { readonly agentId: AgentId }, seat: Seat, target: DialTarget): void {
  const own = target.phone.is === 'extension' && target.phone.extension === seat.extension;
  if (target.agentId !== agent.agentId && !own) return;
  throw new CallweaveError('request.invalid', 'An agent cannot call himself', {
    details: { issues: [{ path: ['to'], message: 'own extension' }] },
  });
}
