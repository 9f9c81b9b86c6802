import { parseCause } from '../causes.js';
import type { Application } from './application.js';

/**
 * Waits for orders. `park_timeout` (`seconds[:CAUSE]`) bounds the wait; as in FreeSWITCH 0 hangs up at once and it
 * counts for one park only.
 */
export const park: Application = async (session) => {
  const { channel, core } = session;
  if (channel.state === 'CS_RESET') return;
  const timeout = channel.variables.get('park_timeout');
  let untilUs: number | null = null;
  let cause = 'NORMAL_CLEARING';
  if (timeout !== undefined) {
    const [seconds = '', name] = timeout.split(':');
    cause = parseCause(name);
    const wait = Number.parseInt(seconds, 10) || 0;
    if (wait >= 0) untilUs = core.clock.nowUs() + wait * 1_000_000;
    channel.variables.set('park_timeout', null);
    channel.variables.set('park_after_bridge', null);
  }
  session.publish('CHANNEL_PARK');
  while (session.ready) {
    if (untilUs !== null && core.clock.nowUs() >= untilUs) {
      session.hangUp(cause);
      break;
    }
    if (session.digits.take() === null && !session.queuedEvents.passOn()) await session.breathe(untilUs);
  }
  session.publish('CHANNEL_UNPARK');
};
