import type { AudioSource } from '../../endpoint.js';
import type { Sound } from '../ports.js';
import type { Session } from '../session.js';

export type PlayOutcome = 'done' | 'break' | 'not-found' | 'gone';

/** A party that pulls no frames, as a held phone, never reaches the end; the sound is over this long after its time. */
const GRACE_MS = 400;

/**
 * Plays one sound between PLAYBACK_START and PLAYBACK_STOP. `onDigit` gets each key pressed meanwhile and ends the
 * sound by returning true.
 */
export async function play(
  session: Session,
  spec: string,
  onDigit: (digit: string) => boolean,
): Promise<PlayOutcome> {
  if (!(await session.progress.preAnswer())) return 'gone';
  const sound = spec === '' ? null : await session.core.openSound(spec).catch(() => null);
  if (sound === null) return 'not-found';
  if (!session.ready) return 'gone';
  const about = { ...fileType(spec), 'Playback-File-Path': spec };
  session.publish('PLAYBACK_START', { after: about });
  const startedUs = session.core.clock.nowUs();
  const outcome = await playOut(session, sound, startedUs, onDigit);
  const playedMs = Math.floor((session.core.clock.nowUs() - startedUs) / 1000);
  const ms = sound.durationMs === null ? playedMs : Math.min(playedMs, sound.durationMs);
  session.channel.variables.setAll({
    playback_last_offset_pos: String(ms * 8),
    playback_seconds: String(Math.floor(ms / 1000)),
    playback_ms: String(ms),
    playback_samples: String(ms * 8),
  });
  session.publish('PLAYBACK_STOP', {
    after: { ...about, 'Playback-Status': outcome === 'break' ? 'break' : 'done' },
  });
  return outcome;
}

async function playOut(
  session: Session,
  sound: Sound,
  startedUs: number,
  onDigit: (digit: string) => boolean,
): Promise<PlayOutcome> {
  const before = session.listenTo(tellingItsEnd(sound, session));
  const endsUs = sound.durationMs === null ? null : startedUs + (sound.durationMs + GRACE_MS) * 1000;
  try {
    while (session.ready) {
      const digit = session.digits.take();
      if (digit !== null && onDigit(digit.digit)) return 'break';
      if (digit !== null) continue;
      if (session.orders.takeBreak()) return 'break';
      const nowUs = session.core.clock.nowUs();
      if (sound.ended || (endsUs !== null && nowUs >= endsUs)) return 'done';
      await session.breathe(endsUs);
    }
    return 'gone';
  } finally {
    session.listenTo(before);
  }
}

/** Wakes the session when the last frame was read. */
function tellingItsEnd(sound: Sound, session: Session): AudioSource {
  return {
    read() {
      const frame = sound.read();
      if (sound.ended) session.wake();
      return frame;
    },
  };
}

function fileType(spec: string): Record<string, string> {
  const scheme = /^(tone_stream|local_stream):/.exec(spec)?.[1];
  return scheme === undefined ? {} : { 'Playback-File-Type': scheme };
}
