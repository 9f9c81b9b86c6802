export { isGatewayFault } from './gateway-faults.js';
export { type OutboundRule, outboundRuleSchema } from './outbound.schema.js';
export {
  chooseGateway,
  type GatewayLoad,
  type OutboundRoute,
  type PassedOver,
  routeBy,
  routeOf,
} from './outbound-route.js';
