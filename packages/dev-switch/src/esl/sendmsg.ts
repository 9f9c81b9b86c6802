import { parseCause } from '../channels/causes.js';
import type { PrivateEvent } from '../channels/private-event.js';
import { isTrue } from '../channels/variables.js';
import type { EslCommand } from './command-parser.js';

/** Reads a `sendmsg`; null when its call-command is none this switch carries out. */
export function parseSendmsg(command: EslCommand): PrivateEvent | null {
  const header = (name: string): string | undefined => command.headers.get(name);
  const kind = header('call-command')?.toLowerCase();
  if (kind !== 'execute' && kind !== 'hangup') return null;
  const app = header('execute-app-name') ?? '';
  if (kind === 'execute' && app === '') return null;
  const text = header('content-type')?.toLowerCase() === 'text/plain' ? command.body : null;
  const loops = Number.parseInt(header('loops') ?? '1', 10);
  return {
    command: kind,
    app,
    arg: header('execute-app-arg') ?? text ?? '',
    appUuid: header('event-uuid') ?? null,
    loops: Number.isFinite(loops) ? loops : 1,
    eventLock: isTrue(header('event-lock')),
    hangupCause: kind === 'hangup' ? parseCause(header('hangup-cause')) : null,
    headers: new Map([['Command', command.line], ...command.rawHeaders]),
  };
}
