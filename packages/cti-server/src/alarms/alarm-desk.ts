import type { AlarmId, AlarmSnapshot, Clock, EpochMs } from '@callweave/cti-core';
import type { JournalEntry, KernelEvent, KernelViews } from '../kernel/index.js';
import { type AlarmState, judge, QUIET } from './alarm.machine.js';
import { type AlarmRule, type Threshold, thresholdOf } from './alarm.schema.js';
import { readingOf, type Subject } from './readings.js';

/** What changed is looked at this long after, however much more changes meanwhile; so is what may have changed by itself. */
const TICK_MS = 1_000;

/** The few words of a logger that are needed here; pino fits. */
interface Log {
  info(fields: Record<string, unknown>, message: string): void;
  warn(fields: Record<string, unknown>, message: string): void;
}

export interface AlarmDeskParts {
  readonly runner: Pick<
    KernelViews,
    'queueSnapshots' | 'agentSnapshots' | 'trunkSnapshots' | 'switchConnected'
  > & {
    onEvents(listener: (entries: readonly JournalEntry[]) => void): () => void;
    publish(event: KernelEvent): void;
  };
  readonly rules: readonly AlarmRule[];
  /** Those that an earlier run had raised and not cleared. */
  readonly raised: readonly AlarmSnapshot[];
  readonly clock: Clock;
  readonly log: Log;
}

interface Watched {
  readonly state: AlarmState;
  readonly alarm: AlarmSnapshot | null;
  readonly lookAt: EpochMs | null;
}

interface Rule {
  readonly rule: AlarmRule;
  readonly threshold: Threshold;
  /** Subject → how it stands; those that are quiet for good are not kept. */
  readonly watched: Map<string, Watched>;
}

/**
 * Watches thresholds (SUP-5). It looks at what events say has changed, once a second at most, and at what passes its threshold by the
 * mere time, when it does; everything else costs nothing.
 */
export class AlarmDesk {
  readonly #rules = new Map<AlarmId, Rule>();
  readonly #subjects = new Map<string, Subject>();
  readonly #changed = new Set<string>();
  /** Of an earlier run, whose rules are no more. */
  readonly #gone: AlarmSnapshot[] = [];
  #started = false;
  #cancel: (() => void) | null = null;
  #wakesAt = Number.POSITIVE_INFINITY;
  readonly #unsubscribe: () => void;

