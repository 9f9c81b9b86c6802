import type { Member } from './member.js';
import type { Room } from './room.js';

/** One conference of `json_list`; times in seconds, as mod_conference counts them. */
export function roomAsJson(room: Room, nowUs: number): Record<string, unknown> {
  return {
    conference_name: room.options.name,
    member_count: room.members.length,
    ghost_count: 0,
    rate: 8000,
    run_time: secondsBetween(room.startedUs, nowUs),
    conference_uuid: room.uuid,
    canvas_count: 0,
    max_bw_in: 0,
    force_bw_in: 0,
    video_floor_packets: 0,
    locked: room.locked,
    destruct: false,
    wait_mod: false,
    audio_always: false,
    running: true,
    answered: true,
    enforce_min: true,
    bridge_to: false,
    dynamic: true,
    exit_sound: false,
    enter_sound: false,
    recording: false,
    video_bridge: false,
    video_floor_only: false,
    video_rfc4579: false,
    variables: {},
    members: room.members.map((member) => memberAsJson(member, nowUs)),
  };
}

function memberAsJson(member: Member, nowUs: number): Record<string, unknown> {
  const { profile } = member.session.channel;
  return {
    type: 'caller',
    id: member.id,
    flags: {
      can_hear: !member.deaf,
      can_see: true,
      can_speak: !member.muted,
      hold: false,
      mute_detect: false,
      talking: false,
      has_video: false,
      video_bridge: false,
      has_floor: false,
      is_moderator: member.wishes.moderator,
      end_conference: member.wishes.endsConference,
      mandatory_member_end_conference: false,
      pass_digits: false,
    },
    uuid: member.session.uuid,
    caller_id_name: profile.callerIdName,
    caller_id_number: profile.callerIdNumber,
    join_time: secondsBetween(member.joinedUs, nowUs),
    last_talking: 0,
    energy: 100,
    volume_in: 0,
    volume_out: 0,
    'output-volume': 0,
    'input-volume': 0,
  };
}

function secondsBetween(fromUs: number, toUs: number): number {
  return Math.floor(toUs / 1e6) - Math.floor(fromUs / 1e6);
}

/** One line a member of `list`. */
export function membersAsText(room: Room, delimiter: string): string {
  return room.members
    .map(({ id, session, deaf, muted, wishes }) => {
      const { profile, name, uuid } = session.channel;
      const flags = [
        ...(deaf ? [] : ['hear']),
        ...(muted ? [] : ['speak']),
        ...(wishes.moderator ? ['moderator'] : []),
      ].join('|');
      const { callerIdName, callerIdNumber } = profile;
      return `${[id, name, uuid, callerIdName, callerIdNumber, flags, 0, 0, 100].join(delimiter)}\n`;
    })
    .join('');
}

/** What stands above the members when all conferences are listed. */
export function roomHeading(room: Room): string {
  const count = room.members.length;
  const flags = [...(room.locked ? ['locked'] : []), 'running', 'answered', 'enforce_min', 'dynamic'].join(
    '|',
  );
  return (
    `+OK Conference ${room.options.name} (${count} member${count === 1 ? '' : 's'} rate: 8000` +
    `${room.locked ? ' locked' : ''} flags: ${flags})\n`
  );
}
