import { CallweaveError, type FoundRecording, type RecordingPage } from '@callweave/cti-core';
import { type RawBuilder, sql } from 'kysely';
import { z } from 'zod';
import type { Database } from '../storage/database.js';

const id = z.string().min(1).max(128);
const instant = z.coerce.number().int().min(0);

/** What recordings can be searched by (REC-2); all that is named has to hold. */
export const recordingSearchSchema = z.object({
  recordingId: id.optional(),
  /** All of one call, also those that were deleted: that there was one is part of the evidence. */
  callId: id.optional(),
  /** Took part in the call. */
  agentId: id.optional(),
  extension: id.optional(),
  queueId: id.optional(),
  trunk: id.optional(),
  kind: z.enum(['call', 'voicemail', 'terminal']).optional(),
  direction: z.enum(['inbound', 'outbound', 'internal']).optional(),
  /** Began at this instant or later, before that one: epoch milliseconds. */
  from: instant.optional(),
  to: instant.optional(),
  /** Of either side: whole, `138*` by its beginning, or `*1234` by its end. */
  number: z
    .string()
    .regex(
      /^(\*[+0-9A-Za-z]{2,32}|[+0-9A-Za-z]{1,32}\*?)$/,
      'a number, its beginning (138*) or its end (*1234)',
    )
    .optional(),
  minMs: instant.optional(),
  maxMs: instant.optional(),
  tag: z.string().min(1).max(40).optional(),
  disposition: z.string().min(1).max(64).optional(),
  /** Call data, each as written: customer, order … */
  data: z.record(z.string().min(1).max(64), z.string().max(1_024)).default({}),
  /** Somewhere in the notes. */
  text: z.string().min(2).max(200).optional(),
  limit: z.coerce.number().int().min(1).max(200).default(50),
  /** `next` of the page before. */
  after: z
    .string()
    .regex(/^\d{1,16}\.[\w-]{1,128}$/, 'as the page before gave it')
    .optional(),
});
export type RecordingSearch = z.output<typeof recordingSearchSchema>;

/** One page; the rights of whoever asks are added where he is known. */
export type FoundPage = Pick<RecordingPage, 'recordings' | 'next'>;

/**
 * Recordings, newest first. Pages go on by position, so that what comes in meanwhile neither repeats nor hides one.
 * `ownAgent` narrows it to what that agent took part in.
 */
export async function searchRecordings(
  database: Database,
  search: RecordingSearch,
  ownAgent: string | null = null,
): Promise<FoundPage> {
  const conditions = conditionsOf(search);
  if (ownAgent !== null) conditions.push(sql`r.agents @> array[${ownAgent}]::text[]`);
  const { rows } = await sql<FoundRecording>`
    select r.recording_id as "recordingId", r.call_id as "callId", r.kind, r.state, r.started_at as "startedAt",
      r.duration_ms as "durationMs", r.bytes, r.direction, r.caller, r.called, r.queue_id as "queueId", to_jsonb(r.agents) as agents, r.data, to_jsonb(r.tags) as tags,
      r.disposition, r.hold_reason as "heldFor"
    from recordings r
    where ${sql.join(conditions, sql` and `)}
    order by r.started_at desc, r.recording_id desc
    limit ${search.limit + 1}`.execute(database);
  const recordings = rows.slice(0, search.limit);
  const last = recordings.at(-1);
  return {
    recordings,
    next: rows.length > search.limit && last ? `${last.startedAt}.${last.recordingId}` : null,
  };
}

function conditionsOf(search: RecordingSearch): RawBuilder<unknown>[] {
  const { agentId, extension, from, to, number, minMs, maxMs, tag, data, text, after } = search;
  const conditions: RawBuilder<unknown>[] =
    search.callId === undefined ? [sql`r.state <> 'deleted'`] : [sql`r.call_id = ${search.callId}`];
  const exactly = {
    recording_id: search.recordingId,
    queue_id: search.queueId,
    trunk: search.trunk,
    kind: search.kind,
    direction: search.direction,
    disposition: search.disposition,
  };
  for (const [column, value] of Object.entries(exactly))
    if (value !== undefined) conditions.push(sql`r.${sql.ref(column)} = ${value}`);
  if (agentId !== undefined) conditions.push(sql`r.agents @> array[${agentId}]::text[]`);
  if (extension !== undefined) conditions.push(sql`r.extensions @> array[${extension}]::text[]`);
  if (from !== undefined) conditions.push(sql`r.started_at >= ${from}`);
  if (to !== undefined) conditions.push(sql`r.started_at < ${to}`);
  if (minMs !== undefined) conditions.push(sql`r.duration_ms >= ${minMs}`);
  if (maxMs !== undefined) conditions.push(sql`r.duration_ms <= ${maxMs}`);
  if (number !== undefined) conditions.push(ofNumber(number));
  if (tag !== undefined) conditions.push(sql`r.tags @> array[${tag}]::text[]`);
  if (Object.keys(data).length > 0) conditions.push(sql`r.data @> ${JSON.stringify(data)}::jsonb`);
  if (text !== undefined) conditions.push(sql`r.notes ilike ${`%${literally(text)}%`}`);
  if (after !== undefined) {
    const [startedAt = '', recordingId = ''] = split(after);
    conditions.push(sql`(r.started_at, r.recording_id) < (${Number(startedAt)}, ${recordingId})`);
  }
  return conditions;
}

function ofNumber(number: string): RawBuilder<unknown> {
  if (number.startsWith('*')) {
    const end = `${[...number.slice(1)].reverse().join('')}%`;
    return sql`(reverse(r.caller) like ${end} or reverse(r.called) like ${end})`;
  }
  if (!number.endsWith('*')) return sql`(r.caller = ${number} or r.called = ${number})`;
  const beginning = `${number.slice(0, -1)}%`;
  return sql`(r.caller like ${beginning} or r.called like ${beginning})`;
}

function split(after: string): [string, string] {
  const dot = after.indexOf('.');
  if (dot > 0) return [after.slice(0, dot), after.slice(dot + 1)];
  throw new CallweaveError('request.invalid', 'after: as the page before gave it');
}

/** `%` and `_` of what people type mean themselves. */
function literally(text: string): string {
  return text.replace(/[\\%_]/g, (sign) => `\\${sign}`);
}
