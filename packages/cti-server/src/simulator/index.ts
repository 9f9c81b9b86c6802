export type { Kernel, KernelInput, KernelParts, KernelSettings, StepOutput } from '../kernel/index.js';
export { createKernel } from '../kernel/index.js';
export { centreOf } from './centre.js';
export type { Duration } from './distributions.js';
export { batchMeans, type Control, controlledMeans, type Estimate } from './estimate.js';
export type {
  Batch,
  ForecastError,
  GroupResult,
  Interval,
  QueueResult,
  SimulationResult,
  WaitForecasts,
} from './figures.types.js';
export { checkScenario, type Scenario, type ScenarioInput } from './scenario.schema.js';
export { simulate } from './simulation.js';
export { cobham } from './theory/cobham.js';
export { erlangA } from './theory/erlang-a.js';
export { erlangB } from './theory/erlang-b.js';
export { erlangC, type Load, type QueueTheory } from './theory/erlang-c.js';
export { type ProvenFigure, prove } from './theory/proof.js';
export type { ProofCase } from './theory/proof-case.js';
