import { CallweaveError, type Clock } from '@callweave/cti-core';
import type { EslEvent } from './esl-event.js';

/** Commands on their way; more means that the switch no longer answers. */
const MOST_PENDING = 10_000;

export interface Asker {
  readonly reply: (event: EslEvent) => void;
  readonly fail: (error: CallweaveError) => void;
}

interface Pending {
  /** Null once the deadline has passed: the late answer is swallowed, so that the next ones keep their order. */
  asker: Asker | null;
  readonly cancelDeadline: () => void;
}

/**
 * The commands that wait, in the order they were sent. The switch answers in that order, whatever kind of answer it
 * is: `api/response`, or `command/reply` for an `api` it did not allow.
 */
export class AnswerQueue {
  readonly #clock: Clock;
  readonly #deadlineMs: number;
  #pending: Pending[] = [];

  constructor(clock: Clock, deadlineMs: number) {
    this.#clock = clock;
    this.#deadlineMs = deadlineMs;
  }

  get length(): number {
    return this.#pending.length;
  }

  get full(): boolean {
    return this.#pending.length >= MOST_PENDING;
  }

  /** Takes a place in the queue; fire and forget does as well, since it is answered too. */
  add(command: string, asker: Asker | null): void {
    const pending: Pending = {
      asker,
      cancelDeadline: this.#clock.after(this.#deadlineMs, () => {
        const late = pending.asker;
        pending.asker = null;
        const name = command.split(' ', 2).join(' ');
        late?.fail(
          new CallweaveError('request.timed-out', `The switch did not answer '${name}'`, {
            details: { command: name, afterMs: this.#deadlineMs },
          }),
        );
      }),
    };
    this.#pending.push(pending);
  }

  answer(event: EslEvent): void {
    const pending = this.#pending.shift();
    pending?.cancelDeadline();
    pending?.asker?.reply(event);
  }

  /** Settles everything; `onFault` gets what an asker throws. */
  fail(error: CallweaveError, onFault: (fault: unknown) => void): void {
    const failed = this.#pending;
    this.#pending = [];
    for (const pending of failed) {
      pending.cancelDeadline();
      try {
        pending.asker?.fail(error);
      } catch (fault) {
        onFault(fault);
      }
    }
  }
}
