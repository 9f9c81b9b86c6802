import { type AudioSource, FRAME_SAMPLES, type MediaPort } from '../endpoint.js';
import { addFrames, SharedSource } from './mixing.js';
import type { Session } from './session.js';

const SILENCE = new Int16Array(FRAME_SAMPLES);
/** Frames a spy may be behind before the oldest is dropped: he and the leg he spies on beat in either order. */
const MOST_WAITING = 3;

/** Somebody who hears what a leg says and hears, and may speak to it or to its partners. */
export class Spy implements AudioSource {
  /** The leg itself hears him (`ED_MUX_WRITE`). */
  toLeg = false;
  /** Whoever hears the leg hears him with it (`ED_MUX_READ`). */
  toPartners = false;
  readonly voice: SharedSource;
  readonly #waiting: Int16Array[] = [];

  constructor(
    readonly session: Session,
    private readonly hearsLeg: boolean,
    private readonly hearsPartners: boolean,
  ) {
    this.voice = new SharedSource(session.sound.said);
  }

  overhear(said: Int16Array, heard: Int16Array): void {
    const frame = addFrames(this.hearsLeg ? said : null, this.hearsPartners ? heard : null);
    if (frame === null) return;
    this.#waiting.push(frame);
    if (this.#waiting.length > MOST_WAITING) this.#waiting.shift();
  }

  read(): Int16Array | null {
    return this.#waiting.shift() ?? null;
  }
}

/** What one party says to others and hears of them, with those who spy on it in between. */
export class SessionSound implements Pick<MediaPort, 'tap'> {
  /** What others hear of this party; one of them at a time reads it. */
  readonly said: AudioSource = {
    read: () => this.#with(this.#session.endpoint.media.heardFrom.read(), 'toPartners'),
  };
  readonly #session: Session;
  readonly #spies = new Map<Spy, () => void>();
  readonly #heard: AudioSource = { read: () => this.#readHeard() };
  #source: AudioSource | null = null;
  /** What it hears in this beat without the spies. */
  #plain: Int16Array | null = null;

  constructor(session: Session) {
    this.#session = session;
  }

  /** What the party hears from now on; returns what it heard before. */
  listenTo(source: AudioSource | null): AudioSource | null {
    const before = this.#source;
    this.#source = source;
    this.#connect();
    return before;
  }

  /**
   * Sees each 20 ms of both directions, for recordings: the party itself, and what it hears, but not what a spy whispers to
   * it, which FreeSWITCH puts in after its recording.
   */
  tap(onFrame: (said: Int16Array, heard: Int16Array) => void): () => void {
    return this.#session.endpoint.media.tap((said, heard) =>
      onFrame(said, this.#spies.size === 0 ? heard : (this.#plain ?? SILENCE)),
    );
  }

  /** Returns the removal. */
  admit(spy: Spy): () => void {
    this.#spies.set(
      spy,
      this.tap((said, heard) => spy.overhear(said, heard)),
    );
    this.#connect();
    return () => {
      this.#spies.get(spy)?.();
      this.#spies.delete(spy);
      this.#connect();
    };
  }

  /** Something happened to this party that those who spy on it look at. */
  wakeSpies(): void {
    for (const spy of this.#spies.keys()) spy.session.wake();
  }

  #connect(): void {
    this.#plain = null;
    const spied = this.#source !== null && this.#spies.size > 0;
    this.#session.endpoint.media.setSource(spied ? this.#heard : this.#source);
  }

  #readHeard(): Int16Array | null {
    this.#plain = this.#source?.read() ?? null;
    return this.#with(this.#plain, 'toLeg');
  }

  #with(frame: Int16Array | null, speaks: 'toLeg' | 'toPartners'): Int16Array | null {
    if (this.#spies.size === 0) return frame;
    let all = frame;
    for (const spy of this.#spies.keys()) {
      if (spy[speaks]) all = addFrames(all, spy.voice.read(speaks === 'toLeg' ? this.#heard : this.said));
    }
    return all;
  }
}
