import { randomUUID } from 'node:crypto';
import { DialError, type DialOptions, type Endpoint, type EndpointInfo } from '../endpoint.js';
import type { CallerProfile } from './caller-profile.js';
import { Channel } from './channel.js';
import { parseDialString } from './dial-string.js';
import { Session } from './session.js';
import { bareUri, outboundVariables, outgoingInviteVariables } from './sip-variables.js';
import type { SwitchCore } from './switch-core.js';
import type { HeaderValue } from './switch-event.js';
import { isTrue } from './variables.js';

export interface OriginateOptions {
  readonly callerName: string;
  readonly callerNumber: string;
  readonly timeoutMs: number;
}

export type OriginateOutcome =
  | { readonly session: Session; readonly cause: null }
  | { readonly session: null; readonly cause: string };

/** Calls one destination after another (`a|b`) until one answers. Resolves when it has answered or all have failed. */
export async function originate(
  core: SwitchCore,
  dialString: string,
  options: OriginateOptions,
): Promise<OriginateOutcome> {
  const parsed = parseDialString(dialString);
  if (parsed === null || parsed.url === '') return { session: null, cause: 'DESTINATION_OUT_OF_ORDER' };
  let cause = 'DESTINATION_OUT_OF_ORDER';
  for (const url of parsed.url.split('|')) {
    const leg = parseDialString(url);
    if (leg === null) continue;
    const outcome = await originateLeg(core, leg.url, { ...parsed.variables, ...leg.variables }, options);
    if (outcome.cause === null) return outcome;
    cause = outcome.cause;
  }
  return { session: null, cause };
}

async function originateLeg(
  core: SwitchCore,
  url: string,
  variables: Readonly<Record<string, string>>,
  options: OriginateOptions,
): Promise<OriginateOutcome> {
  if (core.full) return { session: null, cause: 'SWITCH_CONGESTION' };
  const uuid = variables.origination_uuid ?? randomUUID();
  if (core.knows(uuid)) return { session: null, cause: 'DESTINATION_OUT_OF_ORDER' };
  const caller = {
    callerName: variables.origination_caller_id_name ?? options.callerName,
    callerNumber: variables.origination_caller_id_number ?? options.callerNumber,
  };
  let endpoint: Endpoint;
  try {
    endpoint = core.dial(url, { ...caller, headers: sipHeaders(variables) });
  } catch (error) {
    const cause = error instanceof DialError ? error.hangupCause : 'DESTINATION_OUT_OF_ORDER';
    if (url.startsWith('sofia/')) stillborn(core, uuid);
    return { session: null, cause };
  }
  const session = createLeg(core, uuid, url, endpoint, variables, caller);
  core.add(session);
  session.publish('CHANNEL_OUTGOING', { basic: true });
  session.start();
  return outcomeOf(session, variables, options.timeoutMs);
}

async function outcomeOf(
  session: Session,
  variables: Readonly<Record<string, string>>,
  defaultMs: number,
): Promise<OriginateOutcome> {
  const { channel, core } = session;
  const seconds = Number.parseInt(variables.originate_timeout ?? variables.leg_timeout ?? '', 10);
  const timeoutMs = Number.isFinite(seconds) && seconds > 0 ? seconds * 1000 : defaultMs;
  const untilUs = core.clock.nowUs() + timeoutMs * 1000;
  const early = !isTrue(variables.ignore_early_media);
  for (;;) {
    if (channel.down) break;
    if (channel.answered || (early && channel.earlyMedia)) {
      session.flipCallerId();
      return { session, cause: null };
    }
    if (core.clock.nowUs() >= untilUs) {
      session.hangUp('NO_ANSWER');
      break;
    }
    await session.watch(untilUs);
  }
  return { session: null, cause: channel.hangupCause ?? 'NORMAL_CLEARING' };
}

function sipHeaders(variables: Readonly<Record<string, string>>): DialOptions['headers'] {
  return Object.fromEntries(
    Object.entries(variables)
      .filter(([name]) => name.startsWith('sip_h_'))
      .map(([name, value]) => [name.slice('sip_h_'.length), value]),
  );
}

