import type { AgentId, CallId, ContactId, EpochMs, QueueId } from '@callweave/cti-core';
import type { QueueSettings } from './acd.schema.js';

/**
 * A place in a queue, of a caller or of a contact: kept through offers that fail, given up when an agent has it.
 *
 * Priority ages (ACD-2): `score = points + weight + ageing × minutes waited`. Everyone in a queue ages alike, so the
 * order among them never changes and is kept sorted by `rank`; only callers of different queues need the score itself.
 */
interface Standing {
  readonly queueId: QueueId;
  /** From when his waiting counts in the order; earlier than his entry when he resumed a place he had given up. */
  readonly since: EpochMs;
  /** From when his waiting counts for rules and figures: his entry, or his return from an agent who was lost. */
  readonly countsFrom: EpochMs;
  /** Order among those of one instant. */
  readonly entry: number;
  readonly points: number;
  readonly rank: number;
  /** The step of relaxation that is reached: 0 before the first. */
  relaxed: number;
  /** Name of the lane it stands in; null while it is offered. */
  lane: string | null;
  /** Since when an agent who became free is offered it, and what the pace counts for it; null when one was free already. */
  taken: { readonly at: EpochMs; readonly counted: number } | null;
}

/** A contact's place. */
export interface ContactPlace extends Standing {
  readonly contactId: ContactId;
}

/** A caller's place. */
export interface Place extends Standing {
  readonly callId: CallId;
  /** The agent he waits for, before he waits for any. */
  reservedFor: AgentId | null;
  /** The agents he has waited for alone. */
  readonly awaited: AgentId[];
  /** Numbers outside that were rung for him in vain. */
  unreached: readonly string[];
  /** What he was told of his place last, and when. */
  told: { readonly ahead: number; readonly at: EpochMs } | null;
  /** What is said to him now, and since when. */
  hears: { readonly tag: string; readonly since: EpochMs } | null;
}

export type AnyPlace = Place | ContactPlace;

export function rankOf(
  { ageing }: Pick<QueueSettings, 'ageing'>,
  { since, points }: Pick<Place, 'since' | 'points'>,
): number {
  // A point is worth the time in which a caller gains one.
  return ageing === 0 ? -points : since - (points * 60_000) / ageing;
}

export function scoreAt(
  { ageing, weight }: Pick<QueueSettings, 'ageing' | 'weight'>,
  { points, since }: Pick<Place, 'since' | 'points'>,
  at: EpochMs,
): number {
  return points + weight + (ageing * (at - since)) / 60_000;
}

/** Who is served first within a queue. */
export function byRank(one: AnyPlace, other: AnyPlace): number {
  return one.rank - other.rank || byEntry(one, other);
}

export function byEntry(one: Pick<Place, 'since' | 'entry'>, other: Pick<Place, 'since' | 'entry'>): number {
  return one.since - other.since || one.entry - other.entry;
}
