import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import type { DeskPage } from './browser/desk-page.js';
import { Desks } from './browser/desks.js';
import { SippCalled, SippOutOfOrder } from './peers/sipp.js';
import { onFreeSwitch, openGateway, openSystem, type System } from './switch.js';

const CUSTOMER_HERTZ = 440;
const AGENT_HERTZ = 1_000;
/** Shown where no queue is called for; each queue of the shop has a number of its own. */
const OF_THE_SHOP = '02155551234';
const OF_SERVICE = '4008001235';

let folder: string;
let system: System;
let desks: Desks;
let desk: DeskPage;
let far: Awaited<ReturnType<typeof openGateway>>;
let broken: Awaited<ReturnType<typeof openGateway>>;
let customer: SippCalled | null = null;
let outOfOrder: SippOutOfOrder | null = null;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'callweave-e2e-outside-'));
  far = await openGateway('far');
  broken = onFreeSwitch ? { name: 'no-such-gateway', port: 0 } : await openGateway('broken');
  const outbound = [
    { ruleId: 'all', gateways: [far.name] },
    { ruleId: 'mobiles', prefix: '1', gateways: [broken.name, far.name] },
  ];
  system = await openSystem(folder, { outbound, trunks: [] }, { gateways: [far, broken] });
  desks = new Desks(system.addresses.shop);
  desk = await desks.open('1001', AGENT_HERTZ);
});
afterAll(async () => {
  await desks?.close();
  await system?.stop();
  rmSync(folder, { recursive: true, force: true });
});
afterEach(async () => {
  await customer?.close();
  await outOfOrder?.close();
  customer = null;
  outOfOrder = null;
});

const dial = async (number: string, queueId: string): Promise<SippCalled> => {
  customer = await SippCalled.at(far.port, CUSTOMER_HERTZ);
  await desk.page.getByTestId('dial-queue').selectOption(queueId);
  await desk.page.getByTestId('dial-number').fill(number);
  await desk.page.getByTestId('dial-number').press('Enter');
  await desk.inState('talking');
  return customer;
};

const hearEachOther = async ({ sound }: SippCalled): Promise<void> => {
  await desk.hears(CUSTOMER_HERTZ);
  await sound.hears((heard) => heard.share(AGENT_HERTZ) > 0.6, 'the agent');
};

describe('an agent calls outside from his panel (AGT-2, AGT-3, VOX-1)', () => {
  test('the queue that he chooses shows its number, has the call and its after-call work', async () => {
    const called = await dial('62345678', 'service');
    await hearEachOther(called);
    expect(called.called).toBe('62345678');
    expect(called.caller).toBe(OF_SERVICE);
    expect(await desk.text('screen-pop')).toContain('售后服务');
    await desk.click('btn-hangup');
    expect(await called.ended).toBe(0);
    await desk.inState('wrap-up');
    // Remembered for the next call.
    expect(await desk.page.getByTestId('dial-queue').inputValue()).toBe('service');
    await desk.click('btn-finish-wrapup');
    await desk.inState('aux');
  });

  test('without a queue it is the number of the installation', async () => {
    const called = await dial('62345678', '');
    await hearEachOther(called);
    expect(called.caller).toBe(OF_THE_SHOP);
    await desk.click('btn-hangup');
    expect(await called.ended).toBe(0);
    await desk.inState('aux');
  });

  // A FreeSWITCH of the suite has one gateway: there the first is one that it does not know (INVALID_GATEWAY).
  test('the first gateway of the longest prefix fails, and the next takes the call', async () => {
    if (!onFreeSwitch) outOfOrder = new SippOutOfOrder(broken.port);
    const called = await dial('13900139000', 'orders');
    await hearEachOther(called);
    expect(called.called).toBe('13900139000');
    if (outOfOrder !== null) expect(outOfOrder.called).toBe('13900139000');
    await desk.click('btn-hangup');
    expect(await called.ended).toBe(0);
    await desk.becomeReady();
    expect(desk.errors).toEqual([]);
  });
});
