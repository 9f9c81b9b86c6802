// The switch under an `offer` bench: dev-switch in a process of its own, or a FreeSWITCH that runs already.
import { startChild } from './child-process.mjs';
import { EventSocket } from './event-socket.mjs';
import { SipPhone } from './sip-phone.mjs';

const CALLED = '4008001234';

/**
 * `CALLWEAVE_TEST_FREESWITCH` (`host:port:password`) is a FreeSWITCH of this machine with the configuration of
 * packages/cti-server/freeswitch; without it dev-switch is started. `placeCall` resolves with how the caller hangs up.
 */
export function openSwitch(users) {
  const real = process.env.CALLWEAVE_TEST_FREESWITCH;
  return real ? freeSwitch(real) : devSwitch(users);
}

async function devSwitch(users) {
  const domain = 'bench.local';
  const child = startChild('switch');
  try {
    const addresses = await child.ask('start', {
      esl: { port: 0 },
      sip: { domain, internalPort: 0, wsPort: 0, externalPort: 0 },
      users: users.map((user) => ({ user, password: 'secret' })),
    });
    return {
      name: 'dev-switch',
      domain,
      esl: { url: addresses.esl, password: 'ClueCon' },
      browsers: addresses.browsers,
      registrar: Number(addresses.phones.split(':').at(-1)),
      userPassword: 'secret',
      hasCallcenter: false,
      async placeCall() {
        const callId = await child.ask('placeCall', { called: CALLED, media: 'silent' });
        return () => child.ask('hangUp', { callId });
      },
      stop: () => child.stop(),
    };
  } catch (error) {
    await child.stop();
    throw error;
  }
}

async function freeSwitch(address) {
  const [host, port, ...password] = address.split(':');
  const esl = { url: `esl://${host}:${port}`, password: password.join(':') || 'ClueCon' };
  const customer = await SipPhone.open();
  return {
    name: 'FreeSWITCH',
    domain: 'callweave.local',
    esl,
    browsers: 'ws://127.0.0.1:5066',
    registrar: 5060,
    userPassword: 'change-me',
    hasCallcenter: await loadsCallcenter(esl),
    async placeCall() {
      const answered = customer.call({ trunk: 5080, from: '13800138000', to: CALLED, mediaPort: 9 });
      // Whoever waits for the join learns of a failure there; here it is only kept from being unhandled.
      answered.catch(() => undefined);
      return async () => void (await (await answered).hangUp());
    },
    stop: () => customer.close(),
  };
}

/** False when the FreeSWITCH was built without mod_callcenter, or has no configuration for it. */
async function loadsCallcenter({ url, password }) {
  const events = await EventSocket.open(url, password);
  try {
    const answer = await events.command('api load mod_callcenter');
    const queues = await events.command('api callcenter_config queue list');
    return !answer.text.includes('not found') && queues.text.includes('bench@default');
  } finally {
    events.close();
  }
}
