import type { GatewayStatus } from '../ports.js';
import { bareUri } from '../sip-variables.js';
import type { SwitchCore } from '../switch-core.js';
import { type Command, words } from './command.js';

const LINE = `${'='.repeat(97)}\n`;
const USAGE = '-USAGE: sofia status [gateway [name] | profile <name>] | sofia xmlstatus gateway [name]\n';

/** `sofia status`, `sofia status gateway [NAME]`, `sofia xmlstatus gateway [NAME]`, `sofia profile NAME rescan`. */
export const sofia: Command = (args, core) => {
  const [verb, what, name] = words(args, 4);
  if (verb === 'profile') return '+OK\n';
  if (verb !== 'status' && verb !== 'xmlstatus') return USAGE;
  if (what === undefined) return overview(core);
  if (what !== 'gateway') return overview(core);
  if (name === undefined) return verb === 'status' ? gatewayTable(core) : xmlAll(core);
  const gateway = core.directory.gateways().find((each) => each.name === name);
  if (gateway === undefined) return 'Invalid Gateway!\n';
  return verb === 'status' ? gatewayText(core, gateway) : `${XML}${xmlOne(core, gateway)}`;
};

/** The registered contact of `user@domain` as a dial string, or `error/user_not_registered`. */
export const sofiaContact: Command = (args, core) => {
  const wanted = args.trim().replace(/^[^/]*\//, '');
  const [user, domain] = wanted.split('@');
  const found = core.directory
    .registrations()
    .filter((each) => each.user === user && (domain === undefined || each.domain === domain));
  if (found.length === 0) return 'error/user_not_registered';
  return found.map((each) => `sofia/internal/${each.contact}`).join(',');
};

function overview(core: SwitchCore): string {
  const gateways = core.directory
    .gateways()
    .map(
      (each) =>
        `${each.name.padStart(25)}\tgateway\t${`sip:${each.username}@${host(each)}`.padStart(41)}\t${each.state}\n`,
    );
  return (
    `${'Name'.padStart(25)}\t   Type\t${'Data'.padStart(41)}\tState\n${LINE}` +
    ['external', 'internal']
      .map((profile) => `${profile.padStart(25)}\tprofile\t${'sip:mod_sofia'.padStart(41)}\tRUNNING (0)\n`)
      .join('') +
    `${gateways.join('')}${LINE}2 profiles 0 aliases\n`
  );
}

const host = (gateway: GatewayStatus): string => bareUri(gateway.proxy);

interface Facts {
  readonly calls: { readonly out: number; readonly failed: number };
  readonly upUs: number;
  readonly contact: string;
  readonly from: string;
}

function factsOf(core: SwitchCore, gateway: GatewayStatus): Facts {
  const nowUs = core.clock.nowUs();
  return {
    calls: core.gatewayCalls(gateway.name),
    upUs: gateway.upSinceEpoch === null ? 0 : Math.max(0, nowUs - gateway.upSinceEpoch * 1e6),
    contact: `<sip:gw+${gateway.name}@127.0.0.1;transport=udp;gw=${gateway.name}>`,
    from: `<sip:${gateway.username}@${host(gateway)}>`,
  };
}

function gatewayText(core: SwitchCore, gateway: GatewayStatus): string {
  const { calls, upUs, contact, from } = factsOf(core, gateway);
  const fields: readonly (readonly [string, string | number])[] = [
    ['Name    ', gateway.name],
    ['Profile ', 'external'],
    ['Scheme  ', 'Digest'],
    ['Realm   ', gateway.realm],
    ['Username', gateway.username],
    ['Password', 'yes'],
    ['From    ', from],
    ['Contact ', contact],
    ['Exten   ', gateway.username],
    ['To      ', `sip:${gateway.username}@${host(gateway)}`],
    ['Proxy   ', gateway.proxy],
    ['Context ', 'public'],
    ['Expires ', 3600],
    ['Freq    ', 3600],
    ['Ping    ', gateway.pingAtEpoch],
    ['PingFreq', gateway.pingEveryS],
    ['PingTime', '0.00'],
    ['PingState', gateway.pingEveryS === 0 ? '0/0/0' : gateway.up ? '1/1/1' : '1/0/1'],
    ['State   ', gateway.state],
    ['Status  ', gateway.up ? 'UP' : 'DOWN'],
    ['Uptime  ', `${Math.floor(upUs / 1e6)}s`],
    ['CallsIN ', 0],
    ['CallsOUT', calls.out],
    ['FailedCallsIN', 0],
    ['FailedCallsOUT', calls.failed],
  ];
  return `${LINE}${fields.map(([name, value]) => `${name}\t${value}\n`).join('')}${LINE}`;
}

function gatewayTable(core: SwitchCore): string {
  const rows = core.directory.gateways().map((each) => {
    const { calls } = factsOf(core, each);
    return `${`external::${each.name}`.padStart(25)}\t${`sip:${each.username}@${host(each)}`.padStart(41)}\t${each.state}\t${each.up ? 'UP' : 'DOWN'}\t0.00\t0/0\t${calls.failed}/${calls.out}\n`;
  });
  return `${'Profile::Gateway-Name'.padStart(25)}\t${'Data'.padStart(41)}\tState\tStatus\tPing Time\tIB Calls(F/T)\tOB Calls(F/T)\n${LINE}${rows.join('')}${LINE}${rows.length} gateways: Inbound(Failed/Total): 0/0,Outbound(Failed/Total):0/0\n`;
}

const XML = '<?xml version="1.0" encoding="ISO-8859-1"?>\n';

function xmlAll(core: SwitchCore): string {
  const all = core.directory.gateways().map((each) => xmlOne(core, each));
  return `${XML}<gateways>\n${all.join('')}</gateways>\n`;
}

function xmlOne(core: SwitchCore, gateway: GatewayStatus): string {
  const { calls, upUs, contact, from } = factsOf(core, gateway);
  const fields: readonly (readonly [string, string | number])[] = [
    ['name', gateway.name],
    ['profile', 'external'],
    ['scheme', 'Digest'],
    ['realm', gateway.realm],
    ['username', gateway.username],
    ['password', 'yes'],
    ['from', from],
    ['contact', contact],
    ['exten', gateway.username],
    ['to', `sip:${gateway.username}@${host(gateway)}`],
    ['proxy', gateway.proxy],
    ['context', 'public'],
    ['expires', 3600],
    ['freq', 3600],
    ['ping', gateway.pingAtEpoch],
    ['pingfreq', gateway.pingEveryS],
    ['pingmin', gateway.pingEveryS === 0 ? 0 : 1],
    ['pingcount', gateway.up && gateway.pingEveryS > 0 ? 1 : 0],
    ['pingmax', gateway.pingEveryS === 0 ? 0 : 1],
    ['pingtime', '0.00'],
    ['pinging', 0],
    ['state', gateway.state],
    ['status', gateway.up ? 'UP' : 'DOWN'],
    ['uptime-usec', upUs],
    ['calls-in', 0],
    ['calls-out', calls.out],
    ['failed-calls-in', 0],
    ['failed-calls-out', calls.failed],
  ];
  const xmlText = (value: string | number): string =>
    String(value).replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
  return `  <gateway>\n${fields.map(([name, value]) => `    <${name}>${xmlText(value)}</${name}>\n`).join('')}  </gateway>\n`;
}
