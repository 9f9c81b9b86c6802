import type { SwitchEvent } from '../channels/switch-event.js';
import { EVENT_NAMES } from './event-names.js';

export type EventFormat = 'plain' | 'json';

const MAX_FILTERS = 1000;

/** What one connection wants to hear. Subscriptions add up; every word after CUSTOM is a subclass. */
export class Subscriptions {
  format: EventFormat = 'plain';
  #all = false;
  #enabled = false;
  readonly #names = new Set<string>();
  readonly #subclasses = new Set<string>();
  readonly #without = new Set<string>();
  readonly #filters: { readonly header: string; readonly value: string }[] = [];

  /** `event plain|json NAME… [CUSTOM subclass…]`; the reply text. */
  add(words: readonly string[]): string {
    const [first = '', ...rest] = words;
    let names = words;
    const format = first.toLowerCase();
    if (format === 'xml') return '-ERR xml events are not offered by this switch; use json or plain';
    if (format === 'plain' || format === 'json') {
      this.format = format;
      names = rest;
    }
    let known = 0;
    let custom = false;
    for (const word of names) {
      const name = word.toUpperCase();
      if (custom) this.#subclasses.add(word);
      else if (EVENT_NAMES.has(name)) {
        known += 1;
        this.#without.delete(name);
        if (name === 'ALL') {
          this.#all = true;
          this.#without.clear();
        } else this.#names.add(name);
        custom = name === 'CUSTOM';
      }
    }
    if (known === 0) return '-ERR no keywords supplied';
    this.#enabled = true;
    return `+OK event listener enabled ${this.format}`;
  }

  /** `nixevent NAME…`. */
  remove(words: readonly string[]): string {
    let known = 0;
    let custom = false;
    for (const word of words) {
      const name = word.toUpperCase();
      if (custom) this.#subclasses.delete(word);
      else if (EVENT_NAMES.has(name)) {
        known += 1;
        if (name === 'CUSTOM') custom = true;
        else if (name === 'ALL') {
          this.#all = false;
          this.#names.clear();
        } else {
          this.#names.delete(name);
          if (this.#all) this.#without.add(name);
        }
      }
    }
    return known === 0 ? '-ERR no keywords supplied' : '+OK events nixed';
  }

  /** `noevents`. */
  clear(): string {
    if (!this.#enabled) return '-ERR not listening for events';
    this.#enabled = false;
    this.#all = false;
    this.#names.clear();
    this.#subclasses.clear();
    this.#without.clear();
    return '+OK no longer listening for events';
  }

  /** `filter [add] Header value`, `filter delete Header [value]`, `filter delete all`. */
  filter(words: readonly string[]): string {
    const [first = '', second, ...others] = words;
    if (first.toLowerCase() === 'delete' && second !== undefined) {
      const value = others.join(' ');
      const keep = this.#filters.filter(
        (each) =>
          second.toLowerCase() !== 'all' &&
          !(each.header === second.toLowerCase() && (value === '' || each.value === value)),
      );
      this.#filters.splice(0, this.#filters.length, ...keep);
      return `+OK filter deleted. [${second}][${value}]`;
    }
    const adding = first.toLowerCase() === 'add';
    const header = adding ? second : first;
    const value = (adding ? others : [second, ...others]).filter((word) => word !== undefined).join(' ');
    if (header === undefined || value === '') return '-ERR invalid syntax';
    if (this.#filters.length >= MAX_FILTERS) return `-ERR more than ${MAX_FILTERS} filters`;
    this.#filters.push({ header: header.toLowerCase(), value });
    return `+OK filter added. [${header}]=[${value}]`;
  }

  wants(event: SwitchEvent): boolean {
    if (!this.#enabled || !this.#subscribed(event)) return false;
    if (this.#filters.length === 0) return true;
    // As in FreeSWITCH a filter drops whatever it does not match, jobs and heartbeats too.
    return this.#filters.some(({ header, value }) => matches(event, header, value));
  }

  #subscribed(event: SwitchEvent): boolean {
    if (event.name === 'CUSTOM') {
      return this.#all || (event.subclass !== null && this.#subclasses.has(event.subclass));
    }
    return this.#all ? !this.#without.has(event.name) : this.#names.has(event.name);
  }
}

function matches(event: SwitchEvent, header: string, value: string): boolean {
  for (const [name, held] of event.headers) {
    if (name.toLowerCase() !== header) continue;
    const text = typeof held === 'string' ? held : held.join('|:');
    const pattern = /^\/(.*)\/$/.exec(value)?.[1];
    if (pattern === undefined) return text === value;
    try {
      return new RegExp(pattern).test(text);
    } catch {
      return false;
    }
  }
  return false;
}
