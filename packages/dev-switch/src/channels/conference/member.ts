import type { AudioSource } from '../../endpoint.js';
import type { MixerInput } from '../mixing.js';
import type { Session } from '../session.js';
import type { HeaderValue } from '../switch-event.js';

export interface MemberWishes {
  readonly muted: boolean;
  readonly deaf: boolean;
  readonly moderator: boolean;
  /** The conference ends when he leaves it. */
  readonly endsConference: boolean;
}

/** One channel in a conference. */
export class Member implements MixerInput {
  muted: boolean;
  deaf: boolean;
  /** Sent out by `kick` or `hup`. */
  dismissed = false;
  readonly said: AudioSource;

  constructor(
    /** The same as long as the channel lives, whatever conferences it joins. */
    readonly id: number,
    readonly session: Session,
    readonly wishes: MemberWishes,
    readonly joinedUs: number,
  ) {
    this.muted = wishes.muted;
    this.deaf = wishes.deaf;
    this.said = session.sound.said;
  }

  dismiss(): void {
    this.dismissed = true;
    this.session.wake();
  }

  /** The headers that tell of him, between those of the conference and the action. */
  write(headers: Map<string, HeaderValue>): void {
    headers.set('Floor', 'false');
    this.session.channel.writeBasic(headers);
    headers.set('Video', 'false');
    headers.set('Hear', String(!this.deaf));
    headers.set('See', 'true');
    headers.set('Speak', String(!this.muted));
    headers.set('Talking', 'false');
    headers.set('Mute-Detect', 'false');
    headers.set('Hold', 'false');
    headers.set('Member-ID', String(this.id));
    headers.set('Member-Type', this.wishes.moderator ? 'moderator' : 'member');
    headers.set('Member-Ghost', 'false');
    headers.set('Energy-Level', '100');
    headers.set('Current-Energy', '0');
  }
}
