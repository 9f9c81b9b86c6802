import type { Strategy } from './strategy.types.js';

/** Whoever talked the least today, in all his queues. */
export const leastTalk: Strategy = { chooses: 'least talk time today', key: ({ today }) => today.talkMs };
