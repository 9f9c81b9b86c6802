import { localStamp } from '../event-bus.js';
import type { Session } from '../session.js';
import type { SwitchCore } from '../switch-core.js';
import { type Command, usage, words } from './command.js';

type Row = Readonly<Record<string, string>>;

const SYNTAX =
  'codec|endpoint|application|api|dialplan|file|timer|calls [count]|channels [count|like <match string>]|calls|detailed_calls|' +
  'bridged_calls|detailed_bridged_calls|aliases|complete|chat|management|modules|nat_map|say|interfaces|interface_types|tasks|' +
  'limits|status';

/**
 * `show channels|calls|bridged_calls|registrations [count] [as json|delim]`. FreeSWITCH reads a database that runs
 * a little behind; these rows are the present state.
 */
export const show: Command = (args, core) => {
  const [what = '', ...rest] = words(args, 6);
  const rows = tables[what.toLowerCase()]?.(core, rest);
  if (rows === undefined) return usage(SYNTAX);
  const as = rest[rest.indexOf('as') + 1];
  const format = rest.includes('as') ? (as ?? '').toLowerCase() : 'delim';
  const count = rest[0] === 'count';
  if (format === 'json') {
    if (rows.length === 0 && !count) return '{"row_count": 0}\n';
    return JSON.stringify(count ? { row_count: rows.length } : { row_count: rows.length, rows });
  }
  if (format !== 'delim' && format !== 'csv') return `-ERR Cannot find format ${as}\n`;
  const [first] = rows;
  const text =
    count || first === undefined
      ? ''
      : `${Object.keys(first).join(',')}\n${rows.map((row) => `${Object.values(row).join(',')}\n`).join('')}`;
  return `${text}\n${rows.length} total.\n`;
};

const tables: Readonly<Record<string, (core: SwitchCore, rest: readonly string[]) => readonly Row[]>> = {
  channels(core, rest) {
    const rows = core.sessions().map((session) => channelRow(core, session));
    const like = rest[0] === 'like' ? rest[1]?.replaceAll('%', '') : undefined;
    if (like === undefined) return rows;
    return rows.filter((row) =>
      [row.uuid, row.name, row.cid_name, row.cid_num].some((text) => text?.includes(like)),
    );
  },
  calls: (core) => callRows(core),
  bridged_calls: (core) => callRows(core).filter((row) => row.b_uuid !== ''),
  registrations: (core) =>
    core.directory.registrations().map((each) => ({
      reg_user: each.user,
      realm: each.domain,
      token: each.callId,
      url: `sofia/internal/${each.contact}`,
      expires: String(each.expiresAtEpoch),
      network_ip: each.networkIp,
      network_port: String(each.networkPort),
      network_proto: each.transport,
      hostname: core.bus.hostname,
      metadata: '',
    })),
};

function channelRow(core: SwitchCore, session: Session): Row {
  const { channel } = session;
  const { display, profile, mediaReady } = channel;
  const codec = mediaReady
    ? { name: channel.codec, rate: '8000', bits: '64000' }
    : { name: '', rate: '', bits: '' };
  return {
    ...identity(session),
    application: display.application,
    application_data: display.applicationData,
    dialplan: profile.dialplan,
    context: profile.context,
    read_codec: codec.name,
    read_rate: codec.rate,
    read_bit_rate: codec.bits,
    write_codec: codec.name,
    write_rate: codec.rate,
    write_bit_rate: codec.bits,
    secure: '',
    hostname: core.bus.hostname,
    presence_id: channel.variables.get('presence_id') ?? '',
    presence_data: '',
    accountcode: channel.variables.get('accountcode') ?? '',
    callstate: channel.callState,
    callee_name: display.calleeName,
    callee_num: display.calleeNumber,
    callee_direction: display.calleeDirection,
    call_uuid: display.callUuid,
    sent_callee_name: display.sentName,
    sent_callee_num: display.sentNumber,
    initial_cid_name: display.initialName,
    initial_cid_num: display.initialNumber,
    initial_ip_addr: display.initialAddress,
    initial_dest: display.initialDestination,
    initial_dialplan: display.initialDialplan,
    initial_context: display.initialContext,
  };
}

function identity(session: Session): Record<string, string> {
  const { channel } = session;
  const { times } = channel.profile;
  return {
    uuid: channel.uuid,
    direction: channel.direction,
    created: localStamp(times.created),
    created_epoch: String(Math.floor(times.created / 1e6)),
    name: channel.name,
    state: channel.runningState,
    cid_name: channel.display.initialName,
    cid_num: channel.display.initialNumber,
    ip_addr: channel.profile.networkAddr,
    dest: channel.profile.destinationNumber,
  };
}

/** One row a call: a bridged pair shares one, the originator first. */
function callRows(core: SwitchCore): Row[] {
  return core
    .sessions()
    .filter((session) => session.bridge?.originatee !== session)
    .map((session) => {
      const { partner } = session;
      const b = partner === null ? emptyParty() : party(partner);
      const bridgedUs = partner === null ? 0 : session.channel.profile.times.bridged;
      return {
        ...identity(session),
        ...callPart(session),
        hostname: core.bus.hostname,
        sent_callee_name: session.channel.display.sentName,
        sent_callee_num: session.channel.display.sentNumber,
        ...Object.fromEntries(Object.entries(b).map(([name, value]) => [`b_${name}`, value])),
        call_created_epoch: bridgedUs === 0 ? '' : String(Math.floor(bridgedUs / 1e6)),
      };
    });
}

function callPart(session: Session): Record<string, string> {
  const { channel } = session;
  return {
    presence_id: channel.variables.get('presence_id') ?? '',
    presence_data: '',
    accountcode: channel.variables.get('accountcode') ?? '',
    callstate: channel.callState,
    callee_name: channel.display.calleeName,
    callee_num: channel.display.calleeNumber,
    callee_direction: channel.display.calleeDirection,
    call_uuid: channel.display.callUuid,
  };
}

function party(session: Session): Record<string, string> {
  const { call_uuid: _, ...rest } = callPart(session);
  return {
    ...identity(session),
    ...rest,
    sent_callee_name: session.channel.display.sentName,
    sent_callee_num: session.channel.display.sentNumber,
  };
}

function emptyParty(): Record<string, string> {
  return {
    uuid: '',
    direction: '',
    created: '',
    created_epoch: '',
    name: '',
    state: '',
    cid_name: '',
    cid_num: '',
    ip_addr: '',
    dest: '',
    presence_id: '',
    presence_data: '',
    accountcode: '',
    callstate: '',
    callee_name: '',
    callee_num: '',
    callee_direction: '',
    sent_callee_name: '',
    sent_callee_num: '',
  };
}
