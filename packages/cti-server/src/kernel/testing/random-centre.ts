import * as fc from 'fast-check';
import type { QueueInput, StrategyName } from '../../acd/acd.schema.js';
import { groupingSchema } from '../../grouping/index.js';
import type { Flow } from '../../ivr/flow.types.js';
import { outboundRuleSchema } from '../../outbound/index.js';
import type { Centre } from './centre.js';

/*
 * Centres of every kind: few or many queues of any strategy, with or without ageing, relaxation, overflow, comfort,
 * last agents and places that are resumed; agents of different skills who serve several of them.
 */

export const AGENTS = ['a1', 'a2', 'a3', 'a4', 'a5'] as const;
const QUEUES = ['q1', 'q2', 'q3'] as const;
/** The gateways; `e1` carries one call. */
export const GATEWAYS = ['pstn', 'sip', 'e1'] as const;
/** Called numbers: each queue's own, and those of the flow with rules and without a menu before them. */
export const CALLED = [...QUEUES, 'rules', 'asking', '4008001234'] as const;

const strategies: readonly StrategyName[] = [
  'linear',
  'round-robin',
  'longest-idle',
  'fewest-calls',
  'least-talk',
  'most-skilled',
  'ring-all',
];

const level = fc.integer({ min: 1, max: 5 });
const skills = fc.record({ en: level, fr: level }, { requiredKeys: [] });

const relaxations: readonly QueueInput['relax'][] = [
  [],
  [{ afterMs: 10_000, requires: {} }],
  [
    { afterMs: 0, requires: { en: 2 } },
    { afterMs: 12_000, requires: { fr: 1 } },
  ],
  [
    { afterMs: 8_000, reach: 2 },
    { afterMs: 20_000, reach: null, requires: { en: 1 } },
  ],
];

const bye = { kind: 'prompt', name: 'bye' } as const;

const when = fc.constantFrom(
  { is: 'length', atLeast: 2 } as const,
  { is: 'waited', ms: 9_000 } as const,
  { is: 'waited', ms: 25_000 } as const,
  { is: 'nobody-logged-in' } as const,
  { is: 'all-paused' } as const,
  { is: 'estimated-wait', atLeastMs: 40_000 } as const,
);

const target = fc.oneof(
  fc.constantFrom(...QUEUES).map((queueId) => ({ to: 'queue', queueId }) as const),
  fc.constantFrom(...AGENTS).map((agentId) => ({ to: 'agent', agentId, waitMs: 6_000 }) as const),
  fc.constantFrom(
    { to: 'flow', flow: 'box' } as const,
    { to: 'hang-up' } as const,
    { to: 'hang-up', sound: bye } as const,
    { to: 'external', number: '0557', ringMs: 11_000 } as const,
  ),
);

const missed = fc
  .record({ toAux: fc.boolean(), restMs: fc.constantFrom(0, 3_000) })
  .map((same) => ({ noAnswer: same, rejected: same, busy: same, unreachable: same }));

const queue = fc.record({
  strategy: fc.constantFrom(...strategies),
  members: fc.array(
    fc.record({
      agentId: fc.constantFrom(...AGENTS),
      level: fc.integer({ min: 1, max: 3 }),
      priority: fc.integer({ min: 1, max: 2 }),
    }),
    { minLength: 1, maxLength: AGENTS.length },
  ),
  ageing: fc.constantFrom(0, 1, 10),
  weight: fc.constantFrom(0, 3),
  ringMs: fc.constantFrom(7_000, 20_000),
  wrapUpMs: fc.constantFrom(0, 5_000, null),
  wrapUpForced: fc.boolean(),
  missed,
  requires: fc.constantFrom({}, {}, { en: 2 }),
  relax: fc.constantFrom(...relaxations),
  overflow: fc.array(fc.record({ when, target }), { maxLength: 2 }),
  resumeMs: fc.constantFrom(0, 60_000),
  lastAgent: fc.constantFrom(null, { withinMs: 600_000, waitMs: 15_000 }),
  comfort: fc.constantFrom<QueueInput['comfort']>(null, {
    sounds: [bye, { kind: 'prompt', name: 'wait' } as const],
    everyMs: 7_000,
  }),
});

const leave = {
  type: 'voicemail',
  prompt: bye,
  limitMs: 12_000,
  silenceMs: 5_000,
  endKeys: '#',
  next: 'end',
} as const;

const flows: Readonly<Record<string, Flow>> = {
  main: {
    id: 'main',
    version: 1,
    start: 'menu',
    nodes: {
      menu: {
        type: 'menu',
        prompt: { kind: 'prompt', name: 'greeting' },
        timeoutMs: 5_000,
        retries: 1,
        exits: { '1': 'rules', '5': 'asking', '9': 'bye' },
        otherwise: 'asking',
      },
      rules: { type: 'route', route: 'rules' },
      asking: { type: 'route', route: 'asking' },
      bye: { type: 'hang-up' },
    },
  },
  rules: { id: 'rules', version: 1, start: 'route', nodes: { route: { type: 'route', route: 'rules' } } },
  asking: { id: 'asking', version: 1, start: 'route', nodes: { route: { type: 'route', route: 'asking' } } },
  box: {
    id: 'box',
    version: 1,
    start: 'say',
    nodes: { say: { type: 'play', sound: bye, next: 'leave' }, leave, end: { type: 'hang-up' } },
  },
};

