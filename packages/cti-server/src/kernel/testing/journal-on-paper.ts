import type {
  AgentId,
  AgentSnapshot,
  CallId,
  CallSnapshot,
  ContactId,
  ContactSnapshot,
  QueueId,
  QueueSnapshot,
  RecordingId,
  TrunkSnapshot,
} from '@callweave/cti-core';
import type { GivenUp, KernelEvent, LastAgent, RestoredState } from '../index.js';

/** An event, and when it was. */
export type Told = KernelEvent & { readonly at: number };

/** What the database knows, as a server that starts reads it. */
export function journalled(told: readonly Told[]): RestoredState {
  const calls = new Map<CallId, CallSnapshot>();
  const agents = new Map<AgentId, AgentSnapshot>();
  const queues = new Map<QueueId, QueueSnapshot>();
  const contacts = new Map<ContactId, ContactSnapshot>();
  const recordings = new Map<CallId, RecordingId>();
  const trunks = new Map<string, TrunkSnapshot>();
  for (const { event, data } of told) {
    if (event === 'recording.started') recordings.set(data.callId, data.recordingId);
    if ('call' in data) calls.set(data.call.callId, data.call);
    if ('agent' in data) agents.set(data.agent.agentId, data.agent);
    if ('contact' in data) contacts.set(data.contact.contactId, data.contact);
    if (event === 'trunk.changed') trunks.set(data.trunk.name, data.trunk);
    if (event === 'queue.changed') queues.set(data.queue.queueId, data.queue);
  }
  return {
    // The call's last snapshot may be older than its recording, which has a row of its own.
    calls: [...calls.values()]
      .filter((call) => call.phase !== 'ended')
      .map((call) => ({ ...call, recordingId: call.recordingId ?? recordings.get(call.callId) ?? null })),
    ended: [...calls.values()].filter((call) => call.phase === 'ended'),
    agents: [...agents.values()],
    queues: [...queues.values()],
    trunks: [...trunks.values()],
    ...remembered(told),
    contacts: [...contacts.values()].filter(({ phase }) => phase !== 'ended'),
  };
}

/** What the database finds in the records of calls. */
function remembered(told: readonly Told[]): Pick<RestoredState, 'lastAgents' | 'givenUp'> {
  const lastAgents: LastAgent[] = [];
  const givenUp: GivenUp[] = [];
  for (const { event, data, at } of told) {
    if (!('call' in data)) continue;
    const { caller, agentId, queueId, queuedAt, abandoned, direction } = data.call;
    if (event === 'call.answered' && agentId !== null && direction === 'inbound')
      lastAgents.push({ caller, agentId, at });
    if (event === 'call.queued' && queuedAt !== null) {
      const used = givenUp.findIndex(
        (one) => one.caller === caller && one.queueId === queueId && one.at <= queuedAt,
      );
      if (used >= 0) givenUp.splice(used, 1);
    }
    if (abandoned && queueId !== null) givenUp.push({ queueId, caller, since: queuedAt ?? 0, at });
  }
  return { lastAgents, givenUp };
}
