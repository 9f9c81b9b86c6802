// From a caller who stands parked in the switch to the ringing of an agent: how long the server takes to find and order it.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CtiClient, webSocketTransport } from '@callweave/cti-core';
import { WebSocket } from 'ws';
import { openSwitch } from './parts/bench-switch.mjs';
import { startChild } from './parts/child-process.mjs';
import { EventSocket } from './parts/event-socket.mjs';
import { compare, median, quantile } from './parts/figures.mjs';
import { oneQueueServer, tokenOf } from './parts/one-queue-server.mjs';
import { SipPhone } from './parts/sip-phone.mjs';

/** Both on a real FreeSWITCH took three minutes on two busy cores: two thirds of it mod_callcenter's calls. */
export const deadlineMs = 400_000;

const CALLS = 200;
const WARM_UP = 20;
const AGENTS = ['1001', '1002', '1003', '1004', '1005'];
/** A call that is not offered and joined by then is lost, and the bench with it. */
const CALL_MS = 5_000;
/** Between two calls: the agent before is ready again. */
const PAUSE_MS = 20;
/** mod_callcenter on FreeSWITCH 1.11, measured apart, for runs without one. */
const CALLCENTER = { median: 70_000, worst: 100_000 };

export async function run() {
  const folder = mkdtempSync(join(tmpdir(), 'callweave-bench-'));
  const undo = [() => rmSync(folder, { recursive: true, force: true })];
  try {
    const bench = await openSwitch(AGENTS);
    undo.push(() => bench.stop());
    const phones = [];
    for (const agent of AGENTS) {
      const phone = await SipPhone.open();
      undo.push(() => phone.close());
      await phone.register({
        user: agent,
        password: bench.userPassword,
        domain: bench.domain,
        registrar: bench.registrar,
      });
      phones.push(phone);
    }
    const events = await EventSocket.open(bench.esl.url, bench.esl.password);
    undo.push(() => events.close());
    await events.command(
      'event json CHANNEL_CREATE CHANNEL_PARK CHANNEL_ANSWER CHANNEL_BRIDGE CHANNEL_DESTROY CUSTOM callcenter::info',
    );
    const ours = await byCallweave(bench, events, folder);
    const theirs = bench.hasCallcenter ? await byCallcenter(bench, events) : null;
    const against = theirs === null ? 'mod_callcenter (measured apart)' : 'mod_callcenter in the same run';
    return {
      title: `Caller in the queue → offer sent, on ${bench.name}, against ${against}, ${CALLS} calls`,
      rows: rowsOf(ours, theirs),
    };
  } finally {
    for (const step of undo.reverse()) await step();
  }
}

/** Counts from the caller's `CHANNEL_PARK`, so that the server's part begins with hearing of him. */
async function byCallweave(bench, events, folder) {
  const server = startChild('server');
  const undo = [() => server.stop()];
  try {
    const url = await server.ask('start', oneQueueServer(folder, bench, AGENTS));
    await switchConnected(url);
    for (const agent of AGENTS) undo.push(await readyAgent(agent, url));
    return await manyCalls(bench, events, (event, customer) =>
      event['Event-Name'] === 'CHANNEL_PARK' && event['Unique-ID'] === customer ? 'waits' : null,
    );
  } finally {
    for (const step of undo.reverse()) await step();
  }
}

/** Counts from mod_callcenter's own `member-queue-start`: the transfer into its queue is ours and is left out. */
async function byCallcenter(bench, events) {
  const config = (line) => events.api(`callcenter_config ${line}`);
  for (const agent of AGENTS) {
    // A run that was broken off leaves its agents there; an error says that there is none.
    await events.command(`api callcenter_config agent del ${agent}`);
    await config(`agent add ${agent} Callback`);
    await config(`agent set contact ${agent} user/${agent}@${bench.domain}`);
    await config(`agent set status ${agent} Available`);
    await config(`agent set wrap_up_time ${agent} 0`);
    await config(`tier add bench@default ${agent} 1 1`);
  }
  try {
    return await manyCalls(bench, events, (event, customer) => {
      if (event['Event-Name'] === 'CHANNEL_PARK' && event['Unique-ID'] === customer) {
        const queue = "'answer,callcenter:bench@default' inline";
        void events.api(`uuid_transfer ${customer} ${queue}`);
      }
      return event['CC-Action'] === 'member-queue-start' ? 'waits' : null;
    });
  } finally {
    for (const agent of AGENTS) await config(`agent del ${agent}`);
  }
}

