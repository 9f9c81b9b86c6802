import { randomUUID } from 'node:crypto';
import { upTime } from '../switch-core.js';
import { type Command, words } from './command.js';

/** Says which FreeSWITCH these texts and events follow. */
const VERSION = '1.11.3-dev callweave-dev-switch 64bit';

export const status: Command = (_args, core) => {
  const { sinceStartup, now, peak } = core.stats;
  const upMs = Math.floor((core.clock.nowUs() - core.startedUs) / 1000);
  return [
    `UP ${upTime(upMs)}`,
    `FreeSWITCH (Version ${VERSION}) is ready`,
    `${sinceStartup} session(s) since startup`,
    `${now} session(s) - peak ${peak}, last 5min ${peak} `,
    `0 session(s) per Sec out of max 1000, peak ${peak}, last 5min ${peak} `,
    `${core.maxSessions} session(s) max`,
    'min idle cpu 0.00/100.00',
    '',
  ].join('\n');
};

export const version: Command = (args) =>
  words(args, 2)[0] === 'short' ? '1.11.3\n' : `FreeSWITCH Version ${VERSION}\n`;

export const hostname: Command = (_args, core) => core.bus.hostname;

export const createUuid: Command = () => randomUUID();

export const echo: Command = (args) => args;

/** Expands `${global}` and `$${global}`; with `uuid:` before it a channel's variables. */
export const evaluate: Command = (args, core) => {
  const scoped = /^uuid:(\S+)\s+(.*)$/s.exec(args);
  if (scoped !== null) {
    const session = core.find(scoped[1] ?? '');
    return session === undefined
      ? '-ERR No such channel!\n'
      : session.channel.variables.expand(scoped[2] ?? '');
  }
  return args.replace(/\$?\$\{([^{}]+)\}/g, (_, name: string) => core.globals.get(name) ?? '');
};

export const reloadxml: Command = () => '+OK [Success]\n';

/** This switch has no modules to load. */
export const load: Command = () => '-ERR [this switch loads no modules]\n';

export const uptime: Command = (_args, core) =>
  `${Math.floor((core.clock.nowUs() - core.startedUs) / 1e6)}\n`;
