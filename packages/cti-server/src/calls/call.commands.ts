import {
  type AgentId,
  type CallCapabilities,
  type CallId,
  CallweaveError,
  type CommandParams,
} from '@callweave/cti-core';
import { agentOf } from '../agents/agent.store.js';
import type { KernelCommandName } from '../kernel/kernel.types.js';
import type { Step } from '../kernel/world.js';
import { agentsOn, type Call } from './call.js';
import { announceCall, callOf, markCustomer, saveCall, snapshotOf } from './call.store.js';
import { diallingOver } from './call-back.js';
import { checkedData } from './call-data.js';
import { endCall } from './end-call.js';
import { orderHold } from './hold.js';
import { makeCall } from './make-call.js';

/** Rejecting an offer is routing, and so the queue's business. */
export type CallCommandName = Exclude<
  Extract<KernelCommandName, `call.${string}`>,
  'call.reject' | `call.${string}-recording`
>;

/**
 * Carries out what an agent asks of a call. What `can` denies is refused here with the same words the SDK reads.
 * @throws {CallweaveError} `call.unknown`, `call.not-active`, `call.not-allowed-now`, `switch.unavailable`, …
 */
export function callCommand(
  step: Step,
  agentId: AgentId,
  command: CallCommandName,
  params: unknown,
  replyTo: string,
) {
  if (command === 'call.make') {
    const { to, data } = params as CommandParams<'call.make'>;
    const call = makeCall(step, agentOf(step, agentId), to, data ?? {});
    return answer(step, call, agentId, replyTo);
  }
  const { callId } = params as { readonly callId: CallId };
  switch (command) {
    case 'call.answer':
      permitted(step, callId, agentId, 'answer');
      throw new CallweaveError(
        'call.not-allowed-now',
        'This device answers by itself: pick up at the phone',
        {
          details: { callId },
        },
      );
    case 'call.hang-up':
      hangUp(step, permitted(step, callId, agentId, 'hangUp'));
      break;
    case 'call.hold':
      return orderHold(step, permitted(step, callId, agentId, 'hold'), agentId, 'held', replyTo);
    case 'call.retrieve':
      return orderHold(step, permitted(step, callId, agentId, 'retrieve'), agentId, 'retrieved', replyTo);
    case 'call.send-digits': {
      const call = permitted(step, callId, agentId, 'sendDigits');
      const { digits } = params as CommandParams<'call.send-digits'>;
      if (call.customerLegId !== null) {
        step.order({ do: 'switch.send-digits', legId: call.customerLegId, digits });
      }
      break;
    }
    case 'call.set-data': {
      const call = permitted(step, callId, agentId, 'setData');
      const { data } = params as CommandParams<'call.set-data'>;
      const next = saveCall(step, { ...call, data: checkedData(call.data, data) });
      announceCall(step, 'call.data-changed', next);
      markCustomer(step, next);
      break;
    }
    default:
      throw new CallweaveError('request.unknown-command', `There is no command ${command}.`);
  }
  answer(step, callOf(step, callId), agentId, replyTo);
}

/** Of a call-back that is being dialled he only lets go. */
function hangUp(step: Step, call: Call) {
  if (call.stage.phase === 'dialling') {
    return diallingOver(step, call, { whose: 'agent', cause: 'NORMAL_CLEARING' }, 'agent');
  }
  endCall(step, call.callId, { by: 'agent', cause: 'NORMAL_CLEARING' });
}

function answer(step: Step, call: Call, viewer: AgentId, replyTo: string): void {
  const latest = callOf(step, call.callId);
  step.order({ do: 'reply', to: replyTo, result: { call: snapshotOf(step, latest, viewer) } });
}

/** The call, when this agent may do this with it now. */
export function permitted(step: Step, callId: CallId, agentId: AgentId, what: keyof CallCapabilities): Call {
  const call = callOf(step, callId);
  const ended = call.stage.phase === 'ended';
  const takesPart = ended
    ? call.agentId === agentId || call.legs.some((leg) => leg.agentId === agentId)
    : agentsOn(call).includes(agentId);
  if (!takesPart)
    throw new CallweaveError('call.unknown', 'No such call of this agent', { details: { callId } });
  if (ended) throw new CallweaveError('call.not-active', 'The call has ended', { details: { callId } });
  if (!step.world.switchUp) {
    throw new CallweaveError('switch.unavailable', 'The media switch is not connected', {
      details: { callId },
    });
  }
  if (snapshotOf(step, call, agentId).can[what]) return call;
  throw new CallweaveError('call.not-allowed-now', `Not possible now: the call is ${call.stage.phase}`, {
    details: { callId, phase: call.stage.phase, needs: `can.${what}` },
  });
}
