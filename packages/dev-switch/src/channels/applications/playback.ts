import type { Session } from '../session.js';
import type { Application } from './application.js';
import { play } from './play.js';

const RESPONSE = {
  done: 'FILE PLAYED',
  break: 'FILE PLAYED',
  'not-found': 'FILE NOT FOUND',
  gone: 'PLAYBACK ERROR',
} as const;

/** Plays one sound; a key among `playback_terminators` (`*` unless set, `any`, `none`) ends it. */
export const playback: Application = async (session, arg) => {
  const { variables } = session.channel;
  variables.set('playback_terminator_used', null);
  const terminators = playbackTerminators(session);
  const outcome = await play(session, arg.replace(/@@\d+$/, ''), (digit) => {
    if (!terminators.includes(digit)) return false;
    variables.set('playback_terminator_used', digit);
    return true;
  });
  variables.set('current_application_response', RESPONSE[outcome]);
};

/** Keys that end what an application plays or records. */
export function playbackTerminators(session: Session): string {
  const set = session.channel.variables.get('playback_terminators') ?? '*';
  if (set.toLowerCase() === 'any') return '1234567890*#';
  return set.toLowerCase() === 'none' ? '' : set;
}
