import { readFileSync } from 'node:fs';
import type { EslEvent } from '../esl-event.js';
import { EslParser } from '../esl-parser.js';

export interface CapturedCommand {
  readonly at: number;
  readonly api?: string;
  readonly bgapi?: string;
  readonly reply: string;
}

export interface CapturedEvent {
  readonly at: number;
  readonly event: Readonly<Record<string, string>>;
}

export interface Originate {
  /** Null when the switch chose it. */
  readonly uuid: string | null;
  readonly jobId: string;
  readonly gateway: string | null;
}

/** What a real FreeSWITCH sent, and what it was told meanwhile; read through the adapter's parser. */
export class Capture {
  readonly commands: readonly CapturedCommand[];
  readonly events: readonly CapturedEvent[];
  /** Legs and jobs of its `bgapi originate`s, in their order. */
  readonly originates: readonly Originate[];
  /** What ids, file names and variables of the capture are called in the replay. */
  readonly renamed = new Map<string, string>();
  readonly #parser = new EslParser();

  constructor(name: string) {
    const file = new URL(`../../../../../dev-switch/captures/${name}.ndjson`, import.meta.url);
    const [first = '', ...rest] = readFileSync(file, 'utf8').trim().split('\n');
    this.commands = (JSON.parse(first) as { commands: CapturedCommand[] }).commands;
    this.events = rest.map((line) => JSON.parse(line) as CapturedEvent);
    this.originates = this.#findOriginates();
  }

  /** The event as the adapter gets it, in two pieces. */
  read(event: Readonly<Record<string, string>>): EslEvent[] {
    let body = JSON.stringify(event);
    for (const [captured, ours] of this.renamed) body = body.replaceAll(captured, ours);
    const bytes = Buffer.from(
      `Content-Length: ${Buffer.byteLength(body)}\nContent-Type: text/event-json\n\n${body}`,
    );
    const half = bytes.length >> 1;
    return [bytes.subarray(0, half), bytes.subarray(half)].flatMap((piece) =>
      [...this.#parser.push(piece)].map((message) => message.event),
    );
  }

  #findOriginates(): Originate[] {
    const jobs = this.events.filter(({ event }) => event['Job-Command'] === 'originate');
    return this.commands
      .filter(({ bgapi }) => bgapi?.startsWith('originate '))
      .map(({ bgapi = '' }) => {
        const arg = bgapi.slice('originate '.length);
        const job = jobs.find(({ event }) => event['Job-Command-Arg'] === arg);
        return {
          uuid: /origination_uuid=([\w-]+)/.exec(arg)?.[1] ?? null,
          jobId: job?.event['Job-UUID'] ?? 'none',
          gateway: /sofia\/gateway\/([^/]+)/.exec(arg)?.[1] ?? null,
        };
      });
  }
}
