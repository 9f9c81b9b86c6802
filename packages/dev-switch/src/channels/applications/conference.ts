import type { MemberWishes } from '../conference/member.js';
import type { Application } from './application.js';

/**
 * `name[@profile][+flags{mute|deaf|moderator|endconf}]`: all who are in it hear one another, until they are moved away, leave, or
 * are sent out by `kick` or `hup`.
 */
export const conference: Application = async (session, arg) => {
  const { name, profile, wishes } = parse(arg);
  if (
    name === '' ||
    !(session.channel.direction === 'inbound' ? await session.progress.answer() : session.mediaUp)
  )
    return;
  if (!session.ready) return;
  const { conferences } = session.core;
  const joined = conferences.join(name, profile, session, wishes);
  if (joined === null) return;
  const { room, member } = joined;
  session.channel.readLinear(true);
  const before = session.listenTo(room.admit(member));
  try {
    while (session.ready && !member.dismissed) {
      if (session.digits.take() === null) await session.breathe();
    }
  } finally {
    session.listenTo(before);
    conferences.leave(room, member);
    session.channel.readLinear(false);
  }
};

function parse(arg: string): { name: string; profile: string; wishes: MemberWishes } {
  const flags = (/\+flags\{([^}]*)\}/.exec(arg)?.[1] ?? '').split(/[|,]/);
  const [name = '', profile = 'default'] = arg.replace(/\+.*$/, '').trim().split('@');
  return {
    name,
    profile: profile || 'default',
    wishes: {
      muted: flags.includes('mute'),
      deaf: flags.includes('deaf'),
      moderator: flags.includes('moderator'),
      endsConference: flags.includes('endconf'),
    },
  };
}
