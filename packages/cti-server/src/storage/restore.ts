import type { QueueSnapshot, RecordingId } from '@callweave/cti-core';
import type { RestoredAgent, RestoredCall, RestoredContact, RestoredState } from '../kernel/index.js';
import type { Database } from './database.js';

/** What a server that starts must know of the one before it. `since` is the site's last midnight, epoch milliseconds. */
export async function readRestored(database: Database, since: number): Promise<RestoredState> {
  const calls = await database
    .selectFrom('calls as c')
    // The call's last snapshot may be older than the start of its recording.
    .leftJoin('recordings as r', (join) =>
      join.onRef('r.call_id', '=', 'c.call_id').on('r.state', '=', 'running'),
    )
    .select(['c.snapshot', 'r.recording_id as recordingId'])
    .where('c.ended_at', 'is', null)
    .orderBy('c.arrived_at')
    .execute();
  const contacts = await database
    .selectFrom('contacts')
    .select('snapshot')
    .where('ended_at', 'is', null)
    .orderBy('queued_at')
    .execute();
  const snapshots = await database.selectFrom('snapshots').select(['kind', 'at', 'data']).execute();
  return {
    calls: calls.map(({ snapshot, recordingId }) => {
      const call = snapshot as RestoredCall;
      return { ...call, recordingId: call.recordingId ?? (recordingId as RecordingId | null) };
    }),
    agents: snapshots
      .filter((row) => row.kind === 'agent')
      .map((row) => {
        const agent = row.data as RestoredAgent;
        return row.at >= since ? agent : { ...agent, today: { calls: 0, talkMs: 0, missed: 0 } };
      }),
    queues: snapshots
      .filter((row) => row.kind === 'queue' && row.at >= since)
      .map((row) => row.data as QueueSnapshot),
    contacts: contacts.map(({ snapshot }) => snapshot as RestoredContact),
  };
}

/** The last number that an owner gave out; 0 for a new one. */
export async function lastSeq(database: Database, owner: string): Promise<number> {
  const row = await database
    .selectFrom('event_log')
    .select((select) => select.fn.max('seq').as('seq'))
    .where('owner', '=', owner)
    .executeTakeFirst();
  return row?.seq ?? 0;
}
