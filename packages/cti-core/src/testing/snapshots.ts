import type { AgentSnapshot } from '../agent.js';
import type { CallSnapshot, LegSnapshot } from '../call.js';
import { agentCapabilities, callCapabilities, contactCapabilities } from '../capabilities.js';
import type { ContactSnapshot } from '../contact.js';
import type { AgentId, CallId, ContactId, LegId, OfferId, QueueId } from '../ids.js';
import type { QueueSnapshot } from '../queue.js';
import type { RoutingDecision } from '../routing.js';

/** 2026-01-05 09:00 UTC, when {@link ManualClock} starts. */
const NINE = Date.UTC(2026, 0, 5, 9);

/** An agent as after his log-in at 1001, ready; `can` follows from the facts unless it is given. */
export function anAgent(facts: Partial<AgentSnapshot> = {}): AgentSnapshot {
  const agent = {
    agentId: 'a-1001' as AgentId,
    name: 'Lin Wei',
    extension: '1001',
    device: 'browser',
    state: 'ready',
    auxReason: null,
    since: NINE,
    wrapUpEndsAt: null,
    wrapUpForced: false,
    next: null,
    callId: null,
    offerId: null,
    queueIds: ['orders' as QueueId],
    reachable: true,
    today: { calls: 0, talkMs: 0, missed: 0 },
    ...facts,
  } as const satisfies Omit<AgentSnapshot, 'can'>;
  return { ...agent, can: facts.can ?? agentCapabilities(agent) };
}

/** A chat, offered to agent `a-1001` unless the facts say otherwise; `can` is his. */
export function aContact(facts: Partial<ContactSnapshot> = {}): ContactSnapshot {
  const agentId = 'a-1001' as AgentId;
  const phase = facts.phase ?? 'offered';
  const contact = {
    contactId: 'contact-1' as ContactId,
    channel: 'chat',
    phase,
    queueId: 'chats' as QueueId,
    queueName: 'Chats',
    customer: 'wx-77',
    data: {},
    priority: 0,
    requires: {},
    agentId: phase === 'active' ? agentId : null,
    offer:
      phase === 'offered'
        ? {
            offerId: 'offer-1' as OfferId,
            agentId,
            startedAt: NINE,
            deadline: NINE + 20_000,
            autoAnswer: false,
          }
        : null,
    queuedAt: NINE,
    acceptedAt: phase === 'active' ? NINE : null,
    endedAt: null,
    outcome: null,
    ...facts,
  } satisfies Omit<ContactSnapshot, 'can'>;
  return { ...contact, can: facts.can ?? contactCapabilities(contact, agentId) };
}

/** A customer's leg, connected since nine. */
export function aLeg(facts: Partial<LegSnapshot> = {}): LegSnapshot {
  return {
    legId: 'leg-customer' as LegId,
    party: 'customer',
    agentId: null,
    address: '13800138000',
    state: 'connected',
    startedAt: NINE,
    answeredAt: NINE,
    ...facts,
  };
}

/**
 * A customer's call, offered to agent `a-1001` unless the facts say otherwise; `can` is that of `viewer` unless it is
 * given.
 */
export function aCall(
  facts: Partial<CallSnapshot> = {},
  viewer: AgentId | null = 'a-1001' as AgentId,
): CallSnapshot {
  const phase = facts.phase ?? 'offered';
  const agentId = 'a-1001' as AgentId;
  const legId = 'leg-agent' as LegId;
  const answered = phase === 'talking' || phase === 'ended';
  const agentLeg = aLeg({
    legId,
    party: 'agent',
    agentId,
    address: '1001',
    state: phase === 'ended' ? 'ended' : answered ? 'connected' : 'alerting',
    startedAt: NINE + 10_000,
    answeredAt: answered ? NINE + 13_000 : null,
  });
  const call = {
    callId: 'call-1' as CallId,
    direction: 'inbound',
    phase,
    caller: '13800138000',
    callerName: null,
    called: '4008001234',
    trunk: 'pstn-1',
    queueId: 'orders' as QueueId,
    queueName: 'Orders',
    agentId: answered ? agentId : null,
    offer:
      phase === 'offered'
        ? {
            offerId: 'offer-1' as OfferId,
            agentId,
            legId,
            startedAt: NINE + 10_000,
            deadline: NINE + 30_000,
            autoAnswer: false,
          }
        : null,
    keys: '1',
    data: {},
    legs: [
      aLeg(phase === 'ended' ? { state: 'ended' } : {}),
      ...(phase === 'offered' || answered ? [agentLeg] : []),
    ],
    arrivedAt: NINE,
    queuedAt: NINE + 5_000,
    answeredAt: answered ? NINE + 13_000 : null,
    heldSince: null,
    endedAt: phase === 'ended' ? NINE + 60_000 : null,
    endedBy: phase === 'ended' ? 'customer' : null,
    cause: phase === 'ended' ? 'NORMAL_CLEARING' : null,
    recordingId: null,
    ...facts,
  } satisfies Omit<CallSnapshot, 'can'>;
  return { ...call, can: facts.can ?? callCapabilities(call, viewer) };
}

/** An empty queue with one ready agent. */
export function aQueue(facts: Partial<QueueSnapshot> = {}): QueueSnapshot {
  return {
    queueId: 'orders' as QueueId,
    name: 'Orders',
    waiting: [],
    estimatedWaitMs: null,
    agents: { loggedIn: 1, ready: 1, busy: 0, wrapUp: 0, aux: 0 },
    today: {
      entered: 0,
      answered: 0,
      abandoned: 0,
      shortAbandoned: 0,
      overflowed: 0,
      calledBack: 0,
      callBacksFailed: 0,
      serviceLevel: null,
      averageWaitMs: null,
    },
    ...facts,
  };
}

/** A caller who came was offered to agent `a-1001` of queue `orders` at once. */
export function aDecision(facts: Partial<RoutingDecision> = {}): RoutingDecision {
  return {
    queueId: 'orders' as QueueId,
    trigger: 'entered',
    outcome: { is: 'offered', agentId: 'a-1001' as AgentId },
    rule: 'longest idle',
    asked: { requires: {}, reach: null, relaxed: 0, score: 0 },
    considered: [{ agentId: 'a-1001' as AgentId, why: 'chosen', detail: null }],
    skipped: { lacksSkill: 0, beyondReach: 0, busy: 0, wrapUp: 0, aux: 0, loggedOut: 0 },
    passedOver: [],
    ...facts,
  };
}
