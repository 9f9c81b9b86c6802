import { EventEmitter } from 'eventemitter3';

type Listeners<Events> = { [Name in keyof Events]: (...args: never[]) => void };

/**
 * An emitter whose listeners cannot break each other, nor the one who emits: what a listener throws goes to
 * `onFault`, and the next one still runs.
 */
export class SafeEmitter<Events extends Listeners<Events>> {
  readonly #emitter = new EventEmitter<Record<string, (...args: unknown[]) => void>>();
  readonly #onFault: (fault: unknown, eventName: string) => void;

  constructor(onFault: (fault: unknown, eventName: string) => void) {
    this.#onFault = onFault;
  }

  /** Adds a listener; the returned function removes it. */
  on<Name extends keyof Events & string>(name: Name, listener: Events[Name]): () => void {
    const added = listener as unknown as (...args: unknown[]) => void;
    // Wrapped, so that the same function added twice is removed once.
    const wrapped = (...args: unknown[]): void => {
      try {
        added(...args);
      } catch (fault) {
        this.#report(fault, name);
      }
    };
    this.#emitter.on(name, wrapped);
    return () => {
      this.#emitter.off(name, wrapped);
    };
  }

  safeEmit<Name extends keyof Events & string>(name: Name, ...args: Parameters<Events[Name]>): void {
    this.#emitter.emit(name, ...args);
  }

  #report(fault: unknown, name: string): void {
    try {
      this.#onFault(fault, name);
    } catch {
      // The reporter itself failed: nothing is left to tell it to.
    }
  }
}
