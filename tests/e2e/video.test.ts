import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { DeskPage } from './browser/desk-page.js';
import { Desks } from './browser/desks.js';
import { onFreeSwitch, openSystem, type System } from './switch.js';

/**
 * Two agents who see each other (VOX-4), on the FreeSWITCH that is tested when `CALLWEAVE_TEST_FREESWITCH_PICTURES` says that it has
 * VP8. Others carry no pictures, and say so.
 */
const carriesPictures = onFreeSwitch && process.env.CALLWEAVE_TEST_FREESWITCH_PICTURES !== undefined;

const FIRST_HERTZ = 1_000;
const SECOND_HERTZ = 700;
/** Of Chromium's camera that is none; FreeSWITCH's own black is narrower. */
const CAMERA_WIDTH = 640;

let folder: string;
let system: System;
let desks: Desks;
let first: DeskPage;
let second: DeskPage;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'callweave-e2e-video-'));
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

const dials = (page: Page, number: string): Promise<void> => page.getByTestId('dial-number').fill(number);

/** Waits until the far end's camera is seen, and goes on being seen. */
async function sees({ page }: DeskPage): Promise<void> {
  await page.waitForFunction(
    (width) => {
      const video = document.querySelector<HTMLVideoElement>('[data-testid="picture-remote"]');
      return video?.videoWidth === width && video.getVideoPlaybackQuality().totalVideoFrames > 10;
    },
    CAMERA_WIDTH,
    { timeout: 15_000, polling: 100 },
  );
}

describe.runIf(carriesPictures)('a video call between two agents (VOX-4)', () => {
  test('both see and hear each other, not while one holds, and again afterwards', async () => {
    await dials(first.page, '1002');
    await first.click('btn-dial-video');
    await second.click('btn-answer-video');
    await Promise.all([sees(first), sees(second)]);
    await first.hears(SECOND_HERTZ);
    await second.hears(FIRST_HERTZ);

    await first.click('btn-hold');
    await first.inPhase('held');
    await first.page.getByTestId('picture-remote').waitFor({ state: 'detached' });
    await first.click('btn-retrieve');
    await first.inPhase('talking');
    await Promise.all([sees(first), sees(second)]);
    await first.hears(SECOND_HERTZ);
    await first.click('btn-hangup');
    await second.inState('aux');
    expect([...first.errors, ...second.errors]).toEqual([]);
  });

  test('answered without, the camera stays off, and both hear each other', async () => {
    await first.becomeReady();
    await dials(first.page, '1002');
    await first.click('btn-dial-video');
    await second.click('btn-answer');
    await second.hears(FIRST_HERTZ);
    expect(await second.page.getByTestId('picture-own').count()).toBe(0);
    await second.click('btn-hangup');
    await first.inState('ready');
  });
});

describe.runIf(!carriesPictures)('on a switch that carries no pictures (VOX-4)', () => {
  test('none are offered on the page', async () => {
    await dials(first.page, '1002');
    await first.page.getByTestId('btn-dial').waitFor();
    expect(await first.page.getByTestId('btn-dial-video').count()).toBe(0);
  });
});
