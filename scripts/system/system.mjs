import { randomBytes } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from '../steps/run.mjs';
import { answers, Child } from './child.mjs';
import { choosePort } from './ports.mjs';
import { distribution, HOTLINE, NAMES, OUTSIDE, SKILLS } from './shop-settings.mjs';

const HOST = '127.0.0.1';
/** Of the ports. */
const UDP = ['internal', 'external', 'network'];
const DOMAIN = 'callweave.local';
/** Customers whom the shop knows. */
const REGULARS = ['13800138000', '13900139000', '13611223344'];
/**
 * A real switch in the place of dev-switch.
 * @typedef {object} FreeSwitch
 * @property {string} address host:port:password of its event socket
 * @property {string} [webSocket] where browsers register
 * @property {string} [trunk] where the shop's customers call in
 * @property {string} [domain] of its accounts
 * @property {string} [sipPassword] of every account
 * @property {string} [recordings] the recordings' folder as the switch sees it
 */

/**
 * A way outside.
 * @typedef {object} Gateway
 * @property {string} name
 * @property {string} host
 * @property {number} port
 * @property {number} [pingEveryS] seconds between OPTIONS; 0 for none
 */

/**
 * Starts switch, server and TV-shopping app as three processes, the way a site would, and waits until each answers.
 *
 * @param {object} options
 * @param {string} options.dataDir where everything is kept
 * @param {boolean} [options.preferPorts] the documented ports when they are free; otherwise any
 * @param {number} [options.callsPerHour] synthetic customers; 0 for none
 * @param {FreeSwitch | null} [options.freeswitch] null starts dev-switch
 * @param {Gateway[] | null} [options.gateways] of dev-switch; null: `mobile` and `pstn`, on whose network every number answers
 * @param {object} [options.server] settings of the server beside the ones made here
 */
