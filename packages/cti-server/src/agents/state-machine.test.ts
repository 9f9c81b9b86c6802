import { agentStateMachine, type NextState } from '@callweave/cti-core';
import { expect, test } from 'vitest';
import type { KernelCommandName } from '../kernel/index.js';
import { Site } from '../kernel/testing/site.js';

/** Two queues of agent 1001: one with after-call work, one without. */
class Day extends Site {
  constructor() {
    super({
      agents: { '1001': {}, '1002': {} },
      queues: [
        { queueId: 'orders', name: 'Orders', agents: ['1001'], wrapUpMs: 30_000 },
        { queueId: 'back', name: 'Back', agents: ['1001'], exitKeys: { '1': { to: 'call-back' } } },
        { queueId: 'others', name: 'Others', agents: ['1002'], wrapUpMs: 0 },
        { queueId: 'quick', name: 'Quick', agents: ['1001'], wrapUpMs: 0 },
      ],
    });
    this.comes('1002');
  }

  does(command: KernelCommandName, params: object = {}): void {
    this.command('1001', command, params);
  }

  isReady(): void {
    const { state } = this.agent('1001');
    if (state === 'logged-out') this.does('agent.log-in', { device: 'browser' });
    if (state !== 'ready') this.does('agent.set-ready');
  }

  plans(next: NextState): void {
    this.does('agent.set-next', { next });
  }
}

const PLANS: readonly NextState[] = [
  { state: 'ready' },
  { state: 'aux', reason: 'break' },
  { state: 'logged-out' },
];

/** Every way there is, but those of a server that starts. */
function everyWay(): Day {
  const day = new Day();
  day.isReady();
  day.does('agent.set-aux', { reason: 'break' });
  day.does('agent.set-aux', { reason: 'meeting' });
  day.does('agent.log-out');
  day.isReady();
  day.does('agent.log-out');
  for (const plan of PLANS) {
    day.isReady();
    const gone = day.calls('quick');
    day.plans(plan);
    day.hangsUp(gone);
    for (const hold of [false, true]) {
      day.isReady();
      const caller = day.calls('quick');
      day.answers('1001');
      if (hold) day.does('call.hold', { callId: day.callOf(caller).callId });
      day.settle();
      day.plans(plan);
      day.hangsUp(caller);
    }
    day.isReady();
    const caller = day.calls('orders');
    day.answers('1001');
    day.plans(plan);
    day.hangsUp(caller);
    day.pass(30_000);
    day.isReady();
    day.does('call.make', { to: '13700137000' });
    day.plans(plan);
    day.hangsUp(day.switch.ringingAt('1001'));
  }
  // A caller who asked to be called back: the agent picks up first, then the customer is dialled.
  const asks = day.calls('back');
  day.pass(2_000);
  day.strikes(asks, '1');
  day.isReady();
  day.answers('1001');
  day.hangsUp({ agent: '1001' });
  day.hangsUp(day.calls('back'));
  // Colleagues, hold and retrieve: he is rung in a pause, and calls out of a pause and out of after-call work.
  day.isReady();
  day.does('agent.set-aux', { reason: 'break' });
  day.command('1002', 'call.make', { to: '1001' });
  day.answers('1002');
  day.hangsUp({ agent: '1002' });
  day.does('call.make', { to: '1002' });
  day.answers('1001');
  day.answers('1002');
  day.hangsUp({ agent: '1001' });
  day.isReady();
  const last = day.calls('orders');
  const { callId } = day.callOf(last);
  day.answers('1001');
  for (const command of ['call.hold', 'call.retrieve', 'call.hold'] as const) {
    day.does(command, { callId });
    day.settle();
  }
  day.hangsUp(last);
  day.does('call.make', { to: '1002' });
  day.hangsUp(day.switch.ringingAt('1001'));
  takesOver(day);
  return day;
}

/** 1001 takes calls of 1002 over: out of a pause, ready, and out of after-call work. */
function takesOver(day: Day): void {
  for (const state of ['aux', 'ready', 'wrap-up'] as const) {
    const other = day.calls('others');
    day.answers('1002');
    day.isReady();
    if (state === 'aux') day.does('agent.set-aux', { reason: 'break' });
    if (state === 'wrap-up') {
      const own = day.calls('orders');
      day.answers('1001');
      day.hangsUp(own);
    }
    day.command('1001', 'supervision.start', { agentId: '1002', mode: 'listen' }, 'supervisor');
    day.answers('1001');
    day.command('1001', 'supervision.take-over', {}, 'supervisor');
    day.hangsUp(other);
  }
}

test('no way of the published state machine is one that nobody goes (AGT-1)', () => {
  const { walked } = everyWay();
  const unwalked = Object.entries(agentStateMachine).flatMap(([from, ways]) =>
    Object.entries(ways)
      .filter(([, triggers]) => triggers.some((trigger) => trigger !== 'taken-over'))
      .map(([to]) => `${from} → ${to}`)
      .filter((way) => !walked.has(way)),
  );
  expect(unwalked).toEqual([]);
});
