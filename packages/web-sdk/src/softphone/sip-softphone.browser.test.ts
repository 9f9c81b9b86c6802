import { type CallweaveError, type SoftphoneCredentials, systemClock } from '@callweave/cti-core';
import { SessionState } from 'sip.js';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import type { MediaDevicesPort } from './audio-devices.js';
import { cancel, type PageLeg, PageSwitch } from './page-switch.browser.js';
import { SipSoftphone, type SipSoftphoneParts } from './sip-softphone.js';
import type { SoftphoneLeg } from './softphone.port.js';

const CREDENTIALS: SoftphoneCredentials = {
  server: 'ws://127.0.0.1:5066',
  uri: 'sip:1001@callweave.local',
  authorizationUser: '1001',
  password: 'secret',
  iceServers: [],
};
const OFFER = { 'X-Callweave-Call-Id': 'call-1', 'X-Callweave-Offer-Id': 'offer-1' };

let exchange: PageSwitch;
let phone: SipSoftphone;
let speaker: HTMLAudioElement;
let legs: SoftphoneLeg[];
let errors: CallweaveError[];
let cleanUp: (() => Promise<void>)[];

beforeEach(async () => {
  exchange = new PageSwitch();
  cleanUp = [() => exchange.stop()];
  await exchange.start();
});

afterEach(async () => {
  for (const clean of cleanUp.reverse()) await clean();
});

function plugIn(parts: Partial<SipSoftphoneParts> = {}): void {
  legs = [];
  errors = [];
  speaker = new Audio();
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
      mediaDevices: navigator.mediaDevices,
      remoteAudio: speaker,
      transportConstructor: exchange.wire.constructorFor('phone'),
      ...parts,
    },
  );
  const made = phone;
  cleanUp.push(() => made.stop());
  phone.start(() => Promise.resolve(CREDENTIALS));
}

async function registered(parts: Partial<SipSoftphoneParts> = {}): Promise<void> {
  plugIn(parts);
  await exchange.registered();
  await vi.waitFor(() => expect(phone.state).toMatchObject({ status: 'registered', microphone: 'granted' }));
}

async function ringing(
  headers: Record<string, string> = OFFER,
): Promise<{ far: PageLeg; near: SoftphoneLeg }> {
  const before = legs.length;
  const far = await exchange.ring(headers);
  const near = await vi.waitUntil(() => legs[before]);
  return { far, near };
}

async function talking(): Promise<{ far: PageLeg; near: SoftphoneLeg }> {
  const both = await ringing();
  await both.near.answer();
  await vi.waitFor(() => expect(both.near.state).toBe('connected'), { timeout: 5_000 });
  return both;
}

/** Energy that came in since the last look; 0 is silence. */
async function heardFrom(pc: RTCPeerConnection): Promise<number> {
  let energy = 0;
  for (const report of (await pc.getStats()).values()) {
    if (report.type === 'inbound-rtp') energy += report.totalAudioEnergy ?? 0;
  }
  return energy;
}

/** Loudness of what the page plays just now, 0 to 1. */
function loudness(element: HTMLAudioElement): () => number {
  const context = new AudioContext();
  const analyser = context.createAnalyser();
  context.createMediaStreamSource(element.srcObject as MediaStream).connect(analyser);
  cleanUp.push(() => context.close());
  return () => {
    const samples = new Float32Array(analyser.fftSize);
    analyser.getFloatTimeDomainData(samples);
    return Math.max(...samples.map(Math.abs));
  };
}

describe('registration (VOX-2)', () => {
  test('registers, asks for the microphone once, and names the devices', async () => {
    await registered();
    expect(phone.state.inputs.length).toBeGreaterThan(0);
    expect(phone.state.inputs.every((input) => input.label !== '')).toBe(true);
    expect(errors).toEqual([]);
  });

  test('a refusal is typed, told once, and tried again', async () => {
    exchange.refuse = 403;
    plugIn();
    await vi.waitFor(() => expect(phone.state.status).toBe('failed'));
    expect(phone.state.error).toMatchObject({
      code: 'softphone.registration-failed',
      details: { status: 403 },
    });
    exchange.refuse = null;
    await vi.waitFor(() => expect(phone.state).toMatchObject({ status: 'registered', error: null }), {
      timeout: 5_000,
    });
    expect(errors.map((error) => error.code)).toEqual(['softphone.registration-failed']);
  });

  test('given a cut wire in mid-call, then it registers again and the call goes on', async () => {
    await registered();
    const { far, near } = await talking();
    exchange.wire.cut();
    await vi.waitFor(() => expect(phone.state.status).not.toBe('registered'));
    exchange.wire.up = true;
    await exchange.registered(2);
    await vi.waitFor(() => expect(phone.state.status).toBe('registered'));
    expect(near.state).toBe('connected');
    await near.hangUp();
    await far.reached(SessionState.Terminated);
  });
});

