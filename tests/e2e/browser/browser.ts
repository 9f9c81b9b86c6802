import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type BrowserContext, chromium } from 'playwright-core';

const RATE = 48_000;

/** A real Chromium whose microphone hears one tone for ever. */
export async function openBrowser(microphoneHertz: number): Promise<BrowserContext> {
  const profile = mkdtempSync(join(tmpdir(), 'callweave-browser-'));
  const microphone = join(profile, 'microphone.wav');
  writeFileSync(microphone, toneFile(microphoneHertz));
  return chromium.launchPersistentContext(join(profile, 'profile'), {
    executablePath: process.env.CALLWEAVE_CHROMIUM ?? '/usr/bin/chromium',
    headless: true,
    viewport: { width: 1280, height: 900 },
    args: [
      '--no-sandbox',
      '--use-fake-device-for-media-stream',
      '--use-fake-ui-for-media-stream',
      `--use-file-for-fake-audio-capture=${microphone}`,
      '--autoplay-policy=no-user-gesture-required',
      '--allow-loopback-in-peer-connection',
      '--disable-quic',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
      '--no-first-run',
    ],
  });
}

/** One second of a sine, 16-bit mono; Chromium plays it on and on. */
function toneFile(hertz: number): Buffer {
  const data = Buffer.alloc(RATE * 2);
  for (let at = 0; at < RATE; at += 1)
    data.writeInt16LE(Math.round(9_000 * Math.sin((2 * Math.PI * hertz * at) / RATE)), at * 2);
  const header = Buffer.alloc(44);
  header.write('RIFF', 0);
  header.writeUInt32LE(36 + data.length, 4);
  header.write('WAVEfmt ', 8);
  header.writeUInt32LE(16, 16);
  header.writeUInt16LE(1, 20);
  header.writeUInt16LE(1, 22);
  header.writeUInt32LE(RATE, 24);
  header.writeUInt32LE(RATE * 2, 28);
  header.writeUInt16LE(2, 32);
  header.writeUInt16LE(16, 34);
  header.write('data', 36);
  header.writeUInt32LE(data.length, 40);
  return Buffer.concat([header, data]);
}
