import { randomInt } from 'node:crypto';
import type { Session } from 'sip.js/lib/core/index.js';
import type { MediaLeg } from '../media/media-leg.js';
import { sdpBody } from './sip-body.js';
import type { SipLink } from './sip-link.js';

const MAX_ATTEMPTS = 4;
/** Both sides asked at the same time; who waits how long says RFC 3261 section 14.1. */
const GLARE_WAIT_MS = { owner: [2_100, 4_000], other: [0, 2_000] } as const;

/** Our own re-INVITEs in a dialog, one after another. */
export class Renegotiation {
  /** What we asked for last. */
  held = false;
  #queue: Promise<void> = Promise.resolve();
  #stopped = false;
  #wait: { readonly timer: NodeJS.Timeout; readonly stop: () => void } | null = null;

  constructor(
    private readonly session: Session,
    private readonly leg: MediaLeg,
    private readonly link: SipLink,
    private readonly onDialogLost: () => void,
  ) {}

  /** Rejects when the far end refuses, or the call ends meanwhile. */
  hold(held: boolean): Promise<void> {
    const turn = this.#queue.then(() => this.#negotiate(held));
    this.#queue = turn.catch(() => {});
    return turn;
  }

  stop(): void {
    this.#stopped = true;
    this.#wait?.stop();
  }

  async #negotiate(held: boolean): Promise<void> {
    this.held = held;
    for (let attempt = 1; ; attempt += 1) {
      if (this.#stopped) throw new Error('The call ended meanwhile.');
      const status = await this.#ask(held);
      if (status === 200) return;
      if (status === 481 || status === 408) {
        this.onDialogLost();
        throw new Error(`The far end does not know the call any more (${status}).`);
      }
      if (status !== 491 || attempt === MAX_ATTEMPTS) throw new Error(`The far end refused with ${status}.`);
      await this.#pause();
    }
  }

  /** 200 when agreed, else the status that refused. */
  async #ask(held: boolean): Promise<number> {
    const content = await this.leg.offer(held);
    return new Promise((resolve, reject) => {
      try {
        this.session.invite(
          {
            onAccept: ({ message, ack }) => {
              ack();
              this.leg.takeAnswer(message.body).then(() => resolve(200), reject);
            },
            onReject: ({ message }) => resolve(message.statusCode ?? 500),
          },
          { body: sdpBody(content), extraHeaders: [this.link.contactHeader()] },
        );
      } catch {
        // sip.js throws while a re-INVITE of the far end's is under way.
        resolve(491);
      }
    });
  }

  #pause(): Promise<void> {
    const owner = this.session.callId.endsWith(this.link.callIdMark);
    const [min, max] = owner ? GLARE_WAIT_MS.owner : GLARE_WAIT_MS.other;
    return new Promise((resolve) => {
      const timer = setTimeout(resolve, randomInt(min, max));
      this.#wait = {
        timer,
        stop: () => {
          clearTimeout(timer);
          resolve();
        },
      };
    });
  }
}
