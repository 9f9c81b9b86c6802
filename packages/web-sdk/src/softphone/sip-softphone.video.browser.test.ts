import { type CallweaveError, type SoftphoneCredentials, systemClock } from '@callweave/cti-core';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import type { MediaDevicesPort } from './audio-devices.js';
import { type PageLeg, PageSwitch } from './page-switch.browser.js';
import { SipSoftphone } from './sip-softphone.js';
import type { SoftphoneLeg } from './softphone.port.js';

const CREDENTIALS: SoftphoneCredentials = {
  server: 'ws://127.0.0.1:5066',
  uri: 'sip:1001@callweave.local',
  authorizationUser: '1001',
  password: 'secret',
  iceServers: [],
};

let exchange: PageSwitch;
let phone: SipSoftphone;
let remoteVideo: HTMLVideoElement;
let localVideo: HTMLVideoElement;
let legs: SoftphoneLeg[];
let errors: CallweaveError[];

beforeEach(async () => {
  exchange = new PageSwitch();
  await exchange.start();
});

afterEach(async () => {
  await phone.stop();
  await exchange.stop();
});

async function ringing(
  mediaDevices: MediaDevicesPort = navigator.mediaDevices,
): Promise<{ far: PageLeg; near: SoftphoneLeg }> {
  legs = [];
  errors = [];
  remoteVideo = document.createElement('video');
  localVideo = document.createElement('video');
  phone = new SipSoftphone(
    {
      changed: () => undefined,
      rang: (leg) => legs.push(leg),
      legChanged: () => undefined,
      failed: (error) => errors.push(error),
    },
    {
      clock: systemClock,
      random: Math.random,
      mediaDevices,
      remoteVideo,
      localVideo,
      transportConstructor: exchange.wire.constructorFor('phone'),
    },
  );
  phone.start(() => Promise.resolve(CREDENTIALS));
  await exchange.registered();
  const far = await exchange.ring({ 'X-Callweave-Call-Id': 'call-1', 'X-Callweave-Offer-Id': 'offer-1' });
  return { far, near: await vi.waitUntil(() => legs[0]) };
}

const connected = (leg: SoftphoneLeg): Promise<void> =>
  vi.waitFor(() => expect(leg.state).toBe('connected'), { timeout: 5_000 });

/** Frames that came in so far. */
async function framesAt(pc: RTCPeerConnection): Promise<number> {
  let frames = 0;
  for (const report of (await pc.getStats()).values()) {
    if (report.type === 'inbound-rtp' && report.kind === 'video') frames += report.framesReceived ?? 0;
  }
  return frames;
}

/** Key frames that came in so far. */
async function wholePicturesAt(pc: RTCPeerConnection): Promise<number> {
  let frames = 0;
  for (const report of (await pc.getStats()).values()) {
    if (report.type === 'inbound-rtp' && report.kind === 'video') frames += report.keyFramesDecoded ?? 0;
  }
  return frames;
}

/** The brightest of what an element shows, 0 to 255. */
function brightness(video: HTMLVideoElement): number {
  const canvas = new OffscreenCanvas(32, 24);
  const context = canvas.getContext('2d');
  context?.drawImage(video, 0, 0, 32, 24);
  const pixels = context?.getImageData(0, 0, 32, 24).data ?? new Uint8ClampedArray();
  return Math.max(...pixels.filter((_, index) => index % 4 !== 3));
}

describe('pictures (VOX-4)', () => {
  test('given an offer with pictures, when he answers with them, both see each other and the elements show it', async () => {
    exchange.pictures = true;
    const { far, near } = await ringing();
    await near.answer({ video: true });
    await connected(near);
    await vi.waitFor(async () => expect(await framesAt(far.pc())).toBeGreaterThan(0), { timeout: 8_000 });
    await vi.waitFor(() => expect(remoteVideo.videoWidth).toBeGreaterThan(0), { timeout: 8_000 });
    await vi.waitFor(() => expect(localVideo.videoWidth).toBeGreaterThan(0), { timeout: 8_000 });
    expect(remoteVideo.muted).toBe(true);
    expect(errors).toEqual([]);
    await near.hangUp();
    expect([remoteVideo.srcObject, localVideo.srcObject]).toEqual([null, null]);
  });

  test('when he answers without them, the camera stays off, and no pictures go either way', async () => {
    exchange.pictures = true;
    const { far, near } = await ringing();
    await near.answer();
    await connected(near);
    const [, pictures = ''] = far.pc().remoteDescription?.sdp.split('m=video') ?? [];
    expect(pictures).toContain('a=inactive');
    expect(localVideo.srcObject ?? null).toBeNull();
  });

  test('a whole picture is sent anew for whoever has just been joined, and none but black while the camera is off', async () => {
    exchange.pictures = true;
    const { far, near } = await ringing();
    await near.answer({ video: true });
    await connected(near);
    await vi.waitFor(async () => expect(await wholePicturesAt(far.pc())).toBe(1), { timeout: 8_000 });
    near.renewPictures?.();
    await vi.waitFor(async () => expect(await wholePicturesAt(far.pc())).toBeGreaterThan(1), {
      timeout: 8_000,
    });
    await vi.waitFor(() => expect(localVideo.videoWidth).toBeGreaterThan(0), { timeout: 8_000 });
    near.setCamera?.(false);
    await vi.waitFor(() => expect(brightness(localVideo)).toBe(0), { timeout: 8_000 });
    near.setCamera?.(true);
    await vi.waitFor(() => expect(brightness(localVideo)).toBeGreaterThan(0), { timeout: 8_000 });
  });

  test('given an offer of sound alone, he is told that there are no pictures, and talks', async () => {
    const { near } = await ringing();
    await near.answer({ video: true });
    await connected(near);
    expect(errors).toMatchObject([{ code: 'device.unsupported', details: { kind: 'camera' } }]);
  });

  test('given a refused camera, it goes on ringing, and can be answered with sound', async () => {
    exchange.pictures = true;
    const { near } = await ringing(new CameraRefused());
    await expect(near.answer({ video: true })).rejects.toMatchObject({
      code: 'device.permission-denied',
      details: { kind: 'camera' },
    });
    expect(near.state).toBe('ringing');
    await near.answer();
    await connected(near);
  });
});

/** The page's real devices, but the person says no to the camera. */
class CameraRefused extends EventTarget implements MediaDevicesPort {
  enumerateDevices(): Promise<MediaDeviceInfo[]> {
    return navigator.mediaDevices.enumerateDevices();
  }

  async getUserMedia(constraints?: MediaStreamConstraints): Promise<MediaStream> {
    if (constraints?.video) throw new DOMException('Permission denied', 'NotAllowedError');
    return navigator.mediaDevices.getUserMedia(constraints);
  }
}
