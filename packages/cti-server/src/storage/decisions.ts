import {
  CallweaveError,
  type ContactSnapshot,
  type GroupingDecision,
  type RoutingDecision,
} from '@callweave/cti-core';
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

/**
 * Everything the ACD decided about a contact of another channel, oldest first (ACD-7, ACD-8).
 * @throws {CallweaveError} `contact.unknown`
 */
export async function listContactDecisions(database: Database, contactId: string): Promise<DecisionRecord[]> {
  await findContact(database, contactId);
  const rows = await database
    .selectFrom('event_log')
    .select(['at', 'data'])
    .where('contact_id', '=', contactId)
    .where('type', '=', 'contact.routed')
    .orderBy('at')
    .orderBy('seq')
    .limit(AT_MOST)
    .execute();
  return rows.map(({ at, data }) => ({
    at,
    kind: 'routed',
    decision: (data as { decision: RoutingDecision }).decision,
  }));
}

/**
 * A contact as it was written down last.
 * @throws {CallweaveError} `contact.unknown`
 */
export async function findContact(database: Database, contactId: string): Promise<ContactSnapshot> {
  const found = await database
    .selectFrom('contacts')
    .select('snapshot')
    .where('contact_id', '=', contactId)
    .executeTakeFirst();
  if (found) return found.snapshot as ContactSnapshot;
  throw new CallweaveError('contact.unknown', 'There is no record of this contact.', {
    details: { contactId },
  });
}
