import { CallweaveError } from '@callweave/cti-core';
import type { Step } from '../kernel/world.js';
import {
  chooseGateway,
  type GatewayLoad,
  type OutboundRoute,
  type PassedOver,
  routeBy,
  routeOf,
} from '../outbound/index.js';
import { isLive, legOf } from './call.js';

/** The rule that takes a number outside, or the one gateway that is named for it; null when there is neither. */
export function routeTo({ world }: Step, number: string, gateway?: string): OutboundRoute | null {
  if (gateway !== undefined) return routeBy(gateway, number);
  const { outbound = [], outboundGateway } = world.settings;
  return routeOf(number, { rules: outbound, gateway: outboundGateway });
}

/** The gateway of a route that a leg is sent to now. */
export function gatewayNow(step: Step, route: OutboundRoute, tried: readonly string[] = []) {
  return chooseGateway(route, loadsOf(step), tried);
}

/** True when a number outside can be called now. */
export function isReachable(step: Step, number: string, gateway?: string): boolean {
  const route = routeTo(step, number, gateway);
  return route !== null && gatewayNow(step, route).gateway !== null;
}

/** @throws {CallweaveError} `call.failed` when a number outside cannot be called now, with what to do about it */
export function checkWayOut(step: Step, number: string): void {
  const route = routeTo(step, number);
  if (route === null) {
    throw new CallweaveError('call.failed', `No outbound rule is for ${number}`, {
      details: {
        cause: 'no-outbound-rule',
        remedy: 'Add a rule for such numbers to the settings `outbound`, or set `outboundGateway`.',
      },
    });
  }
  const chosen = gatewayNow(step, route);
  if (chosen.gateway !== null) return;
  throw new CallweaveError('call.failed', `No gateway for ${number} is up and has a free channel`, {
    details: {
      cause: 'no-gateway-free',
      ruleId: route.ruleId,
      gateways: chosen.passedOver,
      remedy: 'Try again in a moment; bring the gateways up that are down, or add one to the rule.',
    },
  });
}

/** The hang-up cause of a number that no gateway could be found for. */
export function causeOf(passedOver: readonly PassedOver[]): string {
  return passedOver.some(({ is }) => is === 'full') ? 'NORMAL_CIRCUIT_CONGESTION' : 'GATEWAY_DOWN';
}

/** What is known of the gateways. Their calls are counted when that is asked. */
function loadsOf(step: Step): (gateway: string) => GatewayLoad {
  const { trunks, settings } = step.world;
  let ours: ReadonlyMap<string, number> | null = null;
  return (name) => {
    const { up = true, channelsInUse: told = 0 } = trunks.get(name) ?? {};
    const channels = settings.trunks?.find((one) => one.name === name)?.channels;
    return {
      up,
      channels,
      get inUse() {
        if (channels !== undefined && told >= channels) return told;
        ours ??= legsByGateway(step);
        return Math.max(told, ours.get(name) ?? 0);
      },
    };
  };
}

/** Legs of ours, also those that the switch has not told of yet, so that two calls of one moment do not take the same last channel. */
function legsByGateway({ world }: Step): ReadonlyMap<string, number> {
  const found = new Map<string, number>();
  for (const [legId, callId] of world.legs) {
    const call = world.calls.get(callId);
    const leg = call && legOf(call, legId);
    if (!call || !leg || !isLive(leg)) continue;
    const came = call.direction === 'inbound' && call.customerLegId === legId ? call.trunk : null;
    const gateway = leg.wayOut?.gateway ?? came;
    if (gateway !== null) found.set(gateway, (found.get(gateway) ?? 0) + 1);
  }
  return found;
}
