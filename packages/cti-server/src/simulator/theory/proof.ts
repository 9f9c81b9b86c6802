import { type Control, controlledMeans, type Estimate } from '../estimate.js';
import { checkScenario } from '../scenario.schema.js';
import { simulate } from '../simulation.js';
import { erlangA } from './erlang-a.js';
import { erlangC, type QueueTheory } from './erlang-c.js';

/** A centre that theory knows: Poisson arrivals, exponential handling, agents who are there and answer at once. */
export interface ProofCase {
  readonly agents: number;
  readonly erlangs: number;
  readonly handlingMs: number;
  /** Mean of an exponential patience; null: nobody gives up. */
  readonly patienceMs: number | null;
  readonly serviceLevelMs: number;
  /** Callers to simulate, about. */
  readonly calls: number;
  readonly seed: number;
}

export interface ProvenFigure {
  readonly figure: 'mean wait' | 'service level' | 'abandonment' | 'occupancy';
  readonly theory: number;
  readonly simulated: Estimate;
}

/** One centre by formula and by simulation of the real kernel. */
export function prove(proof: ProofCase): ProvenFigure[] {
  const { agents, erlangs, handlingMs, patienceMs, serviceLevelMs } = proof;
  const callsPerHour = (erlangs * 3_600_000) / handlingMs;
  const load = { agents, callsPerHour, handlingMs };
  const theory: QueueTheory = patienceMs === null ? erlangC(load) : erlangA({ ...load, patienceMs });
  const measuredMs = (proof.calls / callsPerHour) * 3_600_000;
  // From empty to usual takes some handling times, the more the fuller the centre is.
  const warmUpMs = Math.max(measuredMs / 20, 20 * handlingMs);
  const { batches } = simulate(
    checkScenario({
      name: 'proof',
      seed: proof.seed,
      durationMs: warmUpMs + measuredMs,
      warmUpMs,
      queues: [{ queueId: 'q', name: 'Q', wrapUpMs: 0, serviceLevelMs }],
      agents: [{ group: 'a', count: agents, queues: [{ queueId: 'q' }] }],
      customers: [
        {
          name: 'c',
          queueId: 'q',
          arrivals: { perHour: callsPerHour },
          talk: { is: 'exponential', meanMs: handlingMs },
          patience: patienceMs === null ? null : { is: 'exponential', meanMs: patienceMs },
        },
      ],
    }),
  );
  const perBatch = proof.calls / batches.length;
  const controls: Control[] = [
    { values: batches.map(({ draws }) => draws / perBatch), mean: 1 },
    { values: batches.map(({ draws, drawnTalkMs }) => drawnTalkMs / draws / handlingMs), mean: 1 },
  ];
  if (patienceMs !== null) {
    controls.push({
      values: batches.map(({ draws, drawnPatienceMs }) => drawnPatienceMs / draws / patienceMs),
      mean: 1,
    });
  }
  const figure = (
    name: ProvenFigure['figure'],
    expected: number,
    of: (batch: (typeof batches)[number]) => number,
  ): ProvenFigure => ({
    figure: name,
    theory: expected,
    simulated: controlledMeans(batches.map(of), controls),
  });
  const left = ({ answered, abandoned }: (typeof batches)[number]) => answered + abandoned;
  return [
    figure('mean wait', theory.meanWaitMs, (batch) => batch.waitMs / left(batch)),
    figure('service level', theory.serviceLevel(serviceLevelMs), (batch) => batch.inTime / left(batch)),
    ...(patienceMs === null
      ? []
      : [figure('abandonment', theory.abandonment, (batch) => batch.abandoned / left(batch))]),
    figure('occupancy', theory.occupancy, (batch) => batch.busyMs / batch.openMs),
  ];
}
