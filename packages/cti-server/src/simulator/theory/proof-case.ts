import { checkScenario, type Scenario } from '../scenario.schema.js';
import { cobham } from './cobham.js';
import { erlangA } from './erlang-a.js';
import { erlangC, type QueueTheory } from './erlang-c.js';
import type { Counted, PlainCentre } from './plain-queue.js';

/** A centre that theory knows: Poisson arrivals, exponential handling, agents who are there and answer at once. */
export interface ProofCase {
  readonly agents: number;
  readonly erlangs: number;
  readonly handlingMs: number;
  /** Mean of an exponential patience; null: nobody gives up. */
  readonly patienceMs: number | null;
  readonly serviceLevelMs: number;
  /** The classes' shares of the callers, who goes first before the others; left out, all are equal. */
  readonly classes?: readonly number[];
  /** Callers to send through the real kernel, about. */
  readonly calls: number;
  /** Callers to send through the plain queue; left out, none. */
  readonly plainCalls?: number;
  readonly seed: number;
}

/** One figure of a case: what the formula says, and how it is read from what was counted. */
export interface ProofFigure {
  readonly figure: string;
  readonly theory: number;
  of(counted: Counted, batch: number): number;
}

export function callsPerHourOf({ erlangs, handlingMs }: ProofCase): number {
  return (erlangs * 3_600_000) / handlingMs;
}

export function plainCentreOf(proof: ProofCase): PlainCentre {
  const { agents, handlingMs, patienceMs, serviceLevelMs } = proof;
  const all = callsPerHourOf(proof);
  return {
    agents,
    handlingMs,
    patienceMs,
    serviceLevelMs,
    classes: (proof.classes ?? [1]).map((share, at) => ({
      name: `class-${at + 1}`,
      callsPerHour: share * all,
    })),
  };
}

/** The same centre for the kernel: a queue a class, of strict priority. */
export function scenarioOf(proof: ProofCase, run: { warmUpMs: number; measuredMs: number }): Scenario {
  const { agents, handlingMs, patienceMs, serviceLevelMs, seed } = proof;
  const { classes } = plainCentreOf(proof);
  const queueId = (at: number) => `class-${at + 1}`;
  return checkScenario({
    name: 'proof',
    seed,
    durationMs: run.warmUpMs + run.measuredMs,
    warmUpMs: run.warmUpMs,
    queues: classes.map(({ name }, at) => ({
      queueId: queueId(at),
      name,
      wrapUpMs: 0,
      serviceLevelMs,
      weight: classes.length - at,
      ageing: 0,
    })),
    agents: [{ group: 'a', count: agents, queues: classes.map((_, at) => ({ queueId: queueId(at) })) }],
    customers: classes.map(({ name, callsPerHour }, at) => ({
      name,
      queueId: queueId(at),
      arrivals: { perHour: callsPerHour },
      talk: { is: 'exponential', meanMs: handlingMs },
      patience: patienceMs === null ? null : { is: 'exponential', meanMs: patienceMs },
    })),
  });
}

/**
 * From empty to usual: the slower the fuller the centre is. In heavy traffic the distance from the steady state falls by e
 * in 1 / μ(√n − √a)² (Gamarnik and Goldberg 2013, "On the rate of convergence to stationarity of the M/M/N queue in the
 * Halfin–Whitt regime"), with patience in the longer of it and handling; ten of these leave nothing of it.
 */
export function warmUpOf({ agents, erlangs, handlingMs, patienceMs }: ProofCase, measuredMs: number): number {
  const slowestMs =
    patienceMs === null
      ? handlingMs / (Math.sqrt(agents) - Math.sqrt(erlangs)) ** 2
      : Math.max(handlingMs, patienceMs);
  return Math.max(measuredMs / 20, 20 * handlingMs, 10 * slowestMs);
}

export function figuresOf(proof: ProofCase): ProofFigure[] {
  const { agents, handlingMs, patienceMs, serviceLevelMs, classes } = proof;
  const load = { agents, callsPerHour: callsPerHourOf(proof), handlingMs };
  const theory: QueueTheory = patienceMs === null ? erlangC(load) : erlangA({ ...load, patienceMs });
  const occupancy: ProofFigure = {
    figure: 'occupancy',
    theory: theory.occupancy,
    of: ({ total }, at) => per(total[at], 'busyMs', (batch) => batch.openMs),
  };
  if (classes) {
    const callsPerHour = plainCentreOf(proof).classes.map((one) => one.callsPerHour);
    const { meanWaitMs } = cobham({ agents, handlingMs, callsPerHour });
    return [
      ...meanWaitMs.map(
        (expected, which): ProofFigure => ({
          figure: `mean wait, class ${which + 1}`,
          theory: expected,
          of: (counted, at) => per(counted.classes[which]?.[at], 'waitMs', left),
        }),
      ),
      occupancy,
    ];
  }
  return [
    {
      figure: 'mean wait',
      theory: theory.meanWaitMs,
      of: ({ total }, at) => per(total[at], 'waitMs', left),
    },
    {
      figure: 'service level',
      theory: theory.serviceLevel(serviceLevelMs),
      of: ({ total }, at) => per(total[at], 'inTime', left),
    },
    ...(patienceMs === null
      ? []
      : [
          {
            figure: 'abandonment',
            theory: theory.abandonment,
            of: ({ total }: Counted, at: number) => per(total[at], 'abandoned', left),
          },
        ]),
    occupancy,
  ];
}

type Batch = Counted['total'][number];

function per(batch: Batch | undefined, what: keyof Batch, below: (batch: Batch) => number): number {
  return batch ? batch[what] / below(batch) : Number.NaN;
}

function left({ answered, abandoned }: Batch): number {
  return answered + abandoned;
}
