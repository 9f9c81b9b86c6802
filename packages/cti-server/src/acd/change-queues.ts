import type { EpochMs, QueueId } from '@callweave/cti-core';
import { withMemberships } from '../agents/agent.machine.js';
import { announceAgent, saveAgent } from '../agents/agent.store.js';
import { isForwardedByRule } from '../calls/call.js';
import { liveCall } from '../calls/call.store.js';
import { liveContact } from '../contacts/contact.store.js';
import type { Step } from '../kernel/world.js';
import type { QueueSettings } from './acd.schema.js';
import { startAnnouncing } from './announce.js';
import { startComfort } from './comfort.js';
import { setNextContactRelaxation, standContactInLane } from './contact-places.js';
import { passTime } from './estimated-wait.js';
import { takeInMember } from './members.js';
import { rulesChanged } from './overflow.js';
import { type AnyPlace, byEntry, type ContactPlace, type Place, rankOf, scoreAt } from './place.js';
import { restorePlace, setNextRelaxation, standInLane } from './places.js';
import { createQueue, type Queue } from './queue.js';
import { touch } from './queue-events.js';

/** A queue that was made anew by new settings; its orders are empty until {@link fillQueues}. */
export interface QueueChange {
  readonly queue: Queue;
  /** As it was; null for one that is new. */
  readonly before: Queue | null;
}

/**
 * Puts new settings of the queues into force. A queue that changed keeps the day's figures, and those who wait keep
 * their places and offers; one that is gone serves those who wait, takes nobody new, and goes with its last call.
 */
export function changeQueues(step: Step, settings: readonly QueueSettings[]): QueueChange[] {
  const { queues } = step.world;
  const changes: QueueChange[] = [];
  for (const wanted of settings) {
    const before = queues.get(wanted.queueId) ?? null;
    if (before && !before.closing && !differs(before, wanted, Object.keys(wanted) as Setting[])) continue;
    // What is in it came by another channel.
    const inUse = before !== null && before.places.size + before.contacts.size > 0;
    const queue = createQueue(inUse ? { ...wanted, channel: before.channel } : wanted);
    if (before) keepFigures(queue, before, step.at);
    queues.set(queue.queueId, queue);
    step.world.parts.clear();
    changes.push({ queue, before });
    touch(step, queue);
  }
  const wanted = new Set(settings.map(({ queueId }) => queueId));
  for (const queue of [...queues.values()]) {
    if (wanted.has(queue.queueId)) continue;
    queue.closing = true;
    closeIfDone(step, queue.queueId);
  }
  return changes;
}

/** Orders callers and agents by the new settings, sets their timers anew, and has those who wait look at who is ready. */
export function fillQueues(step: Step, changes: readonly QueueChange[]): void {
  for (const change of changes) fill(step, change);
  for (const { queue, before } of changes) {
    if (before && differs(before, queue, ['overflow', 'hours'])) rulesChanged(step, queue);
  }
  const heads = changes
    .filter(({ queue, before }) => before && differs(before, queue, ['agents', 'requires', 'relax']))
    .flatMap(({ queue }) => [...queue.lanes.values()].map(({ places }) => ({ queue, place: places.first })))
    .filter((head): head is { queue: Queue; place: AnyPlace } => head.place !== undefined)
    .sort(
      (one, other) =>
        scoreAt(other.queue, other.place, step.at) - scoreAt(one.queue, one.place, step.at) ||
        byEntry(one.place, other.place),
    );
  const { calls, contacts } = step.world.unmatched;
  for (const { place } of heads) {
    if ('callId' in place) calls.set(place.callId, 'settings-changed');
    else contacts.set(place.contactId, 'settings-changed');
  }
}

