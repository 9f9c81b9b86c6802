/**
 * Causes for which another gateway may do better: the way to the network is broken or full. All others are the far end's or the
 * number's own (USER_BUSY, NO_ANSWER, NO_USER_RESPONSE, SUBSCRIBER_ABSENT, CALL_REJECTED, UNALLOCATED_NUMBER, NUMBER_CHANGED,
 * INVALID_NUMBER_FORMAT, DESTINATION_OUT_OF_ORDER, INCOMPATIBLE_DESTINATION …) and would be the same everywhere.
 *
 * Numbers and meanings: ITU-T Q.850; the SIP statuses behind them: `sofia_glue_sip_cause_to_freeswitch` in FreeSWITCH's mod_sofia,
 * after RFC 4497, 8.4.4; above 600: FreeSWITCH's own.
 */
const GATEWAY_FAULTS: ReadonlyMap<string, number> = new Map([
  ['NO_ROUTE_TRANSIT_NET', 2],
  // This network does not lead there (SIP 485, 604).
  ['NO_ROUTE_DESTINATION', 3],
  ['CHANNEL_UNACCEPTABLE', 6],
  // A loop, too many hops (SIP 482, 483).
  ['EXCHANGE_ROUTING_ERROR', 25],
  // All lines are in use.
  ['NORMAL_CIRCUIT_CONGESTION', 34],
  // SIP 502
  ['NETWORK_OUT_OF_ORDER', 38],
  // SIP 400, 481, 500, 503; an order that the switch refused.
  ['NORMAL_TEMPORARY_FAILURE', 41],
  ['SWITCH_CONGESTION', 42],
  ['REQUESTED_CHAN_UNAVAIL', 44],
  // This line may not call there.
  ['OUTGOING_CALL_BARRED', 52],
  ['BEARERCAPABILITY_NOTAVAIL', 58],
  // SIP 405
  ['SERVICE_UNAVAILABLE', 63],
  // No answer at all (SIP 408, 504, timer B).
  ['RECOVERY_ON_TIMER_EXPIRE', 102],
  ['INVALID_GATEWAY', 608],
  ['GATEWAY_DOWN', 609],
]);

/** True when the gateway is at fault, and not whoever was called. */
export function isGatewayFault(cause: string): boolean {
  return GATEWAY_FAULTS.has(cause);
}
