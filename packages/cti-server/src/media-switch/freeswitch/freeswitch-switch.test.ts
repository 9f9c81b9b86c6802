import { type LegId, systemClock } from '@callweave/cti-core';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { FactLog } from '../contract/fact-log.js';
import type { MediaSwitch } from '../media-switch.port.js';
import { createFreeSwitch } from './freeswitch-switch.js';
import { HELD_VARIABLE } from './order-steps.js';
import { SETTLING_MS } from './settling.js';
import { type EslPeer, type Script, ScriptedEslServer } from './testing/scripted-esl-server.js';

/** The link to a switch, and what a real FreeSWITCH needs time for. Serves BRIDGE-1. */

const CUSTOMER = '7a6c1f6e-0000-4000-8000-000000000001' as LegId;
const AGENT = '7a6c1f6e-0000-4000-8000-000000000002' as LegId;
const COLLEAGUE = 'colleague' as LegId;

let server: ScriptedEslServer;
let mediaSwitch: MediaSwitch;
let log: FactLog;
/** Answers of the switch by how a command begins, the last that fits; what is not there is `+OK`. */
let answers: Record<string, () => string | null>;
let complaints: Record<string, unknown>[];
let sent: { readonly command: string; readonly atMs: number }[];

const script: Script = ({ line, headers }, peer) => {
  const command = line.replace(/^(api|bgapi) /, '');
  sent.push({ command, atMs: performance.now() });
  const answer =
    Object.entries(answers).findLast(([begin]) => command.startsWith(begin))?.[1] ?? (() => '+OK');
  const text = answer();
  if (text === null) return;
  if (line.startsWith('api ')) return peer.output(text);
  peer.reply('+OK');
  if (line.startsWith('bgapi '))
    peer.event({ 'Event-Name': 'BACKGROUND_JOB', 'Job-UUID': headers['job-uuid'], _body: text });
};

beforeEach(async () => {
  sent = [];
  complaints = [];
  log = new FactLog();
  answers = {
    'global_getvar core_uuid': () => 'core-uuid-1',
    'show ': () => '{"row_count":0}',
    'sofia xmlstatus': () => '<gateways></gateways>',
    status: () => '0 session(s) - peak 3, last 5min 3 ',
  };
  server = await ScriptedEslServer.listen(script);
  mediaSwitch = createFreeSwitch({
    host: '127.0.0.1',
    port: server.port,
    password: 'ClueCon',
    domain: 'callweave.local',
    recordingsPath: '/recordings',
    soundsPath: '/sounds',
    holdMusic: 'local_stream://moh',
    clock: systemClock,
    newId: () => `id-${sent.length}`,
    random: () => 0,
    log: { error: (fields) => complaints.push(fields), warn() {}, info() {}, debug() {} },
    timings: { keepaliveMs: 50, commandMs: 100, firstRetryMs: 20, longestRetryMs: 40 },
  });
  mediaSwitch.onFact(log.take);
  mediaSwitch.start();
});

afterEach(async () => {
  await mediaSwitch.stop();
  await server.close();
});

function events(): EslPeer {
  const peer = server.peers.findLast(({ commands }) =>
    commands.some(({ line }) => line.startsWith('event ')),
  );
  if (!peer) throw new Error('nobody subscribed');
  return peer;
}

/** What the server wrote at once in which these words were, on any connection. */
function writesWith(words: string): string[] {
  return server.peers.flatMap(({ chunks }) => chunks).filter((chunk) => chunk.includes(words));
}

function dump(uuid: string, more: Record<string, string> = {}): string {
  return JSON.stringify({
    'Unique-ID': uuid,
    'Call-Direction': 'inbound',
    'Channel-State': 'CS_EXECUTE',
    variable_current_application: 'park',
    ...more,
  });
}

async function joined(): Promise<void> {
  const legs = { [CUSTOMER]: AGENT, [AGENT]: CUSTOMER };
  answers['show channels'] = () => JSON.stringify({ rows: Object.keys(legs).map((uuid) => ({ uuid })) });
  answers['status'] = () => '2 session(s) - peak 3, last 5min 3 ';
  for (const uuid of Object.keys(legs))
    answers[`uuid_dump ${uuid}`] = () => dump(uuid, { variable_cw_call_id: 'call-1' });
  const since = log.mark;
  events().reset();
  await log.until('switch.up', {}, { since });
  events().event({
    'Event-Name': 'CHANNEL_BRIDGE',
    'Unique-ID': CUSTOMER,
    'Bridge-A-Unique-ID': CUSTOMER,
    'Bridge-B-Unique-ID': AGENT,
  });
  await log.until('legs.joined');
}

function sentAt(begin: string): number {
  const found = sent.find(({ command }) => command.startsWith(begin));
  if (!found) throw new Error(`${begin} was not sent`);
  return found.atMs;
}

