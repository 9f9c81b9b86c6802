// How many calls with sound dev-switch carries: pairs of RTP callers joined with each other, growing, with and without recording.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startChild } from './parts/child-process.mjs';
import { EventSocket } from './parts/event-socket.mjs';
import { compare } from './parts/figures.mjs';

const SIZES = [25, 50, 100, 200];
const MEASURE_MS = 4_000;
const DIRECT_MS = 2_000;
/** Until jitter buffers stand and the pair's joining is over. */
const SETTLE_MS = 1_000;
/** More than this share of the frames lost is no telephone call; larger sizes would only be worse. */
const HOPELESS = 0.2;
/** No larger size is begun after it: on a busy machine growing takes its time. */
const ENOUGH_MS = 70_000;
const FIRST_NUMBER = 13_800_000_000;

export async function run() {
  const folder = mkdtempSync(join(tmpdir(), 'callweave-bench-'));
  const startedMs = performance.now();
  const undo = [() => rmSync(folder, { recursive: true, force: true })];
  try {
    const switchProcess = startChild('switch');
    undo.push(() => switchProcess.stop());
    const addresses = await switchProcess.ask('start', {
      esl: { port: 0 },
      sip: { internalPort: 0, wsPort: 0, externalPort: 0 },
    });
    const farEnds = startChild('far-ends');
    undo.push(() => farEnds.stop());
    const events = await EventSocket.open(addresses.esl, 'ClueCon');
    undo.push(() => events.close());
    const trunk = Number(addresses.trunks.split(':').at(-1));
    const site = { switchProcess, farEnds, events, trunk, folder };
    await answerEverybody(site);

    const rows = [];
    let pairs = [];
    for (const size of SIZES) {
      pairs = await grow(site, pairs, size);
      const { lost, rows: more } = await measureAt(site, pairs);
      rows.push(...more);
      if (lost > HOPELESS || performance.now() - startedMs > ENOUGH_MS) break;
    }
    return {
      title: 'Audio legs through dev-switch, against the same callers connected without it',
      rows,
    };
  } finally {
    for (const step of undo.reverse()) await step();
  }
}

/** Notes the channel of each caller and answers it. */
async function answerEverybody(site) {
  site.channels = new Map();
  await site.events.command('event json CHANNEL_PARK');
  site.events.onEvent = (event) => {
    const number = event['Caller-Caller-ID-Number'];
    if (site.channels.has(number)) return;
    site.channels.set(number, event['Unique-ID']);
    void site.events.api(`uuid_answer ${event['Unique-ID']}`).catch((error) => console.error(error.message));
  };
}

/** Joins more callers until there are `size` pairs. */
async function grow(site, before, size) {
  const pairs = [...before];
  const numbers = [];
  for (let index = before.length * 2; index < size * 2; index += 1)
    numbers.push(String(FIRST_NUMBER + index));
  // In tens: all at once would measure the burst of their arrival.
  for (let at = 0; at < numbers.length; at += 10) {
    const some = numbers.slice(at, at + 10);
    await site.farEnds.ask('call', { trunk: site.trunk, to: '4008001234', numbers: some });
    const joining = [];
    for (let index = 0; index < some.length; index += 2) {
      const pair = [some[index], some[index + 1]].map((number) => site.channels.get(number));
      joining.push(site.events.api(`uuid_bridge ${pair[0]} ${pair[1]}`));
      pairs.push(pair);
    }
    await Promise.all(joining);
  }
  return pairs;
}

async function measureAt(site, pairs) {
  await pause(SETTLE_MS);
  const bare = await measure(site);
  await Promise.all(
    pairs.flatMap(([leg]) => [
      site.events.api(`uuid_setvar ${leg} RECORD_STEREO true`),
      site.events.api(`uuid_record ${leg} start ${join(site.folder, `${leg}.wav`)}`),
    ]),
  );
  await pause(SETTLE_MS);
  const recorded = await measure(site);
  await Promise.all(pairs.map(([leg]) => site.events.api(`uuid_record ${leg} stop all`)));
  await site.farEnds.ask('direct', { on: true });
  await pause(SETTLE_MS / 2);
  const direct = await site.farEnds.ask('count', { ms: DIRECT_MS });
  await site.farEnds.ask('direct', { on: false });

  const name = `${pairs.length * 2} legs in ${pairs.length} pairs`;
  const rows = [
    compare(`${name}: one core's time`, bare.processor, null, '%'),
    compare(`${name}, recorded: one core's time`, recorded.processor, null, '%'),
    compare(`${name}: frames lost or wrong`, damaged(bare.counts), damaged(direct), '%'),
    compare(`${name}, recorded: frames lost or wrong`, damaged(recorded.counts), damaged(direct), '%'),
    compare(`${name}: gaps over 30 ms`, late(bare.counts), late(direct), 'of 1,000'),
    compare(`${name}: longest gap`, bare.counts.longestMs, direct.longestMs, 'ms'),
  ];
  return { rows, lost: damaged(bare.counts) / 100 };
}

async function measure({ switchProcess, farEnds }) {
  const [cpuBefore, atMs] = [await switchProcess.ask('cpu'), performance.now()];
  const counts = await farEnds.ask('count', { ms: MEASURE_MS });
  const processor = ((await switchProcess.ask('cpu')) - cpuBefore) / 1_000 / (performance.now() - atMs);
  return { counts, processor: processor * 100 };
}

/** Percent of the frames that came or should have come. */
function damaged({ frames, lost, wrong }) {
  return ((lost + wrong) / (frames + lost)) * 100;
}

function late({ frames, late: gaps }) {
  return (gaps / frames) * 1_000;
}

const pause = (ms) => new Promise((resolve) => setTimeout(resolve, ms));