function createLeg(
  core: SwitchCore,
  uuid: string,
  url: string,
  endpoint: Endpoint,
  variables: Readonly<Record<string, string>>,
  caller: { callerName: string; callerNumber: string },
): Session {
  const { info } = endpoint;
  const gateway = /^sofia\/gateway\/([^/]+)\//.exec(url)?.[1] ?? null;
  const destination = destinationOf(url, info);
  const name = channelName(info, gateway, destination);
  const profile = callerProfile(core.clock.nowUs(), uuid, name, destination, variables, caller);
  const channel = new Channel(uuid, name, 'outbound', core.nextSessionId(), info.codec, profile);
  channel.variables.setAll({
    direction: 'outbound',
    is_outbound: 'true',
    uuid,
    call_uuid: uuid,
    session_id: String(channel.sequence),
    ...outboundVariables(info, name, gateway),
    ...dialledUser(url),
    ...variables,
    originate_early_media: String(!isTrue(variables.ignore_early_media)),
    originate_endpoint: url.split('/')[0] ?? '',
    ...outgoingInviteVariables(info),
  });
  return new Session(channel, endpoint, core);
}

function channelName(info: EndpointInfo, gateway: string | null, destination: string): string {
  if (gateway !== null) return `sofia/${info.profile}/${destination}`;
  const scheme = info.profile === 'loopback' ? 'loopback' : `sofia/${info.profile}`;
  return `${scheme}/${bareUri(info.requestUri)}`;
}

function callerProfile(
  nowUs: number,
  uuid: string,
  channelName: string,
  destination: string,
  variables: Readonly<Record<string, string>>,
  caller: { callerName: string; callerNumber: string },
): CallerProfile {
  return {
    direction: 'outbound',
    uniqueId: uuid,
    channelName,
    source: 'src/switch_ivr_originate.c',
    username: '',
    dialplan: '',
    context: 'default',
    callerIdName: caller.callerName,
    callerIdNumber: caller.callerNumber,
    origCallerIdName: caller.callerName,
    origCallerIdNumber: caller.callerNumber,
    calleeIdName: variables.origination_callee_id_name ?? 'Outbound Call',
    calleeIdNumber: variables.origination_callee_id_number ?? destination,
    networkAddr: '',
    ani: caller.callerNumber,
    destinationNumber: destination,
    transferSource: '',
    rdnis: '',
    index: 1,
    times: {
      profileCreated: nowUs,
      created: nowUs,
      answered: 0,
      progress: 0,
      progressMedia: 0,
      hangup: 0,
      transfer: 0,
      resurrect: 0,
      bridged: 0,
      lastHold: 0,
      holdAccum: 0,
    },
  };
}

/** The number dialled: the user part of a SIP address, or the last part of the dial string. */
function destinationOf(url: string, info: EndpointInfo): string {
  const last = url.slice(url.lastIndexOf('/') + 1);
  return bareUri(last).split('@')[0] || info.toUser;
}

function dialledUser(url: string): Record<string, string> {
  const user = /^user\/([^@]+)(?:@(.+))?$/.exec(url);
  if (user === null) return {};
  const [, name = '', domain = ''] = user;
  return {
    dialed_user: name,
    dialed_domain: domain,
    presence_id: domain === '' ? name : `${name}@${domain}`,
  };
}

/** FreeSWITCH destroys the channel it had made for a trunk that leads nowhere; nothing else is told of it. */
function stillborn(core: SwitchCore, uuid: string): void {
  const headers = new Map<string, HeaderValue>(
    Object.entries({
      'Channel-State': 'CS_NONE',
      'Channel-Call-State': 'DOWN',
      'Channel-State-Number': '0',
      'Channel-Name': 'N/A',
      'Unique-ID': uuid,
      'Call-Direction': 'outbound',
      'Presence-Call-Direction': 'outbound',
      'Channel-HIT-Dialplan': 'false',
      'Channel-Call-UUID': uuid,
      'Answer-State': 'ringing',
      variable_direction: 'outbound',
      variable_is_outbound: 'true',
      variable_uuid: uuid,
      variable_call_uuid: uuid,
      variable_session_id: String(core.nextSessionId()),
    }),
  );
  core.bus.publish('CHANNEL_DESTROY', headers);
}
