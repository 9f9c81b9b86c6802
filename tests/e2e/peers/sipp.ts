import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { RtpPeer } from './rtp-peer.js';

export interface CustomerOptions {
  /** `host:port` of the switch's trunk listener. */
  readonly trunk: string;
  readonly called: string;
  readonly caller: string;
  readonly name: string;
  /** The tone he speaks with. */
  readonly toneHertz: number;
}

/** A customer who calls by sipp and speaks and listens through an {@link RtpPeer}. */
export class SippCustomer {
  private constructor(
    readonly sound: RtpPeer,
    private readonly end: SippProcess,
  ) {}

  /** Exit code 0: the call was answered and the far end hung up. */
  get ended(): Promise<number> {
    return this.end.ended;
  }

  static async call(options: CustomerOptions): Promise<SippCustomer> {
    const sound = await RtpPeer.open(options.toneHertz);
    const keys = { rtp: String(sound.port), caller: options.caller, name: options.name };
    const to = [options.trunk, '-s', options.called];
    return new SippCustomer(sound, new SippProcess('customer', await freePort(), keys, to));
  }

  /** Ends the sipp process; what is up then is left to the switch's timers, and to the end of the file. */
  async close(): Promise<void> {
    await this.end.close();
    this.sound.close();
  }
}

/** A customer at a gateway's far end: whom an agent calls there picks up, speaks and listens. */
export class SippCalled {
  private constructor(
    readonly sound: RtpPeer,
    private readonly end: SippProcess,
  ) {}

  /** Waits for one call at this port of the loopback. */
  static async at(port: number, toneHertz: number): Promise<SippCalled> {
    const sound = await RtpPeer.open(toneHertz);
    return new SippCalled(sound, new SippProcess('called', port, { rtp: String(sound.port) }));
  }

  /** The number in From; null while nobody has called. */
  get caller(): string | null {
    return this.end.logged('from');
  }

  /** The number that was asked for. */
  get called(): string | null {
    return this.end.logged('called');
  }

  /** Exit code 0: he picked up and the far end hung up. */
  get ended(): Promise<number> {
    return this.end.ended;
  }

  async close(): Promise<void> {
    await this.end.close();
    this.sound.close();
  }
}

/** A gateway's far end that answers the first call with 503. */
export class SippOutOfOrder {
  readonly #end: SippProcess;

  constructor(port: number) {
    this.#end = new SippProcess('refuses', port, {});
  }

  /** The number that was asked for; null while nobody has called. */
  get called(): string | null {
    return this.#end.logged('called');
  }

  close(): Promise<void> {
    return this.#end.close();
  }
}

/** One sipp process that plays one scenario once. */
class SippProcess {
  readonly ended: Promise<number>;
  readonly #folder = mkdtempSync(join(tmpdir(), 'callweave-sipp-'));
  readonly #process: ChildProcess;

  constructor(scenario: string, port: number, keys: Readonly<Record<string, string>>, to: string[] = []) {
    const file = fileURLToPath(new URL(`${scenario}.xml`, import.meta.url));
    this.#process = spawn(
      'sipp',
      [
        ...to,
        ...['-sf', file, '-i', '127.0.0.1', '-p', String(port), '-m', '1', '-nostdin'],
        ...Object.entries(keys).flatMap(([name, value]) => ['-key', name, value]),
        ...[
          '-timeout',
          '170s',
          '-timeout_error',
          '-trace_err',
          '-error_file',
          join(this.#folder, 'errors.log'),
        ],
        ...['-trace_logs', '-log_file', join(this.#folder, 'scenario.log')],
      ],
      { cwd: this.#folder, stdio: 'ignore' },
    );
    this.ended = once(this.#process, 'exit').then(([code]) => {
      if (code !== 0 && code !== null) console.error(this.#read('errors.log') || 'sipp wrote no errors');
      return (code as number | null) ?? -1;
    });
  }

  /** What the scenario has written down under a word; null while it has not. */
  logged(word: string): string | null {
    return new RegExp(`^${word} (\\S+)$`, 'm').exec(this.#read('scenario.log'))?.[1] ?? null;
  }

  async close(): Promise<void> {
    this.#process.kill('SIGKILL');
    await this.ended;
  }

  #read(file: string): string {
    try {
      return readFileSync(join(this.#folder, file), 'utf8').slice(0, 2000);
    } catch {
      return '';
    }
  }
}

/** A UDP port of the loopback that was free a moment ago. */
export async function freePort(): Promise<number> {
  const { createSocket } = await import('node:dgram');
  const probe = createSocket('udp4');
  probe.bind(0, '127.0.0.1');
  await once(probe, 'listening');
  const { port } = probe.address();
  await new Promise<void>((resolve) => probe.close(() => resolve()));
  return port;
}
