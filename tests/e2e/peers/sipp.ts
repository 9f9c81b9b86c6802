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
    private readonly process: ChildProcess,
    /** Exit code 0: the call was answered and the far end hung up. */
    readonly ended: Promise<number>,
  ) {}

  static async call(options: CustomerOptions): Promise<SippCustomer> {
    const sound = await RtpPeer.open(options.toneHertz);
    const folder = mkdtempSync(join(tmpdir(), 'callweave-sipp-'));
    const scenario = fileURLToPath(new URL('customer.xml', import.meta.url));
    const port = await freePort();
    const keys = { rtp: String(sound.port), caller: options.caller, name: options.name };
    const process = spawn(
      'sipp',
      [
        options.trunk,
        ...['-sf', scenario, '-i', '127.0.0.1', '-p', String(port), '-s', options.called, '-m', '1'],
        ...Object.entries(keys).flatMap(([name, value]) => ['-key', name, value]),
        ...[
          '-timeout',
          '170s',
          '-timeout_error',
          '-nostdin',
          '-trace_err',
          '-error_file',
          join(folder, 'errors.log'),
        ],
      ],
      { cwd: folder, stdio: 'ignore' },
    );
    const ended = once(process, 'exit').then(([code]) => {
      if (code !== 0 && code !== null) console.error(readErrors(join(folder, 'errors.log')));
      return (code as number | null) ?? -1;
    });
    return new SippCustomer(sound, process, ended);
  }

  /** Ends the sipp process; what is up then is left to the switch's timers. */
  async close(): Promise<void> {
    this.process.kill('SIGKILL');
    await this.ended;
    this.sound.close();
  }
}

function readErrors(file: string): string {
  try {
    return readFileSync(file, 'utf8').slice(0, 2000);
  } catch {
    return 'sipp wrote no errors';
  }
}

async function freePort(): Promise<number> {
  const { createSocket } = await import('node:dgram');
  const probe = createSocket('udp4');
  probe.bind(0, '127.0.0.1');
  await once(probe, 'listening');
  const { port } = probe.address();
  await new Promise<void>((resolve) => probe.close(() => resolve()));
  return port;
}
