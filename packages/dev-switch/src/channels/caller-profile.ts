import type { HeaderValue } from './switch-event.js';

/** Microseconds since 1970; 0 while it has not happened. */
export interface CallTimes {
  profileCreated: number;
  created: number;
  answered: number;
  progress: number;
  progressMedia: number;
  hangup: number;
  transfer: number;
  resurrect: number;
  bridged: number;
  lastHold: number;
  holdAccum: number;
}

/** Who calls whom, as FreeSWITCH writes it in `Caller-*` headers. A bridge or transfer steps to a fresh copy. */
export interface CallerProfile {
  readonly direction: 'inbound' | 'outbound';
  readonly uniqueId: string;
  readonly channelName: string;
  readonly source: string;
  username: string;
  dialplan: string;
  context: string;
  callerIdName: string;
  callerIdNumber: string;
  readonly origCallerIdName: string;
  readonly origCallerIdNumber: string;
  calleeIdName: string;
  calleeIdNumber: string;
  networkAddr: string;
  ani: string;
  destinationNumber: string;
  transferSource: string;
  rdnis: string;
  index: number;
  readonly times: CallTimes;
}

/** The next profile of the same call: same people, later index, own times. */
export function stepProfile(profile: CallerProfile, nowUs: number): CallerProfile {
  return {
    ...profile,
    index: profile.index + 1,
    times: { ...profile.times, profileCreated: nowUs },
  };
}

export function cloneProfile(profile: CallerProfile): CallerProfile {
  return { ...profile, times: { ...profile.times } };
}

/** Writes `Caller-…` or `Other-Leg-…` headers; empty ones are left out, times never are. */
export function writeProfile(
  profile: CallerProfile,
  prefix: 'Caller' | 'Other-Leg',
  headers: Map<string, HeaderValue>,
): void {
  const put = (name: string, value: string): void => {
    if (value !== '') headers.set(`${prefix}-${name}`, value);
  };
  put('Direction', profile.direction);
  // The logical direction is the direction here: this switch has no legs that changed theirs.
  put('Logical-Direction', profile.direction);
  put('Username', profile.username);
  put('Dialplan', profile.dialplan);
  put('Caller-ID-Name', profile.callerIdName);
  put('Caller-ID-Number', profile.callerIdNumber);
  put('Orig-Caller-ID-Name', profile.origCallerIdName);
  put('Orig-Caller-ID-Number', profile.origCallerIdNumber);
  put('Callee-ID-Name', profile.calleeIdName);
  put('Callee-ID-Number', profile.calleeIdNumber);
  put('Network-Addr', profile.networkAddr);
  put('ANI', profile.ani);
  put('Destination-Number', profile.destinationNumber);
  put('Unique-ID', profile.uniqueId);
  put('Source', profile.source);
  put('Transfer-Source', profile.transferSource);
  put('Context', profile.context);
  put('RDNIS', profile.rdnis);
  put('Channel-Name', profile.channelName);
  if (prefix === 'Caller') put('Profile-Index', String(profile.index));
  const times = profile.times;
  put('Profile-Created-Time', String(times.profileCreated));
  put('Channel-Created-Time', String(times.created));
  put('Channel-Answered-Time', String(times.answered));
  put('Channel-Progress-Time', String(times.progress));
  put('Channel-Progress-Media-Time', String(times.progressMedia));
  put('Channel-Hangup-Time', String(times.hangup));
  put('Channel-Transfer-Time', String(times.transfer));
  put('Channel-Resurrect-Time', String(times.resurrect));
  put('Channel-Bridged-Time', String(times.bridged));
  put('Channel-Last-Hold', String(times.lastHold));
  put('Channel-Hold-Accum', String(times.holdAccum));
  put('Screen-Bit', 'true');
  put('Privacy-Hide-Name', 'false');
  put('Privacy-Hide-Number', 'false');
}
