import type { AlarmSeverity, AlarmSnapshot } from '@callweave/cti-core';

const RANK: Record<AlarmSeverity, number> = { critical: 0, warning: 1, info: 2 };

/** Tells one raising of an alarm from all others, also of the same rule. */
export function alarmKey({ alarmId, subject, raisedAt }: AlarmSnapshot): string {
  return JSON.stringify([alarmId, subject, raisedAt]);
}

/** In what unit a measure is said. */
export function unitOf(measure: AlarmSnapshot['measure']): 'time' | 'share' | 'count' | 'none' {
  switch (measure) {
    case 'queue-waiting-longest':
    case 'estimated-wait':
    case 'agent-state-time':
      return 'time';
    case 'service-level':
    case 'abandon-rate':
    case 'trunk-share':
      return 'share';
    case 'queue-length':
    case 'trunk-in-use':
      return 'count';
    case 'trunk-down':
    case 'switch-down':
      return 'none';
  }
}

/** Those nobody has acknowledged before the others, the worst first, the newest of equals first. */
export function alarmsInOrder(
  alarms: readonly AlarmSnapshot[],
  acknowledged: ReadonlySet<string>,
): readonly AlarmSnapshot[] {
  const seen = (alarm: AlarmSnapshot): number => Number(acknowledged.has(alarmKey(alarm)));
  return alarms.toSorted(
    (one, other) =>
      seen(one) - seen(other) || RANK[one.severity] - RANK[other.severity] || other.raisedAt - one.raisedAt,
  );
}
