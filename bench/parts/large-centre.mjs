// Scenarios of large centres for the simulator: the same load for every agent, whatever their number.
const HOUR_MS = 3_600_000;
const MINUTE_MS = 60_000;

const GROUP = 25;
/** A group serves its own queue and four others; a step of 2 leads each queue through all ten shifts. */
const OFFSETS = [0, 2, 14, 36, 58];
const SHIFTS = [
  [0, 8],
  [6, 15],
  [7, 16],
  [8, 17],
  [8, 17],
  [9, 18],
  [12, 21],
  [13, 22],
  [14, 23],
  [15, 24],
];
/** Calls of a day by hour, in percent. */
const HOURS = [
  0.6, 0.4, 0.3, 0.3, 0.4, 0.8, 1.8, 3.6, 5.8, 7.2, 7.6, 7.2, 6.4, 6.0, 6.6, 7.2, 7.0, 6.4, 5.6, 5.2, 5.0,
  4.2, 2.8, 1.6,
];

/** What a queue is for goes round; each kind is distributed in its own way. */
const KINDS = [
  { strategy: 'longest-idle' },
  {
    strategy: 'fewest-calls',
    requires: { service: 40 },
    relax: [{ afterMs: 30_000, requires: { service: 10 } }],
  },
  {
    strategy: 'most-skilled',
    weight: 10,
    requires: { vip: 30 },
    relax: [
      { afterMs: 20_000, requires: { vip: 10 } },
      { afterMs: MINUTE_MS, requires: {} },
    ],
  },
  {
    strategy: 'round-robin',
    relax: [
      { afterMs: 15_000, reach: 2 },
      { afterMs: 45_000, reach: null },
    ],
  },
  { strategy: 'least-talk', requires: { english: 20 } },
];
const RINGS_ALL = { strategy: 'ring-all', ringAtOnce: 3 };

const queueName = (queue, queues) => `q${queue % queues}`;

function queueOf(queue, queues) {
  return {
    queueId: queueName(queue, queues),
    name: `Queue ${queue}`,
    wrapUpMs: 60_000,
    ...(queue % 20 === 19 ? RINGS_ALL : KINDS[queue % KINDS.length]),
    overflow:
      queue % 4 === 1
        ? [
            {
              when: { is: 'waited', ms: 45_000 },
              target: { to: 'queue', queueId: queueName(queue + 5, queues) },
            },
          ]
        : [],
  };
}

function groupOf(group, queues, shifts) {
  const own = group % queues;
  const served = new Set(OFFSETS.map((offset) => queueName(own + offset, queues)));
  const [from, until] = SHIFTS[(group + Math.floor(group / queues)) % SHIFTS.length];
  return {
    group: `g${group}`,
    count: GROUP,
    skills: { service: 10 + (group % 9) * 10, vip: 10 + (group % 7) * 10, english: 20 + (group % 3) * 20 },
    queues: [...served].map((queueId, at) => ({ queueId, level: 1 + (at >> 1), priority: at === 0 ? 1 : 2 })),
    answers: { is: 'uniform', fromMs: 1_000, toMs: 6_000 },
    misses: 0.01,
    wrapUp: { is: 'exponential', meanMs: 25_000 },
    pauses: { perHour: 0.5, length: { is: 'uniform', fromMs: 5 * MINUTE_MS, toMs: 15 * MINUTE_MS } },
    ...(shifts ? { shift: { fromMs: from * HOUR_MS, untilMs: until * HOUR_MS } } : {}),
  };
}

/** Two kinds of customers for each queue: members stay longer on the line. */
function customersOf(queue, queues, arrivalsOf) {
  const queueId = queueName(queue, queues);
  const talk = (meanMs) => ({ is: 'log-normal', meanMs, cv: 0.8 });
  const patience = (meanMs) => ({ is: 'exponential', meanMs });
  return [
    {
      name: `members-${queue}`,
      queueId,
      arrivals: arrivalsOf(0.3),
      talk: talk(210_000),
      patience: patience(240_000),
    },
    {
      name: `others-${queue}`,
      queueId,
      arrivals: arrivalsOf(0.7),
      talk: talk(170_000),
      patience: patience(150_000),
    },
  ];
}

function centre({ name, agents, queues, durationMs, shifts, arrivalsOf }) {
  const numbers = Array.from({ length: queues }, (_, queue) => queue);
  return {
    name,
    durationMs,
    queues: numbers.map((queue) => queueOf(queue, queues)),
    agents: Array.from({ length: agents / GROUP }, (_, group) => groupOf(group, queues, shifts)),
    customers: numbers.flatMap((queue) => customersOf(queue, queues, arrivalsOf)),
    faults: { phoneRefuses: 0.002 },
  };
}

/** A day from midnight to midnight, with ten shifts. */
export function dayOf({ agents, queues, calls }) {
  const total = HOURS.reduce((sum, share) => sum + share, 0);
  return centre({
    name: 'a day',
    agents,
    queues,
    durationMs: 24 * HOUR_MS,
    shifts: true,
    arrivalsOf: (share) => ({
      profile: HOURS.map((percent, hour) => ({
        fromMs: hour * HOUR_MS,
        perHour: (calls * share * percent) / total / queues,
      })),
    }),
  });
}
