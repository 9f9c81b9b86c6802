import type { Strategy } from './strategy.types.js';

/** Always the first of the list who is ready (线性). */
export const linear: Strategy = { chooses: 'first of the list', key: () => 0 };
