// Recordings of a year or more, found by everything they may be found by (REC-2): time over HTTP, and PostgreSQL's plan.
import { mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { startPostgres } from '../scripts/steps/postgres.mjs';
import { ensureSystemPrograms } from '../scripts/steps/programs.mjs';
import { startChild } from './parts/child-process.mjs';
import { median, quantile } from './parts/figures.mjs';
import { SERVICE_KEY } from './parts/one-queue-server.mjs';

export const deadlineMs = 600_000;

const RECORDINGS = 1_000_000;
const AGENTS = 500;
const QUEUES = 40;
const ASKED = 15;
const BEGIN = Date.UTC(2025, 0, 1);
/** One a twenty seconds: a million in 231 days. */
const EVERY_MS = 20_000;
const at = (share) => BEGIN + Math.round(share * RECORDINGS) * EVERY_MS;

/** Often and seldom found, and not at all: a plan that suits the one may be the worst for the other. */
const QUESTIONS = [
  ['the newest', {}],
  ['an agent', { agentId: 'a17' }],
  ['a queue in a week of last year', { queueId: 'q7', from: at(0.2), to: at(0.2) + 7 * 86_400_000 }],
  ['a queue that is gone', { queueId: 'q-none' }],
  ['a number, whole', (caller) => ({ number: caller })],
  ['a number that never called', { number: '19999999999' }],
  ['a beginning half of all share', { number: '138*' }],
  ['a beginning few share', { number: '1380001*' }],
  ['an end of four digits', { number: '*4321' }],
  ['an order in the call data', { 'data.orderId': 'o-777777' }],
  ['a tag one in a thousand has', { tag: 'complaint' }],
  ['longer than 13 minutes, as one in 40', { minMs: 785_000 }],
  ['longer than an hour: nobody', { minMs: 3_600_000 }],
  ['words in the notes that one in 10,000 has', { text: 'wrong colour' }],
  ['words in the notes that nobody has', { text: 'unicorn' }],
  [
    'an agent, a queue, a day, outbound',
    { agentId: 'a17', queueId: 'q17', direction: 'outbound', from: at(0.5), to: at(0.5) + 86_400_000 },
  ],
  ['page 2,000 of the newest', { after: `${at(0.9)}.r-${0.9 * RECORDINGS}` }],
];

export async function run() {
  await ensureSystemPrograms();
  const folder = mkdtempSync(join(tmpdir(), 'callweave-bench-'));
  const undo = [() => rmSync(folder, { recursive: true, force: true })];
  try {
    const postgres = await startPostgres();
    undo.push(() => postgres.stop());
    const server = startChild('server');
    undo.push(() => server.stop());
    const options = serverOptions(folder, postgres.url);
    // Its first start makes the tables; the second reads them.
    const url = await server.ask('start', options);
    const caller = await fill(postgres.url);
    const rows = [];
    for (const [name, asked] of QUESTIONS) {
      const question = typeof asked === 'function' ? asked(caller) : asked;
      const { times, found, plan } = await ask(url, question, postgres.log);
      rows.push({
        name: `${name} (${found === 50 ? '50 and more' : found} found; ${plan})`,
        ours: median(times),
        theirs: `95 %: ${quantile(times, 0.95).toPrecision(3)}`,
        unit: 'ms',
        ratio: null,
      });
    }
    return {
      title: `A search among ${RECORDINGS.toLocaleString('en')} recordings, over HTTP, PostgreSQL's plan in brackets`,
      rows,
    };
  } finally {
    for (const step of undo.reverse()) await step();
  }
}

/** What a centre leaves behind: half of all callers from one network, few with tags, notes or orders. Gives one of the callers. */
async function fill(url) {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  await client.query(`insert into recordings (recording_id, call_id, path, state, started_at, duration_ms, bytes, sha256, kind, queue_id,
      direction, caller, called, trunk, agents, extensions, data, tags, disposition, notes)
    select 'r-' || n, 'c-' || n, 'x/' || n || '.wav', 'stored', ${BEGIN} + n::bigint * ${EVERY_MS}, 20000 + (hashint4(n) & 262143) * 3, 400000, 'x',
      'call', 'q' || n % ${QUEUES}, case when n % 5 = 0 then 'outbound' else 'inbound' end,
      case when n % 2 = 0 then '138' else '13' || 1 + n % 7 end || lpad((abs(hashint4(n * 7)) % 100000000)::text, 8, '0'), '4008001234', 'pstn',
      array['a' || n % ${AGENTS}], array[(1000 + n % ${AGENTS})::text],
      case when n % 3 = 0 then jsonb_build_object('orderId', 'o-' || n) else '{}' end,
      case when n % 1000 = 1 then array['complaint'] else '{}' end, case when n % 4 = 0 then 'sold' end,
      case when n % 10000 = 2 then 'The customer says it is the wrong colour' when n % 10 = 3 then 'Asks for delivery on Sunday ' || n end
    from generate_series(1, ${RECORDINGS}) n`);
  await client.query('vacuum analyze recordings');
  // Each plan is written to the server's log, which is where a bench can read what the product asks.
  await client.query(`alter database postgres set session_preload_libraries = 'auto_explain'`);
  for (const [name, value] of [
    ['log_min_duration', 0],
    ['log_format', 'json'],
    ['log_analyze', 'off'],
  ])
    await client.query(`alter database postgres set auto_explain.${name} = '${value}'`);
  // The server's own connections get it when they are opened anew.
  await client.query(
    'select pg_terminate_backend(pid) from pg_stat_activity where pid <> pg_backend_pid() and datname = current_database()',
  );
  const { rows } = await client.query(`select caller from recordings where recording_id = 'r-123456'`);
  await client.end();
  return rows[0].caller;
}

async function ask(url, question, log) {
  const address = `${url}/api/v1/recordings?${new URLSearchParams(question)}`;
  const times = [];
  let found = 0;
  for (let time = 0; time <= ASKED; time += 1) {
    const begun = performance.now();
    const reply = await fetch(address, { headers: { authorization: `Bearer ${SERVICE_KEY}` } });
    const body = await reply.json();
    if (!reply.ok) throw new Error(`${address}: ${JSON.stringify(body)}`);
    // The first warms the cache.
    if (time > 0) times.push(performance.now() - begun);
    found = body.recordings.length;
  }
  return { times, found, plan: lastPlan(log) };
}

/** The indexes, or the whole table, that the last search read. */
function lastPlan(log) {
  const text = readFileSync(log, 'utf8');
  const plans = text
    .split('plan:\n')
    .filter((part) => part.includes('reverse') || part.includes('from recordings r'));
  const plan = plans.at(-1) ?? '';
  const used = [...plan.matchAll(/"Index Name": "(\w+)"/g)].map(([, name]) =>
    name.replace('recordings_', ''),
  );
  if (plan.includes('"Node Type": "Seq Scan"')) used.push('whole table');
  return [...new Set(used)].join(' + ') || 'no plan seen';
}

function serverOptions(folder, url) {
  mkdirSync(join(folder, 'recordings'));
  return {
    folder,
    config: {
      http: { port: 0 },
      database: { url },
      recordings: { all: false, path: join(folder, 'recordings') },
      access: { serviceKeys: [SERVICE_KEY] },
      logLevel: 'silent',
    },
  };
}
