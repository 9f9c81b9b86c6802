import type { Strategy } from './strategy.types.js';

/** Whoever answered the fewest calls today, in all his queues (呼叫量平均). */
export const fewestCalls: Strategy = { chooses: 'fewest calls today', key: ({ today }) => today.calls };
