import type { GatewayState } from '../media-switch/media-switch.port.js';
import type { Step } from './world.js';

/** Keeps the newest picture of a gateway (VOX-1, SUP-1). */
export function gatewayChanged(step: Step, gateway: GatewayState): void {
  const before = step.world.trunks.get(gateway.name);
  if (before?.up === gateway.up && before.channelsInUse === gateway.channelsInUse) return;
  const trunk = { ...gateway, since: before?.up === gateway.up ? before.since : step.at };
  step.world.trunks.set(gateway.name, trunk);
  step.emit({ event: 'trunk.changed', data: { trunk } });
}
