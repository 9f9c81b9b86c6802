import { CallweaveError, type GroupingDecision, type RoutingDecision } from '@callweave/cti-core';
import type { Database } from './database.js';

/** One decision about a call, as it was written down when it was taken; `at` in epoch milliseconds. */
export type DecisionRecord = { readonly at: number } & (
  | { readonly kind: 'grouped'; readonly decision: GroupingDecision }
  | { readonly kind: 'routed'; readonly decision: RoutingDecision }
);

/** More than any call of the field has; the oldest are the ones that are given. */
const AT_MOST = 1_000;

const KINDS = { 'call.grouped': 'grouped', 'call.routed': 'routed' } as const;

/**
 * Everything that was decided about a call, oldest first (ACD-8): which rule chose its queue, who was considered, who
 * was skipped and why.
 * @throws {CallweaveError} `call.unknown`
 */
export async function listDecisions(database: Database, callId: string): Promise<DecisionRecord[]> {
  const call = await database
    .selectFrom('calls')
    .select('call_id')
    .where('call_id', '=', callId)
    .executeTakeFirst();
  if (!call)
    throw new CallweaveError('call.unknown', 'There is no record of this call.', { details: { callId } });
  const rows = await database
    .selectFrom('event_log')
    .select(['at', 'type', 'data'])
    .where('call_id', '=', callId)
    .where('type', 'in', Object.keys(KINDS))
    .orderBy('at')
    .orderBy('seq')
    .limit(AT_MOST)
    .execute();
  return rows.map(({ at, type, data }) => ({
    at,
    kind: KINDS[type as keyof typeof KINDS],
    decision: (data as unknown as { decision: never }).decision,
  }));
}
