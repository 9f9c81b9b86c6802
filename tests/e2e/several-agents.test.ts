import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import type { DeskPage } from './browser/desk-page.js';
import { Desks } from './browser/desks.js';
import { SippCustomer } from './peers/sipp.js';
import { openSystem, type System } from './switch.js';

const CUSTOMER_HERTZ = 440;
const FIRST_HERTZ = 1_000;
const SECOND_HERTZ = 700;
const LEADER_HERTZ = 1_300;

let folder: string;
let system: System;
let desks: Desks;
let first: DeskPage;
let second: DeskPage;
let customer: SippCustomer | null = null;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'callweave-e2e-agents-'));
  system = await openSystem(folder);
  desks = new Desks(system.addresses.shop);
  first = await desks.open('1001', FIRST_HERTZ);
  second = await desks.open('1002', SECOND_HERTZ);
});
afterAll(async () => {
  await desks?.close();
  await system?.stop();
  rmSync(folder, { recursive: true, force: true });
});
afterEach(async () => {
  await customer?.close();
  customer = null;
});

/** A customer talks with the first agent. */
const calls = async (): Promise<SippCustomer> => {
  await first.becomeReady();
  customer = await SippCustomer.call({
    trunk: (system.addresses.trunk as string).replace('sip:', ''),
    called: '4008001234',
    caller: '13800138000',
    name: 'Li Xiuying',
    toneHertz: CUSTOMER_HERTZ,
  });
  await customer.sound.hears((heard) => heard.rms > 300, 'the greeting');
  customer.sound.press('1');
  await first.inState('ringing');
  await first.click('btn-answer');
  await first.hears(CUSTOMER_HERTZ);
  return customer;
};

/** As {@link calls}; the agent asks the second about him from his bar. */
const consulting = async (): Promise<SippCustomer> => {
  const caller = await calls();
  await first.click('btn-transfer');
  await first.page.getByTestId('picker-input').fill('1002');
  await first.page.getByTestId('picker-input').press('Enter');
  await second.inState('ringing');
  await second.click('btn-answer');
  await first.hears(SECOND_HERTZ);
  await second.hears(FIRST_HERTZ);
  return caller;
};

/** Who writes about a call that is over is not asked about another. */
const rest = async (agent: DeskPage): Promise<void> => {
  await agent.inState('wrap-up');
  await agent.click('btn-finish-wrapup');
  await agent.inState('aux');
};

/** From the wall, as with the right button on his tile. */
const listenTo = async (leader: DeskPage, agent: string): Promise<void> => {
  await leader.page.getByTestId('agent-tile').filter({ hasText: agent }).click({ button: 'right' });
  await leader.page.getByTestId('agent-menu-listen').click();
  await leader.page.getByTestId('supervision-bar').waitFor();
};

test('consultation, then the caller is handed over: the three hear whom they should (AGT-3)', async () => {
  const caller = await consulting();
  await first.click('btn-complete-transfer');
  await second.hears(CUSTOMER_HERTZ);
  await caller.sound.hears((heard) => heard.share(SECOND_HERTZ) > 0.6, 'the second agent');
  await first.inState('wrap-up');
  await second.inState('talking');
  await second.click('btn-hangup');
  expect(await caller.ended).toBe(0);
  await rest(second);
  expect([...first.errors, ...second.errors]).toEqual([]);
});

test('colleagues talk, and each loads his page anew in turn: both hear each other again (AGT-8, AGT-2)', async () => {
  await first.becomeReady();
  await first.page.getByTestId('dial-number').fill('1002');
  await first.click('btn-dial');
  await second.click('btn-answer');
  await first.hears(SECOND_HERTZ);
  for (const agent of [second, first]) {
    await agent.page.reload();
    await agent.inState('talking', 30_000);
    await first.hears(SECOND_HERTZ, 30_000);
    await second.hears(FIRST_HERTZ, 30_000);
  }
  await second.click('btn-hangup');
  await Promise.all([first.inState('ready'), second.inState('aux')]);
  expect([...first.errors, ...second.errors]).toEqual([]);
});

test('three-way: all hear one another, one leaves, and two go on (AGT-3)', async () => {
  const caller = await consulting();
  await first.click('btn-conference');
  await first.inPhase('conference');
  await second.inPhase('conference');
  await first.click('btn-hangup');
  await first.inState('wrap-up');
  await second.hears(CUSTOMER_HERTZ);
  await caller.sound.hears((heard) => heard.share(SECOND_HERTZ) > 0.6, 'the second agent');
  await second.click('btn-hangup');
  expect(await caller.ended).toBe(0);
  await rest(second);
  expect([...first.errors, ...second.errors]).toEqual([]);
});

test('a team leader takes the place of an agent in a conference, and the others go on with him (SUP-4, AGT-3)', async () => {
  const leader = await desks.open('2001', LEADER_HERTZ, '/wall');
  const caller = await consulting();
  await first.click('btn-conference');
  await first.inPhase('conference');
  await second.inPhase('conference');
  await listenTo(leader, '1001');
  await leader.hearsAll(CUSTOMER_HERTZ, FIRST_HERTZ, SECOND_HERTZ);
  await leader.click('supervision-takeOver');
  await leader.page.getByTestId('confirm-yes').click();
  await first.inState('wrap-up');
  await leader.inPhase('conference');
  await caller.sound.hears(
    (heard) =>
      heard.share(LEADER_HERTZ) > 0.02 &&
      heard.share(SECOND_HERTZ) > 0.02 &&
      heard.share(FIRST_HERTZ) < 0.002,
    'the leader and the second agent',
  );
  await second.hearsAll(CUSTOMER_HERTZ, LEADER_HERTZ);
  await leader.hearsAll(CUSTOMER_HERTZ, SECOND_HERTZ);
  // It is his call now: when the second leaves, he talks with the caller alone.
  await second.click('btn-hangup');
  await rest(second);
  await leader.inPhase('talking');
  await caller.sound.hears((heard) => heard.share(LEADER_HERTZ) > 0.6, 'the leader alone');
  await leader.hears(CUSTOMER_HERTZ);
  await leader.click('btn-hangup');
  expect(await caller.ended).toBe(0);
  await rest(leader);
  expect([...first.errors, ...second.errors, ...leader.errors]).toEqual([]);
  await leader.page.context().close();
});

test('a team leader listens, whispers, barges in and takes over from the wall (SUP-4)', async () => {
  const leader = await desks.open('2001', LEADER_HERTZ, '/wall');
  const caller = await calls();
  await listenTo(leader, '1001');
  await caller.sound.hears((heard) => heard.share(FIRST_HERTZ) > 0.6, 'the agent alone');
  await leader.click('supervision-whisper');
  await first.hearsAll(CUSTOMER_HERTZ, LEADER_HERTZ);
  await caller.sound.hears(
    (heard) => heard.share(FIRST_HERTZ) > 0.6 && heard.share(LEADER_HERTZ) < 0.002,
    'the agent, and no whisper',
  );
  await leader.click('supervision-barge');
  await caller.sound.hears(
    (heard) => heard.share(LEADER_HERTZ) > 0.02 && heard.share(FIRST_HERTZ) > 0.02,
    'the leader as well',
  );
  await leader.click('supervision-takeOver');
  await leader.page.getByTestId('confirm-yes').click();
  await first.inState('wrap-up');
  await caller.sound.hears((heard) => heard.share(LEADER_HERTZ) > 0.6, 'the leader alone');
  expect([...first.errors, ...leader.errors]).toEqual([]);
});
