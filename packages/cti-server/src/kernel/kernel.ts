import type { AgentId, CallSnapshot, QueueId } from '@callweave/cti-core';
import {
  agentChanged,
  beginCallBack,
  contactLetGo,
  customerNotReached,
  enqueue,
  enqueueAgain,
  forwardFailed,
  isUnmatched,
  callEnded as leaveQueue,
  callJoined as leaveQueueAnswered,
  callForwarded as leaveQueueForwarded,
  lookAtAll,
  match,
  newQueueDay,
  snapshotOfQueue,
} from '../acd/index.js';
import { agentSnapshotOf, callIdOf, callIdsOf } from '../agents/agent.js';
import { NO_FIGURES } from '../agents/agent.machine.js';
import { announceAgent, saveAgent } from '../agents/agent.store.js';
import { agentRegistered } from '../calls/agent-return.js';
import { callWith } from '../calls/call.change.js';
import { liveCall, saveCall, viewOf } from '../calls/call.store.js';
import { ringWaiting } from '../calls/call-waiting.js';
import { NO_WANTS } from '../calls/call-wants.js';
import { conferenceOf } from '../calls/conference.js';
import { confereeRegistered } from '../calls/conference-facts.js';
import { makerRegistered } from '../calls/make-call.js';
import { ringAgain } from '../calls/offer.js';
import { announceParking, parkAgain, parkedCalls } from '../calls/park.js';
import { type Contact, contactSnapshotOf } from '../contacts/contact.js';
import { enterFlow, callEnded as leaveFlow, lookupEnded, messageRecorded, startFlow } from '../ivr/index.js';
import { callEnded as closeRecording, callJoined as record, recordMessage } from '../recording/index.js';
import { followAgents, supervisionSnapshotOf } from '../supervision/index.js';
import type { FewMap } from './collections/few-map.js';
import { takeCommand } from './commands.js';
import { takeFact } from './facts.js';
import { orderFailed } from './failed-orders.js';
import type { Kernel, KernelInput, KernelSettings, RestoredState } from './kernel.types.js';
import { dismissLeaving, takeSettings } from './new-settings.js';
import { createWorld, startRestored } from './restore.js';
import { type AgentListener, OpenStep } from './step.js';
import { takeTimer } from './timers.js';
import { newTrunkDay } from './trunks.js';
import type { Signal, Step, World } from './world.js';

/** What a kernel is made of; it has no clock and draws no random number. */
export interface KernelParts {
  readonly settings: KernelSettings;
  /** Ids for calls, legs, offers and recordings; unique for ever. */
  readonly ids: () => string;
  readonly restored?: RestoredState;
}

/**
 * Builds the decider. It owns all calls, agents and queues; {@link Kernel.step} is the only way to change them. Tests that
 * look into its world hand it in.
 */
export function createKernel(
  parts: KernelParts,
  world: World = createWorld(parts.settings, parts.restored),
): Kernel {
  const { ids } = parts;
  const now: AgentListener = (step, { before, after }) => agentChanged(step, before, after);
  const step = new OpenStep(world, ids, now);
  for (const agent of world.agents.values()) agentChanged(step, null, agent);
  world.dirtyQueues.clear();
  for (const queue of world.queues.values()) queue.dirty = false;
  world.timers.clear();
  world.unmatched.rules.clear();

  function callView(callId: CallSnapshot['callId'], viewer: AgentId | null): CallSnapshot | null {
    const call = world.calls.get(callId);
    return call ? viewOf(world, call, viewer) : null;
  }

  const contactView = (contact: Contact, viewer: AgentId | null) =>
    contactSnapshotOf(contact, viewer, world.queues.get(contact.queueId)?.name ?? null);

  function stepOf(input: KernelInput): OpenStep {
    step.begin(input.at);
    take(step, input);
    settle(step);
    followAgents(step);
    settle(step);
    // What an offer changes may make a rule hold, which sends a caller to where somebody is free.
    while (isUnmatched(world)) {
      match(step);
      settle(step);
    }
    return step;
  }

  return {
    step: (input) => stepOf(input).output(),
    stepUndrawn: (input, listener) => stepOf(input).handTo(listener),
    agentSnapshot(agentId) {
      const agent = world.agents.get(agentId);
      return agent ? agentSnapshotOf(agent) : null;
    },
    callSnapshot: callView,
    agentSnapshots: () => [...world.agents.values()].map(agentSnapshotOf),
    queueSnapshots: () => [...world.queues.values()].map((queue) => snapshotOfQueue(world, queue)),
    callerIdOf: (queueId) => world.queues.get(queueId)?.callerId ?? null,
    trunkSnapshots: () => [...world.trunks.values()],
    parkedCalls: () => parkedCalls(world),
    callsOfAgent(agentId) {
      const agent = world.agents.get(agentId);
      return (agent ? callIdsOf(agent) : []).flatMap((callId) => callView(callId, agentId) ?? []);
    },
    contactSnapshot(contactId, viewer) {
      const contact = world.contacts.get(contactId);
      return contact ? contactView(contact, viewer) : null;
    },
    contactSnapshots: () =>
      [...world.contacts.values()]
        .filter(({ stage }) => stage.phase !== 'ended')
        .map((contact) => contactView(contact, null)),
    contactsOfAgent: (agentId) =>
      (world.agents.get(agentId)?.seat?.contacts ?? []).flatMap(({ contactId }) => {
        const contact = world.contacts.get(contactId);
        return contact ? [contactView(contact, agentId)] : [];
      }),
    supervisions: () => [...world.supervisions.values()].map(supervisionSnapshotOf),
    supervisionOf(supervisorId) {
      const supervision = world.supervisions.get(supervisorId);
      return supervision ? supervisionSnapshotOf(supervision) : null;
    },
    switchConnected: () => world.switchUp,
    switchCarriesVideo: () => world.switchUp && world.switchVideo,
  };
}

