import type { Strategy } from './strategy.types.js';

/**
 * Whoever has been without work longest (最长等待). A withdrawn offer does not cost him his turn. Of other channels: whom no
 * contact came to or left for the longest time, so that they go round among all who have room.
 */
export const longestIdle: Strategy = {
  chooses: 'longest idle',
  key: ({ seat }, channel) => (channel === 'voice' ? seat?.idleSince : seat?.contactsSince) ?? 0,
};
