import { isLive } from '../../../calls/call.js';
import type { World } from '../../world.js';

/** No gateway is tried twice for a number, and none is sent more calls of ours than it has channels. */
export function* waysOutAreTrue(world: World): Iterable<string> {
  const inUse = new Map<string, number>();
  for (const { callId, legs } of world.calls.values()) {
    for (const leg of legs) {
      if (!leg.wayOut || !isLive(leg)) continue;
      const { gateway, tried } = leg.wayOut;
      inUse.set(gateway, (inUse.get(gateway) ?? 0) + 1);
      if (new Set([...tried, gateway]).size !== tried.length + 1)
        yield `${leg.legId} of ${callId} tries ${gateway} after ${tried.join()}`;
    }
  }
  for (const { name, channels } of world.settings.trunks ?? []) {
    const used = inUse.get(name) ?? 0;
    if (used > channels) yield `${name} carries ${used} calls of ours, and has ${channels} channels`;
  }
}
