import type { AlarmSnapshot } from '@callweave/cti-core';
import type { Transaction } from 'kysely';
import type { JournalEntry } from '../kernel/index.js';
import type { Database } from './database.js';
import type { Tables } from './tables.js';

/** Writes an alarm into the table that is read. */
export async function projectAlarm(tx: Transaction<Tables>, entry: JournalEntry): Promise<void> {
  if (entry.event !== 'alarm.raised' && entry.event !== 'alarm.cleared') return;
  const { alarm } = entry.data;
  const changing = { cleared_at: alarm.clearedAt, snapshot: JSON.stringify(alarm) };
  await tx
    .insertInto('alarms')
    .values({
      alarm_id: alarm.alarmId,
      subject: alarm.subject ?? '',
      raised_at: alarm.raisedAt,
      severity: alarm.severity,
      ...changing,
    })
    .onConflict((conflict) => conflict.columns(['alarm_id', 'subject', 'raised_at']).doUpdateSet(changing))
    .execute();
}

/** Those that were raised and not cleared, oldest first: a start goes on with them. */
export async function readRaisedAlarms(database: Database): Promise<AlarmSnapshot[]> {
  const rows = await database
    .selectFrom('alarms')
    .select('snapshot')
    .where('cleared_at', 'is', null)
    .orderBy('raised_at')
    .execute();
  return rows.map(({ snapshot }) => snapshot as AlarmSnapshot);
}

/** Those that were cleared, by when they were raised, newest first. */
export async function listClearedAlarms(database: Database, limit: number): Promise<AlarmSnapshot[]> {
  const rows = await database
    .selectFrom('alarms')
    .select('snapshot')
    .where('cleared_at', 'is not', null)
    .orderBy('raised_at', 'desc')
    .limit(limit)
    .execute();
  return rows.map(({ snapshot }) => snapshot as AlarmSnapshot);
}