describe('a call (VOX-1, WEB-1)', () => {
  test('rings with the ids of call and offer', async () => {
    await registered();
    const { near } = await ringing();
    expect(near).toMatchObject({ callId: 'call-1', offerId: 'offer-1', state: 'ringing' });
  });

  test('is answered at the click, what takes time having been prepared, and both hear each other', async () => {
    await registered();
    const { far, near } = await ringing();
    // A person needs far longer; what is prepared meanwhile is prepared.
    await vi.waitFor(() => expect(speaker).toBeTruthy());
    await new Promise((go) => setTimeout(go, 300));
    await near.answer();
    await vi.waitFor(() => expect(near.state).toBe('connected'), { timeout: 5_000 });
    await vi.waitFor(async () => expect(await heardFrom(far.pc())).toBeGreaterThan(0.0001), {
      timeout: 5_000,
    });
    const loud = loudness(speaker);
    await vi.waitFor(() => expect(loud()).toBeGreaterThan(0.05), { timeout: 5_000 });
  });

  test('ends when the caller gives up, when he hangs up, when the far end does', async () => {
    await registered();
    const first = await ringing();
    await cancel(first.far);
    await vi.waitFor(() => expect(first.near.state).toBe('ended'));
    await expect(first.near.answer()).rejects.toMatchObject({ code: 'softphone.no-ringing-call' });

    const second = await talking();
    await second.near.hangUp();
    await second.far.reached(SessionState.Terminated);

    const third = await talking();
    await third.far.session.bye();
    await vi.waitFor(() => expect(third.near.state).toBe('ended'));
    expect(speaker.srcObject).toBeNull();
  });

  test('is refused with 486 when he hangs up a ringing leg', async () => {
    await registered();
    const { far, near } = await ringing();
    await near.hangUp();
    await far.reached(SessionState.Terminated);
    expect(near.state).toBe('ended');
  });

  test('of nobody is refused, and does not ring', async () => {
    await registered();
    const far = await exchange.ring({});
    await far.reached(SessionState.Terminated);
    expect(legs).toEqual([]);
  });

  test('is put on hold and taken back by re-INVITEs of the switch', async () => {
    await registered();
    const { far } = await talking();
    const pc = far.pc();
    const direction = (): string | undefined =>
      /a=(sendrecv|sendonly|recvonly|inactive)/.exec(pc.remoteDescription?.sdp ?? '')?.[1];
    await far.session.invite({ sessionDescriptionHandlerOptions: { hold: true } as object });
    await vi.waitFor(() => expect(direction()).toBe('recvonly'));
    await far.session.invite({ sessionDescriptionHandlerOptions: { hold: false } as object });
    await vi.waitFor(() => expect(direction()).toBe('sendrecv'));
    const before = await heardFrom(pc);
    await vi.waitFor(async () => expect(await heardFrom(pc)).toBeGreaterThan(before), { timeout: 5_000 });
  });

  test('is silent while muted', async () => {
    await registered();
    const { far, near } = await talking();
    await vi.waitFor(async () => expect(await heardFrom(far.pc())).toBeGreaterThan(0.0001), {
      timeout: 5_000,
    });
    near.setMuted(true);
    // What was under way when he muted is still heard, the longer the busier the machine is.
    let before = 0;
    await vi.waitFor(
      async () => {
        const earlier = await heardFrom(far.pc());
        await new Promise((go) => setTimeout(go, 1_000));
        before = await heardFrom(far.pc());
        expect(before - earlier).toBeLessThan(0.00001);
      },
      { timeout: 10_000 },
    );
    near.setMuted(false);
    await vi.waitFor(async () => expect((await heardFrom(far.pc())) - before).toBeGreaterThan(0.0001), {
      timeout: 5_000,
    });
  });

  test('takes keys by INFO when the switch takes none in the sound', async () => {
    await registered();
    const before = legs.length;
    const far = await exchange.ring(OFFER, {
      sessionDescriptionHandlerModifiers: [
        ({ type, sdp = '' }) => Promise.resolve({ type, sdp: withoutKeysInSound(sdp) }),
      ],
    });
    const near = await vi.waitUntil(() => legs[before]);
    await near.answer();
    await vi.waitFor(() => expect(near.state).toBe('connected'), { timeout: 5_000 });
    await near.sendDigits('5#');
    expect(far.infos.map((body) => /Signal=(.)/.exec(body)?.[1])).toEqual(['5', '#']);
  });

  test('looks for another path when the network changes, and the sound goes on', async () => {
    await registered();
    const { far } = await talking();
    const pc = far.pc();
    const ufrag = (): string | undefined => /a=ice-ufrag:(\S+)/.exec(pc.remoteDescription?.sdp ?? '')?.[1];
    const old = ufrag();
    phone.networkChanged();
    await vi.waitFor(() => expect(ufrag()).not.toBe(old), { timeout: 5_000 });
    const before = await heardFrom(pc);
    await vi.waitFor(async () => expect(await heardFrom(pc)).toBeGreaterThan(before + 0.0001), {
      timeout: 5_000,
    });
    expect(errors).toEqual([]);
  });

  test('is left alone by stop: the switch hears no BYE', async () => {
    await registered();
    const { far } = await talking();
    await phone.stop();
    await new Promise((go) => setTimeout(go, 300));
    expect(far.session.state).toBe(SessionState.Established);
  });
});

