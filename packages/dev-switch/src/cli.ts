import { readFileSync } from 'node:fs';
import { Command, InvalidArgumentError } from 'commander';
import { createDevSwitch } from './dev-switch.js';
import { type DevSwitchOptions, DevSwitchOptionsError } from './dev-switch.options.js';

interface Flags {
  readonly config?: string;
  readonly host?: string;
  readonly eslPort?: number;
  readonly password?: string;
  readonly sipPort?: number;
  readonly wsPort?: number;
  readonly trunkPort?: number;
  readonly domain?: string;
  readonly user?: readonly { readonly user: string; readonly password: string }[];
  readonly sounds?: string;
  readonly recordings?: string;
}

const portNumber = (text: string): number => {
  const value = Number(text);
  if (!Number.isInteger(value) || value < 0 || value > 65_535)
    throw new InvalidArgumentError('a port, 0 to 65535');
  return value;
};

const oneUser = (text: string, before: readonly { user: string; password: string }[] = []) => {
  const at = text.indexOf(':');
  if (at < 1) throw new InvalidArgumentError('user:password');
  return [...before, { user: text.slice(0, at), password: text.slice(at + 1) }];
};

const program = new Command('callweave-dev-switch')
  .description('A FreeSWITCH-compatible switch for laptops and CI. Flags win over the config file.')
  .option('-c, --config <file>', 'JSON with esl, sip, users, gateways, customers, …')
  .option('--host <address>', 'address for the event socket and SIP (127.0.0.1)')
  .option('--esl-port <port>', 'event socket (8021)', portNumber)
  .option('--password <password>', 'event socket password (ClueCon)')
  .option('--sip-port <port>', 'phones, UDP (5060)', portNumber)
  .option('--ws-port <port>', 'browsers, WebSocket (5066)', portNumber)
  .option('--trunk-port <port>', 'trunks, UDP (5080)', portNumber)
  .option('--domain <domain>', 'SIP domain of the users')
  .option('--user <user:password>', 'a SIP user; repeat for more', oneUser)
  .option('--sounds <dir>', 'folder with prompts')
  .option('--recordings <dir>', 'folder for relative recording paths');

await main(program.parse().opts<Flags>());

async function main(flags: Flags): Promise<void> {
  try {
    const devSwitch = createDevSwitch(merge(fileOptions(flags.config), flags));
    await devSwitch.start();
    for (const [name, url] of Object.entries(devSwitch.addresses)) console.log(`${name.padEnd(10)} ${url}`);
    let stopping = false;
    const stop = (): void => {
      // A second Ctrl-C does not wait for calls to be hung up.
      if (stopping) process.exit(130);
      stopping = true;
      void devSwitch.stop().then(() => process.exit(0));
    };
    process.on('SIGINT', stop);
    process.on('SIGTERM', stop);
  } catch (error) {
    const known = error instanceof DevSwitchOptionsError || (error instanceof Error && 'code' in error);
    console.error(known ? (error as Error).message : error);
    process.exitCode = 1;
  }
}

function fileOptions(file: string | undefined): DevSwitchOptions {
  if (file === undefined) return {};
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch (error) {
    throw new DevSwitchOptionsError(`The config file cannot be read: ${(error as Error).message}`);
  }
  try {
    return JSON.parse(text) as DevSwitchOptions;
  } catch (error) {
    throw new DevSwitchOptionsError(`${file} is not JSON: ${(error as Error).message}`);
  }
}

/** Undefined flags leave what the file says. */
function merge(file: DevSwitchOptions, flags: Flags): DevSwitchOptions {
  const given = <T extends object>(values: T): { [K in keyof T]: Exclude<T[K], undefined> } =>
    Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined)) as {
      [K in keyof T]: Exclude<T[K], undefined>;
    };
  return {
    ...file,
    esl: {
      ...file.esl,
      ...given({ host: flags.host, port: flags.eslPort, password: flags.password }),
    },
    sip: {
      ...file.sip,
      ...given({
        host: flags.host,
        internalPort: flags.sipPort,
        wsPort: flags.wsPort,
        externalPort: flags.trunkPort,
        domain: flags.domain,
      }),
    },
    users: [...(file.users ?? []), ...(flags.user ?? [])],
    ...given({ soundsDir: flags.sounds, recordingsDir: flags.recordings }),
  };
}
