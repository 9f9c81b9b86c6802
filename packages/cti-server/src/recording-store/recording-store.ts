import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { mkdir, stat } from 'node:fs/promises';
import { join, resolve, sep } from 'node:path';
import { CallweaveError, type Clock } from '@callweave/cti-core';
import { sql } from 'kysely';
import type { Database } from '../storage/database.js';
import { pathOf } from '../storage/projections.js';

export interface StoredRecording {
  readonly recordingId: string;
  readonly callId: string;
  readonly agentId: string | null;
  readonly file: string;
  readonly bytes: number;
  readonly sha256: string | null;
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

const TRIES = 20;
const BETWEEN_MS = 250;

/** Recordings on the local disk, in a folder that the switch writes and the server reads. */
export class RecordingStore {
  readonly #folder: string;

  constructor(
    folder: string,
    private readonly database: Database,
    private readonly clock: Clock,
  ) {
    this.#folder = resolve(folder);
  }

  /** The folder of a day must be there before the switch writes into it. */
  async prepareDay(at: number): Promise<void> {
    await mkdir(join(this.#folder, pathOf('x', at), '..'), { recursive: true });
  }

  /**
   * Waits until the switch has closed the file (its size rests), then notes its size and checksum.
   * @throws {CallweaveError} `recording.unknown` when no file with sound came in five seconds
   */
  async keep(recordingId: string, startedAt: number): Promise<void> {
    let file = this.#fileOf(pathOf(recordingId, startedAt));
    // Ordered before midnight, begun after it.
    const path = pathOf(recordingId, startedAt - 60_000);
    const dayBefore = this.#fileOf(path);
    if (dayBefore !== file && (await isThere(dayBefore))) {
      file = dayBefore;
      const { database } = this;
      await database
        .updateTable('recordings')
        .set({ path })
        .where('recording_id', '=', recordingId)
        .execute();
    }
    let before = -1;
    for (let tries = 0; tries < TRIES; tries += 1) {
      const size = await stat(file).then(
        (found) => found.size,
        () => -1,
      );
      if (size > 44 && size === before) {
        const sha256 = await checksum(file);
        await this.database
          .updateTable('recordings')
          .set({ bytes: size, sha256 })
          .where('recording_id', '=', recordingId)
          .execute();
        return;
      }
      before = size;
      await new Promise<void>((done) => {
        this.clock.after(BETWEEN_MS, done);
      });
    }
    throw new CallweaveError(
      'recording.unknown',
      before < 0 ? `The switch wrote no file ${file}.` : `The file ${file} holds no sound.`,
    );
  }

  /** Recordings that an earlier run of the server left open, of calls that are over. */
  async leftOpen(): Promise<{ recordingId: string; callId: string; durationMs: number | null }[]> {
    return this.database
      .selectFrom('recordings as r')
      .innerJoin('calls as c', 'c.call_id', 'r.call_id')
      .select(['r.recording_id as recordingId', 'r.call_id as callId', 'r.duration_ms as durationMs'])
      .where('r.state', 'in', ['running', 'stopped'])
      .where('c.ended_at', 'is not', null)
      .orderBy('r.started_at')
      .execute();
  }

  /** When a recording began, epoch milliseconds; for one that an earlier run of the server began. */
  async startOf(recordingId: string): Promise<number> {
    const row = await this.database
      .selectFrom('recordings')
      .select('started_at')
      .where('recording_id', '=', recordingId)
      .executeTakeFirst();
    if (row === undefined)
      throw new CallweaveError('recording.unknown', `There is no recording ${recordingId}.`);
    return row.started_at;
  }

  /** @throws {CallweaveError} `recording.unknown` */
  async find(recordingId: string): Promise<StoredRecording> {
    const row = await this.database
      .selectFrom('recordings as r')
      .leftJoin('calls as c', 'c.call_id', 'r.call_id')
      .select(['r.recording_id', 'r.call_id', 'r.path', 'r.sha256', 'r.state', 'c.agent_id'])
      .where('r.recording_id', '=', recordingId)
      .executeTakeFirst();
    if (row === undefined)
      throw new CallweaveError('recording.unknown', `There is no recording ${recordingId}.`);
    const file = this.#fileOf(row.path);
    const found = await stat(file).catch((cause) => {
      throw new CallweaveError(
        'recording.unknown',
        `The file of recording ${recordingId} is not in the store.`,
        { cause },
      );
    });
    return {
      recordingId,
      callId: row.call_id,
      agentId: row.agent_id,
      file,
      bytes: found.size,
      sha256: row.sha256,
    };
  }

  async ofCall(
    callId: string,
  ): Promise<
    { recordingId: string; kind: string; state: string; durationMs: number | null; bytes: number | null }[]
  > {
    return this.database
      .selectFrom('recordings')
      .select(['recording_id as recordingId', 'kind', 'state', 'duration_ms as durationMs', 'bytes'])
      .where('call_id', '=', callId)
      .orderBy('started_at')
      .execute();
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
      .orderBy('r.started_at', 'desc')
      .orderBy('r.recording_id')
      .limit(limit);
    if (queueId !== undefined) query = query.where('r.queue_id', '=', queueId);
    const rows = await query.execute();
    return rows.map((row) => ({ ...row, data: row.data ?? {} }));
  }

  #fileOf(path: string): string {
    const file = resolve(this.#folder, path);
    if (!file.startsWith(this.#folder + sep)) {
      throw new CallweaveError('recording.unknown', 'The path of the recording leads out of the store.');
    }
    return file;
  }
}

function isThere(file: string): Promise<boolean> {
  return stat(file).then(
    () => true,
    () => false,
  );
}

async function checksum(file: string): Promise<string> {
  const hash = createHash('sha256');
  for await (const part of createReadStream(file)) hash.update(part as Buffer);
  return hash.digest('hex');
}