/** A queue that the settings no longer have goes when its last call, waiting or served, is over or elsewhere. */
export function closeIfDone(step: Step, queueId: QueueId): void {
  const { queues, calls, contacts, parts } = step.world;
  const queue = queues.get(queueId);
  if (!queue?.closing || queue.places.size > 0 || queue.contacts.size > 0) return;
  for (const call of calls.values()) {
    if (call.queueId === queueId && call.stage.phase !== 'ended') return;
  }
  for (const contact of contacts.values()) {
    if (contact.queueId === queueId && contact.stage.phase !== 'ended') return;
  }
  queues.delete(queueId);
  parts.clear();
  for (const agentId of queue.members.keys()) {
    const agent = step.world.agents.get(agentId);
    if (!agent) continue;
    const memberships = agent.memberships.filter((membership) => membership.queueId !== queueId);
    announceAgent(step, saveAgent(step, withMemberships(agent, memberships)));
  }
  step.emit({ event: 'queue.removed', data: { queueId } });
}

function fill(step: Step, { queue, before }: QueueChange): void {
  for (const member of queue.members.values()) {
    const agent = step.world.agents.get(member.agentId);
    if (agent) takeInMember(member, agent, step.at);
  }
  if (!before) {
    for (const call of step.world.calls.values()) {
      // He rang at an agent, or outside, when a server started whose settings did not have this queue.
      const { phase } = call.stage;
      const stands = phase === 'offered' || isForwardedByRule(call.stage);
      if (call.queueId !== queue.queueId || !stands) continue;
      queue.today.entered += 1;
      restorePlace(step, call);
    }
    return;
  }
  const relaxes = differs(before, queue, ['relax']);
  fillContacts(step, queue, before, relaxes);
  const comforts = differs(before, queue, ['comfort']);
  const announces = differs(before, queue, ['announce']);
  for (const old of before.places.values()) {
    const { callId } = old;
    const call = liveCall(step, callId);
    if (!call) continue;
    const place: Place = { ...old, rank: rankOf(queue, old), lane: null };
    queue.places.set(callId, place);
    if (relaxes) {
      step.clearTimer({ guard: 'relax', callId });
      setNextRelaxation(step, queue, place, call);
    }
    if (comforts) {
      step.clearTimer({ guard: 'comfort', callId });
      startComfort(step, queue, callId);
    }
    if (announces) {
      step.clearTimer({ guard: 'announce', callId });
      startAnnouncing(step, queue, callId);
    }
    if (place.reservedFor !== null) continue;
    if (call.stage.phase === 'queued') standInLane(step, queue, place, call);
    else if (call.stage.phase === 'offered' && queue.chosenBy.ringsAll) queue.ringing.add(callId);
  }
}

function fillContacts(step: Step, queue: Queue, before: Queue, relaxes: boolean): void {
  for (const old of before.contacts.values()) {
    const { contactId } = old;
    const contact = liveContact(step, contactId);
    if (!contact) continue;
    const place: ContactPlace = { ...old, rank: rankOf(queue, old), lane: null };
    queue.contacts.set(contactId, place);
    if (relaxes) {
      step.clearTimer({ guard: 'contact-relax', contactId });
      setNextContactRelaxation(step, queue, place, contact);
    }
    if (contact.stage.phase === 'queued') standContactInLane(step, queue, place, contact);
  }
}

function keepFigures(queue: Queue, before: Queue, at: EpochMs): void {
  Object.assign(queue.today, before.today);
  passTime(before, at);
  // Who stands is counted as they take their places again.
  Object.assign(queue.pace, { ...before.pace, standing: 0 });
  queue.recent.push(...before.recent);
  // The round goes on behind the agent it had come to, or behind the nearest before him who is still there.
  for (const [level, position] of before.lastOffered) {
    const passed = before.agents.slice(0, position + 1).reverse();
    for (const { agentId } of passed) {
      const member = queue.members.get(agentId);
      if (member?.level !== level) continue;
      queue.lastOffered.set(level, member.position);
      break;
    }
  }
}

type Setting = keyof QueueSettings;

function differs(one: QueueSettings, other: QueueSettings, settings: readonly Setting[]): boolean {
  return settings.some(
    (name) => one[name] !== other[name] && JSON.stringify(one[name]) !== JSON.stringify(other[name]),
  );
}
