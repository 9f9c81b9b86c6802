import type { Database } from './database.js';

/** A call detail record as the doors give it out; instants in epoch milliseconds. */
export interface CallRecord {
  readonly callId: string;
  readonly direction: string;
  readonly caller: string;
  readonly callerName: string | null;
  readonly called: string;
  readonly trunk: string | null;
  readonly queueId: string | null;
  readonly queueName: string | null;
  readonly agentId: string | null;
  readonly agentName: string | null;
  readonly keys: string;
  readonly arrivedAt: number;
  readonly queuedAt: number | null;
  readonly answeredAt: number | null;
  readonly endedAt: number | null;
  readonly waitMs: number | null;
  readonly talkMs: number | null;
  readonly endedBy: string | null;
  readonly cause: string | null;
  /** Null until the recording is stored. */
  readonly recordingId: string | null;
}

/** Call detail records, newest first; `agentId` limits them to one agent's. */
export async function listCallRecords(
  database: Database,
  { limit, agentId }: { limit: number; agentId?: string },
): Promise<CallRecord[]> {
  let query = database
    .selectFrom('calls as c')
    .leftJoin('accounts as a', (join) => join.onRef('a.agent_id', '=', 'c.agent_id'))
    .leftJoin('recordings as r', (join) =>
      join.onRef('r.recording_id', '=', 'c.recording_id').on('r.state', '=', 'stored'),
    )
    .select([
      'c.call_id as callId',
      'c.direction',
      'c.caller',
      'c.caller_name as callerName',
      'c.called',
      'c.trunk',
      'c.queue_id as queueId',
      'c.queue_name as queueName',
      'c.agent_id as agentId',
      'a.name as agentName',
      'c.keys',
      'c.arrived_at as arrivedAt',
      'c.queued_at as queuedAt',
      'c.answered_at as answeredAt',
      'c.ended_at as endedAt',
      'c.wait_ms as waitMs',
      'c.talk_ms as talkMs',
      'c.ended_by as endedBy',
      'c.cause',
      'r.recording_id as recordingId',
    ])
    .orderBy('c.arrived_at', 'desc')
    .orderBy('c.call_id')
    .limit(limit);
  if (agentId !== undefined) query = query.where('c.agent_id', '=', agentId);
  return query.execute();
}
