import { type AgentId, type CallId, systemClock } from '@callweave/cti-core';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { HttpDoor } from '../http/http-door.js';
import { TakeStore } from './take-store.js';
import { TerminalRecorder } from './terminal-recorder.js';
import type { LegStreams, TerminalRecording } from './terminal-recording.types.js';

const URL = 'http://127.0.0.1:7080';
const CALL = 'call-1' as CallId;
const about = { callId: CALL, agentId: '1001' as AgentId, startedAt: 1_795_000_000_000 };

/** What a tus server has, and what it does not let through. */
class Shelf {
  readonly metadata = new Map<string, Record<string, string>>();
  readonly uploads = new Map<string, Uint8Array>();
  readonly whole = new Map<string, Blob>();
  /** Each is answered by this instead, once. */
  troubles: ((request: Request) => Promise<Response>)[] = [];
  asked: string[] = [];

  readonly fetch = async (url: string, init: RequestInit): Promise<Response> => {
    const request = new Request(url, init);
    this.asked.push(request.method);
    const trouble = this.troubles.shift();
    return trouble === undefined ? this.answer(request) : trouble(request);
  };

  async answer(request: Request): Promise<Response> {
    const id = request.url.split('/').at(-1) ?? '';
    if (request.method === 'POST') {
      const told = Object.fromEntries(
        (request.headers.get('upload-metadata') ?? '').split(',').map((pair) => {
          const [name = '', value = ''] = pair.split(' ');
          return [name, atob(value)];
        }),
      );
      const { recordingId = '' } = told;
      if (this.whole.has(recordingId))
        return Response.json({ error: { code: 'recording.exists', message: '' } }, { status: 409 });
      this.metadata.set(recordingId, { ...told, length: request.headers.get('upload-length') ?? '' });
      this.uploads.set(recordingId, new Uint8Array());
      return new Response(null, { status: 201 });
    }
    const before = this.uploads.get(id);
    if (before === undefined) return new Response(null, { status: 404 });
    if (request.method === 'PATCH') {
      expect(Number(request.headers.get('upload-offset'))).toBe(before.length);
      await this.take(id, new Uint8Array(await request.arrayBuffer()));
    }
    const offset = String(this.uploads.get(id)?.length ?? this.whole.get(id)?.size ?? 0);
    return new Response(null, {
      status: request.method === 'HEAD' ? 200 : 204,
      headers: { 'upload-offset': offset },
    });
  }

  async take(id: string, part: Uint8Array): Promise<void> {
    const all = new Uint8Array([...(this.uploads.get(id) ?? []), ...part]);
    this.uploads.set(id, all);
    const { length, sha256, filetype = '' } = this.metadata.get(id) ?? {};
    if (all.length !== Number(length)) return;
    const sum = new Uint8Array(await crypto.subtle.digest('SHA-256', all));
    expect([...sum].map((byte) => byte.toString(16).padStart(2, '0')).join('')).toBe(sha256);
    this.uploads.delete(id);
    this.whole.set(id, new Blob([all], { type: filetype }));
  }
}

let shelf: Shelf;
let context: AudioContext;
let pages: {
  recorder: TerminalRecorder;
  shown: () => readonly TerminalRecording[];
  stored: TerminalRecording[];
}[] = [];

beforeEach(() => {
  shelf = new Shelf();
  pages = [];
  context = new AudioContext();
  vi.stubGlobal('fetch', shelf.fetch);
});
afterEach(async () => {
  for (const { recorder } of pages) await recorder.close();
  const store = new TakeStore();
  for (const { recordingId } of await store.all()) await store.remove(recordingId);
  store.close();
  await context.close();
  vi.unstubAllGlobals();
});

/** A page of the agent, as it is loaded. */
function page() {
  let shown: readonly TerminalRecording[] = [];
  const stored: TerminalRecording[] = [];
  const recorder = new TerminalRecorder({
    door: new HttpDoor({ url: URL, getToken: () => 'token' }),
    clock: systemClock,
    changed: (recordings) => {
      shown = recordings;
    },
    stored: (recording) => stored.push(recording),
  });
  const made = { recorder, shown: () => shown, stored };
  pages.push(made);
  return made;
}

