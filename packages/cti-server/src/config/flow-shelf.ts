import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { CallweaveError } from '@callweave/cti-core';
import { type Flow, parseFlow } from '../ivr/index.js';

const BUILT_IN = /^builtin:([a-z0-9-]{1,64})$/;

/** The flows that were read, by the name the settings give them. A flow that was read once stays as it is until a restart. */
export class FlowShelf {
  readonly #flows = new Map<string, Flow>();

  /** Files are named relative to `folder`; `builtin:NAME` is `NAME.json` of the flows that ship with the server. */
  constructor(
    private readonly folder: string,
    private readonly builtIn: URL,
  ) {}

  get flows(): Readonly<Record<string, Flow>> {
    return Object.fromEntries(this.#flows);
  }

  get(name: string): Flow | null {
    return this.#flows.get(name) ?? null;
  }

  /** @throws {CallweaveError} `config.invalid` */
  read(name: string): Flow {
    const known = this.#flows.get(name);
    if (known) return known;
    try {
      const flow = parseFlow(JSON.parse(readFileSync(this.#place(name), 'utf8')));
      this.#flows.set(name, flow);
      return flow;
    } catch (cause) {
      if (cause instanceof CallweaveError) throw cause;
      const reason = cause instanceof Error ? cause.message : String(cause);
      throw new CallweaveError('config.invalid', `The flow ${name} cannot be read: ${reason}`, { cause });
    }
  }

  /** As {@link read}, for names that come from outside: those on the shelf, and those that ship with the server. */
  readShipped(name: string): Flow | null {
    if (!BUILT_IN.test(name)) return this.get(name);
    try {
      return this.read(name);
    } catch {
      return null;
    }
  }

  #place(name: string): URL {
    const shipped = BUILT_IN.exec(name)?.[1];
    return shipped === undefined
      ? pathToFileURL(resolve(this.folder, name))
      : new URL(`${shipped}.json`, this.builtIn);
  }
}
