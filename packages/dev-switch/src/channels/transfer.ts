import { randomUUID } from 'node:crypto';
import { stepProfile } from './caller-profile.js';
import { endOwnHold } from './hold.js';
import type { Session } from './session.js';

/** Takes the channel out of what it does and routes it anew; an empty dialplan or context keeps the present one. */
export function transfer(session: Session, extension: string, dialplan = '', context = ''): boolean {
  const { channel } = session;
  if (channel.down) return false;
  const nowUs = session.core.clock.nowUs();
  const forwards = Number(channel.variables.get('max_forwards') ?? '71') - 1;
  if (forwards <= 0) {
    session.hangUp('EXCHANGE_ROUTING_ERROR');
    return false;
  }
  endOwnHold(session);
  const before = channel.profile;
  const profile = stepProfile(before, nowUs);
  profile.times.bridged = 0;
  profile.dialplan = dialplan || (before.dialplan === 'inline' ? 'XML' : before.dialplan) || 'XML';
  profile.context = context || before.context || 'default';
  profile.destinationNumber = extension || 'service';
  profile.rdnis = before.destinationNumber;
  const where = `${profile.destinationNumber}/${profile.context}/${profile.dialplan}`;
  profile.transferSource = `${Math.floor(nowUs / 1e6)}:${randomUUID()}:bl_xfer:${where}`;
  channel.profile = profile;
  channel.other = null;
  channel.variables.set('max_forwards', String(forwards));
  channel.variables.set('signal_bond', null);
  channel.variables.set('temp_hold_music', null);
  session.partner?.channel.variables.set('signal_bond', null);
  channel.variables.push('transfer_history', profile.transferSource);
  channel.variables.set('transfer_source', profile.transferSource);
  session.orders.stop();
  session.divert('CS_ROUTING');
  return true;
}

/** `transfer_after_bridge`, `extension[:dialplan[:context]]`, counts once. */
export function transferAfterBridge(session: Session): boolean {
  const { variables } = session.channel;
  const where = variables.get('transfer_after_bridge');
  if (where === undefined) return false;
  variables.set('transfer_after_bridge', null);
  const [extension = '', dialplan, context] = where.split(':');
  return transfer(session, extension, dialplan, context);
}
