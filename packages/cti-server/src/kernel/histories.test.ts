import type { AgentId, CallId, CallSnapshot, LegId, QueueId } from '@callweave/cti-core';
import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { QueueInput } from '../acd/acd.schema.js';
import { groupingSchema } from '../grouping/index.js';
import type { Flow } from '../ivr/index.js';
import type { LookupOutcome } from '../lookups/lookups.port.js';
import type { KernelCommandName } from './index.js';
import { Site } from './testing/site.js';

/** The same histories each time, so that a red run can be had again; another seed looks further. */
const RUNS = { seed: 20_261_123, numRuns: 400 };

const AGENTS = ['1001', '1002', '1003'];

const WHAT = [
  'customer calls',
  'customer presses',
  'customer strikes',
  'number outside answers',
  'number outside refuses',
  'CRM answers',
  'customer hangs up',
  'phone answers',
  'phone refuses',
  'agent hangs up',
  'browser vanishes',
  'browser is back',
  'command',
  'call command',
  'time passes',
  'server restarts',
];
/** More of what happens to those who wait. */
const WAITING = [
  ...WHAT,
  'customer calls',
  ...Array(4).fill('customer strikes'),
  ...Array(4).fill('phone answers'),
];

/** One thing that may happen; `n` picks whom it happens to, among those it can happen to. */
function happening(what: readonly string[]) {
  return fc.record({
    what: fc.constantFrom(...what),
    n: fc.nat(1_000),
    ms: fc.constantFrom(10, 1_000, 5_000, 21_000, 40_000),
  });
}
const history = fc.array(happening(WHAT), { minLength: 20, maxLength: 120 });
const waitingHistory = fc.array(happening(WAITING), { minLength: 20, maxLength: 120 });

const agentCommands = [
  ['agent.log-in', { device: 'browser' }, 'logIn'],
  ['agent.log-out', {}, 'logOut'],
  ['agent.set-ready', {}, 'setReady'],
  ['agent.set-aux', { reason: 'lunch' }, 'setAux'],
  ['agent.finish-wrap-up', {}, 'finishWrapUp'],
] as const;
const callCommands = [
  ['call.hold', 'hold'],
  ['call.retrieve', 'retrieve'],
  ['call.hang-up', 'hangUp'],
  ['call.reject', 'reject'],
] as const;

const crmAnswers: readonly LookupOutcome[] = [
  { is: 'found', data: { level: 'gold', owner: '1002' } },
  { is: 'not-found' },
  { is: 'failed', reason: 'unreachable' },
];

const otherwise = { queueId: 'orders' };
const grouping = groupingSchema.parse({
  routes: {
    asking: {
      lookup: { source: 'crm' },
      rules: [
        {
          name: 'gold',
          when: { data: { level: ['gold'] } },
          // biome-ignore lint/suspicious/noThenProperty: the settings' own word
          then: { queueId: 'orders', priority: 10, preferredAgentId: { fromData: 'owner' } },
        },
      ],
      otherwise,
    },
    quick: { otherwise },
  },
});
/** Key 5 leads to rules that ask the CRM, 6 to rules that ask nobody. */
const flow: Flow = {
  id: 'main',
  version: 1,
  start: 'menu',
  nodes: {
    menu: {
      type: 'menu',
      prompt: { kind: 'prompt', name: 'greeting' },
      timeoutMs: 5_000,
      retries: 1,
      exits: { '1': 'orders', '5': 'asking', '6': 'quick', '9': 'bye' },
      otherwise: 'orders',
    },
    orders: { type: 'queue', queueId: 'orders' as QueueId },
    asking: { type: 'route', route: 'asking' },
    quick: { type: 'route', route: 'quick' },
    bye: { type: 'hang-up' },
  },
};

const exitKeys: QueueInput['exitKeys'] = {
  '1': { to: 'call-back' },
  '2': { to: 'call-back', sound: { kind: 'prompt', name: 'we-call-back' } },
  '3': { to: 'external', number: '13911112222', ringMs: 10_000 },
  '4': { to: 'flow', flow: 'main' },
};

/** Everybody waits at once, and one agent is there. */
function crowdedSite(): Site {
  const straight: Flow = {
    id: 'straight',
    version: 1,
    start: 'queue',
    nodes: { queue: flow.nodes['orders']! },
  };
  const site = siteWith({ main: flow, straight }, 'straight');
  site.comes('1001');
  return site;
}

function staffedSite(): Site {
  const site = siteWith({ main: flow }, 'main');
  site.comes(...AGENTS);
  return site;
}

