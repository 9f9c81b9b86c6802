import { headerOf } from '../queued-events.js';
import type { Session } from '../session.js';
import { Spy } from '../session-sound.js';
import { showParty } from '../show-party.js';
import type { Application } from './application.js';

/** A leg that is about to be answered is waited for this long. */
const MEDIA_WITHIN_US = 6_000_000;

/**
 * `uuid`: hears what that leg says and hears, whoever it talks with, until it is gone. The keys 1, 2, 3 and 0, or an event with
 * `eavesdrop-command`, say who hears the spy: the leg's partners, the leg itself, both, nobody; `*` ends it. Variables:
 * eavesdrop_enable_dtmf, eavesdrop_whisper_aleg (as 1), eavesdrop_whisper_bleg (as 2), eavesdrop_bridge_aleg and _bleg,
 * eavesdrop_require_group.
 */
export const eavesdrop: Application = async (session, arg) => {
  const target = session.core.find(arg.trim());
  if (target === undefined || target === session || !session.mediaUp) return;
  if (!(await withMedia(session, target)) || !admits(target, session)) return;
  const { variables } = session.channel;
  const both = !variables.isTrue('eavesdrop_bridge_aleg') && !variables.isTrue('eavesdrop_bridge_bleg');
  const spy = new Spy(
    session,
    both || variables.isTrue('eavesdrop_bridge_aleg'),
    both || variables.isTrue('eavesdrop_bridge_bleg'),
  );
  spy.toPartners = variables.isTrue('eavesdrop_whisper_aleg');
  spy.toLeg = variables.isTrue('eavesdrop_whisper_bleg');
  const about = { 'Media-Bug-Function': 'eavesdrop', 'Media-Bug-Target': target.uuid };
  session.channel.readLinear(true);
  const dismiss = target.sound.admit(spy);
  target.publish('MEDIA_BUG_START', { after: about });
  const { callerIdName, callerIdNumber } = target.channel.profile;
  showParty(session, null, callerIdName, callerIdNumber);
  const before = session.listenTo(spy);
  try {
    await listen(session, target, spy);
  } finally {
    session.listenTo(before);
    dismiss();
    target.publish('MEDIA_BUG_STOP', { after: about });
    session.channel.readLinear(false);
  }
};

async function listen(session: Session, target: Session, spy: Spy): Promise<void> {
  const byKeys = session.channel.variables.get('eavesdrop_enable_dtmf');
  const keys = byKeys === undefined || session.channel.variables.isTrue('eavesdrop_enable_dtmf');
  while (!target.channel.down && session.ready) {
    const event = session.queuedEvents.take();
    const command =
      event === null
        ? keys
          ? session.digits.take()?.digit
          : undefined
        : headerOf(event, 'eavesdrop-command');
    for (const key of command ?? '') if (!obey(spy, key)) return;
    if (event === null && command === undefined) await session.breathe();
  }
}

/** False when the spy is to stop. */
function obey(spy: Spy, key: string): boolean {
  if (key === '*') return false;
  if (!'0123'.includes(key)) return true;
  spy.toPartners = key === '1' || key === '3';
  spy.toLeg = key === '2' || key === '3';
  return true;
}

async function withMedia(session: Session, target: Session): Promise<boolean> {
  const untilUs = session.core.clock.nowUs() + MEDIA_WITHIN_US;
  while (!target.mediaUp) {
    if (target.channel.down || !session.ready || session.core.clock.nowUs() >= untilUs) return false;
    await target.watch(untilUs);
  }
  return true;
}

/** `eavesdrop_require_group` of the spy must be among `eavesdrop_group` of the leg. */
function admits(target: Session, session: Session): boolean {
  const required = session.channel.variables.get('eavesdrop_require_group');
  if (required === undefined) return true;
  return (target.channel.variables.get('eavesdrop_group') ?? '').split(',').includes(required);
}
