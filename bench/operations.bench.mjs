// What an agent's page waits for: from the method of the SDK to its promise, for each telephone function, on one switch.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { webSocketTransport } from '@callweave/cti-core';
import { createAgentSession } from '@callweave/web-sdk';
import { WebSocket } from 'ws';
import { openSwitch } from './parts/bench-switch.mjs';
import { startChild } from './parts/child-process.mjs';
import { quantile } from './parts/figures.mjs';
import { oneQueueServer, tokenOf } from './parts/one-queue-server.mjs';
import { SipPhone } from './parts/sip-phone.mjs';

export const deadlineMs = 300_000;

const ROUNDS = 25;
const WARM_UP = 2;
/** People do not press sooner: until a bridge has settled, the next order waits for it (docs/guide/freeswitch.md). */
const CALM_MS = 450;
const AGENTS = ['1001', '1002'];
const STATE_MS = 10_000;

export async function run() {
  const folder = mkdtempSync(join(tmpdir(), 'callweave-bench-'));
  const undo = [() => rmSync(folder, { recursive: true, force: true })];
  try {
    const bench = await openSwitch(AGENTS);
    undo.push(() => bench.stop());
    for (const user of AGENTS) {
      const phone = await SipPhone.open();
      undo.push(() => phone.close());
      const { userPassword: password, domain, registrar } = bench;
      await phone.register({ user, password, domain, registrar });
    }
    const server = startChild('server');
    undo.push(() => server.stop());
    const url = await server.ask(
      'start',
      // The second is only asked.
      oneQueueServer(folder, bench, AGENTS, [AGENTS[0]]),
    );
    const serving = await atDesk(AGENTS[0], url, undo);
    const colleague = await atDesk(AGENTS[1], url, undo);
    const times = new Map();
    const hangUp = await bench.placeCall();
    for (let round = 0; round < WARM_UP + ROUNDS; round += 1) {
      const timed = round < WARM_UP ? untimed : timing(times);
      await oneRound(serving, colleague, timed);
    }
    await hangUp();
    const rows = [...times].map(([name, all]) => ({
      name,
      ours: quantile(all, 0.5),
      theirs: `99 %: ${quantile(all, 0.99).toPrecision(3)}`,
      unit: 'ms',
      ratio: null,
    }));
    return {
      title: `Methods of the SDK until they settle, on ${bench.name}, ${ROUNDS} times each, median`,
      rows,
    };
  } finally {
    for (const step of undo.reverse()) await step();
  }
}

/** One talk in which everything is done and undone. */
async function oneRound(serving, colleague, timed) {
  const call = () => serving.state.activeCall;
  await until(serving, () => call()?.phase === 'talking' && call().can.hold);
  const { callId } = call();
  await timed('hold', () => serving.hold(callId));
  await timed('retrieve', () => serving.retrieve(callId));
  await timed('setData', () => serving.setData(callId, { orderId: String(Math.random()) }));
  await timed('setTags', () => serving.setTags(callId, ['asked']));
  await timed('consult: both talk', async () => {
    await serving.consult(callId, { to: 'agent', agentId: AGENTS[1] });
    await until(serving, () => call()?.phase === 'talking' && call().callId !== callId);
  });
  await timed('swap', () => serving.swap(callId));
  await until(serving, () => call()?.callId === callId && call().can.swap);
  await timed('conference of three', async () => {
    await serving.conference(callId);
    await until(serving, () => call()?.conference?.parties.every(({ connected }) => connected) === true);
  });
  const { legs } = call();
  const asked = legs.find(
    ({ agentId, state }) => agentId === AGENTS[1] && state !== 'ended' && state !== 'failed',
  );
  await timed('dropParty', () => serving.dropParty(callId, asked.legId));
  await until(serving, () => call()?.phase === 'talking' && call().can.park);
  await ready(colleague);
  await timed('park', () => serving.park(callId));
  await until(serving, () => serving.state.parked.length > 0 && serving.state.agent?.can.pickUp);
  await timed('pickUp: talks again', async () => {
    await serving.pickUp(callId);
    await until(serving, () => call()?.phase === 'talking');
  });
}

async function ready(session) {
  await until(session, () => session.state.agent?.can.finishWrapUp || session.state.agent?.state === 'ready');
  if (session.state.agent?.can.finishWrapUp) await session.finishWrapUp();
}

const untimed = (_, what) => what();
const timing = (times) => async (name, what) => {
  await new Promise((resolve) => setTimeout(resolve, CALM_MS));
  const begun = performance.now();
  const result = await what();
  const known = times.get(name);
  const took = performance.now() - begun;
  if (known) known.push(took);
  else times.set(name, [took]);
  return result;
};

function until(session, holds) {
  if (holds()) return Promise.resolve();
  return new Promise((resolve, reject) => {
    const late = setTimeout(() => {
      stop();
      reject(
        new Error(
          `a state did not come in ${STATE_MS} ms: ${holds}; ${JSON.stringify(session.state.activeCall)}`,
        ),
      );
    }, STATE_MS);
    const stop = session.subscribe(() => {
      if (!holds()) return;
      clearTimeout(late);
      stop();
      resolve();
    });
  });
}

/** An agent with a telephone, whose page is this process. */
async function atDesk(agentId, url, undo) {
  const socket = `${url.replace('http', 'ws')}/ws`;
  const session = createAgentSession({
    url: socket,
    device: 'ip-phone',
    softphone: false,
    transport: webSocketTransport(socket, WebSocket),
    getToken: () => tokenOf(agentId, url),
  });
  undo.push(() => session.stop());
  await session.start();
  await session.logIn();
  await session.setReady();
  return session;
}
