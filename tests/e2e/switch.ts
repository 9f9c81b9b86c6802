import { connect } from 'node:net';
import { startSystem } from '../../scripts/system/system.mjs';
import { freePort } from './peers/sipp.js';

export type System = Awaited<ReturnType<typeof startSystem>>;

/** Ways outside on the loopback; a test's far ends listen at their ports. */
export interface Outside {
  readonly gateways: readonly { readonly name: string; readonly port: number }[];
}

/**
 * True on the FreeSWITCH of `CALLWEAVE_TEST_FREESWITCH` (`host:port:password`), which runs packages/cti-server/freeswitch/conf on
 * this machine; dev-switch is started otherwise.
 */
export const onFreeSwitch = process.env.CALLWEAVE_TEST_FREESWITCH !== undefined;

const of = (name: string, otherwise: string): string =>
  process.env[`CALLWEAVE_TEST_FREESWITCH_${name}`] ?? otherwise;

/** Switch, server and shop as {@link startSystem} does, on the switch that is tested; `server`: settings beside the shop's own. */
export async function openSystem(dataDir: string, server: object = {}, outside?: Outside): Promise<System> {
  const address = process.env.CALLWEAVE_TEST_FREESWITCH;
  if (address !== undefined) {
    const freeswitch = {
      address,
      webSocket: `ws://${of('BROWSERS', '127.0.0.1:5066')}`,
      trunk: `sip:${of('TRUNKS', '127.0.0.1:5080')}`,
      domain: of('DOMAIN', 'callweave.local'),
      sipPassword: of('PHONE_PASSWORD', 'change-me'),
    };
    // Calls that a file before this one has left would be taken over.
    await hangUpAll(address);
    return startSystem({ dataDir, freeswitch, server });
  }
  const gateways = outside?.gateways.map((gateway) => ({ ...gateway, host: '127.0.0.1', pingEveryS: 0 }));
  return startSystem({ dataDir, server, ...(gateways === undefined ? {} : { gateways }) });
}

/** The gateway of a FreeSWITCH that leads to a port of this machine; of dev-switch, any name and any port. */
export async function openGateway(name: string): Promise<{ readonly name: string; readonly port: number }> {
  if (!onFreeSwitch) return { name, port: await freePort() };
  const [gateway = '', port] = of('GATEWAY', 'test-trunk:5090').split(':');
  return { name: gateway, port: Number(port) };
}

/** Nobody hangs up for a browser that was closed, or a customer whose sipp was ended. */
async function hangUpAll(address: string): Promise<void> {
  const [host, port, ...password] = address.split(':');
  const socket = connect(Number(port), host).setEncoding('utf8');
  socket.write(`auth ${password.join(':')}\n\napi hupall NORMAL_CLEARING\n\n`);
  for await (const text of socket) {
    if (String(text).includes('-ERR')) throw new Error(`FreeSWITCH at ${host}:${port} says: ${text}`);
    if (String(text).includes('+OK hangup all')) return;
  }
  throw new Error(`FreeSWITCH at ${host}:${port} closed the connection`);
}
