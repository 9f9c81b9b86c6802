import type {
  AgentSnapshot,
  AgentState,
  AlarmSnapshot,
  QueueSnapshot,
  TrunkSnapshot,
} from '@callweave/cti-core';
import type { MonitorState } from '@callweave/web-sdk';
import { anAgent, aQueue } from './fake-session.js';

/** The server's time on every floor. */
export const FLOOR_AT = 1_795_000_000_000;

const FAMILY = ['王', '李', '张', '刘', '陈', '杨', '赵', '黄', '周', '吴', '徐', '孙'];
const GIVEN = [
  '芳',
  '杰',
  '敏',
  '洋',
  '秀英',
  '伟',
  '娜',
  '静',
  '强',
  '磊',
  '丽娟',
  '艳',
  '勇',
  '晓明',
  '欣怡',
];
const LATIN = ['Anna Weber', 'Christopher Lee', 'Mei Lin', 'Omar Haddad', 'Sofia García', 'Tom Baker'];
const QUEUES: readonly (readonly [string, string])[] = [
  ['orders', '订购热线'],
  ['service', '售后服务'],
  ['vip', 'VIP 专线'],
  ['complaints', '投诉受理'],
];
/** How often each state is seen, of a hundred. */
const MIX: readonly (readonly [AgentState, number])[] = [
  ['talking', 38],
  ['ready', 22],
  ['wrap-up', 12],
  ['aux', 12],
  ['ringing', 5],
  ['holding', 3],
  ['dialling', 3],
  ['logged-out', 5],
];
/** Of forty answered in each stretch of five minutes. */
const IN_TIME = [38, 36, 30, 22, 27, 33, 35];
const ANY_STATE = MIX.flatMap(([state, share]) => Array.from({ length: share }, () => state));
const REASONS = ['break', 'meeting', 'training', 'rona'];

/** The same numbers at each run. */
function dice(seed: number): (sides: number) => number {
  let state = seed;
  return (sides) => {
    state = (state * 1_103_515_245 + 12_345) % 2 ** 31;
    return Math.floor((state / 2 ** 31) * sides);
  };
}

/** Agents of four teams in all states, with queues, trunks, alarms and one supervision, as on a busy morning. */
export function aFloor(count: number): MonitorState {
  const roll = dice(count);
  const agents = Array.from({ length: count }, (_, index) => anyAgent(index, count, roll));
  return {
    queues: QUEUES.map(([id, name], index) => anyQueue(id, name, index, agents)),
    agents,
    trunks: TRUNKS,
    supervisions: [],
    alarms: ALARMS,
  };
}

/** An agent in a state that is his by the dice, as when an event tells of him. */
export function anyAgent(index: number, count: number, roll: (sides: number) => number): AgentSnapshot {
  const state = ANY_STATE[roll(100)] ?? 'ready';
  const calls = roll(60);
  const id = String(1001 + index);
  const isLatin = index % 9 === 8;
  return anAgent({
    agentId: id as never,
    name: isLatin
      ? (LATIN[roll(LATIN.length)] ?? '')
      : `${FAMILY[roll(FAMILY.length)]}${GIVEN[roll(GIVEN.length)]}`,
    team: `${'ABCD'[Math.floor((index * 4) / count)]} 班`,
    extension: state === 'logged-out' ? null : id,
    state,
    auxReason: state === 'aux' ? (REASONS[roll(REASONS.length)] ?? null) : null,
    since: FLOOR_AT - roll(state === 'ringing' ? 18 : state === 'wrap-up' ? 160 : 1_100) * 1_000,
    callId: state === 'ringing' ? (`waiting-${index}` as never) : null,
    reachable: roll(40) !== 0,
    queueIds: [QUEUES[index % 4]?.[0], QUEUES[(index + 1) % 4]?.[0]] as never,
    today: { calls, talkMs: calls * 95_000, missed: roll(4) },
  });
}

function anyQueue(
  queueId: string,
  name: string,
  index: number,
  agents: readonly AgentSnapshot[],
): QueueSnapshot {
  const count = (...states: AgentState[]) =>
    agents.filter(({ state, queueIds }) => queueIds.includes(queueId as never) && states.includes(state))
      .length;
  const waits = [11, 4, 0, 1][index] ?? 0;
  return aQueue({
    queueId: queueId as never,
    name,
    waiting: Array.from({ length: waits }, (_, place) => ({
      callId: `${queueId}-${place}` as never,
      caller: `1380013${String(8_000 + place * 37).padStart(4, '0')}`,
      queuedAt: FLOOR_AT - (96 - place * 8) * 1_000,
      offered: place === 0,
      ...(place === 2 ? { callBack: true as const } : {}),
    })),
    agents: {
      loggedIn: agents.length / 2,
      ready: count('ready'),
      busy: count('talking', 'holding', 'ringing', 'dialling'),
      wrapUp: count('wrap-up'),
      aux: count('aux'),
    },
    today: {
      ...aQueue().today,
      answered: [1_204, 861, 96, 47][index] ?? 0,
      abandoned: [63, 21, 0, 9][index] ?? 0,
    },
    recent: IN_TIME.map((most, stretch) => {
      const inTime = Math.max(0, most - index * 3);
      return {
        at: FLOOR_AT - (FLOOR_AT % 300_000) - (6 - stretch) * 300_000,
        answered: 40,
        inTime,
        abandoned: index === 2 ? 0 : ([0, 1, 4, 7, 3, 1, 2][stretch] ?? 0),
        serviceLevel: inTime / 40,
      };
    }).filter((_, stretch) => index !== 2 || stretch !== 3),
  });
}

const TRUNKS: readonly TrunkSnapshot[] = [
  {
    name: 'pstn-1',
    up: true,
    channelsInUse: 24,
    channels: 30,
    peak: { inUse: 29, at: FLOOR_AT - 4_000_000 },
    since: FLOOR_AT - 90_000_000,
  },
  {
    name: 'pstn-2',
    up: true,
    channelsInUse: 7,
    channels: 30,
    peak: { inUse: 18, at: FLOOR_AT - 8_000_000 },
    since: FLOOR_AT - 90_000_000,
  },
  {
    name: 'carrier-mobile',
    up: false,
    channelsInUse: 0,
    channels: 60,
    peak: { inUse: 31, at: FLOOR_AT - 6_000_000 },
    since: FLOOR_AT - 240_000,
  },
  { name: 'fxo', up: true, channelsInUse: 2, since: FLOOR_AT - 900_000 },
];

const ALARMS: readonly AlarmSnapshot[] = [
  anAlarm('trunk-down', 'trunk-down', 'carrier-mobile', 'critical', 1, 0, 240_000),
  anAlarm('long-wait', 'queue-waiting-longest', 'orders', 'warning', 92_000, 60_000, 35_000),
  anAlarm('long-break', 'agent-state-time', '1003', 'info', 1_260_000, 1_200_000, 60_000),
];

function anAlarm(
  alarmId: string,
  measure: AlarmSnapshot['measure'],
  subject: string,
  severity: AlarmSnapshot['severity'],
  value: number,
  threshold: number,
  agoMs: number,
): AlarmSnapshot {
  return {
    alarmId: alarmId as never,
    name: alarmId,
    measure,
    subject,
    severity,
    value,
    threshold,
    raisedAt: FLOOR_AT - agoMs,
    clearedAt: null,
  };
}
