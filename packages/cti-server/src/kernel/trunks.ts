import type { TrunkSnapshot } from '@callweave/cti-core';
import type { GatewayState } from '../media-switch/media-switch.port.js';
import type { KernelSettings } from './kernel.types.js';
import type { Step } from './world.js';

/** Keeps the newest picture of a gateway, and its peak of the day (VOX-1, SUP-1). */
export function gatewayChanged(step: Step, { name, up, channelsInUse }: GatewayState): void {
  const before = step.world.trunks.get(name);
  if (before?.up === up && before.channelsInUse === channelsInUse) return;
  const peak = before?.peak;
  keep(step, {
    name,
    up,
    channelsInUse,
    since: before?.up === up ? before.since : step.at,
    ...sizeOf(step.world.settings, name),
    peak: peak && peak.inUse >= channelsInUse ? peak : { inUse: channelsInUse, at: step.at },
  });
}

/** The settings say anew how many channels there are. */
export function resizeTrunks(step: Step): void {
  for (const before of step.world.trunks.values()) {
    const { channels, ...rest } = before;
    const size = sizeOf(step.world.settings, before.name);
    if (channels !== size.channels) keep(step, { ...rest, ...size });
  }
}

/** The peak of the new day is what is in use as it begins. */
export function newTrunkDay(step: Step): void {
  for (const trunk of step.world.trunks.values())
    keep(step, { ...trunk, peak: { inUse: trunk.channelsInUse, at: step.at } });
}

function keep(step: Step, trunk: TrunkSnapshot): void {
  step.world.trunks.set(trunk.name, trunk);
  step.emit({ event: 'trunk.changed', data: { trunk } });
}

function sizeOf({ trunks = [] }: KernelSettings, name: string): Pick<TrunkSnapshot, 'channels'> {
  const channels = trunks.find((trunk) => trunk.name === name)?.channels;
  return channels === undefined ? {} : { channels };
}
