import type { AgentSnapshot, EpochMs, QueueSnapshot, TrunkSnapshot } from '@callweave/cti-core';
import { RECENT_MS, STRETCH_MS } from '../acd/recent.js';
import type { AlarmWhen } from './alarm.schema.js';

/** What can be watched, as it stands. */
export type Subject =
  | { readonly kind: 'queue'; readonly queue: QueueSnapshot }
  | { readonly kind: 'trunk'; readonly trunk: TrunkSnapshot }
  | { readonly kind: 'agent'; readonly agent: AgentSnapshot }
  | { readonly kind: 'switch'; readonly connected: boolean };

/** What a rule measures of a subject at a moment. */
export interface Reading {
  /** Null when there is nothing to measure. */
  readonly value: number | null;
  /** It grows by itself with the time, 1 ms a ms. */
  readonly grows: boolean;
  /** When it changes by itself otherwise; null when only news change it. */
  readonly changesAt: EpochMs | null;
}

const steady = (value: number | null): Reading => ({ value, grows: false, changesAt: null });
const since = (at: EpochMs, begin: EpochMs | null): Reading =>
  begin === null ? steady(0) : { value: Math.max(0, at - begin), grows: true, changesAt: null };

/** The reading of a subject; null when the rule is not about it. */
export function readingOf(when: AlarmWhen, subject: Subject, at: EpochMs): Reading | null {
  switch (when.is) {
    case 'queue-waiting-longest':
    case 'queue-length':
    case 'service-level':
    case 'abandon-rate':
    case 'estimated-wait':
      if (subject.kind !== 'queue' || isOther(when.queueId, subject.queue.queueId)) return null;
      return ofQueue(when.is, subject.queue, at);
    case 'trunk-in-use':
    case 'trunk-share':
    case 'trunk-down': {
      if (subject.kind !== 'trunk' || isOther(when.trunk, subject.trunk.name)) return null;
      const { up, channels, channelsInUse } = subject.trunk;
      if (when.is === 'trunk-down') return steady(up ? 0 : 1);
      if (when.is === 'trunk-in-use') return steady(channelsInUse);
      return steady(channels ? channelsInUse / channels : null);
    }
    case 'agent-state-time': {
      if (subject.kind !== 'agent' || isOther(when.agentId, subject.agent.agentId)) return null;
      const { team, state, auxReason } = subject.agent;
      if (isOther(when.team, team)) return null;
      const isIn = state === when.state && !isOther(when.reason, auxReason);
      return since(at, isIn ? subject.agent.since : null);
    }
    case 'switch-down':
      return subject.kind === 'switch' ? steady(subject.connected ? 0 : 1) : null;
  }
}

function isOther(wanted: string | undefined, is: string | null | undefined): boolean {
  return wanted !== undefined && wanted !== is;
}

function ofQueue(
  is: 'queue-waiting-longest' | 'queue-length' | 'service-level' | 'abandon-rate' | 'estimated-wait',
  queue: QueueSnapshot,
  at: EpochMs,
): Reading {
  const waiting = [...queue.waiting, ...(queue.contacts ?? [])];
  switch (is) {
    case 'queue-length':
      return steady(waiting.length);
    case 'queue-waiting-longest':
      return since(
        at,
        waiting.reduce<EpochMs | null>(
          (first, { queuedAt }) => (first === null ? queuedAt : Math.min(first, queuedAt)),
          null,
        ),
      );
    case 'estimated-wait':
      return steady(queue.estimatedWaitMs);
    default:
      return ofLastHalfHour(is, queue, at);
  }
}

/** Stretches go out of the half hour without any news of them. */
function ofLastHalfHour(
  is: 'service-level' | 'abandon-rate',
  { recent = [] }: QueueSnapshot,
  now: EpochMs,
): Reading {
  const line = recent.filter(({ at }) => endOf(at) > now);
  const sum = { answered: 0, inTime: 0, abandoned: 0 };
  for (const { answered, inTime, abandoned } of line) {
    sum.answered += answered;
    sum.inTime += inTime;
    sum.abandoned += abandoned;
  }
  const [part, whole] =
    is === 'service-level' ? [sum.inTime, sum.answered] : [sum.abandoned, sum.abandoned + sum.answered];
  const [first] = line;
  return {
    value: whole === 0 ? null : part / whole,
    grows: false,
    changesAt: first ? endOf(first.at) : null,
  };
}

function endOf(at: EpochMs): EpochMs {
  return at + STRETCH_MS + RECENT_MS;
}
