import type { OutboundRule } from './outbound.schema.js';

/*
 * By which gateway a number outside is called (AGT-3): the rule whose prefix is the longest, then of its gateways one that is
 * up, has a free channel and has not failed yet. Pure: the same rules and loads give the same gateway.
 */

/** The rules, and what stands for all of them where there are none. */
export interface OutboundRoutes {
  readonly rules: readonly OutboundRule[];
  /** Takes every number that no rule takes; null for none. */
  readonly gateway: string | null;
}

/** What is known of a gateway now. */
export interface GatewayLoad {
  readonly up: boolean;
  /** Calls on it, in either direction. */
  readonly inUse: number;
  /** Calls it carries at once; left out where nobody has said. */
  readonly channels?: number | undefined;
}

/** Gateways that a number may leave by, and the number as they are sent it. */
export interface OutboundRoute {
  /** Null where there is no rule but one gateway. */
  readonly ruleId: string | null;
  readonly gateways: readonly string[];
  readonly choose: OutboundRule['choose'];
  readonly number: string;
  readonly callerId: string | null;
}

/** Why a gateway was passed over. */
export interface PassedOver {
  readonly gateway: string;
  readonly is: 'down' | 'full' | 'failed';
}

/**
 * The rule that takes a number; null when none does. Prefixes are compared with the number as it was dialled. Which rule counts
 * does not depend on their order, which settings that are changed one by one do not have.
 */
export function routeOf(number: string, { rules, gateway }: OutboundRoutes): OutboundRoute | null {
  let best: OutboundRule | null = null;
  for (const rule of rules) {
    // Nothing would be left to call.
    const fits = number.startsWith(rule.prefix) && number.length + rule.prepend.length > rule.strip;
    if (fits && (best === null || rule.prefix.length > best.prefix.length)) best = rule;
  }
  if (best === null) return gateway === null ? null : routeBy(gateway, number);
  const { ruleId, gateways, choose, strip, prepend, callerId } = best;
  return { ruleId, gateways, choose, number: prepend + number.slice(strip), callerId };
}

/** The one gateway that is named for a number, whatever the rules say. */
export function routeBy(gateway: string, number: string): OutboundRoute {
  return { ruleId: null, gateways: [gateway], choose: 'in-order', number, callerId: null };
}

/**
 * The gateway to try next, or why there is none. One of which nothing is known counts as up and free. The least busy is that of
 * the smallest share of its channels, or, where the size of one is unknown, of the fewest calls; of equals the first.
 */
export function chooseGateway(
  { gateways, choose }: Pick<OutboundRoute, 'gateways' | 'choose'>,
  loadOf: (gateway: string) => GatewayLoad | undefined,
  tried: readonly string[] = [],
): { readonly gateway: string } | { readonly gateway: null; readonly passedOver: readonly PassedOver[] } {
  const passedOver: PassedOver[] = [];
  const usable: { readonly gateway: string; readonly load: GatewayLoad }[] = [];
  for (const gateway of gateways) {
    const load = loadOf(gateway) ?? { up: true, inUse: 0 };
    if (tried.includes(gateway)) passedOver.push({ gateway, is: 'failed' });
    else if (!load.up) passedOver.push({ gateway, is: 'down' });
    // Calls are counted only where that matters.
    else if (load.channels !== undefined && load.inUse >= load.channels)
      passedOver.push({ gateway, is: 'full' });
    else usable.push({ gateway, load });
  }
  const [first, ...others] = usable;
  if (first === undefined) return { gateway: null, passedOver };
  if (choose === 'in-order') return { gateway: first.gateway };
  const bySize = usable.every(({ load }) => load.channels !== undefined);
  const busy = ({ inUse, channels }: GatewayLoad) => (bySize ? inUse / (channels ?? 1) : inUse);
  const best = others.reduce((one, other) => (busy(other.load) < busy(one.load) ? other : one), first);
  return { gateway: best.gateway };
}
