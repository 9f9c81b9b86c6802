import type { StrategyName } from '../acd.schema.js';
import { fewestCalls } from './fewest-calls.js';
import { leastTalk } from './least-talk.js';
import { linear } from './linear.js';
import { longestIdle } from './longest-idle.js';
import { mostSkilled } from './most-skilled.js';
import { ringAll } from './ring-all.js';
import { roundRobin } from './round-robin.js';
import type { Strategy } from './strategy.types.js';

export const strategies: Readonly<Record<StrategyName, Strategy>> = {
  linear,
  'round-robin': roundRobin,
  'longest-idle': longestIdle,
  'fewest-calls': fewestCalls,
  'least-talk': leastTalk,
  'most-skilled': mostSkilled,
  'ring-all': ringAll,
};
export type { Candidate, Strategy } from './strategy.types.js';
