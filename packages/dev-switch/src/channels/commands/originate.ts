import { splitCommand } from '../dial-string.js';
import type { DialplanStep } from '../dialplan.js';
import { originate } from '../originate.js';
import { transfer } from '../transfer.js';
import { type Command, usage } from './command.js';

const SYNTAX =
  '<call url> <exten>|&<application_name>(<app_args>) [<dialplan>] [<context>] [<cid_name>] [<cid_num>] [<timeout_sec>]';

/** What FreeSWITCH shows when nobody said who calls. */
const UNKNOWN_CALLER = '0000000000';
const DEFAULT_TIMEOUT_S = 60;

/** Calls somebody and, when the call is answered, runs an application or goes through the dialplan. */
export const originateCommand: Command = async (args, core) => {
  const all = splitCommand(args, 8).map((word) => (word.toLowerCase() === 'undef' ? undefined : word));
  const [url, extension, dialplan, context, callerName, callerNumber, timeout] = all;
  if (url === undefined || extension === undefined || all.length > 7) return usage(SYNTAX);
  const timeoutS = Number.parseInt(timeout ?? '', 10) || DEFAULT_TIMEOUT_S;
  const outcome = await originate(core, url, {
    callerName: callerName ?? '',
    callerNumber: callerNumber ?? UNKNOWN_CALLER,
    timeoutMs: timeoutS * 1000,
  });
  const gateway = /sofia\/gateway\/([^/]+)\//.exec(url)?.[1];
  if (gateway !== undefined) core.countGatewayCall(gateway, outcome.cause === null);
  if (outcome.cause !== null) return `-ERR ${outcome.cause}\n`;
  const { session } = outcome;
  const step = application(extension);
  if (step === null) transfer(session, extension, dialplan, context);
  else {
    session.extension = [step];
    session.setState('CS_EXECUTE');
  }
  return `+OK ${session.uuid}\n`;
};

/** `&app(args)`; FreeSWITCH cuts at the first closing parenthesis, so tones need the inline dialplan. */
function application(extension: string): DialplanStep | null {
  if (!extension.startsWith('&') || extension.length < 2) return null;
  const text = extension.slice(1).split(')')[0] ?? '';
  const at = text.indexOf('(');
  return at < 0 ? { app: text, arg: '' } : { app: text.slice(0, at), arg: text.slice(at + 1) };
}
