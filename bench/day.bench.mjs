// A day of a large centre in the simulator, and how a call's cost grows with the centre.
import { checkScenario, simulate } from '@callweave/cti-server/simulator';
import { dayOf } from './parts/large-centre.mjs';

/** Agents and queues; the last is the centre of the goal. */
const CENTRES = [
  [100, 2],
  [300, 6],
  [1_000, 20],
  [3_000, 60],
  [10_000, 200],
];
const CALLS_AN_AGENT = 5;
const MILLION = 1_000_000;
const GOAL_S = 120;

export const deadlineMs = 300_000;
/** The whole day of a million calls. */
export const longDeadlineMs = 900_000;

export async function run({ long = false } = {}) {
  const rows = [];
  let first = null;
  for (const [agents, queues] of CENTRES) {
    // A small centre alone is over before the machine has warmed to it: as many calls as the others, in several days.
    const calls = agents * CALLS_AN_AGENT;
    const days = Math.max(1, Math.round(10_000 / calls));
    let measured = { micros: 0, calls: 0 };
    for (let seed = 1; seed <= days; seed += 1)
      measured = sum(measured, simulated({ agents, queues, calls, seed }));
    const each = measured.micros / measured.calls;
    first ??= each;
    rows.push({
      name: `a call, ${agents.toLocaleString('en')} agents in ${queues} queues`,
      ours: each.toFixed(0),
      theirs: '–',
      unit: 'µs of processor',
      ratio: first / each,
    });
  }
  if (long) {
    const { micros, calls } = simulated({ agents: 10_000, queues: 200, calls: MILLION, seed: 7 });
    const seconds = micros / 1e6;
    rows.push({
      name: `a day of ${calls.toLocaleString('en')} calls, 10,000 agents`,
      ours: seconds.toFixed(0),
      theirs: `< ${GOAL_S}`,
      unit: 's of processor',
      ratio: GOAL_S / seconds,
    });
  }
  return {
    title: 'A day of a large centre, simulated (ratio: to 100 agents; of the day: to the goal)',
    rows,
  };
}

function sum(one, other) {
  return { micros: one.micros + other.micros, calls: one.calls + other.calls };
}

/** Processor time of the whole process, garbage collection included. */
function simulated({ agents, queues, calls, seed }) {
  const scenario = checkScenario({ ...dayOf({ agents, queues, calls }), seed });
  const before = process.cpuUsage();
  const result = simulate(scenario);
  const { user, system } = process.cpuUsage(before);
  return { micros: user + system, calls: result.total.entered };
}
