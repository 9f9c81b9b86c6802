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
import { type AnnotationCommandName, annotate } from './annotate.js';
import { attend } from './attend.js';
import { agentsOn, type Call } from './call.js';
import { announceCall, callOf, markCustomer, saveCall, snapshotOf } from './call.store.js';
import { diallingOver } from './call-back.js';
import { checkedData } from './call-data.js';
import { answerCall } from './call-waiting.js';
import { confer, conferenceOf } from './conference.js';
import { leaveConference } from './conference-facts.js';
import { dropParty, invite, lockConference, muteParty } from './conference-parties.js';
import { completeTransfer, consult, returnToCaller, swappedTo } from './consult.js';
import { endCall } from './end-call.js';
import { holdApart, orderHold } from './hold.js';
import { isApart, sideOf, talkingWith } from './line.js';
import { makeCall } from './make-call.js';
import { parkCall, pickUp } from './park.js';
import { transferCall } from './transfer.js';

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
    const { to, data = {}, queueId = null, video = false } = params as CommandParams<'call.make'>;
    const call = makeCall(step, agentOf(step, agentId), to, { data, queueId, video });
    return answer(step, call, agentId, replyTo);
  }
  const { callId } = params as { readonly callId: CallId };
  switch (command) {
    case 'call.answer':
      if (answerCall(step, permitted(step, callId, agentId, 'answer'), agentId, replyTo) === 'later') return;
      break;
    case 'call.hang-up':
      hangUp(step, permitted(step, callId, agentId, 'hangUp'), agentId);
      break;
    case 'call.hold': {
      const call = permitted(step, callId, agentId, 'hold');
      const withPictures = call.video ? talkingWith(call, agentId) : null;
      if (withPictures === null) return orderHold(step, call, agentId, 'held', replyTo);
      holdApart(step, withPictures, agentId);
      break;
    }
    case 'call.retrieve':
      return retrieve(step, permitted(step, callId, agentId, 'retrieve'), agentId, replyTo);
    case 'call.swap': {
      const call = permitted(step, callId, agentId, 'swap');
      return retrieve(step, callOf(step, swappedTo(step, call, agentId)), agentId, replyTo);
    }
    case 'call.transfer': {
      const { destination } = params as CommandParams<'call.transfer'>;
      transferCall(step, permitted(step, callId, agentId, 'transfer'), agentId, destination);
      break;
    }
    case 'call.consult': {
      const { destination } = params as CommandParams<'call.consult'>;
      const made = consult(step, permitted(step, callId, agentId, 'consult'), agentId, destination);
      return answer(step, made, agentId, replyTo);
    }
    case 'call.complete-transfer':
      return completeTransfer(step, permitted(step, callId, agentId, 'completeTransfer'), replyTo);
    case 'call.return':
      return returnToCaller(step, permitted(step, callId, agentId, 'return'), agentId, replyTo);
    case 'call.conference':
      confer(step, permitted(step, callId, agentId, 'conference'), agentId);
      break;
    case 'call.invite': {
      const { destination } = params as CommandParams<'call.invite'>;
      invite(step, permitted(step, callId, agentId, 'invite'), agentId, destination);
      break;
    }
    case 'call.mute-party': {
      const { legId, muted } = params as CommandParams<'call.mute-party'>;
      muteParty(step, permitted(step, callId, agentId, 'manageParties'), legId, muted);
      break;
    }
    case 'call.drop-party': {
      const { legId } = params as CommandParams<'call.drop-party'>;
      dropParty(step, permitted(step, callId, agentId, 'manageParties'), legId);
      break;
    }
    case 'call.lock': {
      const { locked } = params as CommandParams<'call.lock'>;
      lockConference(step, permitted(step, callId, agentId, 'manageParties'), locked);
      break;
    }
    case 'call.park': {
      const { slot } = params as CommandParams<'call.park'>;
      parkCall(step, permitted(step, callId, agentId, 'park'), agentId, slot);
      break;
    }
    case 'call.pick-up':
      switchIsThere(step, callId);
      pickUp(step, callId, agentId);
      break;
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
    case 'call.set-disposition':
    case 'call.set-tags':
    case 'call.add-note':
      annotate(step, agentId, command, params as CommandParams<AnnotationCommandName>);
      break;
  }
  answer(step, callOf(step, callId), agentId, replyTo);
}

/** What was held at his phone is retrieved there; what he was parted from he turns to. */
function retrieve(step: Step, call: Call, agentId: AgentId, replyTo: string) {
  const talking = talkingWith(call, agentId);
  const side = talking && sideOf(talking, agentId);
  if (talking && side && isApart(talking, side)) return attend(step, call.callId, agentId, replyTo);
  const work = agentOf(step, agentId).seat?.work;
  const attendsIt = work !== undefined && work.is !== 'idle' && work.callId === call.callId;
  if (!attendsIt) return attend(step, call.callId, agentId, replyTo);
  orderHold(step, call, agentId, 'retrieved', replyTo);
}

/** Of a call-back that is being dialled he only lets go; a conference goes on without him. */
function hangUp(step: Step, call: Call, agentId: AgentId) {
  const conference = conferenceOf(call);
  if (conference) return leaveConference(step, conference, agentId);
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
  switchIsThere(step, callId);
  if (snapshotOf(step, call, agentId).can[what]) return call;
  throw new CallweaveError('call.not-allowed-now', `Not possible now: the call is ${call.stage.phase}`, {
    details: { callId, phase: call.stage.phase, needs: `can.${what}` },
  });
}

function switchIsThere(step: Step, callId: CallId): void {
  if (step.world.switchUp) return;
  throw new CallweaveError('switch.unavailable', 'The media switch is not connected', {
    details: { callId },
  });
}
