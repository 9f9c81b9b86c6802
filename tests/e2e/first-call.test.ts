import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { BrowserContext } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { openBrowser } from './browser/browser.js';
import { DeskPage } from './browser/desk-page.js';
import { SippCustomer } from './peers/sipp.js';
import { toneMs } from './recording.js';
import { openSystem, type System } from './switch.js';

const CUSTOMER_HERTZ = 440;
const AGENT_HERTZ = 1_000;

let folder: string;
let system: System;
let browser: BrowserContext;
let desk: DeskPage;
let customer: SippCustomer | null = null;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'callweave-e2e-'));
  system = await openSystem(folder);
  browser = await openBrowser(AGENT_HERTZ);
  desk = await DeskPage.open(browser, system.addresses.shop);
  await desk.logIn('1001', 'demo-1001');
  await desk.inState('aux');
});

afterAll(async () => {
  await browser?.close();
  await system?.stop();
  if (!process.env.KEEP) rmSync(folder, { recursive: true, force: true });
});

// Each case begins with a ready agent, whatever the one before it left.
beforeEach(() => desk.becomeReady());

afterEach(async () => {
  await customer?.close();
  customer = null;
});

const call = async (): Promise<SippCustomer> => {
  customer = await SippCustomer.call({
    trunk: (system.addresses.trunk as string).replace('sip:', ''),
    called: '4008001234',
    caller: '13800138000',
    name: 'Li Xiuying',
    toneHertz: CUSTOMER_HERTZ,
  });
  return customer;
};

/** A customer through the menu, ringing at the agent, answered. */
const talking = async (): Promise<SippCustomer> => {
  const caller = await call();
  await caller.sound.hears((heard) => heard.rms > 300, 'the greeting');
  caller.sound.press('1');
  await desk.inState('ringing');
  await desk.click('btn-answer');
  await desk.inState('talking');
  await desk.hears(CUSTOMER_HERTZ);
  return caller;
};

const wrapUp = async (): Promise<void> => {
  await desk.inState('wrap-up');
  await desk.click('btn-finish-wrapup');
  await desk.inState('ready');
};

/** Call detail records through the server's own door. */
const records = async (): Promise<Record<string, unknown>[]> => {
  const reply = await fetch(`${system.addresses.http}/api/v1/calls`, {
    headers: { authorization: `Bearer ${system.serviceKey}` },
  });
  return ((await reply.json()) as { calls: Record<string, unknown>[] }).calls;
};

