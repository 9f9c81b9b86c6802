// The real distribution against the formulas of queueing theory, from 5 to 1,000 agents. `--long` sends millions of callers
// through the kernel and hundreds of millions through the plain queue, so that the intervals are within 2 %.
import { prove } from '@callweave/cti-server/simulator';

const MINUTE = 60_000;
const WITHIN = 0.02;

export const deadlineMs = 600_000;
export const longDeadlineMs = 3 * 3_600_000;

const ERLANG_C = [
  { agents: 5, erlangs: 3.5, long: [1_000_000, 5e6] },
  { agents: 14, erlangs: 11, long: [500_000, 15e6] },
  { agents: 50, erlangs: 44, long: [100_000, 50e6] },
  { agents: 100, erlangs: 92, long: [100_000, 100e6] },
  { agents: 200, erlangs: 188, long: [100_000, 200e6] },
  { agents: 1_000, erlangs: 970, long: [100_000, 400e6] },
];
const ERLANG_A = [
  { agents: 5, erlangs: 5, patienceMs: 2 * MINUTE, long: [150_000, 4e6] },
  { agents: 14, erlangs: 14, patienceMs: 3 * MINUTE, long: [200_000, 4e6] },
  { agents: 50, erlangs: 56, patienceMs: 3 * MINUTE, long: [250_000, 4e6] },
  { agents: 100, erlangs: 100, patienceMs: 2 * MINUTE, long: [500_000, 10e6] },
  { agents: 200, erlangs: 220, patienceMs: 3 * MINUTE, long: [400_000, 10e6] },
  { agents: 500, erlangs: 520, patienceMs: MINUTE, long: [300_000, 10e6] },
  { agents: 1_000, erlangs: 1_100, patienceMs: 3 * MINUTE, long: [1_000_000, 20e6] },
];
const COBHAM = [
  { agents: 5, erlangs: 3.5, classes: [0.4, 0.6], long: [1_000_000, 8e6] },
  { agents: 14, erlangs: 11, classes: [0.2, 0.3, 0.5], long: [200_000, 30e6] },
  { agents: 100, erlangs: 92, classes: [0.3, 0.7], long: [100_000, 130e6] },
];
const SHORT = [5_000, 3e6];

export async function run({ long = false } = {}) {
  const rows = [];
  let apart = 0;
  let within = 0;
  let figures = 0;
  let seed = 100;
  for (const [queue, sets] of [
    ['M/M/n, Erlang C', ERLANG_C],
    ['M/M/n+M, Erlang A', ERLANG_A],
    ['priorities, Cobham', COBHAM],
  ]) {
    for (const { long: atLength, ...set } of sets) {
      const [calls, plainCalls] = long ? atLength : SHORT;
      const proven = prove({
        patienceMs: null,
        handlingMs: 3 * MINUTE,
        serviceLevelMs: 20_000,
        ...set,
        calls,
        plainCalls,
        seed: seed++,
      });
      if (long) process.stderr.write(`… ${nameOf(set)}, after ${Math.round(process.uptime())} s\n`);
      for (const one of proven) {
        rows.push(rowOf(`${queue}: ${nameOf(set)}: ${one.figure}`, one));
        apart = Math.max(apart, one.apart);
        figures += 1;
        const off = Math.abs(one.corrected.value - one.theory) + one.corrected.halfWidth;
        if (off <= WITHIN * one.theory) within += 1;
      }
    }
  }
  rows.push(
    line(
      'the same callers, kernel and plain queue: largest difference of a figure',
      `${(100 * apart).toExponential(0)} %`,
      null,
      null,
      '',
    ),
    line(
      'figures within 2 % of the formula with all of their interval',
      `${within} of ${figures}`,
      null,
      null,
      '',
    ),
  );
  return { title: 'Against theory, ours after correction ± 95 %; in brackets the kernel alone', rows };
}

function nameOf({ agents, erlangs, patienceMs, classes }) {
  return [
    `${agents.toLocaleString('en')} agents, ${erlangs.toLocaleString('en')} erlangs`,
    ...(patienceMs ? [`${patienceMs / MINUTE} min of patience`] : []),
    ...(classes ? [`classes ${classes.join(' + ')}`] : []),
  ].join(', ');
}

function rowOf(name, { figure, theory, corrected, simulated }) {
  const isTime = figure.startsWith('mean wait');
  const shown = (value) => (isTime ? value / 1_000 : value * 100).toPrecision(4);
  const off = ({ value, halfWidth }) =>
    `${signed((100 * (value - theory)) / theory)} % ±${((100 * halfWidth) / theory).toFixed(2)}`;
  return line(
    name,
    shown(corrected.value),
    shown(theory),
    off(corrected),
    `${isTime ? 's' : '%'} (${off(simulated)})`,
  );
}

function line(name, ours, theirs, ratio, unit) {
  return { name, ours, theirs, ratio, unit };
}

function signed(percent) {
  return `${percent < 0 ? '−' : '+'}${Math.abs(percent).toFixed(2)}`;
}
