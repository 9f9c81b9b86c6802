import type { LegId, QueueId } from '@callweave/cti-core';
import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { groupingSchema } from '../grouping/index.js';
import { fuzzRuns } from '../kernel/testing/fuzz-runs.js';
import { Site } from '../kernel/testing/site.js';
import type { QueueInput, StrategyName } from './acd.schema.js';
import { ReferenceQueue, type ReferenceStrategy, type TierRules } from './testing/mod-callcenter.js';

/*
 * The same arrivals and hang-ups through our queue and through a model of FreeSWITCH's mod_callcenter; what is meant to be
 * the same is tried with random histories, what differs is shown case by case (docs/guide/distribution-compared.md).
 */

const AGENTS = ['1001', '1002', '1003', '1004'];

interface Compared {
  readonly reference: ReferenceStrategy;
  readonly ours: StrategyName;
  readonly levels?: readonly number[];
  readonly tierRules?: TierRules;
  readonly relax?: QueueInput['relax'];
}

/** An event a second or more after the one before it: somebody calls, or somebody's talk ends. */
const event = fc.record({
  afterSeconds: fc.integer({ min: 1, max: 15 }),
  is: fc.constantFrom('call', 'call', 'important call', 'talk ends', 'talk ends', 'gives up'),
  n: fc.nat(100),
});
const events = fc.array(event, { minLength: 5, maxLength: 60 });

function site({ ours, levels = [], relax = [] }: Compared): Site {
  const grouping = groupingSchema.parse({
    routes: {
      line: {
        // biome-ignore lint/suspicious/noThenProperty: the settings' own word
        rules: [{ name: 'important', when: { caller: ['9*'] }, then: { queueId: 'orders', priority: 30 } }],
        otherwise: { queueId: 'orders' },
      },
    },
  });
  const centre = new Site({
    agents: Object.fromEntries(AGENTS.map((agent) => [agent, {}])),
    queues: [
      {
        queueId: 'orders',
        name: 'Orders',
        agents: AGENTS.map((agentId, index) => ({ agentId, level: (levels[index] ?? 0) + 1 })),
        strategy: ours,
        wrapUpMs: 0,
        // As mod_callcenter counts: a point of the base score is worth a second of waiting.
        ageing: 60,
        relax,
      },
    ],
    settings: {
      grouping,
      flows: {
        line: { id: 'line', version: 1, start: 'route', nodes: { route: { type: 'route', route: 'line' } } },
        orders: {
          id: 'orders',
          version: 1,
          start: 'queue',
          nodes: { queue: { type: 'queue', queueId: 'orders' as QueueId } },
        },
      },
      entries: [
        { called: 'orders', flow: 'orders' },
        { called: 'default', flow: 'line' },
      ],
    },
  });
  for (const agent of AGENTS) {
    centre.command(agent, 'agent.log-in', { device: 'browser' });
    centre.command(agent, 'agent.set-ready');
  }
  return centre;
}

function reference({ reference: strategy, levels = [], tierRules }: Compared): ReferenceQueue {
  const tiers = AGENTS.map((agent, index) => ({ agent, level: levels[index] ?? 0, position: index + 1 }));
  return new ReferenceQueue(strategy, tiers, tierRules ?? null);
}

/** Both lists of `caller → agent`, in the order they were given. */
function bothOrders(
  compared: Compared,
  history: readonly { afterSeconds: number; is: string; n: number }[],
): { ours: string[]; theirs: string[] } {
  const centre = site(compared);
  const model = reference(compared);
  const [ours, theirs]: [string[], string[]] = [[], []];
  const waiting = new Map<string, LegId>();
  const talks: { caller: string; legId: LegId; agent: string; from: number }[] = [];
  let seconds = 0;
  const look = () => {
    for (const { call, agent } of model.dispatch(seconds)) theirs.push(`${call} → ${agent}`);
    for (const [caller, legId] of [...waiting]) {
      const agent = centre.offeredTo(legId);
      if (agent === null) continue;
      waiting.delete(caller);
      centre.answers(agent);
      ours.push(`${caller} → ${agent}`);
      talks.push({ caller, legId, agent, from: seconds });
    }
  };
  history.forEach(({ afterSeconds, is, n }, index) => {
    for (let passed = 0; passed < afterSeconds; passed++) {
      seconds += 1;
      centre.pass(1_000);
      look();
    }
    if (is === 'talk ends') {
      const [talk] = talks.splice(n % Math.max(1, talks.length), 1);
      if (talk) {
        centre.hangsUp(talk.legId);
        model.ends(talk.agent, talk.from, seconds);
      }
    } else if (is === 'gives up') {
      const caller = [...waiting.keys()][n % Math.max(1, waiting.size)];
      const legId = caller === undefined ? undefined : waiting.get(caller);
      if (caller !== undefined && legId !== undefined) {
        waiting.delete(caller);
        centre.hangsUp(legId);
        model.leaves(caller);
      }
    } else {
      const caller = `${is === 'important call' ? 9 : 1}${index}`;
      waiting.set(caller, centre.arrives(caller));
      model.joins(caller, seconds, is === 'important call' ? 30 : 0);
    }
    look();
  });
  return { ours, theirs };
}

