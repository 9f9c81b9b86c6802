#!/usr/bin/env node
// Starts the whole call centre on this machine: switch, server, TV-shopping app, synthetic customers. Ctrl-C stops it.
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { prepare } from './steps/prepare.mjs';
import { root } from './steps/run.mjs';
import { startSystem } from './system/system.mjs';

const { values } = parseArgs({
  options: {
    help: { type: 'boolean', short: 'h' },
    fresh: { type: 'boolean' },
    'no-customers': { type: 'boolean' },
    'calls-per-hour': { type: 'string', default: '90' },
    switch: { type: 'string' },
    'switch-websocket': { type: 'string' },
    'switch-recordings': { type: 'string' },
  },
});

if (values.help) {
  console.log(`npm run demo -- [options]

  --fresh                    begin with empty databases
  --no-customers             nobody calls; call in yourself from a SIP phone
  --calls-per-hour N         how many synthetic customers call (default 90)
  --switch HOST:PORT:PASSWORD   a real FreeSWITCH's event socket instead of dev-switch
  --switch-websocket URL     its SIP WebSocket, as ws://127.0.0.1:5066
  --switch-recordings DIR    the recordings folder as FreeSWITCH sees it (default: the demo's own)`);
  process.exit(0);
}

await prepare();

const dataDir = join(root, '.callweave', 'demo');
if (values.fresh) rmSync(dataDir, { recursive: true, force: true });

console.log('Starting …');
let system;
try {
  system = await startSystem({
    dataDir,
    preferPorts: true,
    callsPerHour: values['no-customers'] ? 0 : Number(values['calls-per-hour']),
    freeswitch: values.switch
      ? {
          address: values.switch,
          webSocket: values['switch-websocket'],
          recordings: values['switch-recordings'],
        }
      : null,
  });
} catch (error) {
  console.error(`The demo could not start.\n${error.message}`);
  process.exit(1);
}

const { addresses, logs } = system;
console.log(`
Callweave is running.

  TV shopping      ${addresses.shop}          agent 1001, password demo-1001  (1002 … 1005 likewise)
  Live wall        ${addresses.shop}/wall     team leader 2001, password demo-2001
  Server           ${addresses.http}/health
  SIP trunk        ${addresses.trunk ?? 'your FreeSWITCH'}     call 4008001234 from any SIP phone
  Logs             ${logs}

Open the first address, log in, allow the microphone and press 就绪 (Ready).${system.customers ? ' A customer calls within a minute.' : ''}
Ctrl-C stops everything; calls, recordings and orders stay.`);

let stopping = false;
const stop = async (code) => {
  if (stopping) return;
  stopping = true;
  console.log('\nStopping …');
  await system.stop();
  console.log('Stopped.');
  process.exit(code);
};
process.on('SIGINT', () => void stop(0));
process.on('SIGTERM', () => void stop(0));
void system.failed.then((child) => {
  if (stopping) return;
  console.error(
    `\n${child.name} ended unexpectedly:\n${child.tail.join('\n')}\n(whole log: ${child.logFile})`,
  );
  void stop(1);
});