export async function startSystem({
  dataDir,
  preferPorts = false,
  callsPerHour = 0,
  freeswitch = null,
  gateways = null,
  server: changes = {},
}) {
  mkdirSync(join(dataDir, 'recordings'), { recursive: true });
  const logs = join(dataDir, 'logs');
  const secrets = keptSecrets(join(dataDir, 'secrets.json'));
  const wanted = preferPorts
    ? { esl: 8021, internal: 5060, ws: 5066, external: 5080, network: 5090, http: 7080, shop: 7090 }
    : { esl: 0, internal: 0, ws: 0, external: 0, network: 0, http: 0, shop: 0 };
  const ports = {};
  for (const [name, port] of Object.entries(wanted)) {
    ports[name] = await choosePort(UDP.includes(name) ? 'udp' : 'tcp', port);
  }
  const [switchHost, switchPort, switchPassword] = freeswitch?.address.split(':') ?? [
    HOST,
    String(ports.esl),
    secrets.esl,
  ];
  const agents = [
    ...NAMES.map((name, index) => [1001 + index, name, 'agent']),
    [2001, '赵班长', 'supervisor'],
  ];
  // Phones of our FreeSWITCH configuration are 1001 to 1010.
  const extensionOf = (number) => String(freeswitch !== null && number > 1010 ? 1010 : number);
  const sipPassword = (extension) =>
    freeswitch === null ? `${secrets.sip}-${extension}` : (freeswitch.sipPassword ?? 'change-me');
  const sounds = join(root, 'packages/dev-switch/sounds');
  const children = [];

  const start = (name, script, args, env) => {
    const child = new Child(name, [join(root, script), ...args], { env, logs, cwd: root });
    children.push(child);
    return child;
  };
  const stop = async () => {
    for (const child of [...children].reverse()) await child.stop();
  };

  const config = {
    http: {
      host: HOST,
      port: ports.http,
      allowedOrigins: [`http://${HOST}:${ports.shop}`, `http://localhost:${ports.shop}`],
    },
    switch: {
      host: switchHost,
      port: Number(switchPort),
      password: switchPassword,
      soundsPath: sounds,
      music: freeswitch === null ? 'local_stream://moh' : join(sounds, 'moh.wav'),
    },
    softphone: {
      server: freeswitch?.webSocket ?? `ws://${HOST}:${ports.ws}`,
      domain: freeswitch?.domain ?? DOMAIN,
    },
    database: { dataDir: join(dataDir, 'database') },
    recordings: { path: join(dataDir, 'recordings'), switchPath: freeswitch?.recordings ?? null },
    access: { serviceKeys: [secrets.service] },
    agents: agents.map(([number, name, role]) => ({
      agentId: String(number),
      name,
      role,
      extension: extensionOf(number),
      sipPassword: sipPassword(number),
      initialPassword: `demo-${number}`,
      skills: SKILLS[number] ?? {},
    })),
    ...distribution(`http://${HOST}:${ports.shop}/callweave/caller`, `Bearer ${secrets.lookup}`),
    ...OUTSIDE,
    ...changes,
  };
  writeFileSync(join(dataDir, 'hotline.json'), JSON.stringify(HOTLINE, null, 2));
  const configFile = join(dataDir, 'callweave.config.json');
  writeFileSync(configFile, JSON.stringify(config, null, 2), { mode: 0o600 });
  const startServer = async () => {
    const server = start('server', 'packages/cti-server/bin/callweave.js', ['serve', '--config', configFile]);
    await server.ready(async () => {
      const health = await (await answers(`http://${HOST}:${ports.http}/health`)()).json();
      if (health.switch !== 'connected') throw new Error('the switch is not connected yet');
    });
    return server;
  };

  try {
    if (freeswitch === null) {
      const switchFile = join(dataDir, 'switch.json');
      writeFileSync(
        switchFile,
        JSON.stringify(
          switchConfig({ ports, secrets, agents, sipPassword, sounds, callsPerHour, gateways }),
          null,
          2,
        ),
        { mode: 0o600 },
      );
      const child = start('switch', 'packages/dev-switch/bin/callweave-dev-switch.js', [
        '--config',
        switchFile,
      ]);
      await child.ready(() => connects(ports.esl));
    }
    const shop = start('tv-shopping', 'examples/tv-shopping/dist/server/main.js', [], {
      TVS_HOST: HOST,
      TVS_PORT: String(ports.shop),
      TVS_DATA_DIR: join(dataDir, 'tv-shopping'),
      CALLWEAVE_URL: `http://${HOST}:${ports.http}`,
      CALLWEAVE_SERVICE_KEY: secrets.service,
      TVS_LOOKUP_KEY: secrets.lookup,
    });
    await shop.ready(answers(`http://${HOST}:${ports.shop}/`));
    // After the shop, which it asks about the very first caller.
    let server = await startServer();
    return {
      addresses: {
        shop: `http://${HOST}:${ports.shop}`,
        http: `http://${HOST}:${ports.http}`,
        trunk: freeswitch === null ? `sip:${HOST}:${ports.external}` : (freeswitch.trunk ?? null),
        phones: freeswitch === null ? `${HOST}:${ports.internal}` : null,
      },
      serviceKey: secrets.service,
      customers: freeswitch === null && callsPerHour > 0,
      logs,
      /** Resolves with the first program that ends by itself. */
      failed: Promise.race(children.map((child) => child.exited.then(() => child))),
      stop,
      /** As a power cut would, and as the service manager then does. */
      killServer: async () => {
        server.process.kill('SIGKILL');
        await server.exited;
      },
      restartServer: async () => {
        server = await startServer();
      },
    };
  } catch (error) {
    await stop();
    throw error;
  }
}

function switchConfig({ ports, secrets, agents, sipPassword, sounds, callsPerHour, gateways }) {
  const seed = Date.now() % 2 ** 31;
  const leadTo = (name) => ({ name, host: HOST, port: ports.network });
  return {
    esl: { host: HOST, port: ports.esl, password: secrets.esl },
    sip: {
      host: HOST,
      domain: DOMAIN,
      internalPort: ports.internal,
      wsPort: ports.ws,
      externalPort: ports.external,
    },
    users: agents.map(([number]) => ({ user: String(number), password: sipPassword(number) })),
    gateways: gateways ?? ['mobile', 'pstn'].map(leadTo),
    network: gateways === null ? { port: ports.network, seed } : undefined,
    soundsDir: sounds,
    customers:
      callsPerHour > 0
        ? { callsPerHour, called: '4008001234', keys: '1', seed, regulars: REGULARS }
        : undefined,
  };
}

async function connects(port) {
  const { connect } = await import('node:net');
  await new Promise((resolve, reject) => {
    const socket = connect(port, HOST, () => {
      socket.destroy();
      resolve();
    });
    socket.once('error', reject);
  });
}

/** Passwords of this installation, made once; a folder of an older version gets those that it lacks. */
function keptSecrets(file) {
  const kept = existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')) : {};
  for (const name of ['esl', 'sip', 'service', 'lookup'])
    kept[name] ??= randomBytes(18).toString('base64url');
  writeFileSync(file, JSON.stringify(kept), { mode: 0o600 });
  return kept;
}
