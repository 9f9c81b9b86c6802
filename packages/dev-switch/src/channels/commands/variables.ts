import type { HeaderValue } from '../switch-event.js';
import { plainText } from '../switch-event.js';
import { type Command, NO_CHANNEL, OK, usage, words } from './command.js';

export const uuidSetvar: Command = (args, core) => {
  const [uuid, name, value] = words(args, 3);
  if (uuid === undefined || name === undefined) return usage('<uuid> <var> [value]');
  const session = core.find(uuid);
  if (session === undefined) return NO_CHANNEL;
  session.channel.variables.set(name, value);
  return OK;
};

const SETVAR_MULTI = '<uuid> <var>=<value>;<var>=<value>...';

export const uuidSetvarMulti: Command = (args, core) => {
  const [uuid, list] = words(args, 2);
  if (uuid === undefined || list === undefined) return usage(SETVAR_MULTI);
  const session = core.find(uuid);
  // FreeSWITCH says both when the channel is unknown.
  if (session === undefined) return `${NO_CHANNEL}${usage(SETVAR_MULTI)}`;
  const pairs = list.split(';').filter((pair) => pair !== '');
  for (const pair of pairs) {
    const at = pair.indexOf('=');
    if (at < 0) session.channel.variables.set(pair, null);
    else session.channel.variables.set(pair.slice(0, at), pair.slice(at + 1));
  }
  return pairs.length === 0 ? usage(SETVAR_MULTI) : OK;
};

export const uuidGetvar: Command = (args, core) => {
  const [uuid, name] = words(args, 3);
  if (uuid === undefined || name === undefined) return usage('<uuid> <var>');
  const session = core.find(uuid);
  if (session === undefined) return NO_CHANNEL;
  const element = /^(.+)\[(\d+)\]$/.exec(name);
  const { variables } = session.channel;
  const value = element === null ? variables.get(name) : variables.at(element[1] ?? '', Number(element[2]));
  return value ?? '_undef_';
};

/** Every header and variable of a channel: `txt` encoded, `plain` as it is, or `json`. */
export const uuidDump: Command = (args, core) => {
  const [uuid, format = 'txt'] = words(args, 2);
  if (uuid === undefined) return usage('<uuid> [format]');
  const session = core.find(uuid);
  if (session === undefined) return NO_CHANNEL;
  const headers = new Map<string, HeaderValue>();
  core.bus.stamp('CHANNEL_DATA', headers);
  session.channel.writeAll(headers);
  switch (format.toLowerCase()) {
    case 'json':
      return JSON.stringify(Object.fromEntries(headers));
    case 'xml':
      return '-ERR xml is not offered by this switch; ask for json or plain\n';
    case 'plain':
      return plainText(headers, null, (value) => value);
    default:
      return plainText(headers, null, encodeURIComponent);
  }
};

export const uuidExists: Command = (args, core) => String(core.find(args.trim()) !== undefined);

export const globalGetvar: Command = (args, core) => {
  const name = args.trim();
  if (name !== '') return core.globals.get(name) ?? '';
  return [...core.globals].map(([key, value]) => `${key}=${value}\n`).join('');
};

export const globalSetvar: Command = (args, core) => {
  const at = args.indexOf('=');
  if (at < 1) return usage('<var>=<value> [=<value2>]');
  core.globals.set(args.slice(0, at).trim(), args.slice(at + 1));
  return '+OK';
};
