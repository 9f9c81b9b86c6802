import type { HeaderValue } from './switch-event.js';

/** A channel's variables, in the order they were set. Setting one to nothing removes it, as in FreeSWITCH. */
export class Variables {
  readonly #values = new Map<string, HeaderValue>();

  get(name: string): string | undefined {
    const value = this.#values.get(name);
    return value === undefined || typeof value === 'string' ? value : `ARRAY::${value.join('|:')}`;
  }

  /** One element of a list variable, as `uuid_getvar name[0]` asks for. */
  at(name: string, index: number): string | undefined {
    const value = this.#values.get(name);
    return typeof value === 'string' ? (index === 0 ? value : undefined) : value?.[index];
  }

  set(name: string, value: HeaderValue | null | undefined): void {
    if (value === null || value === undefined || value.length === 0) this.#values.delete(name);
    else this.#values.set(name, value);
  }

  setAll(values: Readonly<Record<string, HeaderValue | null | undefined>>): void {
    for (const [name, value] of Object.entries(values)) this.set(name, value);
  }

  /** Appends: the second value makes a list. */
  push(name: string, value: string): void {
    const before = this.#values.get(name);
    if (before === undefined) this.#values.set(name, value);
    else this.#values.set(name, typeof before === 'string' ? [before, value] : [...before, value]);
  }

  isTrue(name: string): boolean {
    return isTrue(this.get(name));
  }

  entries(): IterableIterator<[string, HeaderValue]> {
    return this.#values.entries();
  }

  /** Replaces each `${name}`; an unknown name becomes empty. */
  expand(text: string): string {
    return text.replace(/\$\{([^{}]+)\}/g, (_, name: string) => this.get(name) ?? '');
  }
}

/** FreeSWITCH's switch_true. */
export function isTrue(value: string | undefined): boolean {
  return value !== undefined && /^(yes|on|true|t|enabled|active|allow|-?[1-9]\d*)$/i.test(value);
}
