import { q850, sipStatusOf } from './causes.js';
import { localStamp } from './event-bus.js';
import type { Session } from './session.js';

/** How the far end left; null when the switch hung up. */
export type Farewell =
  | { readonly kind: 'BYE' | 'CANCEL' | 'TIMEOUT' }
  | { readonly kind: 'refused'; readonly sipStatus: number };

const PHRASE: Readonly<Record<number, string>> = {
  403: 'Forbidden',
  404: 'Not Found',
  408: 'Request Timeout',
  480: 'Temporarily Unavailable',
  486: 'Busy Here',
  487: 'Request Terminated',
  488: 'Not Acceptable Here',
  503: 'Service Unavailable',
  603: 'Decline',
};

type Values = Record<string, string | null>;

/** What CHANNEL_HANGUP already knows of a far end that left. */
export function farewellVariables(farewell: Farewell): Values {
  if (farewell.kind === 'TIMEOUT') return {};
  if (farewell.kind === 'refused') {
    const status = String(farewell.sipStatus);
    return {
      sip_hangup_disposition: 'recv_refuse',
      sip_invite_failure_status: status,
      sip_invite_failure_phrase: PHRASE[farewell.sipStatus] ?? 'Refused',
      sip_term_status: status,
      proto_specific_hangup_cause: `sip:${status}`,
      sip_term_cause: TERM_CAUSE[farewell.sipStatus] ?? '31',
    };
  }
  const status = farewell.kind === 'BYE' ? '200' : '487';
  return {
    sip_term_status: status,
    proto_specific_hangup_cause: `sip:${status}`,
    sip_term_cause: farewell.kind === 'BYE' ? '16' : '487',
    sip_hangup_phrase: 'OK',
  };
}

const TERM_CAUSE: Readonly<Record<number, string>> = {
  403: '21',
  404: '1',
  408: '18',
  480: '20',
  486: '17',
  487: '487',
  488: '88',
  503: '41',
  603: '21',
};

/** What CHANNEL_HANGUP_COMPLETE sums up: cause, who said goodbye, and every duration. */
export function reportVariables(session: Session, farewell: Farewell | null): Values {
  const { channel } = session;
  const cause = channel.hangupCause ?? 'NORMAL_CLEARING';
  const { profile } = channel;
  return {
    hangup_cause: cause,
    hangup_cause_q850: String(q850(cause)),
    digits_dialed: session.digits.dialled || 'none',
    ...stamps(session),
    last_app: session.lastApp?.app ?? null,
    last_arg: session.lastApp?.arg ?? null,
    caller_id:
      profile.callerIdName === ''
        ? profile.callerIdNumber
        : `"${profile.callerIdName}" <${profile.callerIdNumber}>`,
    ...durations(session),
    ...disposition(session, farewell),
  };
}

function disposition(session: Session, farewell: Farewell | null): Values {
  const { channel } = session;
  const cause = channel.hangupCause ?? 'NORMAL_CLEARING';
  if (farewell?.kind === 'BYE') return { sip_hangup_disposition: 'recv_bye' };
  if (farewell?.kind === 'CANCEL') return { sip_hangup_disposition: 'recv_cancel' };
  if (farewell?.kind === 'refused') return {};
  if (channel.answered) return { sip_hangup_disposition: 'send_bye' };
  if (channel.direction === 'outbound') {
    return {
      call_completed_elsewhere: cause === 'LOSE_RACE' ? 'true' : null,
      sip_hangup_disposition: 'send_cancel',
      sip_invite_failure_status: '487',
      sip_invite_failure_phrase: 'CANCEL',
    };
  }
  const status = sipStatusOf(cause);
  return {
    sip_hangup_disposition: 'send_refuse',
    sip_invite_failure_status: String(status),
    sip_invite_failure_phrase: PHRASE[status] ?? 'Refused',
    sip_term_status: String(status),
  };
}

function stamps(session: Session): Values {
  const { times } = session.channel.profile;
  const all: Values = {};
  const put = (name: string, us: number, always: boolean): void => {
    all[`${name}_stamp`] = us === 0 ? null : localStamp(us);
    if (us === 0 && !always) return;
    all[`${name}_epoch`] = String(Math.floor(us / 1e6));
    all[`${name}_uepoch`] = String(us);
  };
  put('start', times.created, true);
  put('profile_start', times.profileCreated, true);
  put('answer', times.answered, true);
  put('bridge', times.bridged, true);
  put('last_hold', times.lastHold, true);
  all.hold_accum_seconds = String(Math.floor(times.holdAccum / 1e6));
  all.hold_accum_usec = String(times.holdAccum);
  all.hold_accum_ms = String(Math.floor(times.holdAccum / 1e3));
  put('resurrect', times.resurrect, true);
  put('progress', times.progress, true);
  put('progress_media', times.progressMedia, true);
  put('end', times.hangup, true);
  return all;
}

function durations(session: Session): Values {
  const { times } = session.channel.profile;
  const since = (from: number, to: number): number => (from === 0 || to === 0 ? 0 : Math.max(0, to - from));
  const spans: Record<string, number> = {
    duration: since(times.created, times.hangup),
    bill: since(times.answered, times.hangup),
    progress: since(times.created, times.progress),
    answer: since(times.created, times.answered),
    wait: since(times.created, times.bridged),
    progress_media: since(times.created, times.progressMedia),
    flow_bill: since(times.created, times.hangup),
  };
  const all: Values = {};
  for (const [name, us] of Object.entries(spans)) {
    const epochs = seconds(session, name, us);
    if (name === 'duration') {
      all.duration = epochs;
      all.mduration = String(Math.floor(us / 1e3));
      all.uduration = String(us);
    } else {
      all[`${name}sec`] = epochs;
      all[`${name}msec`] = String(Math.floor(us / 1e3));
      all[`${name}usec`] = String(us);
    }
  }
  return all;
}

/** FreeSWITCH counts whole seconds between the epochs, not rounded spans. */
function seconds(session: Session, name: string, us: number): string {
  if (us === 0) return '0';
  const { times } = session.channel.profile;
  const from = name === 'bill' ? times.answered : times.created;
  const ends: Record<string, number> = {
    progress: times.progress,
    answer: times.answered,
    wait: times.bridged,
    progress_media: times.progressMedia,
  };
  const to = ends[name] ?? times.hangup;
  return String(Math.floor(to / 1e6) - Math.floor(from / 1e6));
}
