import { orderBridge } from '../bridge.js';
import { parseCause } from '../causes.js';
import { hold, unhold } from '../hold.js';
import { executeOrder } from '../private-event.js';
import type { Session } from '../session.js';
import { transfer } from '../transfer.js';
import { type Command, NO_CHANNEL, OK, usage, words } from './command.js';

export const uuidKill: Command = (args, core) => {
  const [uuid, cause] = words(args, 2);
  if (uuid === undefined) return usage('<uuid> [cause]');
  const session = core.find(uuid);
  if (session === undefined) return NO_CHANNEL;
  session.hangUp(parseCause(cause));
  return OK;
};

export const hupall: Command = (args, core) => {
  const [name, variable, value] = words(args, 3);
  const cause = parseCause(name, 'MANAGER_REQUEST');
  const matching = variable !== undefined && value !== undefined;
  for (const session of core.sessions()) {
    if (!matching || session.channel.variables.get(variable) === value) session.hangUp(cause);
  }
  return matching
    ? `+OK hangup all channels matching [${variable}]=[${value}] with cause: ${cause}\n`
    : `+OK hangup all channels with cause ${cause}\n`;
};

export const uuidAnswer: Command = async (args, core) => {
  const session = core.find(args.trim());
  return session !== undefined && (await session.progress.answer()) ? OK : '-ERROR\n';
};

export const uuidPreAnswer: Command = async (args, core) => {
  const session = core.find(args.trim());
  return session !== undefined && (await session.progress.preAnswer()) ? OK : '-ERROR\n';
};

export const uuidRingReady: Command = (args, core) => {
  const session = core.find(args.trim());
  if (session === undefined) return '-ERROR\n';
  session.progress.ringReady();
  return OK;
};

export const uuidPark: Command = (args, core) => {
  const session = core.find(args.trim());
  if (session === undefined) return NO_CHANNEL;
  session.divert('CS_PARK');
  return OK;
};

export const uuidBridge: Command = (args, core) => {
  const [first, second, third] = words(args, 4);
  if (first === undefined || second === undefined) return usage('<uuid> <other_uuid>');
  const a = core.find(first);
  for (const uuid of [second, third]) {
    const b = uuid === undefined ? undefined : core.find(uuid);
    if (a !== undefined && b !== undefined && orderBridge(a, b)) return `+OK ${uuid}\n`;
  }
  return '-ERR Invalid uuid\n';
};

const TRANSFER = '<uuid> [-bleg|-both] <dest-exten> [<dialplan>] [<context>]';

export const uuidTransfer: Command = (args, core) => {
  const all = quotedWords(args);
  const [uuid, second] = all;
  if (uuid === undefined || second === undefined || all.length > 5) return usage(TRANSFER);
  const session = core.find(uuid);
  if (session === undefined) return NO_CHANNEL;
  const flag = second.startsWith('-') ? second.slice(1).toLowerCase() : null;
  const [extension, dialplan, context] = all.slice(flag === null ? 1 : 2);
  if (extension === undefined) return usage(TRANSFER);
  const { partner } = session;
  let target: Session = session;
  if (flag === 'bleg' && partner !== null) target = partner;
  // Both leave one bridge: the second must not take the first's leaving for a hang-up.
  const both = flag === 'both' && partner !== null;
  if (both) transfer(partner, extension, dialplan, context);
  return transfer(target, extension, dialplan, context) ? OK : '-ERR\n';
};

/** An inline dialplan may be quoted, spaces inside. */
function quotedWords(text: string): string[] {
  return [...text.matchAll(/'([^']*)'|(\S+)/g)].map((match) => match[1] ?? match[2] ?? '');
}

export const uuidHold: Command = (args, core) => {
  const [first, second] = words(args, 3);
  if (first === undefined) return usage('[off|toggle] <uuid> [<display>]');
  const verb = first.toLowerCase();
  const session = core.find((verb === 'off' || verb === 'toggle' ? second : first) ?? '');
  // FreeSWITCH answers success for a channel it does not know.
  if (session === undefined) return '+OK Success\n';
  const held = session.channel.callState === 'HELD';
  const release = verb === 'off' || (verb === 'toggle' && held);
  return (release ? unhold(session) : hold(session)) ? '+OK Success\n' : '-ERR Operation failed\n';
};

export const uuidBreak: Command = (args, core) => {
  const [uuid, flags = ''] = words(args, 2);
  if (uuid === undefined) return usage('<uuid> [all]');
  const session = core.find(uuid);
  if (session === undefined) return NO_CHANNEL;
  const all = flags.includes('all');
  session.orders.breakOff(all);
  if (flags.includes('both')) session.partner?.orders.breakOff(all);
  return OK;
};

