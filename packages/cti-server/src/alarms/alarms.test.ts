import type { AgentId, AlarmId, AlarmSnapshot, CallId, QueueSnapshot } from '@callweave/cti-core';
import { anAgent, aQueue, ManualClock } from '@callweave/cti-core/testing';
import { describe, expect, test } from 'vitest';
import type { JournalEntry, KernelEvent } from '../kernel/index.js';
import { type AlarmRule, alarmSchema } from './alarm.schema.js';
import { AlarmDesk } from './alarm-desk.js';

type RuleInput = Parameters<typeof alarmSchema.parse>[0];
const ruleOf = (input: unknown) => alarmSchema.parse(input as RuleInput) as AlarmRule;
const FIVE_MIN = 300_000;

/** A desk over a centre of one queue, one agent and one trunk, whose news the test tells. */
class Watch {
  readonly clock = new ManualClock();
  readonly told: string[] = [];
  readonly alarms: AlarmSnapshot[] = [];
  readonly desk: AlarmDesk;
  #listener: (entries: readonly JournalEntry[]) => void = () => undefined;

  constructor(rules: readonly object[], raised: readonly AlarmSnapshot[] = []) {
    this.desk = new AlarmDesk({
      runner: {
        queueSnapshots: () => [aQueue()],
        agentSnapshots: () => [anAgent()],
        trunkSnapshots: () => [
          { name: 'pstn', up: true, channelsInUse: 0, since: this.clock.now(), channels: 30 },
        ],
        switchConnected: () => true,
        onEvents: (listener) => {
          this.#listener = listener;
          return () => undefined;
        },
        publish: ({ event, data }: KernelEvent) => {
          if (event !== 'alarm.raised' && event !== 'alarm.cleared') return;
          this.alarms.push(data.alarm);
          this.told.push(`${event} ${data.alarm.alarmId} ${data.alarm.subject} ${data.alarm.value}`);
        },
      },
      rules: rules.map(ruleOf),
      raised,
      clock: this.clock,
      log: { info: () => undefined, warn: () => undefined },
    });
    this.desk.start();
  }

  hears({ event, data }: KernelEvent): void {
    this.#listener([
      {
        type: 'event',
        seq: 1,
        at: this.clock.now(),
        callId: null,
        agentId: null,
        event,
        data,
      } as JournalEntry,
    ]);
  }

  queue(change: Partial<QueueSnapshot>): void {
    this.hears({ event: 'queue.changed', data: { queue: aQueue(change) } });
  }

  waiting(count: number, queuedAt = this.clock.now()): void {
    this.queue({
      waiting: Array.from({ length: count }, (_one, at) => ({
        callId: `call-${at}` as CallId,
        caller: '',
        queuedAt,
        offered: false,
      })),
    });
  }

  trunk(channelsInUse: number, up = true): void {
    const trunk = { name: 'pstn', up, channelsInUse, since: this.clock.now(), channels: 30 };
    this.hears({ event: 'trunk.changed', data: { trunk } });
  }

  /** Answered, in time and abandoned in the stretch of now. */
  stretch(answered: number, inTime: number, abandoned: number): void {
    const at = this.clock.now() - (this.clock.now() % FIVE_MIN);
    this.queue({ recent: [{ at, answered, inTime, abandoned, serviceLevel: null }] });
  }
}

