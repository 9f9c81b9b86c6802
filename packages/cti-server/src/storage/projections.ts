import type { AgentSnapshot, CallSnapshot, ContactSnapshot } from '@callweave/cti-core';
import type { Transaction } from 'kysely';
import type { JournalEntry } from '../kernel/index.js';
import { projectDelivery } from './alarm-deliveries.js';
import { projectAlarm } from './alarms.js';
import { saveFindings } from './recording-findings.js';
import type { CallsTable, Tables } from './tables.js';

/**
 * Writes a batch of events into the tables that are read, in the journal's own transaction. Alarms are kept for the web hook under
 * the name of `deliversFor`, who numbers the events; for nobody when it is left out.
 */
export async function project(
  tx: Transaction<Tables>,
  entries: readonly JournalEntry[],
  deliversFor: string | null = null,
): Promise<void> {
  const calls = new Map<string, CallSnapshot>();
  const contacts = new Map<string, ContactSnapshot>();
  const agents = new Map<string, { agent: AgentSnapshot; at: number }>();
  const queues = new Map<string, { data: unknown; at: number }>();
  const trunks = new Map<string, { data: unknown; at: number }>();
  for (const entry of entries) {
    const { data } = entry;
    if ('call' in data) calls.set(data.call.callId, data.call);
    if ('contact' in data) contacts.set(data.contact.contactId, data.contact);
    if ('agent' in data) agents.set(data.agent.agentId, { agent: data.agent, at: entry.at });
    if (entry.event === 'agent.removed') await forget(agents, tx, 'agent', entry.data.agentId);
    if (entry.event === 'queue.removed') await forget(queues, tx, 'queue', entry.data.queueId);
    if (entry.event === 'queue.changed')
      queues.set(entry.data.queue.queueId, { data: entry.data.queue, at: entry.at });
    if (entry.event === 'trunk.changed')
      trunks.set(entry.data.trunk.name, { data: entry.data.trunk, at: entry.at });
    await projectAlarm(tx, entry);
    if (deliversFor !== null) await projectDelivery(tx, deliversFor, entry);
    await projectActivity(tx, entry);
    await projectRecording(tx, entry);
  }
  await saveCalls(tx, [...calls.values()]);
  await saveFindings(tx, [...calls.values()]);
  for (const contact of contacts.values()) await saveContact(tx, contact);
  for (const [id, { agent, at }] of agents) await saveSnapshot(tx, 'agent', id, at, agent);
  for (const [id, { data, at }] of queues) await saveSnapshot(tx, 'queue', id, at, data);
  for (const [id, { data, at }] of trunks) await saveSnapshot(tx, 'trunk', id, at, data);
}

async function projectActivity(tx: Transaction<Tables>, entry: JournalEntry): Promise<void> {
  if (entry.event !== 'agent.state-changed') return;
  const { agent, to, reason } = entry.data;
  await tx
    .updateTable('agent_activity')
    .set({ to_at: entry.at })
    .where('agent_id', '=', agent.agentId)
    .where('to_at', 'is', null)
    .execute();
  if (to === 'logged-out') return;
  await tx
    .insertInto('agent_activity')
    .values({
      agent_id: agent.agentId,
      state: to,
      reason,
      call_id: agent.callId,
      from_at: entry.at,
      to_at: null,
    })
    .execute();
}

async function projectRecording(tx: Transaction<Tables>, entry: JournalEntry): Promise<void> {
  switch (entry.event) {
    case 'recording.started':
      await tx
        .insertInto('recordings')
        .values({
          recording_id: entry.data.recordingId,
          call_id: entry.data.callId,
          path: pathOf(entry.data.recordingId, entry.at),
          state: 'running',
          kind: entry.data.voicemail ? 'voicemail' : 'call',
          queue_id: entry.data.voicemail?.queueId ?? null,
          started_at: entry.at,
          duration_ms: null,
          bytes: null,
          sha256: null,
          reason: null,
          hold_reason: null,
          hold_by: null,
          hold_at: null,
          deleted_at: null,
          direction: null,
          caller: null,
          called: null,
          trunk: null,
          disposition: null,
          notes: null,
        })
        .onConflict((conflict) => conflict.column('recording_id').doNothing())
        .execute();
      return;
    case 'recording.stopped':
      await tx
        .updateTable('recordings')
        .set({ state: 'stopped', duration_ms: entry.data.durationMs })
        .where('recording_id', '=', entry.data.recordingId)
        .where('state', '=', 'running')
        .execute();
      return;
    case 'recording.stored':
      await tx
        .updateTable('recordings')
        .set({ state: 'stored' })
        .where('recording_id', '=', entry.data.recordingId)
        .execute();
      return;
    case 'recording.failed':
      await tx
        .updateTable('recordings')
        .set({ state: 'failed', reason: entry.data.reason })
        .where('recording_id', '=', entry.data.recordingId)
        .execute();
      return;
    default:
      return;
  }
}

