import type { AgentSnapshot, Channel } from '@callweave/cti-core';
import type { Agent, Seat } from './agent.js';
import type { ChannelLimit } from './channels.js';

/** True when a contact of any channel other than voice may be offered to him now. */
export function takesContacts(agent: Agent): boolean {
  const { others } = agent.channels;
  for (let at = 0; at < others.length; at++) {
    if (lackOfRoom(agent, (others[at] as ChannelLimit).channel) === null) return true;
  }
  return false;
}

export type LackOfRoom = 'logged-out' | 'aux' | 'resting' | 'busy' | 'wrap-up' | 'full' | 'other-channel';

/** Why a contact of this channel is not offered to him now; null when it may be. */
export function lackOfRoom(agent: Agent, channel: Channel): LackOfRoom | null {
  const { seat, channels } = agent;
  if (seat === null) return 'logged-out';
  // Whoever said that he pauses or leaves after his call is given nothing that outlasts it.
  if (seat.availability.is !== 'ready' || (seat.next !== null && seat.next.state !== 'ready')) return 'aux';
  if (seat.resting) return 'resting';
  if (!channels.voice.concurrent && seat.supervising) return 'busy';
  if (!channels.voice.concurrent && seat.work.is !== 'idle')
    return seat.work.is === 'wrap-up' ? 'wrap-up' : 'busy';
  const limit = channels.others.find((one) => one.channel === channel);
  if (limit === undefined || loadOf(seat, channel) >= limit.capacity) return 'full';
  return isHeld(agent, seat, channel) ? 'other-channel' : null;
}

/** Contacts of this channel that he is offered or works on. */
export function loadOf({ contacts }: Seat, channel: Channel): number {
  let load = 0;
  for (const contact of contacts) if (contact.channel === channel) load += 1;
  return load;
}

/** Would be rung, but for a contact beside which he takes no calls. */
export function isHeldFromCalls(agent: Agent): boolean {
  const { seat } = agent;
  if (seat === null || seat.contacts.length === 0) return false;
  return seat.work.is === 'idle' && seat.availability.is === 'ready' && isHeld(agent, seat, 'voice');
}

/** True when he has a contact of another channel that is not concurrent. */
export function isHeld({ channels }: Agent, { contacts }: Seat, channel: Channel): boolean {
  for (const contact of contacts) {
    if (contact.channel === channel) continue;
    const limit = channels.others.find((one) => one.channel === contact.channel);
    // What he was given by other settings holds him no more.
    if (limit !== undefined && !limit.concurrent) return true;
  }
  return false;
}

/** What his picture says of his channels; nothing of one who takes calls and nothing else. */
export function channelLoads({ channels, seat }: Agent): AgentSnapshot['channels'] {
  const { voice, others } = channels;
  const held = seat?.contacts ?? [];
  if (others.length === 0 && voice.capacity === 1 && held.length === 0) return undefined;
  const named = new Map<Channel, ChannelLimit>([['voice', voice], ...others.map(byChannel)]);
  for (const { channel } of held) {
    if (!named.has(channel)) named.set(channel, { channel, capacity: 0, concurrent: true });
  }
  return Object.fromEntries(
    [...named.values()].map(({ channel, capacity, concurrent }) => {
      const calls = seat === null || seat.work.is === 'idle' ? 0 : 1;
      const load = channel === 'voice' ? calls : seat === null ? 0 : loadOf(seat, channel);
      return [channel, { capacity, load, concurrent }];
    }),
  );
}

function byChannel(limit: ChannelLimit): [Channel, ChannelLimit] {
  return [limit.channel, limit];
}
