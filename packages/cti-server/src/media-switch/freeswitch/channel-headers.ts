import type { EpochMs } from '@callweave/cti-core';
import type { EslEvent } from './esl-event.js';

/** Who calls whom over which trunk, from a channel's headers. */
export function callerOf(event: EslEvent) {
  const caller = event.getHeader('Caller-Caller-ID-Number') ?? '';
  const name = event.getHeader('Caller-Caller-ID-Name') ?? '';
  return {
    caller,
    callerName: name === '' || name === caller ? null : name,
    called: event.getHeader('Caller-Destination-Number') ?? '',
    trunk:
      event.getHeader('variable_sip_gateway_name') ??
      event.getHeader('variable_sip_gateway') ??
      event.getHeader('variable_sofia_profile_name'),
  };
}

/** FreeSWITCH's microseconds as ours, or null for never. */
export function epochMs(microseconds: string | null): EpochMs | null {
  const value = Number(microseconds);
  return microseconds === null || !Number.isFinite(value) || value <= 0 ? null : Math.round(value / 1_000);
}
