import { CallweaveError, type RecordingMark } from '@callweave/cti-core';
import type { Database } from '../storage/database.js';

/** Of one recording: more than that is no help to whoever looks for a place. */
const MOST_MARKS = 500;

/** As it is kept; who may take it away is for the door to say. */
export type KeptMark = Omit<RecordingMark, 'canRemove'>;

/** Notes that people put at times of recordings (REC-2). */
export class RecordingMarks {
  constructor(private readonly database: Database) {}

  /** By time. */
  async of(recordingId: string): Promise<KeptMark[]> {
    return this.database
      .selectFrom('recording_marks as m')
      .leftJoin('accounts as a', 'a.account', 'm.by')
      .select(['m.id', 'm.at_ms as atMs', 'm.text', 'm.by', 'a.name as byName', 'm.created_at as createdAt'])
      .where('m.recording_id', '=', recordingId)
      .orderBy('m.at_ms')
      .orderBy('m.created_at')
      .orderBy('m.id')
      .execute();
  }

  /** @throws {CallweaveError} `recording.too-many-marks` at 500 of one recording */
  async add(recordingId: string, mark: Omit<KeptMark, 'byName'>): Promise<KeptMark> {
    const { count } = await this.database
      .selectFrom('recording_marks')
      .select(({ fn }) => fn.countAll<number>().as('count'))
      .where('recording_id', '=', recordingId)
      .executeTakeFirstOrThrow();
    if (Number(count) >= MOST_MARKS)
      throw new CallweaveError('recording.too-many-marks', `The recording has ${MOST_MARKS} marks.`);
    const { id, atMs, text, by, createdAt } = mark;
    await this.database
      .insertInto('recording_marks')
      .values({ recording_id: recordingId, id, at_ms: atMs, text, by, created_at: createdAt })
      .execute();
    const account = await this.database
      .selectFrom('accounts')
      .select('name')
      .where('account', '=', by)
      .executeTakeFirst();
    return { ...mark, byName: account?.name ?? null };
  }

  /** Takes one away; `mayRemove` says of whose. @throws {CallweaveError} `recording.unknown`, `access.denied` */
  async remove(recordingId: string, id: string, mayRemove: (by: string) => boolean): Promise<void> {
    const mark = await this.database
      .selectFrom('recording_marks')
      .select('by')
      .where('recording_id', '=', recordingId)
      .where('id', '=', id)
      .executeTakeFirst();
    if (mark === undefined)
      throw new CallweaveError('recording.unknown', `Recording ${recordingId} has no mark ${id}.`);
    if (!mayRemove(mark.by)) throw new CallweaveError('access.denied', 'Another has set this mark.');
    await this.database
      .deleteFrom('recording_marks')
      .where('recording_id', '=', recordingId)
      .where('id', '=', id)
      .execute();
  }
}
