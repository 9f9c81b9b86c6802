// How well the waits of callers who find nobody free are foretold: the estimate they are told, and as a comparison the best
// of what Ibrahim and Whitt (2009) compare, in centres as they are: steady, with a spot, with shared agents, with shifts.
import { checkScenario, simulate } from '@callweave/cti-server/simulator';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

export const deadlineMs = 300_000;

const exponential = (meanMs) => ({ is: 'exponential', meanMs });
const talk = { is: 'log-normal', meanMs: 150_000, cv: 0.8 };
const answers = { is: 'uniform', fromMs: 1_500, toMs: 5_000 };
const queue = (queueId, more = {}) => ({ queueId, name: queueId, wrapUpMs: 30_000, ...more });
/** The same shape of arrivals every so often. */
const repeated = (times, everyMs, shape) =>
  Array.from({ length: times }, (_, turn) =>
    shape.map(([atMs, perHour]) => ({ fromMs: turn * everyMs + atMs, perHour })),
  ).flat();

const CENTRES = [
  {
    name: '50 agents, 52 erlangs, 3 min of patience',
    durationMs: 50 * HOUR,
    queues: [queue('orders', { wrapUpMs: 0 })],
    agents: [{ group: 'a', count: 50, queues: [{ queueId: 'orders' }] }],
    customers: [
      {
        name: 'c',
        queueId: 'orders',
        arrivals: { perHour: 1_040 },
        talk: exponential(3 * MINUTE),
        patience: exponential(3 * MINUTE),
      },
    ],
  },
  {
    name: '14 agents, 13 erlangs, nobody gives up',
    durationMs: 150 * HOUR,
    queues: [queue('orders', { wrapUpMs: 0 })],
    agents: [{ group: 'a', count: 14, queues: [{ queueId: 'orders' }] }],
    customers: [{ name: 'c', queueId: 'orders', arrivals: { perHour: 260 }, talk: exponential(3 * MINUTE) }],
  },
  {
    name: '12 agents with pauses and missed offers, log-normal talk and patience, announcements',
    durationMs: 150 * HOUR,
    queues: [queue('orders', { announce: { language: 'en', position: null, wait: {} } })],
    agents: [
      {
        group: 'a',
        count: 12,
        queues: [{ queueId: 'orders' }],
        answers,
        misses: 0.02,
        pauses: { perHour: 0.5, length: { is: 'uniform', fromMs: 300_000, toMs: 900_000 } },
      },
    ],
    customers: [
      {
        name: 'c',
        queueId: 'orders',
        arrivals: { perHour: 230 },
        talk,
        patience: { is: 'log-normal', meanMs: 150_000, cv: 1 },
      },
    ],
  },
  {
    name: '50 agents, a spot every four hours: 600, 2,200, 1,000 an hour',
    durationMs: 64 * HOUR,
    queues: [queue('orders')],
    agents: [{ group: 'a', count: 50, queues: [{ queueId: 'orders' }], answers }],
    customers: [
      {
        name: 'c',
        queueId: 'orders',
        arrivals: {
          profile: repeated(16, 4 * HOUR, [
            [0, 600],
            [HOUR, 2_200],
            [78 * MINUTE, 1_000],
            [2 * HOUR, 600],
          ]),
        },
        talk,
        patience: exponential(3 * MINUTE),
      },
    ],
  },
  {
    name: '30 shared agents serve x first, 10 only y; x has a spot',
    durationMs: 64 * HOUR,
    queues: [queue('x', { weight: 5 }), queue('y', { wrapUpMs: 20_000 })],
    agents: [
      { group: 'both', count: 30, queues: [{ queueId: 'x' }, { queueId: 'y' }], answers },
      { group: 'own', count: 10, queues: [{ queueId: 'y' }], answers: 2_000 },
    ],
    customers: [
      {
        name: 'cx',
        queueId: 'x',
        arrivals: {
          profile: repeated(16, 4 * HOUR, [
            [0, 200],
            [HOUR, 550],
            [90 * MINUTE, 200],
          ]),
        },
        talk,
        patience: exponential(3 * MINUTE),
      },
      {
        name: 'cy',
        queueId: 'y',
        arrivals: { perHour: 350 },
        talk: { ...talk, meanMs: 200_000 },
        patience: exponential(4 * MINUTE),
      },
    ],
  },
  {
    name: '20 agents, 20 more for two hours of eight',
    durationMs: 64 * HOUR,
    queues: [queue('orders', { wrapUpMs: 0 })],
    agents: [
      { group: 'all-day', count: 20, queues: [{ queueId: 'orders' }] },
      ...Array.from({ length: 8 }, (_, day) => ({
        group: `evening-${day}`,
        count: 20,
        queues: [{ queueId: 'orders' }],
        shift: { fromMs: (8 * day + 2) * HOUR, untilMs: (8 * day + 4) * HOUR },
      })),
    ],
    customers: [
      {
        name: 'c',
        queueId: 'orders',
        arrivals: {
          profile: repeated(8, 8 * HOUR, [
            [0, 400],
            [2 * HOUR, 850],
            [4 * HOUR, 420],
          ]),
        },
        talk: exponential(3 * MINUTE),
        patience: exponential(5 * MINUTE),
      },
    ],
  },
];

export async function run() {
  const rows = CENTRES.flatMap((centre) => {
    const { queues } = simulate(checkScenario({ seed: 1, warmUpMs: HOUR, ...centre }));
    return queues.flatMap(({ queueId, forecasts }) => rowsOf(centre, queueId, forecasts));
  });
  return {
    title:
      'Waits foretold to callers who find nobody free: mean error of the estimate as a share of the mean wait, against the best other method',
    rows,
  };
}

function rowsOf({ name, queues }, queueId, forecasts) {
  const { estimate, announced, lastServed, headOfLine, queueLength } = forecasts;
  const others = [
    ['LES', lastServed],
    ['HOL', headOfLine],
    ['QL', queueLength],
  ].map(([method, { relativeError }]) => ({ method, share: 100 * relativeError }));
  const best = others.reduce((one, other) => (other.share < one.share ? other : one));
  const where = queues.length > 1 ? `${name}: ${queueId}` : name;
  const share = (value) => `${Math.round(100 * value)} %`;
  const percent = (value) => value.toFixed(1);
  return [
    {
      name: `${where}; ${forecasts.callers.toLocaleString('en')} waited ${percent(forecasts.meanWaitMs / 1_000)} s`,
      ours: `${percent(100 * estimate.relativeError)}`,
      theirs: others.map(({ method, share: of }) => `${method} ${percent(of)}`).join(', '),
      ratio: best.share / (100 * estimate.relativeError),
      unit: `% (bias ${percent((100 * estimate.biasMs) / forecasts.meanWaitMs)} %, within 25 %: ${share(estimate.withinQuarter)}, within 50 %: ${share(estimate.withinHalf)})`,
    },
    ...(announced.count === 0
      ? []
      : [
          {
            name: `${where}: as announced while they waited`,
            ours: percent(100 * announced.relativeError),
            theirs: null,
            ratio: null,
            unit: `% of the rest (${announced.count.toLocaleString('en')} announcements)`,
          },
        ]),
  ];
}