const same: readonly (Compared & { readonly name: string })[] = [
  { name: 'longest-idle-agent is longest-idle', reference: 'longest-idle-agent', ours: 'longest-idle' },
  {
    name: 'agent-with-least-talk-time is least-talk',
    reference: 'agent-with-least-talk-time',
    ours: 'least-talk',
  },
  {
    name: 'agent-with-fewest-calls is fewest-calls',
    reference: 'agent-with-fewest-calls',
    ours: 'fewest-calls',
  },
  { name: 'sequentially-by-agent-order is linear', reference: 'sequentially-by-agent-order', ours: 'linear' },
  { name: 'top-down, when everybody answers, is linear', reference: 'top-down', ours: 'linear' },
  { name: 'round-robin of one level is round-robin', reference: 'round-robin', ours: 'round-robin' },
  {
    name: 'levels are tiers',
    reference: 'longest-idle-agent',
    ours: 'longest-idle',
    levels: [1, 0, 1, 0],
  },
  {
    name: 'reach that widens is a tier rule with waiting time, multiplied by the level',
    reference: 'longest-idle-agent',
    ours: 'longest-idle',
    levels: [2, 0, 1, 0],
    tierRules: { waitSeconds: 10, multiplyByLevel: true },
    relax: [
      { afterMs: 10_000, reach: 2 },
      { afterMs: 20_000, reach: 3 },
    ],
  },
  {
    name: 'reach that widens once is a tier rule that does not multiply',
    reference: 'agent-with-fewest-calls',
    ours: 'fewest-calls',
    levels: [2, 0, 1, 0],
    tierRules: { waitSeconds: 12, multiplyByLevel: false },
    relax: [{ afterMs: 12_000, reach: null }],
  },
];

describe('the same order as mod_callcenter, caller by caller and agent by agent (ACD-2, ACD-3)', () => {
  test.each(same)('$name', async (compared) => {
    await fc.assert(
      fc.property(events, (history) => {
        const { ours, theirs } = bothOrders(compared, history);
        expect(ours).toEqual(theirs);
      }),
      fuzzRuns(40),
    );
  });
});

describe('where the order differs from mod_callcenter, on purpose (ACD-3)', () => {
  const call = { is: 'call', afterSeconds: 1, n: 0 };
  const ends = (n: number) => ({ is: 'talk ends', afterSeconds: 1, n });

  test('longest idle: we count from becoming ready, it counts from the last talk', () => {
    const compared: Compared = { reference: 'longest-idle-agent', ours: 'longest-idle' };
    const centre = site(compared);
    centre.pass(5_000);
    centre.command('1001', 'agent.set-aux', { reason: 'break' });
    centre.pass(5_000);
    centre.command('1001', 'agent.set-ready');
    expect(centre.offeredTo(centre.arrives('1'))).toBe('1002');
    const model = reference(compared);
    model.joins('1', 10);
    expect(model.dispatch(10)).toEqual([{ call: '1', agent: '1001' }]);
  });

  test('round robin: a lower level comes first with us, with it the rest of the level that was offered last', () => {
    const compared: Compared = { reference: 'round-robin', ours: 'round-robin', levels: [0, 1, 1, 1] };
    const history = [call, call, ends(0), call];
    expect(bothOrders(compared, history)).toEqual({
      ours: ['10 → 1001', '11 → 1002', '13 → 1001'],
      theirs: ['10 → 1001', '11 → 1002', '13 → 1003'],
    });
  });

  test('round robin: with us each queue goes its own round, with it offers of other queues turn it', () => {
    const model = reference({ reference: 'round-robin', ours: 'round-robin' });
    model.offeredElsewhere('1002');
    model.joins('1', 1);
    expect(model.dispatch(1)).toEqual([{ call: '1', agent: '1003' }]);
    const centre = new Site({
      agents: Object.fromEntries(AGENTS.map((agent) => [agent, {}])),
      queues: [
        { queueId: 'orders', name: 'Orders', agents: AGENTS, strategy: 'round-robin', wrapUpMs: 0 },
        { queueId: 'other', name: 'Other', agents: ['1002'], strategy: 'round-robin', wrapUpMs: 0 },
      ],
    });
    centre.comes(...AGENTS);
    const other = centre.calls('other');
    centre.answers('1002');
    centre.hangsUp(other);
    expect(centre.offeredTo(centre.calls('orders'))).toBe('1001');
  });

  test('top-down: who missed a call and stays ready is the first again with us, with it the list is gone through', () => {
    const model = reference({ reference: 'top-down', ours: 'linear' });
    model.joins('1', 0);
    const theirs = [0, 20, 40].map((at) => {
      const agent = model.dispatch(at)[0]?.agent ?? '';
      model.misses(agent, '1', 0);
      return agent;
    });
    expect(theirs).toEqual(['1001', '1002', '1003']);
    const centre = Site.staffed(AGENTS, {
      strategy: 'linear',
      missed: { noAnswer: { toAux: false, restMs: 0 } },
    });
    const caller = centre.calls('orders');
    const ours = [0, 20, 40].map(() => {
      const agent = centre.offeredTo(caller);
      centre.pass(20_000);
      return agent;
    });
    // The second look finds the leg of the first still on its way out.
    expect(ours).toEqual(['1001', '1002', '1001']);
  });
});
