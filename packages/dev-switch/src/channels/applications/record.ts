import type { Session } from '../session.js';
import type { Application } from './application.js';
import { splitArguments } from './play-and-get-digits.js';
import { playbackTerminators } from './playback.js';

const FRAMES_A_SECOND = 50;
const SILENCE_S = 3;

/**
 * `path [limit_secs [silence_thresh [silence_secs]]]`: records what the party says until it is silent for so long, a key among
 * `playback_terminators` is pressed, or the limit has passed by less than a second, as in FreeSWITCH. A file that cannot be
 * written ends the call, as there.
 */
export const record: Application = async (session, arg) => {
  const [path = '', limit = '', thresh = '', silence = ''] = splitArguments(arg, 4);
  const { variables } = session.channel;
  const { clock } = session.core;
  variables.setAll({ playback_terminator_used: null, silence_hits_exhausted: 'false' });
  if (path === '' || !(await session.progress.preAnswer())) return;
  if (!(await session.recordings.start(path, 0, 'mono'))) {
    session.hangUp('DESTINATION_OUT_OF_ORDER');
    return;
  }
  const limitS = Number.parseInt(limit, 10) || 0;
  // It counts whole seconds of the wall clock.
  const endsUs = limitS > 0 ? (Math.floor(clock.nowUs() / 1_000_000) + limitS + 1) * 1_000_000 : null;
  const quiet = listen(session, Number.parseInt(thresh, 10) || 0, Number.parseInt(silence, 10) || SILENCE_S);
  const terminators = playbackTerminators(session);
  try {
    while (session.ready) {
      const digit = session.digits.take()?.digit;
      if (digit !== undefined && terminators.includes(digit)) {
        variables.set('playback_terminator_used', digit);
        break;
      }
      if (digit !== undefined) continue;
      if (session.orders.takeBreak()) break;
      if (quiet.isOver) {
        variables.set('silence_hits_exhausted', 'true');
        break;
      }
      if (endsUs !== null && clock.nowUs() >= endsUs) break;
      await session.breathe(endsUs);
    }
  } finally {
    quiet.stop();
    await session.recordings.stop(path);
  }
};

/** Counts the frames in a row whose mean amplitude is below `thresh`; 0 hears no silence. */
function listen(session: Session, thresh: number, seconds: number) {
  const most = seconds * FRAMES_A_SECOND;
  let hits = 0;
  const stop =
    thresh === 0
      ? () => {}
      : session.endpoint.media.tap((said) => {
          let energy = 0;
          for (const sample of said) energy += Math.abs(sample);
          hits = energy / said.length < thresh ? hits + 1 : 0;
          if (hits === most) session.wake();
        });
  return {
    stop,
    get isOver() {
      return hits >= most;
    },
  };
}