describe('devices (VOX-3)', () => {
  test('the microphone is changed in mid-call without asking the switch', async () => {
    await registered();
    const { far } = await talking();
    const other = phone.state.inputs.find(
      (input) => input.id !== 'default' && input.id !== phone.state.inputId,
    );
    expect(other).toBeDefined();
    await phone.setInput(other?.id ?? '');
    expect(phone.state.inputId).toBe(other?.id);
    expect(far.reinvites).toEqual([]);
    const before = await heardFrom(far.pc());
    await vi.waitFor(async () => expect(await heardFrom(far.pc())).toBeGreaterThan(before + 0.0001), {
      timeout: 5_000,
    });
  });

  test('the speaker is chosen, and one that is not there refused', async () => {
    const media = new UnpluggableDevices();
    media.speakers = ['default'];
    await registered({ mediaDevices: media });
    await phone.setOutput('default');
    expect(phone.state.outputId).toBe('default');
    await expect(phone.setOutput('no-such-device')).rejects.toMatchObject({ code: 'device.not-found' });
    await expect(phone.setInput('no-such-device')).rejects.toMatchObject({ code: 'device.not-found' });
  });

  test('given a chosen headset, when it is unplugged in mid-call, then the default goes on and the agent is told', async () => {
    const media = new UnpluggableDevices();
    await registered({ mediaDevices: media });
    const { far } = await talking();
    const headset = phone.state.inputs.find((input) => input.id !== 'default');
    await phone.setInput(headset?.id ?? '');
    media.unplug(headset?.id ?? '');
    await vi.waitFor(() => expect(phone.state.inputId).toBeNull());
    await vi.waitFor(() =>
      expect(errors).toMatchObject([{ code: 'device.not-found', details: { kind: 'input' } }]),
    );
    const before = await heardFrom(far.pc());
    await vi.waitFor(async () => expect(await heardFrom(far.pc())).toBeGreaterThan(before + 0.0001), {
      timeout: 5_000,
    });
  });

  test('given a refused microphone, then the call goes on ringing, and can be answered once it is allowed', async () => {
    const media = new UnpluggableDevices();
    media.refused = true;
    plugIn({ mediaDevices: media });
    await exchange.registered();
    const { near } = await ringing();
    await expect(near.answer()).rejects.toMatchObject({ code: 'device.permission-denied' });
    expect(near.state).toBe('ringing');
    expect(phone.state.microphone).toBe('denied');
    media.refused = false;
    await near.answer();
    await vi.waitFor(() => expect(near.state).toBe('connected'), { timeout: 5_000 });
    expect(phone.state.microphone).toBe('granted');
  });
});

/** An offer that knows no telephone-event (RFC 4733). */
function withoutKeysInSound(sdp: string): string {
  const types = [...sdp.matchAll(/a=rtpmap:(\d+) telephone-event/g)].map(([, type]) => type);
  return sdp
    .split('\r\n')
    .filter(
      (line) =>
        !types.some((type) => line.startsWith(`a=rtpmap:${type} `) || line.startsWith(`a=fmtp:${type} `)),
    )
    .map((line) =>
      line.startsWith('m=audio')
        ? line
            .split(' ')
            .filter((word, index) => index < 3 || !types.includes(word))
            .join(' ')
        : line,
    )
    .join('\r\n');
}

/** The page's real devices, some of which a test may take away. */
class UnpluggableDevices extends EventTarget implements MediaDevicesPort {
  refused = false;
  /** Speakers beside the real ones: a machine without sound has none. */
  speakers: readonly string[] = [];
  readonly #gone = new Set<string>();

  unplug(id: string): void {
    this.#gone.add(id);
    this.dispatchEvent(new Event('devicechange'));
  }

  async enumerateDevices(): Promise<MediaDeviceInfo[]> {
    const devices = await navigator.mediaDevices.enumerateDevices();
    const speakers = this.speakers.map((deviceId) => ({ kind: 'audiooutput', deviceId, label: deviceId }));
    return [...devices, ...(speakers as MediaDeviceInfo[])].filter(
      (device) => !this.#gone.has(device.deviceId),
    );
  }

  async getUserMedia(constraints?: MediaStreamConstraints): Promise<MediaStream> {
    if (this.refused) throw new DOMException('Permission denied', 'NotAllowedError');
    return navigator.mediaDevices.getUserMedia(constraints);
  }
}
