import { CallweaveError, type Clock, type LegId } from '@callweave/cti-core';
import type { FoundLeg } from '../media-switch.port.js';
import { roomOf } from './bridging.js';
import { callerOf, epochMs } from './channel-headers.js';
import type { EslConnection } from './esl-connection.js';
import { EslEvent } from './esl-event.js';
import type { SwitchPicture } from './facts.js';
import { readMark } from './marks.js';
import { HELD_VARIABLE, MESSAGE_VARIABLE, RECORDINGS_VARIABLE, SPIES_VARIABLE } from './order-steps.js';
import { offersPictures, picturesOf, readCodecs, type SwitchCodecs } from './pictures.js';
import type { RegistrationRow } from './registrations.js';

/** Dumps asked for at once. */
const BATCH = 100;
/** The switch lists its channels from a table that it writes up to some 200 ms late, and counts them at once. */
const LISTED_AGAIN_MS = 100;
const MOST_LISTINGS = 5;
const BRIDGED_STATES = new Set(['CS_EXCHANGE_MEDIA', 'CS_SOFT_EXECUTE', 'CS_HIBERNATE']);
const PARKED_STATES = new Set(['CS_EXECUTE', 'CS_PARK']);

export interface Snapshot extends SwitchPicture {
  /** Null when the switch does not say. */
  readonly coreId: string | null;
  /** `Event-Sequence` at which each leg was looked at; what is older is in the picture already. */
  readonly seenAt: ReadonlyMap<string, number>;
}

interface ChannelRow {
  readonly uuid?: string;
}

interface ConferenceRow {
  readonly conference_name?: string;
  readonly members?: readonly { readonly uuid?: string }[];
}

/** What else is known of the channels. */
interface Company {
  readonly pairs: ReadonlyMap<string, string>;
  /** Of each leg in a room, which. */
  readonly rooms: ReadonlyMap<string, string>;
  readonly channels: ReadonlySet<string>;
}

interface CallRow {
  readonly uuid?: string;
  readonly b_uuid?: string;
}

/**
 * Looks at what is on the switch: every channel that carries our mark, and those that wait in the park for orders.
 * @throws {CallweaveError} as the commands do; `switch.refused` when the login may not ask for it
 */
export async function readSnapshot(commands: EslConnection, clock: Clock): Promise<Snapshot> {
  const core = (await commands.call('global_getvar core_uuid')).trim();
  const channels = await readChannels(commands, clock);
  const company: Company = {
    pairs: pairsOf(await rows<CallRow>(commands, 'calls')),
    rooms: await readRooms(commands),
    channels: new Set(channels.flatMap((channel) => channel.getHeader('Unique-ID') ?? [])),
  };
  const codecs = await readCodecs(commands);
  const legs = channels.flatMap((channel) => legOf(channel, company, codecs) ?? []);
  const pictures = new Map(
    channels.flatMap((channel): [LegId, string][] => {
      const codec = picturesOf(channel);
      return codec === null ? [] : [[channel.getHeader('Unique-ID') as LegId, codec]];
    }),
  );
  const seenAt = new Map(
    channels.map((channel) => [
      channel.getHeader('Unique-ID') ?? '',
      Number(channel.getHeader('Event-Sequence')) || 0,
    ]),
  );
  return {
    coreId: /^[\w-]{8,}$/.test(core) ? core : null,
    legs,
    pictures,
    codecs,
    seenAt,
    registrations: await rows<RegistrationRow>(commands, 'registrations'),
    gateways: await commands.call('sofia xmlstatus gateway'),
  };
}

/** All channels, those too that are not listed yet: what is there is compared with how many there should be. */
async function readChannels(commands: EslConnection, clock: Clock): Promise<EslEvent[]> {
  for (let listing = 1; ; listing += 1) {
    const listed = (await rows<ChannelRow>(commands, 'channels')).flatMap(({ uuid }) => uuid ?? []);
    const channels: EslEvent[] = [];
    for (let at = 0; at < listed.length; at += BATCH) {
      const batch = listed.slice(at, at + BATCH);
      const dumps = await Promise.all(batch.map((uuid) => commands.call(`uuid_dump ${uuid} json`)));
      channels.push(...dumps.flatMap((dump) => eventOf(dump) ?? []));
    }
    const sessions = /^(\d+) session\(s\) - peak/m.exec(await commands.call('status'))?.[1] ?? 0;
    if (channels.length >= Number(sessions) || listing === MOST_LISTINGS) return channels;
    await new Promise<void>((resolve) => clock.after(LISTED_AGAIN_MS, resolve));
  }
}