describe('thresholds (SUP-5)', () => {
  test('too many wait: it is raised a second later at most, once, and cleared when it is over', () => {
    const watch = new Watch([{ alarmId: 'long', when: { is: 'queue-length', above: 2 } }]);
    watch.waiting(2);
    watch.clock.advance(1_000);
    expect(watch.told).toEqual([]);
    for (const count of [3, 5, 4]) watch.waiting(count);
    watch.clock.advance(1_000);
    watch.waiting(6);
    watch.clock.advance(10_000);
    expect(watch.told).toEqual(['alarm.raised long orders 4']);
    expect(watch.desk.active).toMatchObject([
      { alarmId: 'long', subject: 'orders', threshold: 2, clearedAt: null },
    ]);
    watch.waiting(2);
    watch.clock.advance(1_000);
    expect(watch.told.at(-1)).toBe('alarm.cleared long orders 2');
    expect(watch.desk.active).toEqual([]);
  });

  test('a value that swings about the threshold rings once: it must come back to clearAt', () => {
    const watch = new Watch([{ alarmId: 'long', when: { is: 'queue-length', above: 4 }, clearAt: 2 }]);
    for (const count of [5, 4, 5, 3, 5, 2]) {
      watch.waiting(count);
      watch.clock.advance(1_000);
    }
    expect(watch.told).toEqual(['alarm.raised long orders 5', 'alarm.cleared long orders 2']);
  });

  test('it must be passed without a break for so long', () => {
    const watch = new Watch([{ alarmId: 'long', when: { is: 'queue-length', above: 0 }, forMs: 30_000 }]);
    watch.waiting(1);
    watch.clock.advance(20_000);
    watch.waiting(0);
    watch.clock.advance(1_000);
    watch.waiting(1);
    watch.clock.advance(30_000);
    expect(watch.told).toEqual([]);
    watch.clock.advance(1_000);
    expect(watch.told).toEqual(['alarm.raised long orders 1']);
  });

  test('somebody waits too long: nothing has to happen for it to be seen', () => {
    const watch = new Watch([{ alarmId: 'slow', when: { is: 'queue-waiting-longest', aboveMs: 60_000 } }]);
    watch.waiting(1);
    watch.clock.advance(60_000);
    expect(watch.told).toEqual([]);
    watch.clock.advance(1);
    expect(watch.told).toEqual(['alarm.raised slow orders 60001']);
    watch.waiting(0);
    watch.clock.advance(1_000);
    expect(watch.told.at(-1)).toBe('alarm.cleared slow orders 0');
    expect(watch.clock.pending).toBe(0);
  });

  test('an agent pauses too long, of one team and for one reason', () => {
    const when = { is: 'agent-state-time', team: 'red', state: 'aux', reason: 'break', aboveMs: 600_000 };
    const watch = new Watch([{ alarmId: 'break', when }]);
    const pauses = (agentId: string, team: string, auxReason: string) =>
      watch.hears({
        event: 'agent.changed',
        data: {
          agent: anAgent({
            agentId: agentId as AgentId,
            team,
            state: 'aux',
            auxReason,
            since: watch.clock.now(),
          }),
        },
      });
    pauses('1001', 'red', 'break');
    pauses('1002', 'blue', 'break');
    pauses('1003', 'red', 'meeting');
    watch.clock.advance(601_000);
    expect(watch.told).toEqual(['alarm.raised break 1001 600001']);
    watch.hears({ event: 'agent.removed', data: { agentId: '1001' as AgentId } });
    expect(watch.told.at(-1)).toBe('alarm.cleared break 1001 null');
  });

  test('the service level of the last half hour: old calls go out of it by themselves', () => {
    const watch = new Watch([
      { alarmId: 'level', when: { is: 'service-level', below: 0.8 } },
      { alarmId: 'gone', when: { is: 'abandon-rate', above: 0.3 } },
    ]);
    watch.stretch(0, 0, 0);
    watch.clock.advance(1_000);
    expect(watch.told).toEqual([]);
    watch.stretch(4, 2, 6);
    watch.clock.advance(1_000);
    expect(watch.told).toEqual(['alarm.raised level orders 0.5', 'alarm.raised gone orders 0.6']);
    watch.clock.advance(1_800_000 + FIVE_MIN);
    expect(watch.told.slice(2)).toEqual([
      'alarm.cleared level orders null',
      'alarm.cleared gone orders null',
    ]);
  });

  test('a trunk is nearly full, or gone; the switch is away', () => {
    const watch = new Watch([
      { alarmId: 'full', when: { is: 'trunk-share', trunk: 'pstn', above: 0.9 }, severity: 'critical' },
      { alarmId: 'busy', when: { is: 'trunk-in-use', above: 20 } },
      { alarmId: 'down', when: { is: 'trunk-down' } },
      { alarmId: 'switch', when: { is: 'switch-down' } },
    ]);
    watch.trunk(28);
    watch.clock.advance(1_000);
    expect(watch.alarms.map(({ alarmId, severity }) => `${alarmId} ${severity}`)).toEqual([
      'full critical',
      'busy warning',
    ]);
    watch.trunk(0, false);
    watch.hears({ event: 'switch.changed', data: { connected: false } });
    watch.clock.advance(1_000);
    expect(watch.desk.active.map(({ alarmId, subject }) => [alarmId, subject])).toEqual([
      ['down', 'pstn'],
      ['switch', null],
    ]);
  });

  test('a rule that is changed or gone clears what it raised; a new one looks at everything', () => {
    const watch = new Watch([{ alarmId: 'long', when: { is: 'queue-length', above: 2 } }]);
    watch.waiting(5);
    watch.clock.advance(1_000);
    const rule = { alarmId: 'long', when: { is: 'queue-length', above: 3 } };
    watch.desk.changeRules([ruleOf(rule)]);
    watch.clock.advance(1_000);
    watch.desk.changeRules([ruleOf(rule)]);
    watch.clock.advance(1_000);
    watch.desk.changeRules([]);
    expect(watch.told).toEqual([
      'alarm.raised long orders 5',
      'alarm.cleared long orders null',
      'alarm.raised long orders 5',
      'alarm.cleared long orders null',
    ]);
  });

  test('a start goes on with what was raised, and clears what is over or watched no more', () => {
    const before = {
      name: 'x',
      measure: 'queue-length',
      subject: 'orders',
      severity: 'warning',
      value: 9,
      threshold: 2,
      raisedAt: 5,
      clearedAt: null,
    } as const;
    const raised = [
      { ...before, alarmId: 'long' as AlarmId },
      { ...before, alarmId: 'other' as AlarmId },
      { ...before, alarmId: 'long' as AlarmId, subject: 'closed' },
    ];
    const watch = new Watch([{ alarmId: 'long', when: { is: 'queue-length', above: 2 } }], raised);
    expect(watch.told).toEqual(['alarm.cleared other orders null']);
    watch.waiting(4);
    watch.clock.advance(1_000);
    expect(watch.told.slice(1)).toEqual(['alarm.cleared long closed null']);
    expect(watch.desk.active).toMatchObject([{ alarmId: 'long', raisedAt: 5 }]);
  });

  test('what nobody watches costs no timer', () => {
    const watch = new Watch([]);
    watch.clock.advance(1_000);
    watch.waiting(100);
    watch.trunk(30);
    expect(watch.clock.pending).toBe(0);
  });
});
