import type { AgentId, CallId, CallSnapshot, LegId } from '@callweave/cti-core';
import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { QueueInput, StrategyName } from '../acd/acd.schema.js';
import type { Flow } from '../ivr/index.js';
import type { LookupOutcome } from '../lookups/lookups.port.js';
import type { KernelCommandName } from './index.js';
import { AGENTS, exitKeys, flow, grouping, orders, pick, reconfigured } from './testing/changing-centre.js';
import { Site } from './testing/site.js';

/** The same histories each time, so that a red run can be had again; another seed looks further. */
const RUNS = { seed: 20_261_123, numRuns: 400 };

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
const history = fc.array(happening([...WHAT, 'settings change']), { minLength: 20, maxLength: 120 });
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

/** Everybody waits at once, and one agent is there. */
function crowdedSite(): Site {
  const straight: Flow = {
    id: 'straight',
    version: 1,
    start: 'queue',
    nodes: { queue: flow.nodes['orders']! },
  };
  const site = siteWith(
    [{ ...orders, exitKeys, callBack: { retryMs: 20_000 } }],
    { main: flow, straight },
    'straight',
  );
  site.comes('1001');
  return site;
}

function staffedSite(strategy: StrategyName): Site {
  const site = siteWith([{ ...orders, strategy }], { main: flow }, 'main');
  site.comes(...AGENTS);
  return site;
}

function siteWith(queues: readonly QueueInput[], flows: Record<string, Flow>, entry: string): Site {
  return new Site({
    agents: Object.fromEntries(AGENTS.map((agent) => [agent, {}])),
    queues,
    settings: { flows, entries: [{ called: 'default', flow: entry }], grouping },
  });
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
      site.loadsAnew(agent);
      return;
    case 'command': {
      if (!isThere(site, agent)) return;
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
    case 'settings change':
      site.reconfigure(reconfigured(n));
      return;
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

function isThere(site: Site, agent: string): boolean {
  return site.kernel.agentSnapshot(agent as AgentId) !== null;
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
    if (call.phase === 'queued') expect(call.queueName, 'he waits where no queue is').not.toBeNull();
    if (hasPlace(call) && call.queueName !== null) waiting += 1;
    if (call.callBack === undefined && call.phase !== 'ended')
      expect(live.has(call.callId), `${call.phase} without a customer`).toBe(true);
    const open = call.phase === 'offered' ? [call.offer, ...(call.alsoOffered ?? [])] : [];
    for (const offer of open) {
      if (!offer) continue;
      expect(offers.get(offer.agentId), `two offers for ${offer.agentId}`).toBeUndefined();
      offers.set(offer.agentId, call.callId);
    }
  }
  const places = site.kernel.queueSnapshots().flatMap((queue) => queue.waiting.map(({ callId }) => callId));
  expect(new Set(places).size, 'a call in two queues').toBe(places.length);
  expect(places).toHaveLength(waiting);
  for (const agentId of AGENTS.filter((agent) => isThere(site, agent))) {
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

const centres: readonly (readonly [string, () => Site, typeof history])[] = [
  ['longest idle', () => staffedSite('longest-idle'), history],
  ['ring-all', () => staffedSite('ring-all'), history],
  ['a crowd that presses keys while it waits', crowdedSite, waitingHistory],
];

describe.each(centres)(
  'whatever happens, in whatever order: %s (ACD-3, ACD-5, ACD-6, AGT-1, OPS-2)',
  (_name, siteOf, all) => {
    test('no call is lost or in two places, nobody has two offers, and `can` never lies', async () => {
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
    });

    test('when everybody has gone, nothing is left: no leg, no timer, no open recording', async () => {
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
    });

    test('the same history gives the same events', async () => {
      await fc.assert(
        fc.property(all, (happenings) => {
          const run = () => {
            const site = siteOf();
            for (const each of happenings) play(site, each);
            return JSON.stringify(site.told);
          };
          expect(run()).toBe(run());
        }),
        { ...RUNS, numRuns: 50 },
      );
    });
  },
);