describe('a link that breaks', () => {
  it('is told, made again, and followed by what is on the switch now', async () => {
    await log.until('switch.up');
    const since = log.mark;
    events().reset();
    await log.until('switch.down', {}, { since });
    const again = await log.until('switch.up', {}, { since });
    expect(again.restarted).toBe(false);
  });

  it('is noticed without a reset, when the switch gives no sign of life', async () => {
    await log.until('switch.up');
    answers['status'] = () => null;
    await log.until('switch.down');
  });

  it('tells a switch that was started anew', async () => {
    await log.until('switch.up');
    answers['global_getvar core_uuid'] = () => 'core-uuid-2';
    const since = log.mark;
    events().reset();
    expect(await log.until('switch.up', {}, { since })).toMatchObject({ restarted: true });
  });
});

describe('the picture of a switch', () => {
  it('has the channels, too, that are counted and not listed yet', async () => {
    await log.until('switch.up');
    let listings = 0;
    answers['status'] = () => '1 session(s) - peak 3, last 5min 3 ';
    answers['show channels'] = () =>
      ++listings < 3 ? '{"row_count":0}' : JSON.stringify({ rows: [{ uuid: CUSTOMER }] });
    answers[`uuid_dump ${CUSTOMER}`] = () => dump(CUSTOMER);
    const since = log.mark;
    events().reset();
    const up = await log.until('switch.up', {}, { since });
    expect(up.legs.map(({ legId }) => legId)).toEqual([CUSTOMER]);
    expect(listings).toBe(3);
  });

  it('does not wait for ever for a channel that is counted only', async () => {
    await log.until('switch.up');
    answers['status'] = () => '1 session(s) - peak 3, last 5min 3 ';
    const since = log.mark;
    events().reset();
    expect(await log.until('switch.up', {}, { since })).toMatchObject({ legs: [] });
  });
});

it('complains of a sound that the switch does not have', async () => {
  await log.until('switch.up');
  events().event({
    'Event-Name': 'CHANNEL_EXECUTE_COMPLETE',
    'Unique-ID': CUSTOMER,
    'Application-Data': '/sounds/missing.wav',
    'Application-Response': 'FILE NOT FOUND',
  });
  await expect.poll(() => complaints).toEqual([{ legId: CUSTOMER, sound: '/sounds/missing.wav' }]);
});

describe('a leg that goes from its partner to another', () => {
  const TARGET = '7a6c1f6e-0000-4000-8000-000000000003' as LegId;
  const parked = (legId: LegId) =>
    events().event({ 'Event-Name': 'CHANNEL_PARK', 'Unique-ID': legId, 'Answer-State': 'answered' });
  const commands = () => sent.map(({ command }) => command);
  const bridge = `uuid_bridge ${TARGET} ${AGENT}`;

  it('goes when both stand parked, and only the one who is left is told as parted', async () => {
    await log.until('switch.up');
    await joined();
    const since = log.mark;
    const ordered = mediaSwitch.execute({ do: 'switch.join', legId: TARGET, otherLegId: AGENT });
    await expect.poll(commands).toContain(`uuid_transfer ${AGENT} park inline`);
    parked(AGENT);
    await new Promise<void>((resolve) => systemClock.after(100, resolve));
    expect(commands()).not.toContain(bridge);
    parked(CUSTOMER);
    await ordered;
    expect(commands()).toContain(bridge);
    expect(log.facts.slice(since)).toMatchObject([{ fact: 'leg.parted', legId: CUSTOMER }]);
  });

  it('goes as well when its partner hangs up in that moment', async () => {
    await log.until('switch.up');
    await joined();
    const ordered = mediaSwitch.execute({ do: 'switch.join', legId: TARGET, otherLegId: AGENT });
    await expect.poll(commands).toContain(`uuid_transfer ${AGENT} park inline`);
    events().event({ 'Event-Name': 'CHANNEL_HANGUP_COMPLETE', 'Unique-ID': CUSTOMER });
    parked(AGENT);
    await ordered;
    expect(commands()).toContain(bridge);
  });

  it('is told as parted when the other is not there', async () => {
    await log.until('switch.up');
    await joined();
    answers['uuid_bridge'] = () => '-ERR Invalid uuid';
    const since = log.mark;
    const ordered = mediaSwitch.execute({ do: 'switch.join', legId: TARGET, otherLegId: AGENT });
    await expect.poll(commands).toContain(`uuid_transfer ${AGENT} park inline`);
    parked(AGENT);
    parked(CUSTOMER);
    await expect(ordered).rejects.toMatchObject({ code: 'switch.refused' });
    expect(log.namesOf(AGENT, since)).toEqual(['leg.parted']);
  });
});

