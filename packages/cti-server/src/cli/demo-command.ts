import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join, resolve } from 'node:path';
import { CallweaveError } from '@callweave/cti-core';
import type { Command } from 'commander';
import { checkConfig } from '../config/config.js';
import type { ConfigInput } from '../config/config.schema.js';
import { startServer } from '../server.js';
import { starterConfig } from './starter-config.js';

const DOMAIN = 'callweave.local';

/** `callweave demo`: server, switch and customers in one terminal, to build a page against. */
export function demoCommand(program: Command): void {
  program
    .command('demo')
    .description('a whole centre on this machine, with @callweave/dev-switch and synthetic customers')
    .option('-d, --dir <folder>', 'where it keeps everything', '.callweave-demo')
    .option('--calls-per-hour <n>', 'how many customers call', '90')
    .action(async ({ dir, callsPerHour }: { dir: string; callsPerHour: string }) => {
      const rate = Number(callsPerHour);
      if (!(rate >= 0 && rate <= 36_000))
        throw new CallweaveError('config.invalid', '--calls-per-hour is a number from 0 to 36000.');
      const folder = resolve(dir);
      const script = switchProgram();
      mkdirSync(folder, { recursive: true });
      const input = keptConfig(folder);
      const switchFile = join(folder, 'switch.json');
      writeFileSync(switchFile, JSON.stringify(switchOptions(input, rate), null, 2), {
        mode: 0o600,
      });
      const phones = spawn(process.execPath, [script, '--config', switchFile], {
        stdio: ['ignore', 'ignore', 'inherit'],
      });
      const server = await startServer(checkConfig(input), { folder });
      console.log(`Server   ${server.url}  (pages: ${server.url.replace(/^http/, 'ws')}/ws)`);
      for (const { agentId, initialPassword } of input.agents ?? [])
        console.log(`  ${agentId}  ${initialPassword}`);
      console.log(`Service key for your back end: ${input.access?.serviceKeys?.[0]}`);
      console.log('Ctrl-C stops it.');
      const stop = async (code: number): Promise<never> => {
        phones.kill('SIGTERM');
        await server.stop();
        process.exit(code);
      };
      for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => void stop(0));
      await once(phones, 'exit');
      await stop(1);
    });
}

/** @throws {CallweaveError} when the package is not installed beside us */
function switchProgram(): string {
  const here = createRequire(join(process.cwd(), 'callweave.js'));
  for (const require of [here, createRequire(import.meta.url)]) {
    try {
      const manifest = require.resolve('@callweave/dev-switch/package.json');
      return join(dirname(manifest), 'bin/callweave-dev-switch.js');
    } catch {
      // Looked for in the next place.
    }
  }
  throw new CallweaveError(
    'config.invalid',
    'The demo needs @callweave/dev-switch; run: npm install --save-dev @callweave/dev-switch',
  );
}

/** The same logins at each start. */
function keptConfig(folder: string): ConfigInput {
  const file = join(folder, 'callweave.config.json');
  if (!existsSync(file)) {
    writeFileSync(file, `${JSON.stringify(starterConfig().config, null, 2)}\n`, { mode: 0o600 });
  }
  const { switch: _switch, ...rest } = JSON.parse(readFileSync(file, 'utf8')) as ConfigInput;
  return {
    ...rest,
    switch: { music: 'local_stream://moh', soundsPath: join(dirname(switchProgram()), '../sounds') },
  };
}

function switchOptions({ agents = [] }: ConfigInput, callsPerHour: number): unknown {
  return {
    sip: { domain: DOMAIN },
    users: agents.map(({ extension, sipPassword }) => ({ user: extension, password: sipPassword })),
    customers: callsPerHour > 0 ? { callsPerHour, called: '4008001234', keys: '1' } : undefined,
  };
}
