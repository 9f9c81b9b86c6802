import { randomUUID } from 'node:crypto';
import type { AudioSource } from '../../endpoint.js';
import type { EventBus } from '../event-bus.js';
import { Mixer } from '../mixing.js';
import type { HeaderValue } from '../switch-event.js';
import type { Member } from './member.js';

/** What mod_conference tells of its members and of itself. */
export type RoomAction =
  | 'conference-create'
  | 'conference-destroy'
  | 'add-member'
  | 'del-member'
  | 'mute-member'
  | 'unmute-member'
  | 'deaf-member'
  | 'undeaf-member'
  | 'kick-member'
  | 'hup-member'
  | 'lock'
  | 'unlock';

export interface RoomOptions {
  readonly name: string;
  readonly profile: string;
  readonly domain: string;
  readonly bus: EventBus;
}

/** A conference: its members hear all others. It exists from the first member to the last. */
export class Room {
  readonly uuid = randomUUID();
  readonly startedUs: number;
  locked = false;
  readonly #mixer = new Mixer();
  #members: readonly Member[] = [];

  constructor(readonly options: RoomOptions) {
    this.startedUs = options.bus.clock.nowUs();
    this.tell('conference-create');
  }

  /** The newest first, as FreeSWITCH lists them. */
  get members(): readonly Member[] {
    return this.#members;
  }

  member(id: number): Member | undefined {
    return this.#members.find((each) => each.id === id);
  }

  /** Returns what the new member hears. */
  admit(member: Member): AudioSource {
    this.#members = [member, ...this.#members];
    this.#mixer.add(member);
    this.tell('add-member', member);
    return { read: () => this.#hear(member) };
  }

  /** Deaf or not, he is read in every beat, so that the others hear him in time. */
  #hear(member: Member): Int16Array | null {
    const frame = this.#mixer.read(member);
    return member.deaf ? null : frame;
  }

  remove(member: Member): void {
    this.#members = this.#members.filter((each) => each !== member);
    this.#mixer.remove(member);
    member.session.channel.variables.set('conference_call_key', null);
    this.tell('del-member', member);
    if (this.#members.length === 0) this.tell('conference-destroy');
    else if (member.wishes.endsConference) for (const each of this.#members) each.dismiss();
  }

  /** One `conference::maintenance` event. */
  tell(action: RoomAction, member: Member | null = null): void {
    const { name, domain, profile, bus } = this.options;
    const headers = new Map<string, HeaderValue>([
      ['Conference-Name', name],
      ['Conference-Domain', domain],
      ['Conference-Size', String(this.#members.length)],
      ['Conference-Ghosts', '0'],
      ['Conference-Profile-Name', profile],
      ['Conference-Unique-ID', this.uuid],
    ]);
    member?.write(headers);
    headers.set('Action', action);
    bus.publish('CUSTOM', headers, { subclass: 'conference::maintenance' });
  }
}
