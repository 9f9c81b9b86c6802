// A floor of agents before many walls: how long after an agent's command every supervisor has it, and what the server spends.
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CtiClient, webSocketTransport } from '@callweave/cti-core';
import { WebSocket } from 'ws';
import { startChild } from './parts/child-process.mjs';
import { compare, quantile } from './parts/figures.mjs';
import { SERVICE_KEY, tokenOf } from './parts/one-queue-server.mjs';

const AGENTS = 90;
const SUPERVISORS = [1, 100];
const CHANGES_A_SECOND = 50;
const SECONDS = 8;
/** SUP-3: what happened is on the wall within this. */
const GOAL_MS = 250;

export async function run() {
  const folder = mkdtempSync(join(tmpdir(), 'callweave-bench-'));
  const undo = [() => rmSync(folder, { recursive: true, force: true })];
  try {
    const server = startChild('server');
    undo.push(() => server.stop());
    const url = await server.ask('start', serverOptions(folder));
    const floor = [];
    for (let index = 0; index < AGENTS; index += 1) {
      const client = await loggedIn(`a${index}`, url);
      undo.push(() => client.stop());
      floor.push(client);
    }
    const rows = [];
    for (const supervisors of SUPERVISORS) rows.push(...(await measure(url, server, floor, supervisors)));
    return {
      title: `${AGENTS} agents of whom ${CHANGES_A_SECOND} a second change their state, before walls`,
      rows,
    };
  } finally {
    for (const step of undo.reverse()) await step();
  }
}

async function measure(url, server, floor, supervisors) {
  const walls = startChild('supervisors');
  try {
    const tokens = [];
    for (let index = 0; index < supervisors; index += 1) tokens.push(await tokenOf(`s${index}`, url));
    await walls.ask('open', { url: `${url.replace('http', 'ws')}/ws`, tokens });
    // Whoever opens a wall gets its first picture; that is not what is measured.
    await pause(1_000);
    await walls.ask('take');
    const before = await server.ask('cpu');
    const begun = performance.now();
    const asked = await changes(floor);
    await pause(500);
    const seconds = (performance.now() - begun) / 1_000;
    const spent = (await server.ask('cpu')) - before;
    const { seen, messages } = await walls.ask('take');
    // The next round begins as this one did.
    await Promise.all(floor.map((client) => client.request('agent.set-aux', { reason: 'end' })));
    const latencies = latenciesOf(asked, seen);
    const expected = asked.length * supervisors;
    if (latencies.length < expected)
      throw new Error(`${expected - latencies.length} of ${expected} changes never came to a wall`);
    const name = supervisors === 1 ? '1 wall' : `${supervisors} walls`;
    const row = (what, value, goal, unit) => compare(`${name}: ${what}`, value, goal, unit);
    return [
      row('command → wall, median', quantile(latencies, 0.5), GOAL_MS, 'ms'),
      row('command → wall, 99 of 100', quantile(latencies, 0.99), GOAL_MS, 'ms'),
      row('command → wall, worst', quantile(latencies, 1), GOAL_MS, 'ms'),
      row('messages a second to each', messages / seconds / supervisors, null, ''),
      row(
        "share of a core that the server's process takes",
        (spent / seconds / 10_000).toFixed(1),
        null,
        '%',
      ),
    ];
  } finally {
    await walls.stop();
  }
}

/** Agents in turn pause and come back; gives when each was asked to. */
async function changes(floor) {
  const asked = [];
  const open = [];
  const begun = performance.now();
  for (let change = 0; change < CHANGES_A_SECOND * SECONDS; change += 1) {
    const wait = begun + (change * 1_000) / CHANGES_A_SECOND - performance.now();
    if (wait > 0) await pause(wait);
    const agent = change % floor.length;
    const ready = Math.floor(change / floor.length) % 2 === 0;
    asked.push({
      agentId: `a${agent}`,
      state: ready ? 'ready' : 'aux',
      at: performance.timeOrigin + performance.now(),
    });
    open.push(
      ready
        ? floor[agent].request('agent.set-ready', {})
        : floor[agent].request('agent.set-aux', { reason: 'break' }),
    );
  }
  await Promise.all(open);
  return asked;
}

/** Each change, at each wall: the first arrival of that state after it was asked for. */
function latenciesOf(asked, seen) {
  const arrivals = new Map();
  for (const [agentId, state, at] of seen) {
    const key = `${agentId} ${state}`;
    const known = arrivals.get(key);
    if (known) known.push(at);
    else arrivals.set(key, [at]);
  }
  return asked.flatMap(({ agentId, state, at }, change) => {
    const later = asked.slice(change + 1).find((other) => other.agentId === agentId && other.state === state);
    const until = later?.at ?? Number.POSITIVE_INFINITY;
    return (arrivals.get(`${agentId} ${state}`) ?? [])
      .filter((one) => one >= at && one < until)
      .map((one) => one - at);
  });
}

function serverOptions(folder) {
  mkdirSync(join(folder, 'recordings'));
  const agents = Array.from({ length: AGENTS }, (_, index) => ({
    agentId: `a${index}`,
    name: `Agent ${index}`,
    extension: String(1_000 + index),
    sipPassword: 'secret',
  }));
  const supervisors = Array.from({ length: Math.max(...SUPERVISORS) }, (_, index) => ({
    agentId: `s${index}`,
    name: `Supervisor ${index}`,
    role: 'supervisor',
    extension: String(3_000 + index),
    sipPassword: 'secret',
  }));
  return {
    folder,
    config: {
      http: { port: 0 },
      database: { dataDir: join(folder, 'database') },
      recordings: { all: false, path: join(folder, 'recordings') },
      access: { serviceKeys: [SERVICE_KEY] },
      agents: [...agents, ...supervisors],
      queues: [
        { queueId: 'orders', name: 'Orders', agents: agents.map(({ agentId }) => agentId), wrapUpMs: 0 },
        { queueId: 'service', name: 'Service', agents: agents.map(({ agentId }) => agentId), wrapUpMs: 0 },
      ],
      logLevel: 'silent',
    },
  };
}

async function loggedIn(agentId, url) {
  const client = new CtiClient({
    transport: webSocketTransport(`${url.replace('http', 'ws')}/ws`, WebSocket),
    getToken: () => tokenOf(agentId, url),
    client: { name: 'bench', version: '0' },
  });
  client.start();
  await client.whenOpen();
  await client.request('agent.log-in', { device: 'ip-phone' });
  return client;
}

const pause = (ms) => new Promise((resolve) => setTimeout(resolve, ms));
