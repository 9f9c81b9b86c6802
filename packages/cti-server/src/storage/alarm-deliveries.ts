import type { AlarmSnapshot } from '@callweave/cti-core';
import type { Transaction } from 'kysely';
import type { JournalEntry } from '../kernel/index.js';
import type { Database } from './database.js';
import type { Tables } from './tables.js';

/** An alarm that was raised or cleared, and that the web hook's receiver has not had yet. */
export interface AlarmDelivery {
  /** The same at each try, also of another run, so that the receiver knows one that he has had. */
  readonly deliveryId: string;
  readonly event: 'alarm.raised' | 'alarm.cleared';
  readonly at: number;
  readonly alarm: AlarmSnapshot;
}

/** What is to be delivered because of this event; null when it is no alarm's. */
export function deliveryOf(owner: string, { event, seq, at, data }: JournalEntry): AlarmDelivery | null {
  if (event !== 'alarm.raised' && event !== 'alarm.cleared') return null;
  // With the time: a database that was put back gives its numbers out again.
  return { deliveryId: `${owner}-${seq}-${at}`, event, at, alarm: data.alarm };
}

/** Keeps what has to be delivered, in the transaction of the event itself. */
export async function projectDelivery(
  tx: Transaction<Tables>,
  owner: string,
  entry: JournalEntry,
): Promise<void> {
  const delivery = deliveryOf(owner, entry);
  if (delivery === null) return;
  const { deliveryId, event, at, alarm } = delivery;
  await tx
    .insertInto('alarm_deliveries')
    .values({ delivery_id: deliveryId, seq: entry.seq, event, at, alarm: JSON.stringify(alarm) })
    .onConflict((conflict) => conflict.column('delivery_id').doNothing())
    .execute();
}

/** Deliveries that wait, which outlive the server. */
export class AlarmDeliveries {
  constructor(
    private readonly database: Database,
    /** The journal's: a delivery may be done before it is written down. */
    private readonly flush: () => Promise<void>,
  ) {}

  /** Those that an earlier run left, oldest first. */
  async left(): Promise<AlarmDelivery[]> {
    const rows = await this.database.selectFrom('alarm_deliveries').selectAll().orderBy('seq').execute();
    return rows.map(({ delivery_id: deliveryId, event, at, alarm }) => ({
      deliveryId,
      event: event as AlarmDelivery['event'],
      at,
      alarm: alarm as AlarmSnapshot,
    }));
  }

  /** It was taken, or given up. */
  async done(deliveryId: string): Promise<void> {
    await this.flush();
    await this.database.deleteFrom('alarm_deliveries').where('delivery_id', '=', deliveryId).execute();
  }

  /** There is no receiver any more: one who is named later gets none of an earlier time. */
  async clear(): Promise<void> {
    await this.database.deleteFrom('alarm_deliveries').execute();
  }
}