/** Nothing where the switch has no conferences: then nobody is in one. */
async function readRooms(commands: EslConnection): Promise<Map<string, string>> {
  const rooms = new Map<string, string>();
  for (const { conference_name, members } of conferencesOf(await commands.call('conference json_list'))) {
    const room = roomOf(conference_name);
    if (room !== null) for (const { uuid } of members ?? []) if (uuid) rooms.set(uuid, room);
  }
  return rooms;
}

function conferencesOf(reply: string): readonly ConferenceRow[] {
  if (!reply.trimStart().startsWith('[')) return [];
  try {
    return JSON.parse(reply) as ConferenceRow[];
  } catch (error) {
    throw new CallweaveError('switch.refused', 'The switch does not list its conferences', {
      details: { reply: reply.slice(0, 200) },
      cause: error,
    });
  }
}

async function rows<Row>(commands: EslConnection, what: string): Promise<readonly Row[]> {
  const reply = await commands.call(`show ${what} as json`);
  try {
    const parsed = JSON.parse(reply) as { rows?: unknown };
    // Without rows there is no such key.
    return Array.isArray(parsed.rows) ? (parsed.rows as Row[]) : [];
  } catch {
    throw new CallweaveError('switch.refused', `The switch does not list its ${what}`, {
      details: { reply: reply.slice(0, 200) },
    });
  }
}

/** Null for a channel that has gone since it was listed. */
function eventOf(dump: string): EslEvent | null {
  if (!dump.startsWith('{')) return null;
  try {
    return new EslEvent(JSON.parse(dump) as Record<string, unknown>);
  } catch {
    return null;
  }
}

function legOf(event: EslEvent, { pairs, rooms, channels }: Company, codecs: SwitchCodecs): FoundLeg | null {
  const legId = event.getHeader('Unique-ID') as LegId | null;
  const mark = readMark(event);
  const inbound = event.getHeader('Call-Direction') === 'inbound';
  if (legId === null || (mark === null && !(inbound && isParked(event)))) return null;
  const joined = BRIDGED_STATES.has(event.getHeader('Channel-State') ?? '');
  const joinedTo = joined
    ? ((event.getHeader('variable_signal_bond') ?? pairs.get(legId) ?? null) as LegId | null)
    : null;
  const room = rooms.get(legId) ?? null;
  // Noted when it was ordered; the leg may have ended, or have been joined, while nobody was connected.
  const spiesOn = event.getHeader(`variable_${SPIES_VARIABLE}`) as LegId | null;
  const answered = event.getHeader('Answer-State') === 'answered';
  // It ended while nobody was connected who would have noted it.
  const isOver = event.getHeader('variable_record_ms') !== null;
  const messageOver = isOver ? event.getHeader(`variable_${MESSAGE_VARIABLE}`) : null;
  return {
    legId,
    mark,
    direction: inbound ? 'inbound' : 'outbound',
    ...callerOf(event),
    video: offersPictures(event, codecs),
    createdAt: epochMs(event.getHeader('Caller-Channel-Created-Time')) ?? 0,
    answeredAt: answered ? (epochMs(event.getHeader('Caller-Channel-Answered-Time')) ?? 0) : null,
    joinedTo,
    partedCause: event.getHeader('variable_bridge_hangup_cause') ?? null,
    held:
      event.getHeader('Channel-Call-State') === 'HELD' ||
      (joinedTo !== null && event.getHeader(`variable_${HELD_VARIABLE}`) === joinedTo),
    room,
    spiesOn: spiesOn !== null && channels.has(spiesOn) && !joined && room === null ? spiesOn : null,
    recordings: (event.getHeader(`variable_${RECORDINGS_VARIABLE}`) ?? '')
      .split('|')
      .filter((path) => path !== '' && path !== messageOver),
  };
}

/** An unmarked channel has not been touched by us, so the park is all that can run on it. */
function isParked(event: EslEvent): boolean {
  return (
    PARKED_STATES.has(event.getHeader('Channel-State') ?? '') &&
    event.getHeader('variable_current_application') === 'park'
  );
}

function pairsOf(calls: readonly CallRow[]): Map<string, string> {
  const pairs = new Map<string, string>();
  for (const { uuid, b_uuid } of calls) {
    if (!uuid || !b_uuid) continue;
    pairs.set(uuid, b_uuid);
    pairs.set(b_uuid, uuid);
  }
  return pairs;
}