function take(step: Step, input: KernelInput) {
  switch (input.input) {
    case 'switch':
      return takeFact(step, input.fact);
    case 'command':
      return takeCommand(step, input);
    case 'timer':
      return takeTimer(step, input.guard);
    case 'order-failed':
      return orderFailed(step, input.order, input.error);
    case 'lookup-result':
      return lookupEnded(step, input.key, input.outcome);
    case 'settings':
      return takeSettings(step, input.settings);
    case 'new-day':
      return newDay(step);
    case 'start':
      return startRestored(step);
  }
}

/** News may make rules of a queue hold, and these make news. */
function settle(step: OpenStep): void {
  const { rules } = step.world.unmatched;
  for (;;) {
    const signal = step.nextSignal();
    if (signal) hear(step, signal);
    else if ((rules.size === 0 || !lookAtNext(step, rules)) && !dismissLeaving(step)) return;
  }
}

function lookAtNext(step: Step, rules: FewMap<QueueId, true>): boolean {
  for (const queueId of rules.keys()) {
    rules.delete(queueId);
    if (step.world.switchUp) lookAtAll(step, queueId);
    return true;
  }
  return false;
}

/** Brings news of one domain to those it must not know. */
function hear(step: Step, signal: Signal) {
  switch (signal.signal) {
    case 'call.to-queue': {
      const call = liveCall(step, signal.callId);
      if (call && signal.with) saveCall(step, callWith(call, { wants: { ...NO_WANTS, ...signal.with } }));
      return enqueue(step, signal.callId, signal.queueId);
    }
    case 'call.to-flow': {
      const call = liveCall(step, signal.callId);
      if (!call) return;
      return signal.flow === null ? startFlow(step, call) : enterFlow(step, call, signal.flow);
    }
    case 'call.leaves-message': {
      const call = liveCall(step, signal.callId);
      if (call) recordMessage(step, call, signal.limits);
      return;
    }
    case 'call.message-left':
      return messageRecorded(step, signal.callId);
    case 'call.back-to-queue':
      return enqueueAgain(step, signal.callId);
    case 'call.joined': {
      const call = liveCall(step, signal.callId);
      if (!call) return;
      leaveQueueAnswered(step, call);
      return record(step, call);
    }
    case 'call.forwarded': {
      const call = liveCall(step, signal.callId);
      if (!call) return;
      leaveQueueForwarded(step, call);
      return record(step, liveCall(step, signal.callId) ?? call);
    }
    case 'call.awaits-call-back': {
      const call = liveCall(step, signal.callId);
      if (call) closeRecording(step, call);
      return beginCallBack(step, signal.callId);
    }
    case 'call.not-reached':
      return customerNotReached(step, signal.callId, signal.agentId, signal);
    case 'call.forward-failed':
      return forwardFailed(step, signal.callId, signal.number);
    case 'contact.let-go':
      return contactLetGo(step, signal.contactId, signal.agentId);
    case 'call.ended':
      leaveQueue(step, signal.call);
      leaveFlow(step, signal.call);
      return closeRecording(step, signal.call);
    case 'parking.changed':
      return announceParking(step);
    case 'call.not-picked-up':
      return parkAgain(step, signal.callId, signal.from);
    case 'agent.free-for-waiting':
      return ringWaiting(step, signal.agentId);
    case 'agent.registered':
      return softphoneBack(step, signal.agentId);
    case 'agent.changed':
      return;
  }
}

/** AGT-8: a page that was loaded anew gets back what its predecessor was in. */
function softphoneBack(step: Step, agentId: AgentId) {
  const agent = step.world.agents.get(agentId);
  const callId = agent ? callIdOf(agent) : null;
  const call = callId === null ? null : liveCall(step, callId);
  if (!agent || !call) return;
  switch (agent.seat?.work.is) {
    case 'offered':
      return ringAgain(step, call, agent);
    case 'dialling':
      return makerRegistered(step, call.callId, agent);
    case 'talking':
    case 'holding': {
      const conference = conferenceOf(call);
      return conference
        ? confereeRegistered(step, conference, agentId)
        : agentRegistered(step, call, agentId);
    }
    default:
      return;
  }
}

function newDay(step: Step): void {
  newQueueDay(step);
  newTrunkDay(step);
  for (const agent of step.world.agents.values()) {
    const { calls, talkMs, missed, contacts } = agent.today;
    if (calls === 0 && talkMs === 0 && missed === 0 && contacts === undefined) continue;
    announceAgent(step, saveAgent(step, { ...agent, today: NO_FIGURES }));
  }
}