async function manyCalls(bench, events, judge) {
  const calls = [];
  for (let index = 0; index < WARM_UP + CALLS; index += 1) {
    const call = await oneCall(bench, events, judge);
    if (index >= WARM_UP) calls.push(call);
    await pause(PAUSE_MS);
  }
  return calls;
}

function rowsOf(ours, theirs) {
  const waits = (calls) => calls.map(({ waits, offered }) => offered - waits);
  const ms = (microseconds) => microseconds / 1_000;
  const row = (name, of, otherwise) => {
    const other = theirs === null ? otherwise : of(waits(theirs));
    return compare(name, ms(of(waits(ours))), other === null ? null : ms(other), 'ms');
  };
  return [
    row('waits → agent leg created, median', median, CALLCENTER.median),
    row('waits → agent leg created, 95 of 100', (all) => quantile(all, 0.95), null),
    row('waits → agent leg created, worst', (all) => quantile(all, 1), CALLCENTER.worst),
    compare(
      'of it parked → caller answered, median',
      ms(median(ours.map(({ waits, answered }) => answered - waits))),
      null,
      'ms',
    ),
  ];
}

async function switchConnected(url) {
  const until = Date.now() + 10_000;
  for (;;) {
    const health = await (await fetch(`${url}/health`)).json();
    if (health.switch === 'connected') return;
    if (Date.now() > until) throw new Error('the server does not find its switch');
    await pause(50);
  }
}

/** An agent who is ready at his phone. Returns how he goes home. */
async function readyAgent(agent, url) {
  const client = new CtiClient({
    transport: webSocketTransport(`${url.replace('http', 'ws')}/ws`, WebSocket),
    getToken: () => tokenOf(agent, url),
    client: { name: 'bench', version: '0' },
  });
  client.start();
  await client.whenOpen();
  await client.request('agent.log-in', { device: 'ip-phone' });
  await client.request('agent.set-ready', {});
  return () => client.stop();
}

/**
 * A silent customer calls, is joined with an agent and hangs up; gives the switch's times in microseconds. `judge` says
 * by which event he waits.
 */
async function oneCall(bench, events, judge) {
  const times = {};
  const open = new Set();
  let customer = null;
  const joined = deferred();
  const over = deferred();
  events.onEvent = (event) => {
    const at = Number(event['Event-Date-Timestamp']);
    const leg = event['Unique-ID'];
    if (event['Event-Name'] === 'CHANNEL_PARK') customer ??= leg;
    if (judge(event, customer) === 'waits') times.waits ??= at;
    switch (event['Event-Name']) {
      case 'CHANNEL_CREATE':
        open.add(leg);
        if (event['Call-Direction'] === 'outbound') times.offered ??= at;
        break;
      case 'CHANNEL_ANSWER':
        if (leg === customer) times.answered ??= at;
        break;
      case 'CHANNEL_BRIDGE':
        joined.resolve();
        break;
      case 'CHANNEL_DESTROY':
        open.delete(leg);
        if (open.size === 0) over.resolve();
        break;
    }
  };
  const hangUp = await bench.placeCall();
  await within(CALL_MS, joined.promise, 'a call was not joined with an agent');
  await hangUp();
  await within(CALL_MS, over.promise, 'a call did not end');
  if (times.offered === undefined || times.waits === undefined) throw new Error('an event is missing');
  return times;
}

function deferred() {
  const made = {};
  made.promise = new Promise((resolve, reject) => Object.assign(made, { resolve, reject }));
  return made;
}

function within(ms, promise, what) {
  let deadline;
  const late = new Promise((_, reject) => {
    deadline = setTimeout(() => reject(new Error(`${what} in ${ms} ms`)), ms);
  });
  return Promise.race([promise, late]).finally(() => clearTimeout(deadline));
}

const pause = (ms) => new Promise((resolve) => setTimeout(resolve, ms));
