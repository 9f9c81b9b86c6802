import type { Strategy } from './strategy.types.js';

/** Whoever answered the fewest calls today, in all his queues (呼叫量平均); of other channels, accepted the fewest contacts. */
export const fewestCalls: Strategy = {
  chooses: 'fewest calls today',
  key: ({ today }, channel) => (channel === 'voice' ? today.calls : (today.contacts ?? 0)),
};