function siteWith(flows: Record<string, Flow>, entry: string): Site {
  return new Site({
    agents: Object.fromEntries(AGENTS.map((agent) => [agent, {}])),
    queues: [{ queueId: 'orders', name: 'Orders', agents: AGENTS, exitKeys, callBack: { retryMs: 20_000 } }],
    settings: { flows, entries: [{ called: 'default', flow: entry }], grouping },
  });
}

function pick<T>(list: readonly T[], n: number): T | undefined {
  return list[n % Math.max(1, list.length)];
}

/** Plays one happening; every command is checked against what `can` said a moment before. */
function play(site: Site, { what, n, ms }: { what: string; n: number; ms: number }): void {
  const legs = [...site.switch.legs.values()];
  const customers = legs.filter((leg) => leg.direction === 'inbound');
  const phones = legs.filter((leg) => leg.extension !== null);
  const outside = legs.filter((leg) => leg.direction === 'outbound' && leg.extension === null);
  const agent = pick(AGENTS, n) as string;
  switch (what) {
    case 'customer calls':
      if (customers.length < 6) site.arrives(`1${n}`);
      return;
    case 'customer presses': {
      const leg = pick(
        customers.filter((each) => each.collecting !== null),
        n,
      );
      if (leg !== undefined) site.presses(leg.legId, ['1', '9', '7', '', '5', '6'][n % 6] as string);
      return;
    }
    case 'customer strikes': {
      const leg = pick(customers, n);
      if (leg !== undefined) site.strikes(leg.legId, `${n % 5}`);
      return;
    }
    case 'number outside answers': {
      const leg = pick(
        outside.filter((each) => !each.answered),
        n,
      );
      if (leg === undefined) return;
      site.switch.answer(leg.legId);
      site.settle();
      return;
    }
    case 'number outside refuses':
      hangUp(site, pick(outside, n)?.legId, 'USER_BUSY');
      return;
    case 'CRM answers': {
      const key = pick([...site.lookups.keys()], n);
      if (key !== undefined) site.crmAnswers(crmAnswers[n % crmAnswers.length]!, key);
      return;
    }
    case 'customer hangs up':
      hangUp(site, pick(customers, n)?.legId, 'NORMAL_CLEARING');
      return;
    case 'phone answers': {
      const leg = pick(
        phones.filter((each) => !each.answered),
        n,
      );
      if (leg === undefined) return;
      site.switch.answer(leg.legId);
      site.settle();
      return;
    }
    case 'phone refuses':
      hangUp(
        site,
        pick(
          phones.filter((each) => !each.answered),
          n,
        )?.legId,
        'USER_BUSY',
      );
      return;
    case 'agent hangs up':
      hangUp(
        site,
        pick(
          phones.filter((each) => each.answered),
          n,
        )?.legId,
        'NORMAL_CLEARING',
      );
      return;
    case 'browser vanishes':
      if (!site.switch.registered.delete(agent)) return;
      site.take({
        input: 'switch',
        fact: { fact: 'extension.unregistered', extension: agent, at: site.nowMs },
      });
      hangUp(site, phones.find((leg) => leg.extension === agent && leg.answered)?.legId, 'MEDIA_TIMEOUT');
      return;
    case 'browser is back':
      if (site.switch.registered.has(agent)) return;
      site.switch.registered.add(agent);
      site.take({
        input: 'switch',
        fact: { fact: 'extension.registered', extension: agent, at: site.nowMs },
      });
      return;
    case 'command': {
      const [command, params, capability] = agentCommands[n % agentCommands.length]!;
      checked(site, agent, command, params, site.agent(agent).can[capability]);
      return;
    }
    case 'call command': {
      const [command, capability] = callCommands[n % callCommands.length]!;
      const call = site.kernel.callsOfAgent(agent as AgentId)[0];
      if (call === undefined) return;
      checked(site, agent, command, { callId: call.callId }, call.can[capability]);
      return;
    }
    case 'server restarts':
      site.restart();
      return;
    default:
      site.pass(ms);
  }
}

function hangUp(site: Site, legId: LegId | undefined, cause: string): void {
  if (legId !== undefined) site.hangsUp(legId, cause);
}

function checked(site: Site, agent: string, command: KernelCommandName, params: unknown, can: boolean): void {
  const answer = site.refusal(agent, command, params);
  // Logging in again, as a page does that was loaded anew, is allowed without being offered.
  if (command === 'agent.log-in' && answer === 'accepted') return;
  if ((answer === 'accepted') !== can) {
    throw new Error(
      `${agent} ${command} in ${site.agent(agent).state}: can says ${can}, the kernel ${answer}`,
    );
  }
}

