import { CallweaveError } from '@callweave/cti-core';
import { sql, type Updateable } from 'kysely';
import type { Database } from '../storage/database.js';
import type { RecordingsTable } from '../storage/tables.js';
import type { Place } from './recording-files.js';

/** One recording, as it is found by its id. */
export interface CataloguedRecording {
  readonly recordingId: string;
  readonly callId: string;
  /** Who took part in the call, as far as it is written down. */
  readonly agents: readonly string[];
  readonly state: string;
  readonly place: Place;
  readonly path: string;
  readonly startedAt: number;
  readonly sha256: string | null;
  readonly heldFor: string | null;
}

/** A message that a caller left; the call's facts are null while its record is not written yet. */
export interface Voicemail {
  readonly recordingId: string;
  readonly callId: string;
  /** The queue he had waited in; null when he had not. */
  readonly queueId: string | null;
  /** It can be listened to when `stored`. */
  readonly state: string;
  readonly startedAt: number;
  readonly durationMs: number | null;
  readonly bytes: number | null;
  readonly caller: string | null;
  readonly callerName: string | null;
  readonly called: string | null;
  readonly keys: string | null;
  readonly data: Readonly<Record<string, string>>;
}

/** One that has been recorded and is not in the store yet. */
export interface WaitingRecording {
  readonly recordingId: string;
  readonly callId: string;
  readonly path: string;
  readonly startedAt: number;
  readonly durationMs: number | null;
  readonly tries: number;
  /** Of the file, once it was checked. */
  readonly sha256: string | null;
  readonly kind: 'call' | 'voicemail' | 'terminal';
  readonly queueId: string | null;
}

/** What the database knows of recordings. */
export class RecordingCatalogue {
  constructor(private readonly database: Database) {}

  /** @throws {CallweaveError} `recording.unknown` */
  async find(recordingId: string): Promise<CataloguedRecording> {
    const row = await this.database
      .selectFrom('recordings as r')
      .leftJoin('calls as c', 'c.call_id', 'r.call_id')
      .select([
        'r.recording_id as recordingId',
        'r.call_id as callId',
        sql<
          string[]
        >`case when c.agent_id is null then to_jsonb(r.agents) else to_jsonb(r.agents || c.agent_id) end`.as(
          'agents',
        ),
        'r.state',
        'r.place',
        'r.path',
        'r.started_at as startedAt',
        'r.sha256',
        'r.hold_reason as heldFor',
      ])
      .where('r.recording_id', '=', recordingId)
      .executeTakeFirst();
    if (row !== undefined) return row;
    throw new CallweaveError('recording.unknown', `There is no recording ${recordingId}.`);
  }

  /** Messages that callers left, newest first, with what is known of the call (IVR-7). */
  async voicemails({
    limit,
    queueId,
  }: {
    limit: number;
    queueId?: string | undefined;
  }): Promise<Voicemail[]> {
    let query = this.database
      .selectFrom('recordings as r')
      .leftJoin('calls as c', 'c.call_id', 'r.call_id')
      .select([
        'r.recording_id as recordingId',
        'r.call_id as callId',
        'r.queue_id as queueId',
        'r.state',
        'r.started_at as startedAt',
        'r.duration_ms as durationMs',
        'r.bytes',
        'c.caller',
        'c.caller_name as callerName',
        'c.called',
        'c.keys',
        sql<Record<string, string> | null>`c.snapshot -> 'data'`.as('data'),
      ])
      .where('r.kind', '=', 'voicemail')
      .where('r.state', '<>', 'deleted')
      .orderBy('r.started_at', 'desc')
      .orderBy('r.recording_id')
      .limit(limit);
    if (queueId !== undefined) query = query.where('r.queue_id', '=', queueId);
    const rows = await query.execute();
    return rows.map((row) => ({ ...row, data: row.data ?? {} }));
  }

  /** Recorded and not in the store yet, those whose next try is due first. */
  async due(now: number, limit: number): Promise<WaitingRecording[]> {
    return this.database
      .selectFrom('recordings')
      .select([
        'recording_id as recordingId',
        'call_id as callId',
        'path',
        'started_at as startedAt',
        'duration_ms as durationMs',
        'tries',
        'sha256',
        'kind',
        'queue_id as queueId',
      ])
      .where('state', '=', 'stopped')
      .where('next_try_at', '<=', now)
      .orderBy('next_try_at')
      .orderBy('started_at')
      .limit(limit)
      .execute();
  }

  /** How many wait, and when the next of them is due; null when none does. */
  async waiting(): Promise<{ count: number; nextAt: number | null }> {
    const row = await this.database
      .selectFrom('recordings')
      .select(({ fn }) => [fn.countAll<number>().as('count'), fn.min('next_try_at').as('nextAt')])
      .where('state', '=', 'stopped')
      .executeTakeFirstOrThrow();
    return { count: Number(row.count), nextAt: row.nextAt };
  }

  /** Those that a server which is gone left running, of calls that are over: their files are looked for. */
  async closeLeftOpen(): Promise<void> {
    await this.database
      .updateTable('recordings')
      .set({ state: 'stopped' })
      .where('state', '=', 'running')
      .where(({ exists, selectFrom }) =>
        exists(
          selectFrom('calls')
            .select('calls.call_id')
            .whereRef('calls.call_id', '=', 'recordings.call_id')
            .where('calls.ended_at', 'is not', null),
        ),
      )
      .execute();
  }

  async checked(
    recordingId: string,
    { path, bytes, sha256 }: { path: string; bytes: number; sha256: string },
  ): Promise<void> {
    await this.#set(recordingId, { path, bytes, sha256 });
  }

  async kept(recordingId: string, place: Place): Promise<void> {
    await this.#set(recordingId, { state: 'stored', place, reason: null });
  }

  /** It stays where it is, and is tried again. */
  async postponed(recordingId: string, tries: number, nextTryAt: number, reason: string): Promise<void> {
    await this.#set(recordingId, { tries, next_try_at: nextTryAt, reason });
  }

  async failed(recordingId: string, reason: string): Promise<void> {
    await this.#set(recordingId, { state: 'failed', reason });
  }

  async deleted(recordingId: string, at: number): Promise<void> {
    await this.#set(recordingId, { state: 'deleted', deleted_at: at });
  }

  /** Nobody deletes it, and no rule, while a reason stands; null lifts the hold. */
  async hold(recordingId: string, hold: { reason: string; by: string; at: number } | null): Promise<void> {
    await this.#set(recordingId, {
      hold_reason: hold?.reason ?? null,
      hold_by: hold?.by ?? null,
      hold_at: hold?.at ?? null,
    });
  }

  async #set(recordingId: string, change: Updateable<RecordingsTable>): Promise<void> {
    await this.database
      .updateTable('recordings')
      .set(change)
      .where('recording_id', '=', recordingId)
      .execute();
  }
}
