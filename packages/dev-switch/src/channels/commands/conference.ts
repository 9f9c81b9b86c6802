import type { Member } from '../conference/member.js';
import type { Room } from '../conference/room.js';
import { membersAsText, roomAsJson, roomHeading } from '../conference/room-report.js';
import type { SwitchCore } from '../switch-core.js';
import { type Command, words } from './command.js';

/** `conference <name> <verb> …`, or `list`, `json_list` and `count` of all. */
export const conference: Command = (args, core) => {
  const [first = '', ...rest] = words(args, 5);
  const room = core.conferences.find(first);
  if (room !== undefined) return ofRoom(room, rest, core);
  switch (first.toLowerCase()) {
    case 'list':
      return listAll(core, rest);
    case 'json_list':
      return printed(core.conferences.rooms, core, rest[0] === 'compact');
    case 'count':
      return String(core.conferences.rooms.length);
    default:
      return `-ERR Conference ${first} not found\n`;
  }
};

function listAll(core: SwitchCore, rest: readonly string[]): string {
  const { rooms } = core.conferences;
  if (rooms.length === 0) return '+OK No active conferences.\n';
  const summary = rest[0] === 'summary';
  return rooms
    .map((room) => `${roomHeading(room)}${summary ? '' : membersAsText(room, delimiterOf(rest))}`)
    .join('');
}

function delimiterOf(rest: readonly string[]): string {
  return rest[0]?.toLowerCase() === 'delim' ? (rest[1] ?? ';').replaceAll('"', '') || ';' : ';';
}

function printed(rooms: readonly Room[], core: SwitchCore, compact: boolean): string {
  const all = rooms.map((room) => roomAsJson(room, core.clock.nowUs()));
  return JSON.stringify(all, null, compact ? undefined : '\t');
}

function ofRoom(room: Room, [verb = '', ...rest]: readonly string[], core: SwitchCore): string {
  const order = memberOrders[verb.toLowerCase()];
  if (order !== undefined) return each(room, verb.toLowerCase(), rest[0], order);
  switch (verb.toLowerCase()) {
    case '':
      return "Conference command, not specified.\nTry 'help'\n";
    case 'list':
      return rest[0] === 'count' ? String(room.members.length) : membersAsText(room, delimiterOf(rest));
    case 'json_list':
      return printed([room], core, rest[0] === 'compact');
    case 'count':
      return String(room.members.length);
    case 'lock':
    case 'unlock':
      room.locked = verb.toLowerCase() === 'lock';
      room.tell(room.locked ? 'lock' : 'unlock');
      return `+OK ${room.options.name} ${room.locked ? 'locked' : 'unlocked'}\n`;
    default:
      return `-ERR Conference command '${verb}' not found.\n`;
  }
}

type MemberOrder = (member: Member, room: Room) => string;

const memberOrders: Readonly<Record<string, MemberOrder>> = {
  mute: (member, room) => {
    member.muted = true;
    room.tell('mute-member', member);
    return `+OK mute ${member.id}\n`;
  },
  unmute: (member, room) => {
    member.muted = false;
    room.tell('unmute-member', member);
    return `+OK unmute ${member.id}\n`;
  },
  deaf: (member, room) => {
    member.deaf = true;
    room.tell('deaf-member', member);
    return `+OK deaf ${member.id}\n`;
  },
  undeaf: (member, room) => {
    member.deaf = false;
    room.tell('undeaf-member', member);
    return `+OK undeaf ${member.id}\n`;
  },
  kick: (member, room) => {
    room.tell('kick-member', member);
    member.dismiss();
    return `+OK kicked ${member.id}\n`;
  },
  hup: (member, room) => {
    room.tell('hup-member', member);
    member.dismiss();
    return `+OK hup ${member.id}\n`;
  },
};

const SYNTAX: Readonly<Record<string, string>> = {
  mute: '<[member_id|all]|last|non_moderator> [<quiet>]',
  unmute: '<[member_id|all]|last|non_moderator> [<quiet>]',
  kick: '<[member_id|all|last|non_moderator]> [<optional sound file>]',
  hup: '<[member_id|all|last|non_moderator]>',
};

/** `id`, `all`, `last`, `non_moderator`, or `variable=value` of a member's channel. */
function each(room: Room, verb: string, target: string | undefined, order: MemberOrder): string {
  const on = (members: readonly Member[]): string => members.map((member) => order(member, room)).join('');
  const id = Number.parseInt(target ?? '', 10) || 0;
  switch (target?.toLowerCase()) {
    case 'all':
      return on(room.members);
    case 'non_moderator':
      return on(room.members.filter((member) => !member.wishes.moderator));
    case 'last':
      return on(room.members.toSorted((a, b) => b.id - a.id).slice(0, 1));
    default: {
      const [variable = '', value] = target?.split('=') ?? [];
      if (id === 0 && value !== undefined) {
        const found = room.members.find(({ session }) => session.channel.variables.get(variable) === value);
        return found === undefined ? '-ERR Non-Existant member\n' : on([found]);
      }
      if (id === 0) return `${verb} ${SYNTAX[verb] ?? '<[member_id|all]|last|non_moderator>'}`;
      const member = room.member(id);
      return member === undefined ? `-ERR Non-Existant ID ${id}\n` : on([member]);
    }
  }
}
