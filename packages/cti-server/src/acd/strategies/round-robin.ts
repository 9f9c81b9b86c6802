import type { Strategy } from './strategy.types.js';

/** The next of the list behind the one who was offered a call last, and round again (轮询). */
export const roundRobin: Strategy = { chooses: 'next of the list', key: () => 0, goesRound: true };
