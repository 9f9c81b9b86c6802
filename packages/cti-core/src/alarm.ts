import * as z from 'zod/mini';
import type { AlarmId } from './ids.js';
import { branded, epochMs } from './messages/primitives.js';

export const alarmSeveritySchema = z.enum(['info', 'warning', 'critical']);
export type AlarmSeverity = z.infer<typeof alarmSeveritySchema>;

/**
 * What an alarm watches. Times are milliseconds, rates and levels shares from 0 to 1, lines and channels counts; `trunk-share` is what
 * is in use of a trunk's channels. `trunk-down` and `switch-down` are 1 while it is so.
 */
export const alarmMeasureSchema = z.enum([
  'queue-waiting-longest',
  'queue-length',
  'service-level',
  'abandon-rate',
  'estimated-wait',
  'trunk-in-use',
  'trunk-share',
  'trunk-down',
  'agent-state-time',
  'switch-down',
]);
export type AlarmMeasure = z.infer<typeof alarmMeasureSchema>;

/** A threshold that was passed (SUP-5): one rule of the settings and one queue, trunk or agent. */
export const alarmSnapshotSchema = z.object({
  /** The rule. */
  alarmId: branded<AlarmId>(),
  name: z.string(),
  measure: alarmMeasureSchema,
  /** The queue, trunk or agent by its id; null for the switch. */
  subject: z.nullable(z.string()),
  severity: alarmSeveritySchema,
  /** What was measured when it was raised, or cleared. */
  value: z.nullable(z.number()),
  threshold: z.number(),
  raisedAt: epochMs(),
  clearedAt: z.nullable(epochMs()),
});
export type AlarmSnapshot = z.infer<typeof alarmSnapshotSchema>;
