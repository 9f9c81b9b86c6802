import type { AlarmSnapshot } from '@callweave/cti-core';
import { useMemo } from 'react';
import { useMonitoring } from '../wall/use-monitor.js';
import { useQueueNames } from '../wall/use-queue-names.js';
import { useWallState } from '../wall/use-wall-state.js';
import { useAcknowledged } from './acknowledged.store.js';
import { alarmKey, alarmsInOrder } from './alarm-strip.core.js';

export interface ShownAlarm {
  readonly key: string;
  readonly alarm: AlarmSnapshot;
  readonly acknowledged: boolean;
  /** The queue, trunk or agent by name; null for the switch. */
  readonly subject: string | null;
}

/** The strip of alarms without its looks. */
export interface AlarmStripModel {
  /** Null until the picture came. */
  readonly alarms: readonly ShownAlarm[] | null;
  /** On this page alone; the alarm itself goes on. */
  acknowledge(key: string): void;
}

/** Thresholds that are passed now (SUP-5). */
export function useAlarmStrip(): AlarmStripModel {
  useMonitoring();
  const alarms = useWallState((state) => state.monitor?.alarms);
  const queueNames = useQueueNames();
  // Names of agents as they are when alarms change: an alarm need not wait for every event of the floor.
  const agents = useWallState((state) =>
    state.monitor?.alarms
      .filter(({ measure }) => measure === 'agent-state-time')
      .map(({ subject }) => state.monitor?.agents.find(({ agentId }) => agentId === subject)?.name ?? subject)
      .join('\n'),
  );
  const { keys, acknowledge } = useAcknowledged();
  const shown = useMemo(() => {
    if (alarms === undefined) return null;
    const names = agents?.split('\n') ?? [];
    const nameOf = new Map(
      alarms
        .filter(({ measure }) => measure === 'agent-state-time')
        .map(({ subject }, index) => [subject, names[index] ?? subject]),
    );
    return alarmsInOrder(alarms, keys).map((alarm): ShownAlarm => {
      const key = alarmKey(alarm);
      const { subject } = alarm;
      return {
        key,
        alarm,
        acknowledged: keys.has(key),
        subject: subject === null ? null : (nameOf.get(subject) ?? queueNames.get(subject) ?? subject),
      };
    });
  }, [alarms, agents, queueNames, keys]);
  return { alarms: shown, acknowledge };
}
