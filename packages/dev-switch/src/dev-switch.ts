import { fileURLToPath } from 'node:url';
import { systemClock } from './channels/clock.js';
import { tellGateway, tellRegistration } from './channels/sofia-events.js';
import { SwitchCore } from './channels/switch-core.js';
import type { CustomerCall } from './customers/customer-call.js';
import { Customers, type PlaceCallOptions } from './customers/customers.js';
import { whoTalks } from './customers/who-talks.js';
import { type DevSwitchOptions, type DevSwitchSettings, readOptions } from './dev-switch.options.js';
import { EslServer } from './esl/esl-server.js';
import { soundOpener } from './media/open-sound.js';
import { Pacer } from './media/pacer.js';
import { createRecorder } from './media/recorder.js';
import { createSipStack } from './sip/sip-stack.js';

/** Where a running switch listens, as URLs. */
export interface DevSwitchAddresses {
  /** `esl://127.0.0.1:8021`. */
  readonly esl: string;
  /** `sip:127.0.0.1:5060`, phones over UDP. */
  readonly phones: string;
  /** `ws://127.0.0.1:5066`, browsers. */
  readonly browsers: string;
  /** `sip:127.0.0.1:5080`, trunks over UDP. */
  readonly trunks: string;
}

/** A FreeSWITCH-compatible switch in this process. */
export interface DevSwitch {
  /**
   * Opens every listener; resolves when all of them listen.
   * @throws the system's error, or the SIP side's, when a port is taken; nothing is left open then
   */
  start(): Promise<DevSwitchAddresses>;
  /** Hangs up every call, says goodbye to every client and closes every port. Idempotent. */
  stop(): Promise<void>;
  /** @throws {Error} before {@link start} has resolved */
  readonly addresses: DevSwitchAddresses;
  /**
   * A synthetic customer calls.
   * @throws {Error} before {@link start} has resolved
   */
  placeCall(options: PlaceCallOptions): CustomerCall;
}

/** Its own prompts, beside `src` and `dist`. */
const SOUNDS = fileURLToPath(new URL('../sounds', import.meta.url));

/**
 * Builds a switch; nothing listens until {@link DevSwitch.start}.
 * @throws {DevSwitchOptionsError} that names each field that is wrong
 */
export function createDevSwitch(options: DevSwitchOptions = {}): DevSwitch {
  const settings = readOptions(options);
  const pacer = new Pacer({ onError: warn });
  const sip = createSipStack({ pacer, ...sipOptions(settings) });
  const core = new SwitchCore({
    clock: systemClock,
    endpoints: sip,
    directory: sip,
    openSound: soundOpener(settings.soundsDir ?? SOUNDS),
    startRecording: createRecorder({
      ...(settings.recordingsDir === undefined ? {} : { folder: settings.recordingsDir }),
      onError: warn,
    }),
    maxSessions: settings.maxSessions,
    globals: { domain: settings.sip.domain ?? settings.sip.host, local_ip_v4: settings.sip.host },
  });
  sip.onRegistration(({ event, registration }) => tellRegistration(core.bus, event, registration));
  sip.onGateway(({ gateway }) => tellGateway(core.bus, gateway));
  const esl = new EslServer(core, eslOptions(settings));
  // Customers are strangers: they have a SIP side of their own and call the trunk port over the network.
  const outside = createSipStack({
    pacer,
    host: settings.sip.host,
    internalPort: null,
    wsPort: null,
    externalPort: settings.network?.port ?? 0,
    password: () => null,
  });
  const customers = new Customers({
    clock: systemClock,
    pacer,
    dial: (called, caller) => {
      const trunk = address(sip.addresses.external);
      const options = { callerNumber: caller, callerName: '', headers: {} };
      return outside.dial(`sofia/external/sip:${called}@${trunk}`, options);
    },
    announce: (line) => sip.onInbound(line),
    onBridge: (listener) =>
      core.bus.listen((event) => {
        const joined = whoTalks(core, event);
        if (joined.length > 0) listener(joined.map((session) => session.endpoint.info.callId));
      }),
  });
  if (settings.network !== undefined) outside.onInbound = customers.answerer(settings.network);
  let addresses: DevSwitchAddresses | null = null;

  async function stop(): Promise<void> {
    addresses = null;
    customers.stop();
    await core.stop();
    await outside.stop();
    await sip.stop();
    await esl.stop();
    pacer.stop();
  }

  return {
    async start() {
      try {
        pacer.start();
        // First, because gateways that lead there are asked at once whether they are.
        await outside.start();
        await sip.start();
        core.start();
        const socket = await esl.start();
        const { internal, ws, external } = sip.addresses;
        addresses = {
          esl: `esl://${address(socket)}`,
          phones: `sip:${address(internal)}`,
          browsers: `ws://${address(ws)}`,
          trunks: `sip:${address(external)}`,
        };
        if (settings.customers !== undefined) customers.start(settings.customers);
        return addresses;
      } catch (error) {
        await stop();
        throw error;
      }
    },
    stop,
    placeCall(call) {
      if (addresses === null) throw new Error('The switch does not run; await start() first');
      return customers.place(call);
    },
    get addresses() {
      if (addresses === null) throw new Error('The switch does not run; await start() first');
      return addresses;
    },
  };
}

function warn(error: unknown): void {
  process.emitWarning(error instanceof Error ? error : String(error));
}

function address(bound: { readonly host: string; readonly port: number } | null): string {
  if (bound === null) return '';
  return `${bound.host.includes(':') ? `[${bound.host}]` : bound.host}:${bound.port}`;
}

function eslOptions({ esl }: DevSwitchSettings) {
  const { acl, ...rest } = esl;
  return acl === undefined ? rest : { ...rest, acl };
}

function sipOptions({ sip, users, gateways }: DevSwitchSettings) {
  const passwords = new Map(users.map((each) => [each.user, each.password]));
  const given = Object.fromEntries(Object.entries(sip).filter(([, value]) => value !== undefined)) as {
    [K in keyof typeof sip]: Exclude<(typeof sip)[K], undefined>;
  };
  return {
    ...given,
    password: (user: string) => passwords.get(user) ?? null,
    gateways: gateways.map(
      (gateway) =>
        Object.fromEntries(Object.entries(gateway).filter(([, value]) => value !== undefined)) as {
          [K in keyof typeof gateway]: Exclude<(typeof gateway)[K], undefined>;
        },
    ),
  };
}
