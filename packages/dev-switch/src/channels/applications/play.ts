import type { Sound } from '../ports.js';
import type { Session } from '../session.js';

export type PlayOutcome = 'done' | 'break' | 'not-found' | 'gone';

/** The party may not be pulling frames (a held phone); a sound of known length ends at the latest this long after its time. */
const GRACE_MS = 400;
const LOOK_EVERY_US = 20_000;

/**
 * Plays one sound between PLAYBACK_START and PLAYBACK_STOP. `onDigit` gets each key pressed meanwhile and ends the
 * sound by returning true.
 */
export async function play(
  session: Session,
  spec: string,
  onDigit: (digit: string) => boolean,
): Promise<PlayOutcome> {
  if (!(await session.preAnswer())) return 'gone';
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
  const before = session.listenTo(sound);
  const endsUs = sound.durationMs === null ? null : startedUs + (sound.durationMs + GRACE_MS) * 1000;
  try {
    while (session.ready) {
      const digit = session.takeDigit();
      if (digit !== null && onDigit(digit.digit)) return 'break';
      if (digit !== null) continue;
      if (session.takeBreak()) return 'break';
      const nowUs = session.core.clock.nowUs();
      if (sound.ended || (endsUs !== null && nowUs >= endsUs)) return 'done';
      await session.breathe(nextLookUs(sound, startedUs, nowUs));
    }
    return 'gone';
  } finally {
    session.listenTo(before);
  }
}

/** A short sound is looked at when it should be over, then every 20 ms; an endless one waits for whoever stops it. */
function nextLookUs(sound: Sound, startedUs: number, nowUs: number): number | null {
  if (sound.durationMs === null) return null;
  return Math.max(startedUs + sound.durationMs * 1000, nowUs + LOOK_EVERY_US);
}

function fileType(spec: string): Record<string, string> {
  const scheme = /^(tone_stream|local_stream):/.exec(spec)?.[1];
  return scheme === undefined ? {} : { 'Playback-File-Type': scheme };
}