/** The newest record once it has what is waited for; the journal is written some milliseconds behind. */
const record = async (
  ready: (call: Record<string, unknown>) => boolean,
): Promise<Record<string, unknown>> => {
  const until = Date.now() + 15_000;
  for (;;) {
    const [newest] = await records();
    if (newest !== undefined && ready(newest)) return newest;
    if (Date.now() > until) throw new Error(`the record never came to it: ${JSON.stringify(newest)}`);
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
};

const recordingOf = async (recordingId: unknown): Promise<Buffer> => {
  const reply = await fetch(`${system.addresses.http}/api/v1/recordings/${recordingId}`, {
    headers: { authorization: `Bearer ${system.serviceKey}` },
  });
  expect(reply.headers.get('content-type')).toBe('audio/wav');
  return Buffer.from(await reply.arrayBuffer());
};

describe("a customer's call rings in an agent's browser (VOX-1, IVR-1, ACD-3, AGT-2, REC-1, WEB-1, WEB-2, TVS-2)", () => {
  test('from the greeting to the stored order, with both voices heard and recorded', async () => {
    const { page } = desk;

    const caller = await call();
    await caller.sound.hears((heard) => heard.rms > 300, 'the greeting');
    caller.sound.press('1');

    // The customer and the empty order form are there before anybody answers.
    await desk.inState('ringing');
    await page.getByTestId('order-form').waitFor();
    expect(await desk.text('customer-name')).toBe('李秀英');
    expect(await desk.text('screen-pop')).toContain('13800138000');
    await page.getByTestId('order-remark').fill('送货前请打电话');

    await desk.click('btn-answer');
    await desk.inState('talking');
    await desk.hears(CUSTOMER_HERTZ);
    await caller.sound.hears((heard) => heard.share(AGENT_HERTZ) > 0.6, 'the agent');

    expect(await page.getByTestId('order-remark').inputValue()).toBe('送货前请打电话');
    await page.getByTestId('order-product').selectOption('PAN-316');
    await page.getByTestId('order-quantity').fill('2');
    await desk.click('order-submit');
    await page.getByTestId('order-taken').waitFor();
    await page.getByTestId('todays-orders').getByText('316 不锈钢炒锅').waitFor();

    await desk.click('btn-hold');
    await desk.inState('holding');
    await caller.sound.hears((heard) => heard.rms > 100 && heard.share(AGENT_HERTZ) < 0.2, 'music on hold');
    await desk.click('btn-retrieve');
    await desk.inState('talking');
    await caller.sound.hears((heard) => heard.share(AGENT_HERTZ) > 0.6, 'the agent again');
    await desk.hears(CUSTOMER_HERTZ);

    await desk.click('btn-hangup');
    expect(await caller.ended).toBe(0);
    await wrapUp();

    const stored = await record((call) => call['recordingId'] !== null && call['endedAt'] !== null);
    expect(stored).toMatchObject({
      caller: '13800138000',
      called: '4008001234',
      queueId: 'orders',
      agentId: '1001',
      keys: '1',
      endedBy: 'agent',
    });
    const wav = await recordingOf(stored['recordingId']);
    expect(toneMs(wav, 0, CUSTOMER_HERTZ)).toBeGreaterThan(300);
    expect(toneMs(wav, 1, AGENT_HERTZ)).toBeGreaterThan(300);
    expect(desk.errors).toEqual([]);
  });

  test('the page is reloaded in mid-call: the call, its sound and the screen pop are back (AGT-8)', async () => {
    const caller = await talking();
    await desk.page.reload();
    await desk.inState('talking', 30_000);
    await desk.page.getByTestId('screen-pop').waitFor();
    await desk.hears(CUSTOMER_HERTZ, 30_000);
    await caller.sound.hears((heard) => heard.share(AGENT_HERTZ) > 0.6, 'the agent after the reload', {
      deadlineMs: 30_000,
    });
    await desk.click('btn-hangup');
    expect(await caller.ended).toBe(0);
    await wrapUp();
  });

  test('the server is killed in mid-call and started again: the call goes on, its record and recording are whole (OPS-2)', async () => {
    const caller = await talking();
    await system.killServer();
    await caller.sound.hears((heard) => heard.share(AGENT_HERTZ) > 0.6, 'the agent while no server runs');
    await system.restartServer();
    await desk.inState('talking', 40_000);
    await caller.sound.hears((heard) => heard.share(AGENT_HERTZ) > 0.6, 'the agent after the restart');
    await desk.page.getByTestId('btn-hangup').waitFor({ timeout: 40_000 });
    await desk.click('btn-hangup');
    expect(await caller.ended).toBe(0);
    await desk.inState('wrap-up');
    const stored = await record((call) => call['recordingId'] !== null && call['endedAt'] !== null);
    expect(stored).toMatchObject({ agentId: '1001', endedBy: 'agent', queueId: 'orders' });
    const wav = await recordingOf(stored['recordingId']);
    expect(toneMs(wav, 0, CUSTOMER_HERTZ)).toBeGreaterThan(300);
    expect(toneMs(wav, 1, AGENT_HERTZ)).toBeGreaterThan(300);
    await wrapUp();
  });

  test('an agent who does not answer is put aside, the caller keeps his place and reaches him later (ACD-5)', async () => {
    const caller = await call();
    await caller.sound.hears((heard) => heard.rms > 300, 'the greeting');
    caller.sound.press('1');
    await desk.inState('ringing');
    await desk.click('btn-reject');
    await desk.inState('aux');
    await caller.sound.hears((heard) => heard.rms > 100, 'music while he waits on');
    await desk.click('btn-ready');
    await desk.inState('ringing');
    await desk.click('btn-answer');
    await desk.hears(CUSTOMER_HERTZ);
    await desk.click('btn-hangup');
    expect(await caller.ended).toBe(0);
    await wrapUp();
  });

  test('a second page shows queue and agents live, and takes nothing from the desk (SUP-2, SUP-3)', async () => {
    const wall = await browser.newPage();
    await wall.goto(`${system.addresses.shop}/wall`);
    const tile = wall.locator('[data-testid="agent-tile"][data-agent="1001"]');
    await wall.locator('[data-testid="agent-tile"][data-agent="1001"][data-state="ready"]').waitFor();
    const caller = await talking();
    await wall.locator('[data-testid="agent-tile"][data-agent="1001"][data-state="talking"]').waitFor();
    expect(await tile.textContent()).toContain('通话中');
    await desk.click('btn-hangup');
    expect(await caller.ended).toBe(0);
    await wrapUp();
    await wall.locator('[data-testid="agent-tile"][data-agent="1001"][data-state="ready"]').waitFor();
    await wall.close();
  });
});
