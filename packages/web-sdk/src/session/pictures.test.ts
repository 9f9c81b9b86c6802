import type { CallId, LegId } from '@callweave/cti-core';
import { aLeg, settle } from '@callweave/cti-core/testing';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import type { AgentCall } from '../agent-session.types.js';
import { NewFaces } from './new-faces.js';
import { page, ready } from './session.bench.js';

/** A tab's storage, of which a reload knows and another tab does not. */
let kept: Map<string, string>;

beforeEach(() => {
  kept = new Map();
  vi.stubGlobal('sessionStorage', {
    getItem: (key: string) => kept.get(key) ?? null,
    setItem: (key: string, value: string) => void kept.set(key, value),
    removeItem: (key: string) => void kept.delete(key),
  });
});
afterEach(() => vi.unstubAllGlobals());

/** He answers a customer who shows himself. */
async function answering(options: { readonly video: boolean }) {
  const made = await ready();
  const { callId } = made.server.offerCall({ video: true });
  await settle();
  await made.session.answer(callId, options);
  await settle();
  return { ...made, callId };
}

describe('pictures (VOX-4)', () => {
  test('a call that he answers with them, and one that he makes with them', async () => {
    const { session, server, callId } = await answering({ video: true });
    expect(server.phone?.pictures).toBe(true);
    await session.hangUp(callId);
    await session.finishWrapUp();
    if (server.phone) server.phone.pictures = false;
    await session.makeCall('1003', {}, { video: true });
    await settle();
    expect(server.phone?.pictures).toBe(true);
  });

  test('given a refused camera, his own call goes on with sound, and the page is told why', async () => {
    const { session, server, heard } = await ready();
    if (server.phone === null) throw new Error('He is logged in.');
    server.phone.camera = 'denied';
    await session.makeCall('1003', {}, { video: true });
    await settle();
    expect(heard).toContain('error device.permission-denied');
    expect(session.state.activeCall?.local).toBe('connected');
    expect(server.phone.pictures).toBe(false);
  });

  test('given a switch that carries none, the page knows, and a call is made with sound alone', async () => {
    const { session, server } = await ready();
    expect(session.state.video).toBe(true);
    server.setVideo(false);
    await settle();
    expect(session.state.video).toBe(false);
    const call = await session.makeCall('1003', {}, { video: true });
    await settle();
    expect(call.video).toBeUndefined();
    expect(server.phone?.pictures).toBe(false);
    expect(session.state.activeCall?.local).toBe('connected');
  });

  test('the camera is turned off and on, and is on again for the next call', async () => {
    const { session, server, callId } = await answering({ video: true });
    session.setCamera(false);
    expect(server.phone?.cameraOff).toBe(true);
    expect(session.state.cameraOff).toBe(true);
    session.setCamera(true);
    expect(server.phone?.cameraOff).toBe(false);
    session.setCamera(false);
    await session.hangUp(callId);
    await settle();
    expect(session.state.cameraOff).toBe(false);
  });
});

describe('a page that is loaded anew in a call with pictures (VOX-4)', () => {
  test('given his camera was on, it is on again when he is back', async () => {
    const { server, clock } = await answering({ video: true });
    const again = page(server, clock);
    await again.session.start();
    await settle();
    expect(again.session.state.activeCall?.local).toBe('connected');
    expect(server.phone?.pictures).toBe(true);
  });

  test('given he had answered without, nobody sees him', async () => {
    const { server, clock } = await answering({ video: false });
    const again = page(server, clock);
    await again.session.start();
    await settle();
    expect(again.session.state.activeCall?.local).toBe('connected');
    expect(server.phone?.pictures).toBe(false);
  });
});

describe('who is new at the far end, and needs a whole picture (VOX-4)', () => {
  const call = (facts: Partial<AgentCall>): AgentCall =>
    ({
      callId: 'call-1' as CallId,
      video: true,
      local: 'connected',
      phase: 'talking',
      heldSince: null,
      legs: [connected('mine'), connected('customer')],
      ...facts,
    }) as AgentCall;
  const connected = (legId: string) => aLeg({ legId: legId as LegId, state: 'connected' });

  test('once when they are joined, and not again while nothing changes', () => {
    const faces = new NewFaces();
    expect(faces.take([call({ phase: 'dialling' })])).toEqual([]);
    expect(faces.take([call({})])).toEqual(['call-1']);
    expect(faces.take([call({})])).toEqual([]);
  });

  test('again when the call is taken from hold, and when somebody else takes part', () => {
    const faces = new NewFaces();
    faces.take([call({})]);
    expect(faces.take([call({ heldSince: 1 })])).toEqual([]);
    expect(faces.take([call({})])).toEqual(['call-1']);
    expect(faces.take([call({ legs: [connected('mine'), connected('colleague')] })])).toEqual(['call-1']);
  });

  test('nobody in a call with sound alone', () => {
    const { video: _, ...sound } = call({});
    expect(new NewFaces().take([sound])).toEqual([]);
  });
});
