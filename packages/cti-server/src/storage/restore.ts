import type { QueueSnapshot } from '@callweave/cti-core';
import type { RestoredAgent, RestoredCall, RestoredState } from '../kernel/index.js';
import type { Database } from './database.js';

/** What a server that starts must know of the one before it. `since` is the site's last midnight, epoch milliseconds. */
export async function readRestored(database: Database, since: number): Promise<RestoredState> {
  const calls = await database
    .selectFrom('calls')
    .select('snapshot')
    .where('ended_at', 'is', null)
    .orderBy('arrived_at')
    .execute();
  const snapshots = await database.selectFrom('snapshots').select(['kind', 'at', 'data']).execute();
  return {
    calls: calls.map((row) => row.snapshot as RestoredCall),
    agents: snapshots
      .filter((row) => row.kind === 'agent')
      .map((row) => row.data as RestoredAgent)
      .filter((agent) => agent.state !== 'logged-out'),
    queues: snapshots
      .filter((row) => row.kind === 'queue' && row.at >= since)
      .map((row) => row.data as QueueSnapshot),
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