function tone(hertz: number): MediaStream {
  const source = context.createOscillator();
  source.frequency.value = hertz;
  const out = context.createMediaStreamDestination();
  source.connect(out);
  source.start();
  return out.stream;
}

/** How loud each lane of a recording is at a pitch. */
async function lanesOf(sound: Blob, hertz: readonly number[]): Promise<number[][]> {
  const decoded = await new OfflineAudioContext(2, 8_000, 8_000).decodeAudioData(await sound.arrayBuffer());
  return [0, 1].map((lane) => {
    // A second of the middle, away from how a codec begins.
    const samples = decoded.getChannelData(lane).subarray(4_000, 12_000);
    return hertz.map((pitch) => {
      let [re, im] = [0, 0];
      samples.forEach((sample, at) => {
        re += sample * Math.cos((2 * Math.PI * pitch * at) / 8_000);
        im += sample * Math.sin((2 * Math.PI * pitch * at) / 8_000);
      });
      return (2 * Math.hypot(re, im)) / samples.length;
    });
  });
}
const recorded = (one: ReturnType<typeof page>, ms: number) =>
  expect.poll(() => one.shown()[0]?.durationMs ?? 0, { timeout: 10_000 }).toBeGreaterThan(ms);

describe('a browser’s own recording (AGT-7)', () => {
  test('has each side in its lane, and comes to the server whole', async () => {
    const streams: LegStreams = { remote: tone(440), local: tone(1_000) };
    const desk = page();
    await desk.recorder.start(about, () => streams);
    await recorded(desk, 2_200);
    await desk.recorder.stop(CALL);
    await expect.poll(() => desk.stored.length, { timeout: 10_000 }).toBe(1);
    const [[id, sound] = ['', new Blob()]] = [...shelf.whole];
    expect(shelf.metadata.get(id)).toMatchObject({
      recordingId: id,
      callId: CALL,
      startedAt: '1795000000000',
      filetype: 'audio/webm',
    });
    expect(Number(shelf.metadata.get(id)?.durationMs)).toBeGreaterThan(2_000);
    const [customer = [], agent = []] = await lanesOf(sound, [440, 1_000]);
    expect(customer[0]).toBeGreaterThan(20 * (customer[1] ?? 1));
    expect(agent[1]).toBeGreaterThan(20 * (agent[0] ?? 1));
    expect(desk.shown()).toEqual([]);
    const store = new TakeStore();
    expect(await store.all()).toEqual([]);
    store.close();
  });

  test('is silent while the line carries another call', async () => {
    let streams: LegStreams | null = { remote: tone(440), local: tone(1_000) };
    const desk = page();
    await desk.recorder.start(about, () => streams);
    streams = null;
    desk.recorder.follow();
    await recorded(desk, 2_200);
    await desk.recorder.stop(CALL);
    await expect.poll(() => shelf.whole.size, { timeout: 10_000 }).toBe(1);
    const [sound = new Blob()] = [...shelf.whole.values()];
    expect(Math.max(...(await lanesOf(sound, [440, 1_000])).flat())).toBeLessThan(0.01);
  });

  test('an upload that is cut off goes on where it ended', async () => {
    const desk = page();
    await desk.recorder.start(about, () => ({ remote: tone(440), local: undefined }));
    await recorded(desk, 1_100);
    // The first part arrives by half; then the line is away once more.
    shelf.troubles = [
      (request) => shelf.answer(request),
      (request) => shelf.answer(request),
      async (request) => {
        const body = new Uint8Array(await request.arrayBuffer());
        await shelf.take(request.url.split('/').at(-1) ?? '', body.subarray(0, body.length / 2));
        throw new TypeError('network');
      },
      () => Promise.reject(new TypeError('network')),
    ];
    await desk.recorder.stop(CALL);
    await expect.poll(() => desk.shown()[0]?.state, { timeout: 10_000 }).toBe('waiting');
    expect(desk.shown()[0]?.error?.code).toBe('connection.lost');
    await expect.poll(() => desk.stored.length, { timeout: 10_000 }).toBe(1);
    expect(shelf.asked).toEqual(['HEAD', 'POST', 'PATCH', 'HEAD', 'HEAD', 'PATCH']);
    expect(shelf.whole.size).toBe(1);
  });

  test('the answer is lost: it is one recording all the same', async () => {
    const desk = page();
    await desk.recorder.start(about, () => ({ remote: tone(440), local: undefined }));
    await recorded(desk, 1_100);
    shelf.troubles = [
      (request) => shelf.answer(request),
      (request) => shelf.answer(request),
      async (request) => {
        await shelf.answer(request);
        throw new TypeError('network');
      },
    ];
    await desk.recorder.stop(CALL);
    await expect.poll(() => desk.stored.length, { timeout: 10_000 }).toBe(1);
    expect(shelf.asked).toEqual(['HEAD', 'POST', 'PATCH', 'HEAD', 'POST']);
    expect([shelf.whole.size, desk.shown()]).toEqual([1, []]);
  });

  test('a page that is left in the middle: the next one sends what was kept, and knows what was recorded', async () => {
    const first = page();
    await first.recorder.start(about, () => ({ remote: tone(440), local: undefined }));
    await recorded(first, 1_100);
    const meanwhile = page();
    expect(await meanwhile.recorder.sendLeftovers('1001')).toEqual([]); // the first page records still
    await first.recorder.close();
    const next = page();
    expect(await next.recorder.sendLeftovers('1002')).toEqual([]);
    expect(shelf.asked).toEqual([]);
    expect(await next.recorder.sendLeftovers('1001')).toEqual([CALL]);
    await expect.poll(() => next.stored.length, { timeout: 10_000 }).toBe(1);
    const [[, sound] = ['', new Blob()]] = [...shelf.whole];
    const decoded = await new OfflineAudioContext(2, 8_000, 8_000).decodeAudioData(await sound.arrayBuffer());
    expect(decoded.duration).toBeGreaterThan(0.9);
  });

  test('a page that crashes loses the last second at most', async () => {
    const first = page();
    await first.recorder.start(about, () => ({ remote: tone(440), local: undefined }));
    await recorded(first, 2_100);
    const [{ durationMs = 0 } = {}] = first.shown();
    // What is on the disk at this moment, with nothing of the page's doing.
    const store = new TakeStore();
    const [take] = await store.all();
    expect(take?.open).toBe(true);
    const kept = take ? await store.read(take) : null;
    store.close();
    expect(kept?.durationMs).toBeGreaterThanOrEqual(durationMs);
    expect(kept?.bytes).toBeGreaterThan(1_000);
    await first.recorder.stop(CALL);
  });

  test('what the server does not take stays, says why, and can be thrown away', async () => {
    const desk = page();
    await desk.recorder.start(about, () => ({ remote: tone(440), local: undefined }));
    await recorded(desk, 1_100);
    shelf.troubles = [
      (request) => shelf.answer(request),
      async () => Response.json({ error: { code: 'request.too-large', message: 'large' } }, { status: 413 }),
    ];
    await desk.recorder.stop(CALL);
    await expect.poll(() => desk.shown()[0]?.state, { timeout: 10_000 }).toBe('failed');
    const [{ recordingId = '', error = null } = {}] = desk.shown();
    expect(error?.code).toBe('request.too-large');
    await desk.recorder.discard(recordingId);
    expect(desk.shown()).toEqual([]);
  });

  test('what the server refused is sent again when he says so, and kept then', async () => {
    const desk = page();
    await desk.recorder.start(about, () => ({ remote: tone(440), local: undefined }));
    await recorded(desk, 1_100);
    shelf.troubles = [
      (request) => shelf.answer(request),
      async () => Response.json({ error: { code: 'access.denied', message: 'no' } }, { status: 403 }),
    ];
    await desk.recorder.stop(CALL);
    await expect.poll(() => desk.shown()[0]?.state, { timeout: 10_000 }).toBe('failed');
    await desk.recorder.retry(desk.shown()[0]?.recordingId ?? '');
    await expect.poll(() => desk.stored.length, { timeout: 10_000 }).toBe(1);
    expect(desk.shown()).toEqual([]);
  });
});