describe('two who were told to be joined, before they are', () => {
  const orders = {
    'parted again': { do: 'switch.part', legId: AGENT },
    'hung up': { do: 'switch.hang-up', legId: AGENT, cause: 'NORMAL_CLEARING' },
  } as const;
  const told = { 'parted again': `uuid_transfer ${AGENT} park inline`, 'hung up': `uuid_kill ${AGENT}` };
  const commands = () => sent.map(({ command }) => command);

  it.each(['parted again', 'hung up'] as const)('are %s only then', async (what) => {
    await log.until('switch.up');
    await mediaSwitch.execute({ do: 'switch.join', legId: CUSTOMER, otherLegId: AGENT });
    const ordered = mediaSwitch.execute(orders[what]);
    await new Promise<void>((resolve) => systemClock.after(100, resolve));
    expect(commands().filter((command) => command.startsWith(told[what]))).toEqual([]);
    events().event({
      'Event-Name': 'CHANNEL_BRIDGE',
      'Unique-ID': CUSTOMER,
      'Bridge-A-Unique-ID': CUSTOMER,
      'Bridge-B-Unique-ID': AGENT,
    });
    await expect.poll(commands).toContainEqual(expect.stringContaining(told[what]));
    if (what === 'hung up') await ordered;
  });

  it('are hung up after a second all the same', async () => {
    await log.until('switch.up');
    await mediaSwitch.execute({ do: 'switch.join', legId: CUSTOMER, otherLegId: AGENT });
    await mediaSwitch.execute(orders['hung up']);
    expect(commands()).toContainEqual(expect.stringContaining(told['hung up']));
  });
});

describe('a hold', () => {
  it('waits until the bridge has begun, and its end until the hold has', async () => {
    await log.until('switch.up');
    await joined();
    const joinedAt = performance.now();
    await mediaSwitch.execute({ do: 'switch.hold', legId: AGENT });
    await mediaSwitch.execute({ do: 'switch.retrieve', legId: AGENT });
    const heldAt = sentAt(`sendmsg ${CUSTOMER}`);
    expect(heldAt - joinedAt).toBeGreaterThan(SETTLING_MS * 0.8);
    expect(sentAt(`uuid_break ${CUSTOMER} all`) - heldAt).toBeGreaterThan(SETTLING_MS * 0.8);
  });

  it('is told with its mark in one write, and so is its end: of a server that dies either both arrive or none', async () => {
    await log.until('switch.up');
    await joined();
    await mediaSwitch.execute({ do: 'switch.hold', legId: AGENT });
    await mediaSwitch.execute({ do: 'switch.retrieve', legId: AGENT });
    expect(writesWith(`uuid_setvar_multi ${AGENT} ${HELD_VARIABLE}=`).sort()).toEqual(
      [...writesWith(`sendmsg ${CUSTOMER}`), ...writesWith(`uuid_break ${CUSTOMER} all`)].sort(),
    );
    expect(writesWith(HELD_VARIABLE)).toHaveLength(2);
  });

  it.each(['switch.part', 'switch.join', 'switch.confer'] as const)(
    'loses its mark in the write that ends it by %s',
    async (what) => {
      await log.until('switch.up');
      await joined();
      await mediaSwitch.execute({ do: 'switch.hold', legId: AGENT });
      const moves = {
        'switch.part': { do: 'switch.part', legId: AGENT },
        'switch.join': { do: 'switch.join', legId: AGENT, otherLegId: COLLEAGUE },
        'switch.confer': { do: 'switch.confer', legId: AGENT, room: 'room' },
      } as const;
      await mediaSwitch.execute(moves[what]);
      const [unmarked] = writesWith(`${HELD_VARIABLE}=\n`);
      expect(unmarked).toMatch(/uuid_transfer|uuid_bridge/);
    },
  );

  it('whose holder leaves at once ends the music of the one who is left', async () => {
    await log.until('switch.up');
    await joined();
    events().event({
      'Event-Name': 'CHANNEL_HANGUP_COMPLETE',
      'Unique-ID': AGENT,
      'Hangup-Cause': 'NORMAL_CLEARING',
    });
    await log.until('leg.ended', { legId: AGENT });
    await expect.poll(() => sent.map(({ command }) => command)).toContain(`uuid_break ${CUSTOMER} all`);
  });

  it('whose partner was parked as usual is left alone', async () => {
    await log.until('switch.up');
    await joined();
    events().event({ 'Event-Name': 'CHANNEL_HANGUP_COMPLETE', 'Unique-ID': AGENT });
    events().event({ 'Event-Name': 'CHANNEL_PARK', 'Unique-ID': CUSTOMER, 'Answer-State': 'answered' });
    await log.until('leg.parted', { legId: CUSTOMER });
    await new Promise<void>((resolve) => systemClock.after(SETTLING_MS + 50, resolve));
    expect(sent.map(({ command }) => command)).not.toContain(`uuid_break ${CUSTOMER} all`);
  });
});
