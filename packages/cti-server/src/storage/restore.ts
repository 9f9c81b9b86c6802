import type {
  AgentId,
  CallId,
  QueueId,
  QueueSnapshot,
  RecordingId,
  TrunkSnapshot,
} from '@callweave/cti-core';
import { sql } from 'kysely';
import {
  type GivenUp,
  LAST_AGENTS_KEPT,
  type LastAgent,
  type RestoredAgent,
  type RestoredCall,
  type RestoredContact,
  type RestoredState,
} from '../kernel/index.js';
import type { Database } from './database.js';

/** How far back a start looks, epoch milliseconds; null: what it is for is in use nowhere. */
export interface LookBack {
  /** The site's last midnight. */
  readonly dayBegan: number;
  /** For whom callers talked with last. */
  readonly talkedSince?: number | null;
  /** For those who gave up and may resume their place. */
  readonly gaveUpSince?: number | null;
}

/** A call that began longer ago than this before it was answered, or given up, is not looked for. */
const LONGEST_WAIT_MS = 86_400_000;

/** Ended calls that are read back, so that what agents write about them is taken. */
const ENDED_READ = 1_000;

/** What a server that starts must know of the one before it. */
export async function readRestored(
  database: Database,
  { dayBegan, talkedSince = null, gaveUpSince = null }: LookBack,
): Promise<RestoredState> {
  const calls = await database
    .selectFrom('calls as c')
    // The call's last snapshot may be older than the start of its recording.
    .leftJoin('recordings as r', (join) =>
      join.onRef('r.call_id', '=', 'c.call_id').on('r.state', '=', 'running').on('r.kind', '=', 'call'),
    )
    .leftJoin('recordings as m', (join) =>
      join.onRef('m.call_id', '=', 'c.call_id').on('m.state', '=', 'running').on('m.kind', '=', 'voicemail'),
    )
    .select([
      'c.snapshot',
      'r.recording_id as recordingId',
      'r.path as recordingPath',
      'm.recording_id as messageId',
      'm.path as messagePath',
    ])
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
  const agents = snapshots.flatMap(({ kind, data }) => (kind === 'agent' ? (data as RestoredAgent) : []));
  return {
    ended: await readEnded(database, agents.flatMap(writesAbout)),
    calls: calls.map(({ snapshot, recordingId, recordingPath, messageId, messagePath }) => {
      const call = snapshot as RestoredCall;
      return {
        ...call,
        recordingId: call.recordingId ?? (recordingId as RecordingId | null),
        ...(recordingPath === null ? {} : { recordingPath }),
        ...(messageId !== null && messagePath !== null
          ? { message: { recordingId: messageId as RecordingId, path: messagePath } }
          : {}),
      };
    }),
    agents: snapshots
      .filter((row) => row.kind === 'agent')
      .map((row) => {
        const agent = row.data as RestoredAgent;
        return row.at >= dayBegan ? agent : { ...agent, today: { calls: 0, talkMs: 0, missed: 0 } };
      }),
    queues: snapshots
      .filter((row) => row.kind === 'queue')
      .map((row) => {
        const queue = row.data as QueueSnapshot;
        return row.at >= dayBegan ? queue : { ...queue, today: NOTHING_YET };
      }),
    trunks: snapshots
      .filter((row) => row.kind === 'trunk')
      .map((row) => {
        const { peak, ...trunk } = row.data as TrunkSnapshot;
        return peak === undefined || row.at < dayBegan ? trunk : { ...trunk, peak };
      }),
    lastAgents: talkedSince === null ? [] : await readLastAgents(database, talkedSince),
    givenUp: gaveUpSince === null ? [] : await readGivenUp(database, gaveUpSince),
    contacts: contacts.map(({ snapshot }) => snapshot as RestoredContact),
  };
}

/** Calls in after-call work, now or when his last one is over. */
function writesAbout({ state, callId, wrapUpDue }: RestoredAgent): CallId[] {
  const now = state === 'wrap-up' && callId !== null ? [callId] : [];
  return wrapUpDue ? [...now, wrapUpDue.callId] : now;
}

/** The latest calls that have ended, and these, however long ago. */
async function readEnded(database: Database, callIds: readonly CallId[]): Promise<RestoredCall[]> {
  const ended = () => database.selectFrom('calls').select('snapshot').where('ended_at', 'is not', null);
  const latest = await ended().orderBy('arrived_at', 'desc').limit(ENDED_READ).execute();
  const written =
    callIds.length === 0
      ? []
      : await ended()
          .where('call_id', 'in', [...callIds])
          .execute();
  const calls = new Map<CallId, RestoredCall>();
  for (const { snapshot } of [...latest, ...written]) {
    const call = snapshot as RestoredCall;
    calls.set(call.callId, call);
  }
  return [...calls.values()].sort((one, other) => (one.endedAt ?? 0) - (other.endedAt ?? 0));
}

const NOTHING_YET: QueueSnapshot['today'] = {
  entered: 0,
  answered: 0,
  abandoned: 0,
  shortAbandoned: 0,
  overflowed: 0,
  calledBack: 0,
  callBacksFailed: 0,
  serviceLevel: null,
  averageWaitMs: null,
};

/** Of the newest calls, as many as the kernel remembers callers. */
async function readLastAgents(database: Database, since: number): Promise<LastAgent[]> {
  const rows = await database
    .selectFrom('calls')
    .select(['caller', 'agent_id as agentId', 'answered_at as at'])
    .where('arrived_at', '>=', since - LONGEST_WAIT_MS)
    .where('answered_at', '>=', since)
    .where('agent_id', 'is not', null)
    .where('direction', '=', 'inbound')
    .orderBy('arrived_at', 'desc')
    .limit(LAST_AGENTS_KEPT)
    .execute();
  return rows
    .map(({ caller, agentId, at }) => ({ caller, agentId: agentId as AgentId, at: at ?? 0 }))
    .sort((one, other) => one.at - other.at);
}

/** Who waits, or was answered, after he had given up has used his place. */
async function readGivenUp(database: Database, since: number): Promise<GivenUp[]> {
  const rows = await database
    .selectFrom('calls as c')
    .select(['c.queue_id as queueId', 'c.caller', 'c.queued_at as since', 'c.ended_at as at'])
    .where('c.arrived_at', '>=', since - LONGEST_WAIT_MS)
    .where('c.ended_at', '>=', since)
    .where('c.caller', '<>', '')
    .where(sql<string>`c.snapshot ->> 'abandoned'`, '=', 'true')
    .where(({ not, exists, selectFrom }) =>
      not(
        exists(
          selectFrom('calls as later')
            .select('later.call_id')
            .whereRef('later.caller', '=', 'c.caller')
            .whereRef('later.queue_id', '=', 'c.queue_id')
            .where('later.arrived_at', '>=', since - LONGEST_WAIT_MS)
            .whereRef('later.queued_at', '>=', 'c.ended_at'),
        ),
      ),
    )
    .orderBy('c.ended_at')
    .execute();
  return rows.map(({ queueId, caller, since: waitedSince, at }) => ({
    queueId: queueId as QueueId,
    caller,
    since: waitedSince ?? 0,
    at: at ?? 0,
  }));
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
