import { writeFileSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { CallweaveError } from '@callweave/cti-core';
import { Command } from 'commander';
import { databaseCommands } from './cli/database-commands.js';
import { demoCommand } from './cli/demo-command.js';
import { recordingCommands } from './cli/recording-commands.js';
import { simulateCommand } from './cli/simulate-command.js';
import { starterConfig } from './cli/starter-config.js';
import { readConfig } from './config/config.js';
import { startServer } from './server.js';

const program = new Command('callweave').description('The Callweave call-centre server.');

program
  .command('serve')
  .description('start the server; Ctrl-C stops it and leaves the calls to go on')
  .option('-c, --config <file>', 'configuration file (default: callweave.config.* here)')
  .action(async ({ config: file }: { config?: string }) => {
    const config = await readConfig(file === undefined ? {} : { file: resolve(file) });
    // Relative paths of a configuration are relative to it.
    const folder = file === undefined ? process.cwd() : dirname(resolve(file));
    const server = await startServer(config, { folder });
    for (const signal of ['SIGINT', 'SIGTERM'] as const) {
      process.once(signal, () => {
        void server.stop().then(() => process.exit(0));
      });
    }
  });

program
  .command('init')
  .description('write a configuration to begin with; asks nothing and overwrites nothing')
  .option('-c, --config <file>', 'where to write it', 'callweave.config.json')
  .action(({ config: file }: { config: string }) => {
    const { config, logins } = starterConfig();
    try {
      writeFileSync(file, `${JSON.stringify(config, null, 2)}\n`, { flag: 'wx', mode: 0o600 });
    } catch (cause) {
      if ((cause as NodeJS.ErrnoException).code !== 'EEXIST') throw cause;
      throw new CallweaveError('config.invalid', `${file} is there already; name another with --config.`, {
        cause,
      });
    }
    console.log(`Wrote ${file}. Logins:`);
    for (const { account, password } of logins) console.log(`  ${account}  ${password}`);
    console.log('Set switch.password to your FreeSWITCH event socket password, then run: callweave serve');
  });

databaseCommands(program);
recordingCommands(program);
demoCommand(program);
simulateCommand(program);

program.parseAsync().catch((error: unknown) => {
  if (!(error instanceof CallweaveError)) console.error(error);
  // A message of the command line says itself what to do; one about settings has its list in the message.
  else if (error.code === 'config.invalid') console.error(error.message);
  else console.error(`${error.message}\n→ ${error.remedy} [${error.code}]`);
  process.exit(1);
});