function callsOf(site: Site): CallSnapshot[] {
  return site.told.flatMap(({ event, data }) =>
    event === 'call.arrived' ? (site.kernel.callSnapshot(data.call.callId, null) ?? []) : [],
  );
}

function hasPlace({ phase, callBack, legs }: CallSnapshot): boolean {
  if (phase === 'queued' || phase === 'offered') return true;
  if (callBack && callBack.is !== 'reached') return phase !== 'ended';
  return phase === 'forwarded' && legs.every((leg) => leg.party !== 'external' || leg.state !== 'connected');
}

/** Holds after every step, whatever happened. */
function expectOrder(site: Site): void {
  const live = new Map<CallId, LegId>();
  for (const leg of site.switch.legs.values()) {
    if (leg.direction !== 'inbound' || leg.mark === null) continue;
    const call = site.kernel.callSnapshot(leg.mark.callId, null);
    expect(call, `the call of ${leg.legId}`).not.toBeNull();
    expect(call?.phase, `${leg.legId} is on the line of a call that has ended`).not.toBe('ended');
    expect(live.has(leg.mark.callId), 'two customers in one call').toBe(false);
    live.set(leg.mark.callId, leg.legId);
  }
  const offers = new Map<string, CallId>();
  let waiting = 0;
  for (const call of callsOf(site)) {
    if (hasPlace(call)) waiting += 1;
    if (call.callBack === undefined && call.phase !== 'ended')
      expect(live.has(call.callId), `${call.phase} without a customer`).toBe(true);
    const agentId = call.phase === 'offered' ? call.offer?.agentId : undefined;
    if (agentId === undefined) continue;
    expect(offers.get(agentId), `two offers for ${agentId}`).toBeUndefined();
    offers.set(agentId, call.callId);
  }
  expect(site.kernel.queueSnapshots()[0]?.waiting).toHaveLength(waiting);
  for (const agentId of AGENTS) {
    const { state, callId } = site.agent(agentId);
    if (state === 'ringing') expect(offers.get(agentId), `${agentId} rings for nobody`).toBe(callId);
  }
}

function everybodyLeaves(site: Site): void {
  for (const leg of [...site.switch.legs.values()]) {
    if (leg.extension === null && site.switch.legs.has(leg.legId)) site.hangsUp(leg.legId);
  }
  // Whoever was to be called back calls himself, and thinks better of it.
  for (const { caller } of callsOf(site).filter(hasPlace)) {
    const legId = site.arrives(caller);
    if (site.switch.legs.get(legId)?.collecting) site.presses(legId, '1');
    site.hangsUp(legId);
  }
  site.pass(600_000);
}

describe('whatever happens, in whatever order (ACD-5, AGT-1, OPS-2)', () => {
  test.each([
    ['', staffedSite, history],
    [', for a crowd either', crowdedSite, waitingHistory],
  ] as const)(
    'no call is lost or in two places, nobody has two offers, and `can` never lies%s',
    async (_, siteOf, all) => {
      await fc.assert(
        fc.property(all, (happenings) => {
          const site = siteOf();
          for (const each of happenings) {
            play(site, each);
            expectOrder(site);
          }
        }),
        RUNS,
      );
    },
  );

  test.each([
    ['', staffedSite, history],
    [', of a crowd either', crowdedSite, waitingHistory],
  ] as const)(
    'when everybody has gone, nothing is left: no leg, no timer, no open recording%s',
    async (_, siteOf, all) => {
      await fc.assert(
        fc.property(all, (happenings) => {
          const site = siteOf();
          for (const each of happenings) play(site, each);
          everybodyLeaves(site);
          expect([...site.switch.legs.keys()]).toEqual([]);
          expect(site.timers).toEqual([]);
          expect([...site.lookups.keys()]).toEqual([]);
          const count = (name: string): number => site.told.filter((each) => each.event === name).length;
          expect(count('call.ended')).toBe(count('call.arrived'));
          const open = new Set<string>();
          for (const { event, data } of site.told) {
            if (event === 'recording.started') open.add(data.recordingId);
            if (event === 'recording.stopped' || event === 'recording.failed') open.delete(data.recordingId);
          }
          expect([...open]).toEqual([]);
        }),
        RUNS,
      );
    },
  );

  test('the same history gives the same events', async () => {
    await fc.assert(
      fc.property(history, (happenings) => {
        const run = () => {
          const site = staffedSite();
          for (const each of happenings) play(site, each);
          return JSON.stringify(site.told);
        };
        expect(run()).toBe(run());
      }),
      { ...RUNS, numRuns: 50 },
    );
  });
});