export const uuidBroadcast: Command = (args, core) => {
  const parsed =
    /^(\S+)\s+('[^']*'|\S+(?:\s+(?!(?:aleg|bleg|holdb|both)\s*$)\S+)*)(?:\s+(aleg|bleg|holdb|both))?\s*$/.exec(
      args,
    );
  if (parsed === null) return usage('<uuid> <path> [aleg|bleg|holdb|both]');
  const [, uuid = '', quoted = '', legs = 'aleg'] = parsed;
  const session = core.find(uuid);
  if (session === undefined) return '-ERR invalid uuid\n';
  const path = quoted.replace(/^'(.*)'$/s, '$1');
  const at = path.indexOf('::');
  const [name, arg] = at < 0 ? ['playback', path] : [path.slice(0, at), path.slice(at + 2)];
  const [app = 'playback', cause] = name.split('!');
  if (legs === 'bleg' || legs === 'both') session.partner?.orders.add(executeOrder(app, arg));
  if (legs !== 'bleg') session.orders.add(executeOrder(app, arg));
  if (cause !== undefined) session.orders.add(executeOrder('hangup', cause || 'NORMAL_CLEARING'));
  return '+OK Message sent\n';
};

/** Asks a phone to pick up or to hold, as its buttons would. Any other word is `talk`. */
export const uuidPhoneEvent: Command = (args, core) => {
  const [uuid, event] = words(args, 2);
  if (uuid === undefined) return usage('<uuid> <talk|hold>');
  const session = core.find(uuid);
  if (session === undefined) return '-ERR Operation failed\n';
  const { answered, direction } = session.channel;
  if (answered || direction === 'outbound')
    session.endpoint.notifyPhone(event?.toLowerCase() === 'hold' ? 'hold' : 'talk');
  return '+OK Success\n';
};

export const uuidSendDtmf: Command = (args, core) => {
  const [uuid, digits] = words(args, 2);
  if (uuid === undefined || digits === undefined) return usage('<uuid> <dtmf_data>');
  const session = core.find(uuid);
  if (session === undefined) return '-ERR Cannot locate session!\n';
  const [keys = '', samples] = digits.split('@');
  if (!session.mediaUp || !/^[0-9*#a-dA-DwWfF]+$/.test(keys)) return '-ERR Operation failed\n';
  session.endpoint.sendDigits(
    keys,
    samples === undefined ? undefined : Math.round(Number(samples) / 8) || 100,
  );
  return `+OK ${uuid} sent DTMF ${digits}.\n`;
};

export const uuidRecvDtmf: Command = (args, core) => {
  const [uuid, digits] = words(args, 2);
  if (uuid === undefined || digits === undefined) return usage('<uuid> <dtmf_data>');
  const session = core.find(uuid);
  if (session === undefined) return '-ERR Cannot locate session!\n';
  for (const digit of digits.split('@')[0] ?? '') {
    // 2000 samples at 8 kHz is FreeSWITCH's default length.
    if (/[0-9*#a-dA-D]/.test(digit)) session.digits.queue({ digit, durationMs: 250, source: 'APP' });
  }
  return `+OK ${uuid} received DTMF ${digits}.\n`;
};

const RECORD = '<uuid> [start|stop|mask|unmask] <path> [<limit>] [<recording_vars>]';

export const uuidRecord: Command = async (args, core) => {
  const [uuid, verb, path, limit] = words(args, 5);
  if (uuid === undefined || verb === undefined || path === undefined) return usage(RECORD);
  const session = core.find(uuid);
  if (session === undefined) return '-ERR Cannot locate session!\n';
  const { recordings } = session;
  const reply = (ok: boolean, what: string): string =>
    ok ? '+OK Success\n' : `-ERR Cannot ${what} session!\n`;
  switch (verb.toLowerCase()) {
    case 'start':
      return reply(await recordings.start(path, Number.parseInt(limit ?? '', 10) || 0), 'record');
    case 'stop':
      if (path === 'all') await recordings.stopAll();
      else return reply(await recordings.stop(path), 'stop record');
      return '+OK Success\n';
    case 'mask':
      return reply(recordings.mask(path, true), 'mask recording');
    case 'unmask':
      return reply(recordings.mask(path, false), 'unmask recording');
    default:
      return usage(RECORD);
  }
};