  constructor(private readonly parts: AlarmDeskParts) {
    const { runner, rules, raised } = parts;
    for (const rule of rules) this.#add(rule);
    for (const alarm of raised) {
      const its = this.#rules.get(alarm.alarmId);
      if (!its) this.#gone.push(alarm);
      else
        its.watched.set(keyOf(alarm), { state: { is: 'raised', at: alarm.raisedAt }, alarm, lookAt: null });
    }
    for (const queue of runner.queueSnapshots())
      this.#know(`queue ${queue.queueId}`, { kind: 'queue', queue });
    for (const agent of runner.agentSnapshots())
      this.#know(`agent ${agent.agentId}`, { kind: 'agent', agent });
    for (const trunk of runner.trunkSnapshots()) this.#know(`trunk ${trunk.name}`, { kind: 'trunk', trunk });
    this.#know('switch', { kind: 'switch', connected: runner.switchConnected() });
    this.#unsubscribe = runner.onEvents((entries) => {
      for (const entry of entries) this.#hear(entry);
    });
  }

  /** Begins to look, once the runner takes what is told it. */
  start(): void {
    this.#started = true;
    for (const alarm of this.#gone.splice(0)) this.#clear(alarm, null);
    for (const { watched } of this.#rules.values())
      for (const name of watched.keys()) this.#changed.add(name);
    this.#wakeAt(this.parts.clock.now() + TICK_MS);
  }

  /** Alarms that are raised, the latest last. */
  get active(): AlarmSnapshot[] {
    return [...this.#rules.values()]
      .flatMap(({ watched }) => [...watched.values()].flatMap(({ alarm }) => alarm ?? []))
      .sort((one, other) => one.raisedAt - other.raisedAt);
  }

  /** Watches by these from now on. An alarm whose rule is gone, or is another, is cleared. */
  changeRules(rules: readonly AlarmRule[]): void {
    const wanted = new Map(rules.map((rule) => [rule.alarmId, rule]));
    for (const [alarmId, { rule, watched }] of this.#rules) {
      if (wanted.get(alarmId) === rule || JSON.stringify(wanted.get(alarmId)) === JSON.stringify(rule))
        continue;
      this.#rules.delete(alarmId);
      for (const { alarm } of watched.values()) if (alarm) this.#clear(alarm, null);
    }
    for (const rule of rules) if (!this.#rules.has(rule.alarmId)) this.#add(rule);
    for (const name of this.#subjects.keys()) this.#changed.add(name);
    this.#wakeAt(this.parts.clock.now() + TICK_MS);
  }

  stop(): void {
    this.#unsubscribe();
    this.#cancel?.();
  }

  #add(rule: AlarmRule): void {
    this.#rules.set(rule.alarmId, { rule, threshold: thresholdOf(rule), watched: new Map() });
  }

  #hear(entry: JournalEntry) {
    switch (entry.event) {
      case 'queue.changed':
        return this.#know(`queue ${entry.data.queue.queueId}`, { kind: 'queue', queue: entry.data.queue });
      case 'queue.removed':
        return this.#forget(`queue ${entry.data.queueId}`);
      case 'trunk.changed':
        return this.#know(`trunk ${entry.data.trunk.name}`, { kind: 'trunk', trunk: entry.data.trunk });
      case 'agent.logged-in':
      case 'agent.logged-out':
      case 'agent.state-changed':
      case 'agent.changed':
        return this.#know(`agent ${entry.data.agent.agentId}`, { kind: 'agent', agent: entry.data.agent });
      case 'agent.removed':
        return this.#forget(`agent ${entry.data.agentId}`);
      case 'switch.changed':
        return this.#know('switch', { kind: 'switch', connected: entry.data.connected });
      default:
        return;
    }
  }

  #know(name: string, subject: Subject): void {
    this.#subjects.set(name, subject);
    this.#changed.add(name);
    if (this.#rules.size > 0) this.#wakeAt(this.parts.clock.now() + TICK_MS);
  }

  #forget(name: string): void {
    this.#subjects.delete(name);
    this.#changed.delete(name);
    for (const { watched } of this.#rules.values()) {
      const alarm = watched.get(name)?.alarm;
      watched.delete(name);
      if (alarm) this.#clear(alarm, null);
    }
  }

  #wakeAt(at: EpochMs): void {
    if (!this.#started || at >= this.#wakesAt) return;
    this.#cancel?.();
    this.#wakesAt = at;
    this.#cancel = this.parts.clock.after(Math.max(0, at - this.parts.clock.now()), () => this.#look());
  }

  #look(): void {
    const now = this.parts.clock.now();
    this.#wakesAt = Number.POSITIVE_INFINITY;
    const changed = [...this.#changed];
    this.#changed.clear();
    let next = Number.POSITIVE_INFINITY;
    for (const rule of this.#rules.values()) {
      const due = [...rule.watched].flatMap(([name, { lookAt }]) =>
        lookAt !== null && lookAt <= now ? name : [],
      );
      for (const name of new Set([...changed, ...due])) this.#lookAt(rule, name, now);
      for (const { lookAt } of rule.watched.values()) next = Math.min(next, lookAt ?? next);
    }
    if (next < Number.POSITIVE_INFINITY) this.#wakeAt(Math.max(next, now + TICK_MS));
  }

  #lookAt({ rule, threshold, watched }: Rule, name: string, now: EpochMs): void {
    const subject = this.#subjects.get(name);
    const before = watched.get(name) ?? { state: QUIET, alarm: null, lookAt: null };
    const reading = subject ? readingOf(rule.when, subject, now) : null;
    if (reading === null) {
      watched.delete(name);
      if (before.alarm) this.#clear(before.alarm, null);
      return;
    }
    const { state, lookAt } = judge(before.state, threshold, rule.forMs, reading, now);
    let { alarm } = before;
    if (state.is === 'raised' && alarm === null) {
      const { alarmId, when, severity } = rule;
      alarm = {
        alarmId,
        name: rule.name ?? alarmId,
        measure: when.is,
        subject: name === 'switch' ? null : name.slice(name.indexOf(' ') + 1),
        severity,
        value: reading.value,
        threshold: threshold.threshold,
        raisedAt: now,
        clearedAt: null,
      };
      this.#raise(alarm);
    } else if (state.is !== 'raised' && alarm !== null) {
      this.#clear(alarm, reading.value);
      alarm = null;
    }
    if (state.is === 'quiet' && lookAt === null) watched.delete(name);
    else watched.set(name, { state, alarm, lookAt });
  }

  #raise(alarm: AlarmSnapshot): void {
    this.parts.log.warn({ ...alarm }, 'alarm raised');
    this.parts.runner.publish({ event: 'alarm.raised', data: { alarm } });
  }

  #clear(alarm: AlarmSnapshot, value: number | null): void {
    const cleared = { ...alarm, value, clearedAt: this.parts.clock.now() };
    this.parts.log.info({ ...cleared }, 'alarm cleared');
    this.parts.runner.publish({ event: 'alarm.cleared', data: { alarm: cleared } });
  }
}

/** What an alarm of an earlier run was about. */
function keyOf({ measure, subject }: AlarmSnapshot): string {
  if (subject === null) return 'switch';
  return `${measure.startsWith('trunk') ? 'trunk' : measure.startsWith('agent') ? 'agent' : 'queue'} ${subject}`;
}
