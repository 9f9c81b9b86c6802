import { readFileSync } from 'node:fs';

export interface CapturedCommand {
  readonly at: number;
  readonly api?: string;
  readonly bgapi?: string;
  readonly execute?: string;
  readonly arg?: string;
  readonly uuid?: string;
  readonly reply: string;
}

export interface CapturedEvent {
  readonly at: number;
  readonly event: Readonly<Record<string, string | readonly string[]>>;
}

export interface Capture {
  readonly title: string;
  readonly commands: readonly CapturedCommand[];
  readonly events: readonly CapturedEvent[];
}

/** Reads traffic recorded from FreeSWITCH 1.11.3-dev (2026-11-23) out of the package's `captures` folder. */
export function readCapture(name: string): Capture {
  const file = new URL(`../../../captures/${name}.ndjson`, import.meta.url);
  const [first = '', ...rest] = readFileSync(file, 'utf8').trim().split('\n');
  const head = JSON.parse(first) as { title: string; commands: CapturedCommand[] };
  return { ...head, events: rest.map((line) => JSON.parse(line) as CapturedEvent) };
}
