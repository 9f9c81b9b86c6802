import type { Strategy } from './strategy.types.js';

/** Whoever has been without work longest (最长等待). A withdrawn offer does not cost him his turn. */
export const longestIdle: Strategy = { chooses: 'longest idle', key: ({ seat }) => seat?.idleSince ?? 0 };
