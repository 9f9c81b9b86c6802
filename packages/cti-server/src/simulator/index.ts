export type { Duration } from './distributions.js';
export { batchMeans, type Control, controlledMeans, type Estimate } from './estimate.js';
export type { Batch, GroupResult, Interval, QueueResult, SimulationResult } from './figures.js';
export { checkScenario, type Scenario, type ScenarioInput } from './scenario.schema.js';
export { simulate } from './simulation.js';
export { cobham } from './theory/cobham.js';
export { erlangA } from './theory/erlang-a.js';
export { erlangB } from './theory/erlang-b.js';
export { erlangC, type Load, type QueueTheory } from './theory/erlang-c.js';
