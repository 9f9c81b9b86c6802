import type { Session } from '../channels/session.js';
import type { SwitchCore } from '../channels/switch-core.js';
import type { SwitchEvent } from '../channels/switch-event.js';

/** The channels that hear somebody from this event on: both of a bridge, or all of a conference once it has two. */
export function whoTalks(core: SwitchCore, event: SwitchEvent): readonly Session[] {
  if (event.name === 'CHANNEL_BRIDGE') {
    const legs = [event.header('Bridge-A-Unique-ID'), event.header('Bridge-B-Unique-ID')];
    return core.sessions().filter((session) => legs.includes(session.uuid));
  }
  if (event.subclass !== 'conference::maintenance' || event.header('Action') !== 'add-member') return [];
  const members = core.conferences.find(String(event.header('Conference-Name')))?.members ?? [];
  return members.length < 2 ? [] : members.map((member) => member.session);
}