/** Where a recording lies below the recordings folder, as the recording domain names it. */
export function pathOf(recordingId: string, startedAt: number): string {
  return `${new Date(startedAt).toISOString().slice(0, 10)}/${recordingId}.wav`;
}

const BATCH = 500;

async function saveCalls(tx: Transaction<Tables>, calls: readonly CallSnapshot[]): Promise<void> {
  for (let from = 0; from < calls.length; from += BATCH) {
    const rows = calls.slice(from, from + BATCH).map(callRow);
    await tx
      .insertInto('calls')
      .values(rows)
      .onConflict((conflict) =>
        conflict.column('call_id').doUpdateSet((row) => {
          const changed = Object.keys(rows[0] ?? {}).filter(
            (name) => name !== 'call_id',
          ) as (keyof CallsTable)[];
          return Object.fromEntries(changed.map((name) => [name, row.ref(`excluded.${name}`)]));
        }),
      )
      .execute();
  }
}

/** A call detail record. Waiting runs from entry into the queue to answer or end; talk from answer to end. */
function callRow(call: CallSnapshot): CallsTable {
  const waitEnd = call.answeredAt ?? call.endedAt;
  return {
    call_id: call.callId,
    direction: call.direction,
    caller: call.caller,
    caller_name: call.callerName,
    called: call.called,
    trunk: call.trunk,
    queue_id: call.queueId,
    queue_name: call.queueName,
    agent_id: call.agentId,
    keys: call.keys,
    arrived_at: call.arrivedAt,
    queued_at: call.queuedAt,
    answered_at: call.answeredAt,
    ended_at: call.endedAt,
    wait_ms: call.queuedAt === null || waitEnd === null ? null : waitEnd - call.queuedAt,
    talk_ms: call.answeredAt === null || call.endedAt === null ? null : call.endedAt - call.answeredAt,
    ended_by: call.endedBy,
    cause: call.cause,
    recording_id: call.recordingId,
    snapshot: JSON.stringify(call),
  };
}

async function saveContact(tx: Transaction<Tables>, contact: ContactSnapshot): Promise<void> {
  const { contactId, channel, customer, queueId, agentId, queuedAt, acceptedAt, endedAt, outcome } = contact;
  const row = {
    channel,
    customer,
    queue_id: queueId,
    agent_id: agentId,
    queued_at: queuedAt,
    accepted_at: acceptedAt,
    ended_at: endedAt,
    outcome,
    snapshot: JSON.stringify(contact),
  };
  await tx
    .insertInto('contacts')
    .values({ contact_id: contactId, ...row })
    .onConflict((conflict) => conflict.column('contact_id').doUpdateSet(row))
    .execute();
}

/** It is gone from the settings: a start must not find it, nor what this batch said of it before. */
async function forget(
  unsaved: Map<string, unknown>,
  tx: Transaction<Tables>,
  kind: 'agent' | 'queue',
  id: string,
): Promise<void> {
  unsaved.delete(id);
  await tx.deleteFrom('snapshots').where('kind', '=', kind).where('id', '=', id).execute();
}

async function saveSnapshot(
  tx: Transaction<Tables>,
  kind: 'agent' | 'queue' | 'trunk',
  id: string,
  at: number,
  data: unknown,
): Promise<void> {
  await tx
    .insertInto('snapshots')
    .values({ kind, id, at, data: JSON.stringify(data) })
    .onConflict((conflict) =>
      conflict
        .columns(['kind', 'id'])
        .doUpdateSet((row) => ({ at: row.ref('excluded.at'), data: row.ref('excluded.data') })),
    )
    .execute();
}
