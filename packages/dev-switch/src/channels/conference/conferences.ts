import type { EventBus } from '../event-bus.js';
import type { Session } from '../session.js';
import { Member, type MemberWishes } from './member.js';
import { Room } from './room.js';

/** The conferences of a switch, by name. */
export class Conferences {
  readonly #rooms = new Map<string, Room>();
  readonly #ids = new WeakMap<Session, number>();
  #lastId = 0;

  constructor(
    private readonly bus: EventBus,
    private readonly domain: () => string,
  ) {}

  get rooms(): readonly Room[] {
    return [...this.#rooms.values()];
  }

  find(name: string): Room | undefined {
    return this.#rooms.get(name);
  }

  /** Makes the conference when there is none of this name; null when it is locked. */
  join(
    name: string,
    profile: string,
    session: Session,
    wishes: MemberWishes,
  ): { readonly room: Room; readonly member: Member } | null {
    const { channel } = session;
    let room = this.#rooms.get(name);
    if (room?.locked === true) return null;
    if (room === undefined) {
      room = new Room({ name, profile, domain: this.domain(), bus: this.bus });
      this.#rooms.set(name, room);
    }
    const id = this.#ids.get(session) ?? ++this.#lastId;
    this.#ids.set(session, id);
    channel.variables.setAll({
      conference_name: name,
      app_session_uuid: room.uuid,
      conference_member_id: String(id),
      conference_moderator: String(wishes.moderator),
      conference_ghost: 'false',
      conference_uuid: room.uuid,
      conference_call_key: `conference_${name}_${room.options.domain}_${channel.profile.callerIdNumber}`,
    });
    return { room, member: new Member(id, session, wishes, this.bus.clock.nowUs()) };
  }

  leave(room: Room, member: Member): void {
    // Before it is told: who hears of the end may begin another of this name.
    if (room.members.every((each) => each === member)) this.#rooms.delete(room.options.name);
    room.remove(member);
  }
}
