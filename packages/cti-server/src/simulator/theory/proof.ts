import { batchMeans, type Control, controlledMeans, type Estimate } from '../estimate.js';
import { simulate } from '../simulation.js';
import { type Counted, type PlainCentre, plainQueue } from './plain-queue.js';
import {
  callsPerHourOf,
  figuresOf,
  type ProofCase,
  plainCentreOf,
  scenarioOf,
  warmUpOf,
} from './proof-case.js';

export interface ProvenFigure {
  /** `mean wait` (ms), `service level`, `abandonment`, `occupancy`; with classes `mean wait, class 1` … */
  readonly figure: string;
  readonly theory: number;
  /** Of the real kernel alone. */
  readonly simulated: Estimate;
  /** Largest difference in a batch between kernel and plain queue with the same callers, as a share of `theory`. */
  readonly apart: number;
  /** Of the real kernel, its chance corrected by the plain queue; null without `plainCalls`. */
  readonly corrected: Estimate | null;
}

/**
 * One centre by formula and by simulation of the real kernel.
 *
 * Control variates take out how many came and how long they talked ({@link controlledMeans}). Where that is not enough,
 * the plain queue with the same callers is a control of its own; its mean is measured in a longer run with other callers,
 * whose uncertainty is added (quasi control variates: Emsermann and Simon 2002, "Improving simulation efficiency with
 * quasi control variates").
 */
export function prove(proof: ProofCase): ProvenFigure[] {
  const centre = plainCentreOf(proof);
  const lengthOf = (calls: number) => {
    const measuredMs = (calls / callsPerHourOf(proof)) * 3_600_000;
    return { warmUpMs: warmUpOf(proof, measuredMs), measuredMs };
  };
  const run = lengthOf(proof.calls);
  const { total, queues } = simulate(scenarioOf(proof, run));
  const kernel: Counted = { total: total.batches, classes: queues.map(({ batches }) => batches) };
  const sameCallers = plainQueue(centre, { seed: proof.seed, ...run });
  const longer = proof.plainCalls === undefined ? null : lengthOf(proof.plainCalls);
  const others = longer && plainQueue(centre, { seed: proof.seed + OTHER_CALLERS, ...longer });

  return figuresOf(proof).map(({ figure, theory, of }) => {
    const each = (counted: Counted) => counted.total.map((_, batch) => of(counted, batch));
    const estimate = (counted: Counted, measuredMs: number) =>
      controlledMeans(each(counted), controlsOf(centre, measuredMs, counted));
    const expected = each(sameCallers);
    const differences = each(kernel).map((value, batch) => value - (expected[batch] ?? 0));
    return {
      figure,
      theory,
      simulated: estimate(kernel, run.measuredMs),
      apart: Math.max(...differences.map(Math.abs)) / theory,
      corrected: others && longer ? sum(batchMeans(differences), estimate(others, longer.measuredMs)) : null,
    };
  });
}

/** Far from the seeds anybody numbers cases by. */
const OTHER_CALLERS = 1_000_000;

/** What chance brought, of which is known what it brings on average. */
function controlsOf({ classes, handlingMs, patienceMs }: PlainCentre, measuredMs: number, counted: Counted) {
  const batchHours = measuredMs / counted.total.length / 3_600_000;
  const controls: Control[] = classes.map(({ callsPerHour }, at) => ({
    values: (counted.classes[at] ?? []).map(({ draws }) => draws / (callsPerHour * batchHours)),
    mean: 1,
  }));
  const ofEach = (drawn: 'drawnTalkMs' | 'drawnPatienceMs', meanMs: number) =>
    controls.push({ values: counted.total.map((one) => one[drawn] / one.draws / meanMs), mean: 1 });
  ofEach('drawnTalkMs', handlingMs);
  if (patienceMs !== null) ofEach('drawnPatienceMs', patienceMs);
  return controls;
}

/** Of independent runs. */
function sum(one: Estimate, other: Estimate): Estimate {
  return { value: one.value + other.value, halfWidth: Math.hypot(one.halfWidth, other.halfWidth) };
}
