import { randomUUID } from 'node:crypto';
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { systemClock } from '@callweave/cti-core';
import { createDevSwitch } from '@callweave/dev-switch';
import { createFreeSwitch, type FreeSwitchTimings } from '../freeswitch/index.js';
import type { MediaSwitch } from '../media-switch.port.js';
import { freePort } from './sipp-end.js';

/** A running switch and what the suite has to know of it. */
export interface SwitchUnderTest {
  readonly name: string;
  readonly host: string;
  readonly port: number;
  readonly password: string;
  readonly domain: string;
  /** `host:port` trunks send calls to. */
  readonly trunks: string;
  /** `host:port` phones register at. */
  readonly phones: string;
  readonly phonePassword: string;
  /** A gateway of that name sends calls to this port of the loopback. */
  readonly gateway: { readonly name: string; readonly port: number };
  /** A folder the switch sees as well. */
  readonly folder: string;
  stop(): Promise<void>;
}

/** The music the suite orders, a tone that is heard nowhere else. */
export const MUSIC_HERTZ = 620;

/**
 * A real FreeSWITCH with the configuration of packages/cti-server/freeswitch when `CALLWEAVE_TEST_FREESWITCH` is
 * `host:port:password`, on this machine since sounds and recordings are looked at, and with the trunk of
 * test-trunk.xml; else dev-switch.
 */
export async function openSwitch(): Promise<SwitchUnderTest> {
  const folder = mkdtempSync(join(tmpdir(), 'callweave-switch-'));
  for (const name of ['recordings', 'sounds']) mkdirSync(join(folder, name), { mode: 0o777 });
  const real = process.env['CALLWEAVE_TEST_FREESWITCH'];
  return real ? realFreeSwitch(real, folder) : devSwitch(folder);
}

/** The port on top of it, as a server would use it. */
export function connect(under: SwitchUnderTest, timings: Partial<FreeSwitchTimings> = {}): MediaSwitch {
  return createFreeSwitch({
    host: under.host,
    port: under.port,
    password: under.password,
    domain: under.domain,
    recordingsPath: join(under.folder, 'recordings'),
    soundsPath: join(under.folder, 'sounds'),
    holdMusic: `tone_stream://%(1000,0,${MUSIC_HERTZ})`,
    clock: systemClock,
    newId: randomUUID,
    random: Math.random,
    timings,
  });
}

function realFreeSwitch(address: string, folder: string): SwitchUnderTest {
  const [host = '127.0.0.1', port = '8021', ...password] = address.split(':');
  const { env } = process;
  const of = (name: string, otherwise: string) => env[`CALLWEAVE_TEST_FREESWITCH_${name}`] ?? otherwise;
  const [gateway = 'test-trunk', gatewayPort = '5090'] = of('GATEWAY', 'test-trunk:5090').split(':');
  return {
    name: 'FreeSWITCH',
    host,
    port: Number(port),
    password: password.join(':') || 'ClueCon',
    domain: of('DOMAIN', 'callweave.local'),
    trunks: of('TRUNKS', `${host}:5080`),
    phones: of('PHONES', `${host}:5060`),
    phonePassword: of('PHONE_PASSWORD', 'change-me'),
    gateway: { name: gateway, port: Number(gatewayPort) },
    folder,
    stop: async () => rmSync(folder, { recursive: true, force: true }),
  };
}

async function devSwitch(folder: string): Promise<SwitchUnderTest> {
  const users = Array.from({ length: 10 }, (_, index) => ({
    user: String(1001 + index),
    password: 'change-me',
  }));
  const gateway = { name: 'test-trunk', port: await freePort() };
  const running = createDevSwitch({
    esl: { port: 0 },
    sip: { domain: 'callweave.local', internalPort: 0, wsPort: 0, externalPort: 0 },
    users,
    gateways: [{ ...gateway, host: '127.0.0.1', pingEveryS: 0, cidType: 'pid' }],
    soundsDir: join(folder, 'sounds'),
  });
  const addresses = await running.start();
  const esl = new URL(addresses.esl);
  return {
    name: 'dev-switch',
    host: esl.hostname,
    port: Number(esl.port),
    password: 'ClueCon',
    domain: 'callweave.local',
    trunks: addresses.trunks.replace(/^sip:/, ''),
    phones: addresses.phones.replace(/^sip:/, ''),
    phonePassword: 'change-me',
    gateway,
    folder,
    async stop() {
      await running.stop();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
