import type { Clock } from '@callweave/cti-core';
import type { Logger } from 'pino';
import { z } from 'zod';
import type { Database } from '../storage/database.js';
import type { RecordingCatalogue } from './recording-catalogue.js';
import type { Place, RecordingFiles } from './recording-files.js';

/** How long which recordings are kept; what is left out holds for all. The first that holds decides; without one they stay. */
export const retentionRuleSchema = z.strictObject({
  kinds: z
    .array(z.enum(['call', 'voicemail', 'terminal']))
    .min(1)
    .optional(),
  queues: z.array(z.string().min(1).max(64)).min(1).optional(),
  directions: z
    .array(z.enum(['inbound', 'outbound', 'internal']))
    .min(1)
    .optional(),
  keepDays: z.number().min(0.01).max(36_500),
});
export type RetentionRule = Readonly<z.output<typeof retentionRuleSchema>>;

const DAY_MS = 86_400_000;
const PAGE = 500;

interface Candidate {
  readonly recordingId: string;
  readonly startedAt: number;
  readonly place: Place;
  readonly path: string;
  readonly kind: 'call' | 'voicemail' | 'terminal';
  readonly queueId: string | null;
  readonly direction: string | null;
}

interface RetentionParts {
  readonly database: Database;
  readonly files: RecordingFiles;
  readonly catalogue: RecordingCatalogue;
  readonly rules: readonly RetentionRule[];
  readonly clock: Clock;
  /** Told of each that a rule deleted, for the audit log. */
  readonly deleted: (recordingId: string, rule: RetentionRule) => void;
  readonly log: Logger;
}

/** When a rule lets a recording go, epoch milliseconds; null: it stays. */
export function expiryOf(
  candidate: Pick<Candidate, 'startedAt' | 'kind' | 'queueId' | 'direction'>,
  rules: readonly RetentionRule[],
): { readonly at: number; readonly rule: RetentionRule } | null {
  const rule = rules.find(
    ({ kinds, queues, directions }) =>
      (kinds === undefined || kinds.includes(candidate.kind)) &&
      (queues === undefined || (candidate.queueId !== null && queues.includes(candidate.queueId))) &&
      (directions === undefined || (directions as readonly (string | null)[]).includes(candidate.direction)),
  );
  return rule === undefined ? null : { at: candidate.startedAt + rule.keepDays * DAY_MS, rule };
}

/**
 * Deletes what the rules keep no longer, oldest first; what is on legal hold stays. A store that does not answer ends the run:
 * the next goes on. Returns how many are gone.
 * @throws {CallweaveError} `storage.failed`
 */
export async function deleteExpired({
  database,
  files,
  catalogue,
  rules,
  clock,
  deleted,
  log,
}: RetentionParts): Promise<number> {
  if (rules.length === 0) return 0;
  const now = clock.now();
  const youngest = now - Math.min(...rules.map(({ keepDays }) => keepDays)) * DAY_MS;
  let count = 0;
  let after: Pick<Candidate, 'startedAt' | 'recordingId'> = { startedAt: -1, recordingId: '' };
  for (;;) {
    const page = await candidates(database, youngest, after);
    for (const candidate of page) {
      after = candidate;
      const expiry = expiryOf(candidate, rules);
      if (expiry === null || expiry.at > now) continue;
      await files.remove(candidate.place, candidate.path);
      await catalogue.deleted(candidate.recordingId, now);
      deleted(candidate.recordingId, expiry.rule);
      count += 1;
    }
    if (page.length < PAGE) break;
  }
  if (count > 0) log.info({ count }, 'recordings were deleted by the rules of retention');
  return count;
}

function candidates(
  database: Database,
  youngest: number,
  after: Pick<Candidate, 'startedAt' | 'recordingId'>,
): Promise<Candidate[]> {
  return database
    .selectFrom('recordings as r')
    .leftJoin('calls as c', 'c.call_id', 'r.call_id')
    .select(({ fn }) => [
      'r.recording_id as recordingId',
      'r.started_at as startedAt',
      'r.place',
      'r.path',
      'r.kind',
      fn.coalesce('r.queue_id', 'c.queue_id').as('queueId'),
      'c.direction',
    ])
    .where('r.state', '=', 'stored')
    .where('r.hold_reason', 'is', null)
    .where('r.started_at', '<=', youngest)
    .where(({ eb, refTuple, tuple }) =>
      eb(refTuple('r.started_at', 'r.recording_id'), '>', tuple(after.startedAt, after.recordingId)),
    )
    .orderBy('r.started_at')
    .orderBy('r.recording_id')
    .limit(PAGE)
    .execute();
}