/** Callers whose numbers begin with 1 are important, with 2 want English, with 3 want one agent. */
function grouping(last: string) {
  return groupingSchema.parse({
    routes: {
      rules: {
        rules: [
          // biome-ignore-start lint/suspicious/noThenProperty: the settings' own word
          { name: 'important', when: { caller: ['1*'] }, then: { queueId: 'q1', priority: 10 } },
          { name: 'english', when: { caller: ['2*'] }, then: { queueId: last, requires: { en: 3 } } },
          {
            name: 'his own',
            when: { caller: ['3*'] },
            then: { queueId: 'q1', preferredAgentId: 'a1', preferredWaitMs: 12_000 },
          },
        ],
        otherwise: { queueId: last },
      },
      asking: {
        lookup: { source: 'crm' },
        rules: [
          {
            name: 'gold',
            when: { data: { level: ['gold'] } },
            then: { queueId: last, priority: 5, preferredAgentId: { fromData: 'owner' } },
          },
          // biome-ignore-end lint/suspicious/noThenProperty: the settings' own word
        ],
        otherwise: { queueId: 'q1' },
      },
    },
  });
}

const capacity = fc.integer({ min: 0, max: 3 });
const limit = fc.oneof(
  capacity.map((most) => ({ capacity: most })),
  fc.record({ capacity, concurrent: fc.boolean() }),
);
const channels = fc.record(
  {
    voice: fc.record({ capacity: fc.constantFrom(1, 1, 0), concurrent: fc.boolean() }),
    chat: limit,
    mail: limit,
  },
  { requiredKeys: [] },
);
/** Queues of contacts, by their channels. */
export const CONTACT_QUEUES = { c1: 'chat', c2: 'mail', c3: 'chat' } as const;

/** Any centre; queues that rules name and that it does not have end the call, as the settings' check would forbid. */
export const randomCentre: fc.Arbitrary<Centre> = fc
  .record({
    skills: fc.array(skills, { minLength: AGENTS.length, maxLength: AGENTS.length }),
    queues: fc.array(queue, { minLength: 1, maxLength: QUEUES.length }),
  })
  .map(({ skills: held, queues }) => ({
    agents: Object.fromEntries(
      AGENTS.map((agent, index) => [agent, (held[index] ?? {}) as Record<string, number>]),
    ),
    callWaiting: ['a2', 'a4'],
    queues: queues.map(({ members, ...rest }, index) => ({
      queueId: QUEUES[index] as string,
      name: QUEUES[index] as string,
      ...rest,
      agents: members.filter(
        ({ agentId }, at) => members.findIndex((other) => other.agentId === agentId) === at,
      ),
    })),
    settings: {
      flows: {
        ...flows,
        ...Object.fromEntries(
          QUEUES.map((queueId): [string, Flow] => [
            queueId,
            {
              id: queueId,
              version: 1,
              start: 'queue',
              nodes: { queue: { type: 'queue', queueId: queueId as never } },
            },
          ]),
        ),
      },
      entries: [
        ...CALLED.slice(0, -1).map((called) => ({ called, flow: called })),
        { called: 'default', flow: 'main' },
      ],
      grouping: grouping(QUEUES[queues.length - 1] as string),
      trunks: [{ name: 'e1', channels: 1 }],
      outbound: [
        { ruleId: 'all', gateways: ['sip', 'pstn'] },
        { ruleId: 'some', prefix: '0555', gateways: ['e1', 'pstn', 'sip'], choose: 'least-busy' as const },
        { ruleId: 'few', prefix: '0556', gateways: ['e1'] },
      ].map((rule) => outboundRuleSchema.parse(rule)),
    },
  }));

/** As {@link randomCentre}, with agents who serve other channels too. */
export const centreOfManyChannels: fc.Arbitrary<Centre> = fc
  .record({
    centre: randomCentre,
    held: fc.array(channels, { minLength: AGENTS.length, maxLength: AGENTS.length }),
    queues: fc.array(queue, { minLength: 3, maxLength: 3 }),
  })
  .map(({ centre, held, queues }) => ({
    ...centre,
    channels: Object.fromEntries(AGENTS.map((agent, index) => [agent, held[index] ?? {}])),
    queues: [
      ...centre.queues,
      ...Object.entries(CONTACT_QUEUES).map(([queueId, channel], index) => {
        const { members, ...rest } = queues[index] as (typeof queues)[number];
        return {
          ...rest,
          queueId,
          name: queueId,
          channel,
          agents: members.filter(
            ({ agentId }, at) => members.findIndex((other) => other.agentId === agentId) === at,
          ),
        };
      }),
    ],
  }));
