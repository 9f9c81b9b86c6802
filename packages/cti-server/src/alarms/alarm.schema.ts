import type { AgentState, AlarmId, AlarmMeasure, AlarmSeverity } from '@callweave/cti-core';
import { agentStateSchema } from '@callweave/cti-core';
import { z } from 'zod';

const id = z
  .string()
  .regex(/^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$/, 'letters, digits, dots, dashes and underlines');
const ms = z.int().min(0).max(86_400_000);
const share = z.number().min(0).max(1);
const count = z.int().min(0).max(1_000_000);
const queue = { queueId: id.optional() };
const trunk = { trunk: id.optional() };

/** What is watched, of which queue, trunk or agents (all when left out), and where its threshold lies. */
const whenSchema = z.discriminatedUnion('is', [
  z.strictObject({ is: z.literal('queue-waiting-longest'), ...queue, aboveMs: ms }),
  z.strictObject({ is: z.literal('queue-length'), ...queue, above: count }),
  /** Of the last half hour. */
  z.strictObject({ is: z.literal('service-level'), ...queue, below: share }),
  /** Of the last half hour: abandoned / (abandoned + answered). */
  z.strictObject({ is: z.literal('abandon-rate'), ...queue, above: share }),
  z.strictObject({ is: z.literal('estimated-wait'), ...queue, aboveMs: ms }),
  z.strictObject({ is: z.literal('trunk-in-use'), ...trunk, above: count }),
  /** Of its channels, where the settings say how many it has. */
  z.strictObject({ is: z.literal('trunk-share'), ...trunk, above: share }),
  z.strictObject({ is: z.literal('trunk-down'), ...trunk }),
  z.strictObject({
    is: z.literal('agent-state-time'),
    agentId: id.optional(),
    team: z.string().min(1).max(64).optional(),
    state: z.enum(agentStateSchema.options.filter((state): state is AgentState => state !== 'logged-out')),
    /** Of a pause. */
    reason: z.string().min(1).max(40).optional(),
    aboveMs: ms,
  }),
  z.strictObject({ is: z.literal('switch-down') }),
]);

/** A rule of alarms (SUP-5). */
export const alarmSchema = z.strictObject({
  alarmId: id,
  /** For people; the id when left out. */
  name: z.string().min(1).max(200).optional(),
  when: whenSchema,
  /**
   * Raised, it is cleared when the value is back at this, in the unit of the threshold; so that a value that swings about the
   * threshold does not ring every time. The threshold itself when left out.
   */
  clearAt: z.number().min(0).max(86_400_000).optional(),
  /** So long the threshold must be passed without a break. */
  forMs: ms.default(0),
  severity: z.enum(['info', 'warning', 'critical']).default('warning'),
});

export type AlarmWhen = z.output<typeof whenSchema>;
export type AlarmRule = Omit<z.output<typeof alarmSchema>, 'alarmId'> & { readonly alarmId: AlarmId };

/** A rule, made ready to be compared. */
export interface Threshold {
  readonly measure: AlarmMeasure;
  readonly severity: AlarmSeverity;
  /** Which side of it is bad. */
  readonly side: 'above' | 'below';
  readonly threshold: number;
  readonly clearAt: number;
}

export function thresholdOf({ when, clearAt, severity }: AlarmRule): Threshold {
  const [side, threshold] =
    'below' in when
      ? (['below', when.below] as const)
      : (['above', 'aboveMs' in when ? when.aboveMs : 'above' in when ? when.above : 0] as const);
  return { measure: when.is, severity, side, threshold, clearAt: clearAt ?? threshold };
}
