import { type ChildProcess, spawn } from 'node:child_process';
import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

export type Scenario =
  | 'customer'
  | 'customer-hangs-up'
  | 'customer-gives-up'
  | 'customer-shows'
  | 'register'
  | 'phone-answers'
  | 'phone-answers-when-told'
  | 'phone-hangs-up'
  | 'phone-busy'
  | 'phone-rings'
  | 'phone-shows';

export interface SippOptions {
  /** `host:port` to send to; far ends that wait for calls have none. */
  readonly to?: string;
  /** Number that is called. */
  readonly service?: string;
  /** UDP port of ours; a free one when left out. */
  readonly port?: number;
  /** Length of the scenario's `<pause/>`. */
  readonly pauseMs?: number;
  readonly login?: { readonly user: string; readonly password: string };
  readonly keys?: Readonly<Record<string, string>>;
}

/** One sipp process that plays one scenario once. */
export class SippEnd {
  readonly port: number;
  /** Resolves with sipp's exit code; 0 when everything came as the scenario says. */
  readonly ended: Promise<number>;
  readonly #process: ChildProcess;
  readonly #folder: string;

  private constructor(process: ChildProcess, port: number, folder: string) {
    this.#process = process;
    this.#folder = folder;
    this.port = port;
    this.ended = once(process, 'exit').then(([code]) => (code as number | null) ?? -1);
  }

  static async play(scenario: Scenario, options: SippOptions): Promise<SippEnd> {
    const folder = mkdtempSync(join(tmpdir(), 'callweave-sipp-'));
    const port = options.port ?? (await freePort());
    const child = spawn(
      'sipp',
      [
        ...(options.to === undefined ? [] : [options.to]),
        ...['-sf', fileURLToPath(new URL(`scenarios/${scenario}.xml`, import.meta.url))],
        ...['-i', '127.0.0.1', '-p', String(port), '-m', '1', '-nostdin'],
        ...(options.service === undefined ? [] : ['-s', options.service]),
        ...(options.pauseMs === undefined ? [] : ['-d', String(options.pauseMs)]),
        ...(options.login ? ['-au', options.login.user, '-ap', options.login.password] : []),
        ...Object.entries(options.keys ?? {}).flatMap(([name, value]) => ['-key', name, value]),
        ...['-timeout', '60s', '-timeout_error', '-trace_err', '-error_file', join(folder, 'errors.log')],
        ...['-trace_logs', '-log_file', join(folder, 'scenario.log')],
      ],
      { cwd: folder, stdio: 'ignore' },
    );
    const end = new SippEnd(child, port, folder);
    if (options.to === undefined) await end.#listens();
    return end;
  }

  /** Until then, what is sent to the port comes back as refused. */
  async #listens(): Promise<void> {
    const probe = createSocket('udp4');
    probe.on('error', () => {});
    await new Promise<void>((resolve) => probe.connect(this.port, '127.0.0.1', resolve));
    try {
      for (const until = Date.now() + 10_000; Date.now() < until; ) {
        const refused = once(probe, 'error').then(
          () => true,
          () => true,
        );
        probe.send('\r\n\r\n');
        if (!(await Promise.race([refused, new Promise<false>((resolve) => setTimeout(resolve, 40, false))])))
          return;
        await new Promise((resolve) => setTimeout(resolve, 10));
      }
      throw new Error(`sipp does not listen at ${this.port}: ${this.errors}`);
    } finally {
      probe.close();
    }
  }

  /** The port at which the switch hears this end, from its session description; null until it has sent one. */
  get soundPort(): number | null {
    return Number(/^sound (\d+)$/m.exec(this.#written('scenario.log'))?.[1] ?? 0) || null;
  }

  /** What the switch said of pictures: the port at which it takes them, 0 when it takes none; null when there was no word of any. */
  get pictures(): {
    readonly port: number;
    readonly codec: string | null;
    readonly payloadType: number;
  } | null {
    const log = this.#written('scenario.log');
    const port = /^pictures (\d+)$/m.exec(log)?.[1];
    if (port === undefined) return null;
    const codec = /^codec (\S+)$/m.exec(log)?.[1] ?? null;
    return { port: Number(port), codec, payloadType: Number(/^payload (\d+)$/m.exec(log)?.[1] ?? 99) };
  }

  /** What the switch asked the phone to do in `Call-Info`; null when nothing. */
  get callInfo(): string | null {
    return /^call-info (\S+)$/m.exec(this.#written('scenario.log'))?.[1] ?? null;
  }

  /** The number in From, and that in P-Asserted-Identity; null where there is none. */
  get callerId(): { readonly from: string | null; readonly asserted: string | null } {
    const log = this.#written('scenario.log');
    const of = (what: string) => new RegExp(`^${what} (\\S+)$`, 'm').exec(log)?.[1] ?? null;
    return { from: of('from'), asserted: of('asserted') };
  }

  /** The number that was asked for. */
  get called(): string | null {
    return /^called (\S+)$/m.exec(this.#written('scenario.log'))?.[1] ?? null;
  }

  /** What sipp complained of. */
  get errors(): string {
    return this.#written('errors.log').slice(0, 3_000) || 'nothing';
  }

  #written(file: string): string {
    try {
      return readFileSync(join(this.#folder, file), 'utf8');
    } catch {
      return '';
    }
  }

  async close(): Promise<void> {
    this.#process.kill('SIGKILL');
    await this.ended;
    rmSync(this.#folder, { recursive: true, force: true });
  }
}

/** A UDP port of the loopback that was free a moment ago. */
export async function freePort(): Promise<number> {
  const probe = createSocket('udp4');
  probe.bind(0, '127.0.0.1');
  await once(probe, 'listening');
  const { port } = probe.address();
  await new Promise<void>((resolve) => probe.close(() => resolve()));
  return port;
}
