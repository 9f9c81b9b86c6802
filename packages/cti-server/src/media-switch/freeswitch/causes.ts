import type { LegFailure } from '../media-switch.port.js';

const failures: Readonly<Record<string, LegFailure>> = {
  NO_ANSWER: 'no-answer',
  NO_USER_RESPONSE: 'no-answer',
  ALLOTTED_TIMEOUT: 'no-answer',
  PROGRESS_TIMEOUT: 'no-answer',
  USER_BUSY: 'busy',
  CALL_REJECTED: 'rejected',
  USER_NOT_REGISTERED: 'unreachable',
  SUBSCRIBER_ABSENT: 'unreachable',
  GATEWAY_DOWN: 'unreachable',
  INVALID_GATEWAY: 'unreachable',
  NO_ROUTE_DESTINATION: 'unreachable',
  RECOVERY_ON_TIMER_EXPIRE: 'unreachable',
  NETWORK_OUT_OF_ORDER: 'unreachable',
  DESTINATION_OUT_OF_ORDER: 'unreachable',
  NORMAL_TEMPORARY_FAILURE: 'unreachable',
  ORIGINATOR_CANCEL: 'cancelled',
  LOSE_RACE: 'cancelled',
};

/** What a leg that was never answered failed of, by FreeSWITCH's cause. */
export function failureOf(cause: string, cancelledByUs: boolean): LegFailure {
  return cancelledByUs ? 'cancelled' : (failures[cause] ?? 'failed');
}

/** Who ended a leg: `sip_hangup_disposition` names the SIP message that did. */
export function endedBy(disposition: string | null, killedByUs: boolean): 'far-end' | 'switch' {
  if (disposition !== null && disposition !== '')
    return disposition.startsWith('recv_') ? 'far-end' : 'switch';
  return killedByUs ? 'switch' : 'far-end';
}
