import { longestIdle } from './longest-idle.js';
import type { Strategy } from './strategy.types.js';

/** Rings at all who are ready, the longest idle first up to the queue's `ringAtOnce`; who answers first has the call (齐振). */
export const ringAll: Strategy = { chooses: 'all who are ready', key: longestIdle.key, ringsAll: true };
